"""Proposals of translations: whom they name, and what speeches left out change."""

import numpy as np
import pytest

from embeddings.comparison.translations.proposals import Proposer
from embeddings.index.vectors import PassageIndex
from embeddings.similarity.density import measure
from embeddings.similarity.scaling import Scaling
from embeddings.similarity.space import Vectors
from tests.support.invented import unit_rows

N = 40  # passages of each language


@pytest.fixture(scope="module")
def rows() -> Vectors:
    """Passages in two languages; those of the second are near to those of the first, one to one."""
    first = unit_rows(N, seed=1)
    second = first + 0.6 * unit_rows(N, seed=2)
    both = np.concatenate([first, second / np.linalg.norm(second, axis=1, keepdims=True)])
    return both.astype(np.float32)


@pytest.fixture(scope="module")
def scaling(rows: Vectors) -> Scaling:
    return Scaling(measure(rows, ["en"] * N + ["zh"] * N))


def proposer(
    rows: Vectors, scaling: Scaling, *, forbidden: int | None = None, left_out: int | None = None
) -> Proposer:
    allowed, out = np.ones(len(rows), bool), np.zeros(len(rows), bool)
    if forbidden is not None:
        allowed[forbidden] = False
    if left_out is not None:
        out[left_out] = True
    index = PassageIndex.build(rows)
    return Proposer(index, scaling, rows[:5], [0] * 5, allowed=allowed, left_out=out)


def test_the_mate_in_the_other_language_has_the_highest_margin(rows: Vectors, scaling: Scaling) -> None:
    """And nobody of one's own language is proposed."""
    found = proposer(rows, scaling).foremost()
    best = {
        at: max((one for one in found if one.at == at), key=lambda one: one.margin).row for at in range(5)
    }
    assert best == {at: N + at for at in range(5)}
    assert min(one.row for one in found) >= N


def test_who_may_not_answer_is_not_proposed(rows: Vectors, scaling: Scaling) -> None:
    """The next nearest are."""
    assert N not in {one.row for one in proposer(rows, scaling, forbidden=N).foremost()}


def test_all_of_a_speech_can_be_asked(rows: Vectors, scaling: Scaling) -> None:
    """With the same margins."""
    ready = proposer(rows, scaling)
    foremost = {(one.at, one.row): one.margin for one in ready.foremost() if one.row in (N, N + 1)}
    among = {(one.at, one.row): one.margin for one in ready.among(np.array([N, N + 1]))}
    assert among.items() >= foremost.items()
    assert foremost


def test_a_speech_left_out_thickens_nothing(rows: Vectors, scaling: Scaling) -> None:
    """Without its own passage around it, a mate stands out by more."""
    where = np.array([N])
    (with_it,) = [one for one in proposer(rows, scaling).among(where) if one.at == 0]
    (without,) = [one for one in proposer(rows, scaling, left_out=0).among(where) if one.at == 0]
    assert without.margin > with_it.margin
    assert without.cosine == with_it.cosine
