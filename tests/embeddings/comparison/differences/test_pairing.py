from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from embeddings.comparison.differences.pairing import POSSIBLE, SURE, changes


@dataclass(frozen=True)
class Letter:
    """A capital of a text, as something said."""

    start: int
    end: int
    text: str
    certainty: int = SURE


def capitals(text: str, certainty: int = SURE) -> list[Letter]:
    return [Letter(at, at + 1, one, certainty) for at, one in enumerate(text) if one.isupper()]


def told(here: str, there: str, *, certainty: int = SURE) -> list[tuple[str, str]]:
    found = changes(
        here, capitals(here, certainty), there, capitals(there), lambda one, other: one.text == other.text
    )
    return [(one.text if one else "", other.text if other else "") for one, other in found]


def test_what_stands_in_the_same_place_is_a_pair() -> None:
    """Told by the words around it, not by the order: what was put in before does not shift the rest."""
    assert told("of the A by the B", "of the A by the C") == [("B", "C")]
    assert told("up to D then of the A by the B", "of the A by the C") == [("B", "C"), ("D", "")] or told(
        "up to D then of the A by the B", "of the A by the C"
    ) == [("D", ""), ("B", "C")]


def test_what_moved_is_the_same() -> None:
    """In another place of the text."""
    assert told("first the A comes, later on the B comes", "later on the B comes, first the A comes") == []


def test_what_is_only_possible_needs_a_sure_one() -> None:
    """Alone it is not told."""
    assert told("of the A by it", "of the by it", certainty=POSSIBLE) == []
    assert told("of the A by it", "of the B by it", certainty=POSSIBLE) == [("A", "B")]


@given(st.text("ABab ", max_size=12), st.text("ABab ", max_size=12))
def test_each_is_told_once(here: str, there: str) -> None:
    """No side of a pair twice, and nothing that both have in equal number and no other place is lost."""
    found = told(here, there)
    ours, theirs = [one for one, _ in found if one], [other for _, other in found if other]
    for letter in "AB":
        assert ours.count(letter) <= here.count(letter)
        assert theirs.count(letter) <= there.count(letter)
        left = here.count(letter) - ours.count(letter)
        assert left == there.count(letter) - theirs.count(letter)
