import json

import pytest

from embeddings.engines.projection import Seal, collection_of, number_of, sample

SEAL = Seal("12-9f3c0a1b", "d1", "m1", "e1", 16, 300)


def test_a_seal_is_what_was_written() -> None:
    """And whatever differs is named."""
    assert SEAL.differing(SEAL.written()) == []
    other = Seal("12-9f3c0a1b", "d2", "m1", "e2", 16, 300)
    assert SEAL.differing(other.written()) == ["digest", "encoding"]


@pytest.mark.parametrize(
    "written", ["", "a collection of ours", "[]", '{"tifa": 1}', json.dumps({"tifa": {}})]
)
def test_what_is_no_seal_differs_in_everything(written: str) -> None:
    """A collection that somebody else made is never taken for a snapshot."""
    assert SEAL.differing(written) == sorted(json.loads(SEAL.written())["tifa"])


def test_a_collection_is_known_by_the_corpus_and_the_snapshot() -> None:
    """Those of other corpora, and what is none, are not ours."""
    collection = collection_of("tifa", "12-9f3c0a1b")
    assert collection == "tifa_12_9f3c0a1b"
    assert number_of("tifa", collection) == 12
    for other in ("tifa", "tifa_12", "tifa_x_9f3c0a1b", "speeches_12_9f3c0a1b", "tifa_12_9f3c0a1b_2"):
        assert number_of("tifa", other) is None
    assert number_of("tifa", collection_of("tifa_2", "12-9f3c0a1b")) is None


def test_a_sample_goes_from_the_first_row_to_the_last() -> None:
    """And is all of a small collection."""
    assert sample(0).tolist() == []
    assert sample(3).tolist() == [0, 1, 2]
    assert (sample(10_000)[0], sample(10_000)[-1], len(sample(10_000))) == (0, 9_999, 16)
