import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.similarity import density
from embeddings.similarity.density import COPY, NEIGHBOURS, Densities, extend, measure, pack, unpack
from embeddings.similarity.space import Vectors
from tests.support.invented import unit_rows

LANGUAGES = ["en", "fr", "zh-Hans", "zh-Hant", "tr"]


def some(n: int, seed: int = 0) -> tuple[Vectors, list[str]]:
    """Rows around a few subjects, a copy of one now and then."""
    subjects = unit_rows(4, seed=99)
    draw = np.random.default_rng(seed)
    rows = subjects[draw.integers(4, size=n)] + 0.8 * unit_rows(n, seed=seed)
    rows[7::7] = rows[:1]
    vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return vectors, [LANGUAGES[i] for i in draw.integers(len(LANGUAGES), size=n)]


def slowly(vectors: Vectors, languages: list[str], row: int, language: str) -> float:
    """r before it is shrunk, by hand."""
    there = [i for i, one in enumerate(languages) if one.partition("-")[0] == language]
    cosines = sorted((float(vectors[row] @ vectors[i]) for i in there), reverse=True)
    nearest = [cosine for cosine in cosines if cosine < COPY][:NEIGHBOURS]
    return float(np.mean(nearest)) if nearest else 0.0


def same(a: Densities, b: Densities) -> bool:
    cells = np.array_equal(a.near, b.near) and np.array_equal(a.last, b.last)
    return a.languages == b.languages and np.array_equal(a.own, b.own) and cells


def test_r_is_the_mean_of_the_nearest_without_copies() -> None:
    """Each cell is the mean cosine to the ten nearest passages of that language, copies left out."""
    vectors, languages = some(150)
    measured = measure(vectors, languages)
    assert measured.languages == ("en", "fr", "tr", "zh")
    for row in range(0, 150, 11):
        for column, language in enumerate(measured.languages):
            expected = slowly(vectors, languages, row, language)
            assert measured.near[row, column] == pytest.approx(expected, abs=2e-4)


def test_the_size_of_a_block_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """One row at a time gives the same bits as all at once."""
    vectors, languages = some(120)
    whole = measure(vectors, languages)
    monkeypatch.setattr(density, "_CELLS_AT_ONCE", 1)
    assert same(measure(vectors, languages), whole)


def test_the_order_of_passages_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shuffled passages have the densities they had, to the bit; so have those of a sample."""
    monkeypatch.setattr(density, "SAMPLE", 16)
    vectors, languages = some(200)
    order = np.random.default_rng(1).permutation(200)
    whole, shuffled = measure(vectors, languages), measure(vectors[order], [languages[i] for i in order])
    assert np.array_equal(shuffled.near, whole.near[order])
    assert np.array_equal(shuffled.last, whole.last[order])


@settings(deadline=None, max_examples=60)
@given(
    n_before=st.integers(0, 60),
    n_new=st.integers(0, 40),
    removed=st.sets(st.integers(0, 59), max_size=40),
    changed=st.sets(st.integers(0, 59), max_size=5),
    sample=st.sampled_from([4, 12, 1_000]),
    seed=st.integers(0, 10_000),
)
def test_extending_equals_measuring_afresh(
    n_before: int, n_new: int, removed: set[int], changed: set[int], sample: int, seed: int
) -> None:
    """Whatever comes, goes or changes, and in whatever order it lies now, only the result counts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(density, "SAMPLE", sample)
        vectors, languages = some(n_before + n_new, seed)
        before = measure(vectors[:n_before], languages[:n_before])
        stays = [row for row in range(n_before) if row not in removed]
        now = (
            np.random.default_rng(seed).permutation([*stays, *range(n_before, n_before + n_new)]).astype(int)
        )
        rows_now = vectors[now].copy()
        for place in changed:
            if place < len(now):  # said to be carried, and another vector all the same
                rows_now[place] = unit_rows(1, seed=seed + place)[0]
        languages_now = [languages[row] for row in now]
        carried = np.where(now < n_before, now, -1)
        extended = extend((before, vectors[:n_before]), carried, rows_now, languages_now)
        assert same(extended, measure(rows_now, languages_now))


def test_extending_by_nothing_measures_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no passage came or went every cell is kept."""
    vectors, languages = some(90)
    before = measure(vectors, languages)
    measured: list[int] = []
    nearest = density._nearest

    def counted(now: density._Rows, rows: density.Rows, sample: density.Rows) -> tuple[Vectors, Vectors]:
        measured.append(len(rows))
        return nearest(now, rows, sample)

    monkeypatch.setattr(density, "_nearest", counted)
    assert same(extend((before, vectors), np.arange(90), vectors, languages), before)
    assert sum(measured) == 0


def test_a_language_of_few_passages_is_neither_dense_nor_thin() -> None:
    """Three passages of a language do not make it look empty around all others."""
    vectors, _ = some(203, seed=3)
    measured = measure(vectors, ["en"] * 100 + ["fr"] * 100 + ["tr"] * 3)
    tr, fr = measured.languages.index("tr"), measured.languages.index("fr")
    assert abs(measured.r[:100, tr] - measured.r[:100, fr]).mean() < 0.3 * (
        abs(measured.near[:100, tr] - measured.near[:100, fr]).mean()
    )


@pytest.mark.parametrize("n", [0, 1, 2, 11])
def test_a_handful_of_passages_has_densities(n: int) -> None:
    """From nothing on, all numbers are finite."""
    vectors, languages = some(max(n, 1))
    measured = measure(vectors[:n], languages[:n])
    assert measured.r.shape == (n, len({one.partition("-")[0] for one in languages[:n]}))
    assert np.isfinite(measured.r).all()


def test_densities_are_packed_and_unpacked() -> None:
    """What is written is what is read."""
    measured = measure(*some(40))
    assert same(unpack(pack(measured)), measured)


def test_unequal_counts_are_refused() -> None:
    """A vector without a language is a mistake of the caller."""
    with pytest.raises(ValueError, match="2 vectors, 1 languages"):
        measure(unit_rows(2), ["en"])
