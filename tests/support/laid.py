"""Texts as a comparison takes them apart, for the tests of its pieces."""

from embeddings.comparison.alignment.chaining import chains
from embeddings.comparison.alignment.regions import Region, best_region
from embeddings.comparison.alignment.units import UnitText, Vocabulary, unit_text


def taken_apart(*texts: str, language: str = "en") -> list[UnitText]:
    """The texts with units numbered alike."""
    vocabulary = Vocabulary()
    return [unit_text(text, language, vocabulary) for text in texts]


def region_of(new: str, source: str, *, language: str = "en") -> Region | None:
    """The best region of the whole of a new text."""
    a, b = taken_apart(new, source, language=language)
    return best_region(a, b, chains(a, b), 0, len(a))


def changes_of(new: str, source: str, *, language: str = "en") -> list[tuple[str, str, str]]:
    """What changed, as (operation, wording in the source, wording in the new text)."""
    a, b = taken_apart(new, source, language=language)
    region = best_region(a, b, chains(a, b), 0, len(a))
    assert region is not None
    return [
        (one.operation, b.text(one.b_start, one.b_end), a.text(one.a_start, one.a_end))
        for one in region.changes
        if one.operation != "equal"
    ]
