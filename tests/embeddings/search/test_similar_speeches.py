from itertools import product

import numpy as np
import pytest

from embeddings.errors import UnknownSpeech
from embeddings.search.similar_speeches import similar_speeches
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.filters import Filters
from embeddings.snapshot.publish import publish
from embeddings.snapshot.snapshot import Snapshot
from tests.support.invented import data, speech


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("corpus")
    speeches = [
        speech(f"s{i}", *(f"Paragraph {i} {j}" for j in range(1 + i % 5)), place=f"Port {i % 2}")
        for i in range(9)
    ]
    publish(folder, data(speeches))
    return CurrentSnapshot(folder).held.snapshot


def by_brute_force(snapshot: Snapshot, a: str, b: str) -> set[tuple[int, int]]:
    """The positions that are each other's nearest, pair by pair."""
    vectors = {
        id_: np.stack([snapshot.index.vector(snapshot.passage(id_, one.position)[0]) for one in passages])
        for id_ in (a, b)
        if (passages := snapshot.passages_of(id_))
    }
    cosines = vectors[a] @ vectors[b].T
    places = product(range(len(vectors[a])), range(len(vectors[b])))
    return {(i, j) for i, j in places if cosines[i].argmax() == j and cosines[:, j].argmax() == i}


def test_counterparts_are_each_others_nearest(snapshot: Snapshot) -> None:
    """As comparing every passage with every other finds them, those that are like at all."""
    for similar in similar_speeches(snapshot, "s4", k=9):
        found = {(pair.passage.position, pair.counterpart.position) for pair in similar.counterparts}
        assert found <= by_brute_force(snapshot, "s4", similar.speech.id)
        assert all(pair.percentile is None or pair.percentile >= 99 for pair in similar.counterparts)
        assert 0 < similar.likeness <= 1


def test_the_most_alike_come_first_and_the_speech_itself_never(snapshot: Snapshot) -> None:
    """By falling likeness, and only speeches that pass the filters."""
    every = similar_speeches(snapshot, "s4", k=9)
    assert [one.likeness for one in every] == sorted((one.likeness for one in every), reverse=True)
    assert "s4" not in {one.speech.id for one in every}
    here = similar_speeches(snapshot, "s4", k=9, filters=Filters(place=("Port 1",)))
    assert [one.speech.id for one in here] == [one.speech.id for one in every if one.speech.place == "Port 1"]


def test_an_unknown_speech_is_like_none(snapshot: Snapshot) -> None:
    """It is refused, not answered with nothing."""
    with pytest.raises(UnknownSpeech):
        similar_speeches(snapshot, "s99", k=3)
