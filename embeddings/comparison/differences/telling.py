"""What no reader should overlook between two alike wordings of one language."""

from embeddings.comparison.differences.mentions import figures
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


def same_figures(here: str, there: str, language: str) -> bool:
    """Whether two wordings whose words are the same have the same figures: signs alone tell 5.5 from 55."""
    return here == there or figures(here, language) == figures(there, language)


def _denials(ours: list[str], theirs: list[str]) -> list[Difference]:
    """That something is denied counts, not how: 不会 and 没有 are alike."""
    if len(ours) == len(theirs):
        return []
    return [Difference("negation", " ".join(ours), " ".join(theirs))]
