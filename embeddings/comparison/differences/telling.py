"""What no reader should overlook between two alike wordings of one language."""

from embeddings.comparison.differences.names import changed_names
from embeddings.comparison.differences.negations import negations
from embeddings.comparison.differences.numbers import changed_numbers
from embeddings.comparison.result import Difference


def differences(here: str, there: str, language: str) -> list[Difference]:
    """What differs, in the order numbers, names, negations.

    here, there: normalized wordings.  language: as language_of gives it.
    """
    return [
        *(Difference("number", *pair) for pair in changed_numbers(here, there, language)),
        *(Difference("name", *pair) for pair in changed_names(here, there, language)),
        *_denials(negations(here, language, there), negations(there, language, here)),
    ]


def same_numbers(here: str, there: str, language: str) -> bool:
    """Whether both say the same numbers, however they are written."""
    return here == there or not changed_numbers(here, there, language)


def _denials(ours: list[str], theirs: list[str]) -> list[Difference]:
    """That something is denied counts, not how: 不会 and 没有 are alike."""
    if len(ours) == len(theirs):
        return []
    return [Difference("negation", " ".join(ours), " ".join(theirs))]
