from pathlib import Path

from embeddings.encoder.encoding import Encoder
from embeddings.ingest.missing_traces import trace_missing
from embeddings.store.store import Store
from embeddings.text.passages import passages_of, trace_passage
from tests.embeddings.ingest.test_index import indexed, write_rows
from tests.embeddings.store.test_schema import TRACED, as_schema_1


def test_what_an_earlier_tifa_kept_is_traced_once(tmp_path: Path, tiny: Encoder) -> None:
    """As splitting it would trace it; told speech by speech; the second time there is nothing to do."""
    folder = tmp_path / "corpus"
    indexed(
        folder, tiny, write_rows(tmp_path, [{"id": "a", "text": TRACED}, {"id": "b", "text": "The bay."}])
    )
    as_schema_1(folder)
    steps: list[tuple[int, int | None]] = []
    with Store.open(folder) as store:
        trace_missing(store, lambda _, done, total: steps.append((done, total)))
        trace_missing(store, lambda *_: steps.append((0, 0)))
        speech = store.speech("a")
        found = store.passages(speech)
        assert steps == [(1, 2), (2, 2)]
        assert [p.trace for p in found] == [p.trace for p in passages_of(speech).passages]
        assert trace_passage(found[0]).span(0, 1) == (0, 1)
        assert trace_passage(found[0]).span(1, 2) == (7, 8)
