"""A store that an earlier Tifa made is opened, and ends as if this one had made it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from embeddings.encoder.encoding import Encoder
from embeddings.ingest.remove import republish
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.store.connection import FILE
from embeddings.store.schema import SCHEMA
from embeddings.store.store import Store
from tests.embeddings.ingest.test_boilerplate import rows
from tests.embeddings.ingest.test_index import DEBATE, SPEAKERS, indexed, write_rows

HEAD = "Speech by Governor Anna Perrin\nAt the opening of the harbour, 4 May 2021"
TRACED = "統(tǒng)籌海灣發(fā)展，辦（bàn）好三件事，漁民的收入要更高，這是今年的承諾。"


def as_schema_3(folder: Path) -> None:
    """Nothing says which speeches are encoded."""
    with closing(sqlite3.connect(folder / FILE)) as db, db:
        db.execute("DROP TABLE encoded")
        db.execute("DROP INDEX vectors_truncated")
        db.execute("PRAGMA user_version = 3")


def as_schema_2(folder: Path) -> None:
    """A field of a speech is found once."""
    as_schema_3(folder)
    with closing(sqlite3.connect(folder / FILE)) as db, db:
        db.execute("DROP INDEX findings_by_speech")
        db.execute("CREATE UNIQUE INDEX once ON findings (speech_id, revision, field)")
        db.execute("PRAGMA user_version = 2")


def as_schema_1(folder: Path) -> None:
    """Take away what came with the second."""
    as_schema_2(folder)
    with closing(sqlite3.connect(folder / FILE)) as db, db:
        for index in ("passages_by_form", "passages_untraced"):
            db.execute(f"DROP INDEX {index}")
        for table in ("settled", "edge_lines", "sources"):
            db.execute(f"DROP TABLE {table}")
        db.execute("ALTER TABLE passages DROP COLUMN trace")
        db.execute("PRAGMA user_version = 1")


def test_a_store_of_schema_1_is_brought_up_to_date(tmp_path: Path, tiny: Encoder) -> None:
    """Its passages are traced, its lines are counted, and it publishes what it would have published."""
    folder = tmp_path / "corpus"
    source = write_rows(tmp_path, [*rows(6), {"id": "traced", "text": TRACED}])
    indexed(folder, tiny, source)
    before = CurrentSnapshot(folder).held.snapshot
    assert any(passage.trace for passage in before.passages_of("traced"))
    as_schema_1(folder)
    (folder / "CURRENT").unlink()
    name = republish(folder, lambda: tiny)
    assert name.partition("-")[2] == before.name.partition("-")[2]
    with closing(sqlite3.connect(folder / FILE)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
    with Store.open(folder) as store:
        assert store.traces.missing() == []
    done = indexed(folder, tiny, write_rows(tmp_path, rows(8)))
    assert (len(done.added), done.repairs) == (2, {"boilerplate": 2})


def test_a_store_of_schema_2_takes_a_debate(tmp_path: Path, tiny: Encoder) -> None:
    """What was found stays, and a field may then be found often."""
    folder = tmp_path / "corpus"
    indexed(folder, tiny, write_rows(tmp_path, [{"id": "dated", "text": f"{HEAD}\n\n{TRACED}"}]))
    with Store.open_to_read(folder) as store:
        before = store.findings("dated")
    assert before
    as_schema_2(folder)
    indexed(folder, tiny, write_rows(tmp_path, [{"id": "debate", "text": DEBATE}], "debate.jsonl"))
    with Store.open_to_read(folder) as store:
        assert store.findings("dated") == before
        assert [finding.value for finding in store.findings("debate") if finding.field == "turn"] == SPEAKERS


def test_a_store_of_schema_3_is_encoded_as_far_as_it_was(tmp_path: Path, tiny: Encoder) -> None:
    """What has a vector is not encoded again, what has none is found, and then nobody looks again."""
    folder = tmp_path / "corpus"
    indexed(folder, tiny, write_rows(tmp_path, rows(3)))
    with closing(sqlite3.connect(folder / FILE)) as db, db:
        db.execute("DELETE FROM vectors WHERE form_sha256 = (SELECT min(form_sha256) FROM passages)")
    as_schema_3(folder)
    assert indexed(folder, tiny, write_rows(tmp_path, rows(3))).encoded == 1
    with Store.open(folder) as store:
        assert store.vectors.unencoded() == store.vectors.unencoded_since() == []


def test_whoever_only_reads_leaves_it_as_it_is(tmp_path: Path, tiny: Encoder) -> None:
    folder = tmp_path / "corpus"
    indexed(folder, tiny, write_rows(tmp_path, rows(2)))
    as_schema_1(folder)
    with Store.open_to_read(folder) as store:
        assert [passage.trace for passage in store.passages(store.speech("s0"))] == [b"", b""]
        assert store.faults() == []
    with closing(sqlite3.connect(folder / FILE)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (1,)


def test_the_traces_that_are_missing_are_those_of_searched_speeches(tmp_path: Path, tiny: Encoder) -> None:
    folder = tmp_path / "corpus"
    indexed(folder, tiny, write_rows(tmp_path, [*rows(2), {"id": "traced", "text": TRACED}]))
    as_schema_1(folder)
    with Store.open(folder) as store:
        store.remove(["s1"])
        assert store.traces.missing() == ["s0", "traced"]
        store.traces.put("s0", [b"", b""])
        assert store.traces.missing() == ["traced"]
