"""What the length of a passage does to its vector."""

import numpy as np

from embeddings.similarity.space import Vectors
from embeddings.topics.length_directions import LengthDirections, length_directions
from tests.support.invented import unit_rows

SUBJECTS, DIMENSION = 4, 16


def drawn_apart(by_length: float) -> tuple[Vectors, list[str], list[int]]:
    """Passages of four subjects, the second half of each long, and how much that moves them."""
    subject = [row % SUBJECTS for row in range(120)]
    rows = 0.4 * unit_rows(120, seed=1, dimension=DIMENSION)
    rows[:, :SUBJECTS] += np.eye(SUBJECTS)[subject]
    long = np.array([row >= 60 for row in range(120)])
    rows[:, -1] += by_length * np.where(long, 1, -1)
    unit = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit, ["water " * (40 if one else 2) for one in long], subject


def share_of_own_subject(rows: Vectors, subject: list[int]) -> float:
    cosines = rows @ rows.T
    np.fill_diagonal(cosines, -1)
    nearest = np.argsort(-cosines, axis=1)[:, :15]
    return float(np.mean(np.array(subject)[nearest] == np.array(subject)[:, None]))


def test_passages_part_by_subject_once_length_is_taken_out() -> None:
    """Before, those of another subject that are as long are as near."""
    rows, texts, subject = drawn_apart(2.5)
    lengths = length_directions(rows, ["en"] * 120, texts)
    assert lengths.languages == ("en",)
    left = lengths.taken_out(rows, ["en"] * 120)
    assert np.allclose(np.linalg.norm(left, axis=1), 1, atol=1e-6)
    assert np.abs(left.astype(float) @ lengths.directions[0]).max() < 1e-6
    assert share_of_own_subject(left, subject) > share_of_own_subject(rows, subject) + 0.05


def test_where_length_is_not_the_main_difference_nothing_is_taken_out() -> None:
    rows, texts, _ = drawn_apart(0.1)
    assert length_directions(rows, ["en"] * 120, texts).languages == ()


def test_nothing_is_taken_out_of_one_language_among_others() -> None:
    """Else its passages would move away from their translations."""
    rows, texts, _ = drawn_apart(2.5)
    others = unit_rows(60, seed=5, dimension=DIMENSION)
    both, languages = np.concatenate([rows, others]), ["en"] * 120 + ["fr"] * 60
    assert length_directions(both, languages, [*texts, *["eau"] * 60]).languages == ()


def test_a_row_is_the_same_alone_and_in_a_batch() -> None:
    """Also one in a language of which nothing is known."""
    rows, texts, _ = drawn_apart(2.5)
    lengths = length_directions(rows, ["en"] * 120, texts)
    together = lengths.taken_out(rows[:5], ["en", "fr", "en", "zh-Hans", "en"])
    for row, language in enumerate(["en", "fr", "en", "zh-Hans", "en"]):
        assert np.array_equal(lengths.taken_out(rows[row : row + 1], [language])[0], together[row])
    assert np.array_equal(together[1], rows[1])
    assert LengthDirections.none().taken_out(rows, ["en"] * 120) is rows
