"""The numbers of a text, in its language."""

from embeddings.comparison.numbers.chinese import chinese_quantities
from embeddings.comparison.numbers.quantity import Quantity
from embeddings.comparison.numbers.spaced import has_words_of, spaced_quantities

_DEFAULT = "en"  # digits, scales as figures and % are read in any language


def quantities_of(normalized: str, language: str) -> list[Quantity]:
    """The numbers and targets of a normalized text, in order, with offsets into it.

    language: as language_of gives it. In a language whose words are not known, digits and percentages are
    read as in English.
    """
    spoken = language.partition("-")[0]
    if spoken in ("zh", "ja"):
        return list(chinese_quantities(normalized))
    return list(spaced_quantities(normalized, spoken if has_words_of(spoken) else _DEFAULT))
