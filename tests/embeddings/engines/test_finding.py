"""What an engine finds, held against what a comparison with every passage finds.

Covers `embeddings.engines.vector_store` and `embeddings.index.finder`.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.engines import finding
from embeddings.engines.breaker import Breaker
from embeddings.engines.finding import SnapshotEngine
from embeddings.engines.projecting import project
from embeddings.errors import EngineGone
from embeddings.index.eligible import Eligible, Rows, every_row
from embeddings.index.finder import highest
from embeddings.search.nearness import Nearness, Scores
from embeddings.search.questions.question import read_question
from embeddings.search.search import search
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.filters import Filters
from embeddings.snapshot.snapshot import Snapshot
from tests.support.asked import asked_of, questions
from tests.support.engines import InMemory, few_are_many, proposes_the_nearest, published
from tests.support.invented import unit_rows


@pytest.fixture(scope="module")
def store() -> InMemory:
    return InMemory()


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, store: InMemory) -> Iterator[tuple[Snapshot, Snapshot]]:
    """One snapshot, asked by its own index and by the engine."""
    folder = tmp_path_factory.mktemp("projected")
    with few_are_many():
        published(folder)
        own = CurrentSnapshot(folder).held.snapshot
        project(store, own, lambda *_: None)
        patient = SnapshotEngine(store, Breaker(failures=100))
        far = CurrentSnapshot(folder, patient).held.snapshot
        assert own.moments is not None
        yield own, far


@pytest.mark.parametrize(("mode", "asks"), [("hybrid", True), ("meaning", True), ("words", False)])
def test_only_what_is_asked_by_meaning_asks_the_engine(
    both: tuple[Snapshot, Snapshot], store: InMemory, mode: str, asks: bool
) -> None:
    """And the answers are those of the embedded index; the contract has more of them."""
    own, far = both
    before = len(store.conditions)
    for question, vector in questions(own, 6, mode=mode):
        assert asked_of(far, question, vector) == asked_of(own, question, vector), question
    assert (len(store.conditions) > before) == asks


@pytest.mark.parametrize("mode", ["hybrid", "meaning"])
def test_the_first_of_many_that_pass_are_found_by_the_engine(
    both: tuple[Snapshot, Snapshot], store: InMemory, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also of languages that hardly anything is in of what is found without the filter. Nobody weighs all."""
    own, far = both
    abroad = Filters(language=("fr", "zh-Hans"), date_to="2016")
    passing, weighed, told = own.eligible(abroad), [], 0
    assert passing is not None
    rough = Nearness.rough

    def counting(nearness: Nearness, rows: Rows | None) -> Scores:
        weighed.append(len(nearness.snapshot.index) if rows is None else len(rows))
        return rough(nearness, rows)

    for asked, vector in questions(own, 24, mode=mode, seed=6):
        question = replace(
            asked.question,
            language="en",
            filters=abroad,
            k=3,
            collapse=False,
            sort="relevance",
            at_least=None,
        )
        expected = asked_of(own, read_question(question), vector)
        before = len(store.conditions)
        weighed.clear()
        with monkeypatch.context() as patch:
            patch.setattr(Nearness, "rough", counting)
            assert asked_of(far, read_question(question), vector) == expected
        told += any(len(one.clauses) == 3 for one in store.conditions[before:])  # language, date, part
        assert len(passing.rows) not in weighed
    assert told > 8


@pytest.mark.parametrize("few", [0, 10_000])
def test_the_nearest_rows_are_those_of_the_embedded_index(
    both: tuple[Snapshot, Snapshot], monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """Of all rows, of those that fulfil a condition, and of those that no condition tells, few or many."""
    monkeypatch.setattr(finding, "FEW", few)
    own, far = both
    n, draw, row_3 = len(own.index), np.random.default_rng(1), np.array([3])
    english = own.eligible(Filters(language=("en",), date_from="2004"))
    assert english is not None
    for row in range(0, n, 97):
        query = own.index.vector(row)
        scattered = np.flatnonzero(draw.random(n) < 0.3)
        assert far.index.nearest(query, k=20) == own.index.nearest(query, k=20)
        for among in (english, Eligible(scattered), every_row(n).but(scattered[:9]), Eligible(row_3)):
            assert proposes_the_nearest(own, far, query, among, 20)


def test_how_densely_languages_stand_is_the_same_whoever_finds(both: tuple[Snapshot, Snapshot]) -> None:
    """To the last bit, before it is rounded: a rounding would tell two ways to multiply apart."""
    own, far = both
    scaling = own.scaling
    assert scaling is not None
    sampled = np.concatenate(scaling.samples)
    for question in unit_rows(20, seed=7):
        assert np.array_equal(far.sampled.near_cosines(question), own.index.near_cosines(question)[sampled])
        by_engine, by_itself = (Nearness(each, question, 0).nearest for each in (far, own))
        assert np.array_equal(by_engine, by_itself)


def test_an_engine_that_lost_rows_does_not_answer(both: tuple[Snapshot, Snapshot], store: InMemory) -> None:
    """Better no answer than one from a part of the corpus."""
    _, far = both
    store.lost = 1
    try:
        with pytest.raises(EngineGone):
            far.index.nearest(far.index.vector(0), k=5)
    finally:
        store.lost = 0
    assert far.index.nearest(far.index.vector(0), k=5)


def test_search_needs_an_engine_that_answers(both: tuple[Snapshot, Snapshot], store: InMemory) -> None:
    """When it is gone a question says so, and finds nothing wrong instead."""
    _, far = both
    (question, vector), *_ = questions(far, 1, mode="hybrid")
    store.gone = True
    try:
        with pytest.raises(EngineGone):
            search(far, question, vector)
    finally:
        store.gone = False
    assert search(far, question, vector).matches


@given(st.lists(st.integers(-3, 3), max_size=20), st.integers(1, 5))
def test_the_highest_are_in_order(products: list[int], n: int) -> None:
    """Equal ones in the order of their places."""
    found = highest(np.array(products, np.float32), n).tolist()
    assert found == sorted(range(len(products)), key=lambda place: (-products[place], place))[:n]
