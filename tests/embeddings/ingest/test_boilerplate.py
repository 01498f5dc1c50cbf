import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.encoder.encoding import Encoder
from embeddings.errors import ModelMismatch
from embeddings.ingest.index import index
from embeddings.ingest.remove import remove
from embeddings.text.cleaning.furniture.boilerplate import NAME
from embeddings.text.cleaning.rules import choose_rules
from embeddings.text.reading.read import read
from tests.embeddings.ingest.test_index import Otherwise, indexed, snapshot_of, write_rows
from tests.support.drawing import drawn

LICENCE = "This record of the Veldhaven archive is licensed for any use that names the archive as its source."


def rows(n: int) -> list[dict[str, str]]:
    return [
        {"id": f"s{i}", "source": "Archive", "text": f"The harbour opens its quay number {i}.\n{LICENCE}"}
        for i in range(n)
    ]


def dropped(folder: Path) -> dict[str, list[str]]:
    """By speech, the lines that were dropped as boilerplate."""
    snapshot = snapshot_of(folder)
    ids = [card.id for card in snapshot.speeches_after("", limit=100)]
    return {id_: [r.before for r in snapshot.repairs(id_) if r.rule == NAME] for id_ in ids}


def test_a_line_that_a_source_puts_under_all_its_speeches_is_dropped(tmp_path: Path, tiny: Encoder) -> None:
    """From all of them, also from those that were there before it was known."""
    indexed(tmp_path / "corpus", tiny, write_rows(tmp_path, rows(3)))
    assert set(map(tuple, dropped(tmp_path / "corpus").values())) == {()}
    indexed(tmp_path / "corpus", tiny, write_rows(tmp_path, rows(8)))
    assert set(map(tuple, dropped(tmp_path / "corpus").values())) == {(LICENCE,)}
    texts = [p.text for i in range(8) for p in snapshot_of(tmp_path / "corpus").passages_of(f"s{i}")]
    assert not any(LICENCE in text for text in texts)


def test_the_order_in_which_speeches_come_changes_nothing(tmp_path: Path, tiny: Encoder) -> None:
    """Three and then the rest, or all at once: the same passages."""
    indexed(tmp_path / "steps", tiny, write_rows(tmp_path, rows(3)))
    source = write_rows(tmp_path, rows(8))
    indexed(tmp_path / "steps", tiny, source)
    indexed(tmp_path / "once", tiny, source)
    assert dropped(tmp_path / "steps") == dropped(tmp_path / "once")
    assert indexed(tmp_path / "steps", tiny, source).encoded == 0


def test_what_was_left_out_stays_left_out(tmp_path: Path, tiny: Encoder) -> None:
    """A speech that is split anew is repaired by the rules it was repaired by before."""
    odd = {"id": "s0", "source": "Archive", "text": f"推進堤防建設，經(jīng)濟發(fā)展。\n{LICENCE}"}
    index(
        tmp_path / "corpus", tiny, read([write_rows(tmp_path, [odd])]), rules=choose_rules(without=["pinyin"])
    )
    indexed(tmp_path / "corpus", tiny, write_rows(tmp_path, rows(8)[1:]))
    assert {r.rule for r in snapshot_of(tmp_path / "corpus").repairs("s0")} == {NAME}


def test_taking_a_speech_out_encodes_what_is_split_anew(tmp_path: Path, tiny: Encoder) -> None:
    """A line may be boilerplate no longer: the forms that hold it again have no vectors yet."""
    spoken = {"id": "other", "source": "Archive", "text": "The ferries sail by night."}
    indexed(tmp_path / "corpus", tiny, write_rows(tmp_path, [*rows(5), spoken]))
    assert set(dropped(tmp_path / "corpus")["s1"]) == {LICENCE}
    remove(tmp_path / "corpus", ["s0"], lambda: tiny)
    assert not any(dropped(tmp_path / "corpus").values())


def test_without_anything_to_encode_no_encoder_is_loaded(tmp_path: Path, tiny: Encoder) -> None:
    """Taking a speech out costs no model, unless others are split anew."""
    indexed(tmp_path / "corpus", tiny, write_rows(tmp_path, rows(3)))
    remove(tmp_path / "corpus", ["s0"], lambda: pytest.fail("the encoder is loaded"))
    assert set(dropped(tmp_path / "corpus")) == {"s1", "s2"}


def test_another_encoder_encodes_nothing(tmp_path: Path, tiny: Encoder) -> None:
    """What is missing is encoded with what made the corpus, or not at all."""
    indexed(tmp_path / "corpus", tiny, write_rows(tmp_path, rows(5)))
    with pytest.raises(ModelMismatch):
        remove(tmp_path / "corpus", ["s0"], lambda: Otherwise(tiny))


said = st.tuples(
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from(["Archive", "Gazette", ""]),
    st.booleans(),
    st.booleans(),
)


@given(st.lists(said, min_size=1, max_size=6))
@drawn(10)
def test_any_history_drops_what_a_corpus_made_in_one_go_drops(
    tiny: Encoder, history: list[tuple[str, str, bool, bool]]
) -> None:
    """Speeches come, change their source, lose their licence and go: the counts are those of what is left."""
    with tempfile.TemporaryDirectory() as scratch:
        here, grown, once = Path(scratch), Path(scratch, "grown"), Path(scratch, "once")
        now = {row["id"]: row for row in rows(4)}
        indexed(grown, tiny, write_rows(here, list(now.values())))
        for id_, source, licensed, goes in history:
            text = f"The {source} opens its quay {id_}.{f'{chr(10)}{LICENCE}' * licensed}"
            now[id_] = {"id": id_, "source": source, "text": text}
            indexed(grown, tiny, write_rows(here, [now[id_]]))
            if goes:
                remove(grown, [id_], lambda: tiny)
                del now[id_]
        indexed(once, tiny, write_rows(here, list(now.values())))
        assert snapshot_of(grown).revisions() == snapshot_of(once).revisions()
