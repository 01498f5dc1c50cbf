from embeddings.comparison.alignment.gaps import Beside, fill
from embeddings.comparison.alignment.units import UnitText
from tests.support.laid import region_of, taken_apart

BEFORE = "The harbour of Veldhaven stays open all winter."
AFTER = "The ferries sail every day to the islands."


def filled(turned: str, was: str, *, before: str = BEFORE, after: str = AFTER) -> list[tuple[str, str]]:
    """What is told of the middle of a text whose outer sentences were taken from another."""
    a, b = taken_apart(f"{before} {turned} {after}", f"{before} {was} {after}")
    first, end = len(taken_apart(before)[0]), len(a) - len(taken_apart(after)[0])
    found = fill(a, first, end, _piece(a, b, 0, first), _piece(a, b, end, len(a)))
    return [
        (a.text(one.region.a_start, one.region.a_end), b.text(one.region.b_start, one.region.b_end))
        for one in found
    ]


def _piece(a: UnitText, b: UnitText, first: int, end: int) -> Beside | None:
    if first == end:
        return None
    region = region_of(a.text(first, end), a.text(first, end))
    assert region is not None
    shift = len(b) - len(a) if first else 0
    (change,) = region.changes
    moved = change._replace(a_start=first, a_end=end, b_start=first + shift, b_end=end + shift)
    return Beside(type(region)(first, end, (moved,), region.equal, 1.0), b)


def test_a_turned_sentence_between_two_pieces_is_found() -> None:
    """However short it is."""
    assert filled("The toll is not fair.", "The toll is fair.") == [
        ("The toll is not fair", "The toll is fair")
    ]


def test_another_sentence_in_its_place_is_not() -> None:
    """Nor words of grammar alone."""
    assert filled("Ducks like bread.", "The toll is fair.") == []
    assert filled("It is not.", "It is so.") == []


def test_at_the_edge_of_both_texts_one_neighbour_is_enough() -> None:
    """The other one is the edge."""
    assert filled("The toll is not fair.", "The toll is fair.", before="") != []
    assert filled("The toll is not fair.", "The toll is fair.", after="") != []


def test_sentences_are_paired_in_their_order() -> None:
    """As many here as there; one that is new stays out."""
    turned, was = "The toll is not fair. Ducks like bread.", "The toll is fair. The tide rises at noon."
    assert filled(turned, was) == [("The toll is not fair", "The toll is fair")]
