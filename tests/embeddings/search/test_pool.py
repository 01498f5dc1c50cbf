from pathlib import Path

import numpy as np
import pytest

from embeddings.index import codes
from embeddings.index.eligible import Eligible
from embeddings.search import pool, ranking
from embeddings.search.nearness import Nearness
from embeddings.search.pool import pool_of
from embeddings.search.ranking import Ranking, by_both, by_meaning
from embeddings.similarity import density, moments
from embeddings.similarity.space import Vectors, language_numbers
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.publish import publish
from embeddings.snapshot.snapshot import Snapshot
from tests.support.invented import data, speech, unit_rows

SIZES = {"en": 1_500, "fr": 700, "zh-Hans": 300}
WORDS = ["harbour", "ferry", "winter", "ice", "quay", "school", "forest", "bridge", "village", "tariff"]
FIRST = 10


def opened(folder: Path, *, kept: bool, coded: bool = False) -> Snapshot:
    draw = np.random.default_rng(1)
    speeches = [
        speech(f"{language}-{i:04}", " ".join(draw.choice(WORDS, 6)), language=language)
        for language, n in SIZES.items()
        for i in range(n)
    ]
    contents = data(speeches)
    languages = [passage.language for passage in contents.passages]
    files = {density.FILE: density.pack(density.measure(contents.vectors, languages))}
    if kept:
        files[moments.FILE] = moments.pack(moments.measure(contents.vectors, languages))
    if coded:
        vectors = contents.vectors[:]
        made = codes.encode(vectors)
        together = codes.put_together([made], *language_numbers(languages), vectors.shape[1])
        files[codes.DEPTH_FILE] = codes.pack_depth(codes.measure(together, contents.vectors))
        contents.segment_files[codes.FILE] = lambda rows: codes.pack(made)  # type: ignore[index]
    contents.derived_files.update(files)  # type: ignore[attr-defined]
    publish(folder, contents)
    return CurrentSnapshot(folder).held.snapshot


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Every passage is weighed."""
    return opened(tmp_path_factory.mktemp("whole"), kept=False)


@pytest.fixture(scope="module")
def pooled(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return opened(tmp_path_factory.mktemp("pooled"), kept=True)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, n in (("NEAREST", 150), ("NEAREST_ABROAD", 120), ("TELLING", 60), ("HOLDING", 30)):
        monkeypatch.setattr(pool, name, n)


def questions() -> list[tuple[Vectors, list[str]]]:
    return [(vector, WORDS[i % 7 : i % 7 + 3]) for i, vector in enumerate(unit_rows(20, seed=5))]


def first(snapshot: Snapshot, vector: Vectors, words: list[str], eligible: np.ndarray | None) -> list[int]:
    said = snapshot.in_words([(word,) for word in words])
    nearness, verbatim = Nearness(snapshot, vector, 0), np.flatnonzero(said.held > 0.9)[:20]
    among = None if eligible is None else Eligible(eligible)
    return [one.row for one in by_both(nearness, said, among, verbatim).first(FIRST)]


def need_same(one: Ranking, other: Ranking) -> None:
    """The same rows in the same order; scores may differ in what the grid of moments rounds."""
    found = [ranking.first(FIRST) for ranking in (one, other)]
    assert [each.row for each in found[0]] == [each.row for each in found[1]]
    assert [each.score for each in found[0]] == pytest.approx([each.score for each in found[1]], abs=2e-5)


def test_the_first_are_those_that_a_weighing_of_all_gives(whole: Snapshot, pooled: Snapshot) -> None:
    """By both, with a filter and without, and by meaning; though few passages are weighed."""
    odd = np.arange(1, len(whole.index), 2)
    for vector, words in questions():
        weighed = pool_of(Nearness(pooled, vector, 0), pooled.in_words([(word,) for word in words]))
        assert weighed is not None
        assert len(weighed) < len(pooled.index) / 2
        for eligible in (None, odd):
            expected = first(whole, vector, words, eligible)
            assert first(pooled, vector, words, eligible) == expected
        rankings = [by_meaning(Nearness(each, vector, 0), None) for each in (whole, pooled)]
        need_same(*rankings)
        assert rankings[0].n_eligible == rankings[1].n_eligible


@pytest.mark.parametrize("sure", [20, 300])
def test_of_very_many_that_pass_the_pool_is_asked_first(
    whole: Snapshot, pooled: Snapshot, monkeypatch: pytest.MonkeyPatch, sure: int
) -> None:
    """The answers are those of a weighing of all that pass, whether the pool holds the first or not."""
    monkeypatch.setattr(ranking, "BROAD", 100)
    monkeypatch.setattr(ranking, "SURE", sure)
    every = np.arange(len(whole.index))
    for vector, words in questions():
        weighed = pool_of(Nearness(pooled, vector, 0), pooled.in_words([(word,) for word in words]))
        assert weighed is not None
        for eligible in (every[1::2], np.setdiff1d(every, weighed[::3]), np.setdiff1d(every, weighed)):
            assert first(pooled, vector, words, eligible) == first(whole, vector, words, eligible)
            nearest = [by_meaning(Nearness(each, vector, 0), Eligible(eligible)) for each in (whole, pooled)]
            need_same(*nearest)
            assert nearest[0].n_eligible == nearest[1].n_eligible == len(eligible)


def test_a_language_that_the_corpus_does_not_hold_is_weighed_with_all(pooled: Snapshot) -> None:
    """Such a question has no scale of its own."""
    assert pool_of(Nearness(pooled, unit_rows(1, seed=5)[0], None), None) is None


def test_codes_find_what_a_comparison_with_all_finds(
    tmp_path: Path, whole: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order of what is found is that of exact scores, whoever found it."""
    monkeypatch.setattr(codes, "_FEWEST", 600)
    monkeypatch.setattr(codes, "_DEEPEST", 500)
    coded = opened(tmp_path, kept=True, coded=True)
    assert isinstance(coded.codes, codes.RowCodes)
    assert len(coded.codes.indexes) == 2
    alike = [
        len(set(first(whole, vector, words, None)) & set(first(coded, vector, words, None)))
        for vector, words in questions()
    ]
    assert np.mean(alike) > 0.95 * FIRST
