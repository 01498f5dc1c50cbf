"""The numbers that only one of two alike wordings says, each beside what the other says in its place."""

from embeddings.comparison.differences.mentions import Mention, mentions
from embeddings.comparison.differences.pairing import changes


def changed_numbers(here: str, there: str, language: str) -> list[tuple[str, str]]:
    """Pairs of what the one says and what the other says, "" where one says nothing of the kind."""
    found = changes(here, mentions(here, language), there, mentions(there, language), Mention.same)
    return [(_said(here, one), _said(there, other)) for one, other in found]


def _said(text: str, one: Mention | None) -> str:
    return "" if one is None else text[one.start : one.end]
