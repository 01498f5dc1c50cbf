r"""Ligatures that a font without names of its signs gives as control characters: con\x11icto is conflicto.

Each sign stands for one ligature throughout a text. Which one is told by the words that it then makes: stems
of common words of European languages, else the letter behind it, since no word has fii and fl stands before
a vowel only. A sign that none of this tells stays as it is, marked.
"""

import re
from collections.abc import Iterator, Sequence

from embeddings.text.cleaning.page import Page, Rule
from embeddings.text.script.offsets import TextChange

_SIGN = re.compile(
    r"(?:(?<=[^\W\d_])|(?<=\b)|(?<=[\s¿¡\"“«(]))[\x02-\x08\x0e-\x1f](?=[^\W\d_])|(?<=[^\W\d_])[\x02-\x08\x0e-\x1f](?=\b|$|[\s.,;:!?])"
)
_CONTROL = re.compile("[\x02-\x08\x0e-\x1f]")
_STEMS = {
    "ffi": "offici suffici effici diffic traffic coeffic affirm affili offici suffis affich diffici",
    "ffl": "affl souffl siffl offline",
    "ff": "offer differ effect effort afford affair affect suffer staff differen effet affaire suffr"
    " öffent schiff"
    " hoff offen treff betroff stoff griff efforts offre chiffre diffus tariff",
    "fi": "cientí fic fici ficaz final financ fiesta firm fin fiel figur field first find five fight"
    " file fire fiscal"
    " benef sacrif profit confi defin infin afirm edific signific especific fil films figh fis",
    "fl": "flict fluen influ flor flot flex flujo reflej reflex refle inflac inflat flota flag flat"
    " flight flood flow floor"
    " flesh flue conflic fla",
}
_VOWEL = re.compile("[aeiouáéíóúàèìòùäöüâêîôûãõ]", re.IGNORECASE)
_WORD = r"[^\W\d_]*"


def _find(page: Page) -> Iterator[TextChange]:
    if not _CONTROL.search(page.raw):
        return
    signs = sorted({match[0] for match in _SIGN.finditer(page.raw)})
    meant = {sign: _meant(page.raw, sign) for sign in signs}
    for match in _SIGN.finditer(page.raw):
        yield TextChange(*match.span(), meant[match[0]] or match[0])


def _meant(text: str, sign: str) -> str:
    """The ligature a sign stands for; "" when nothing tells."""
    words = [match.groups() for match in re.finditer(rf"({_WORD}){re.escape(sign)}({_WORD})", text)]
    behind = [after[:1].lower() for _, after in words]
    before_consonant = any(letter and not _VOWEL.match(letter) for letter in behind)
    hits = {
        ligature: _hits(words, ligature, stems.split())
        for ligature, stems in _STEMS.items()
        if not (ligature.endswith("i") and "i" in behind)
        and not (ligature.endswith("l") and before_consonant)
    }
    best = max(hits, key=lambda ligature: (hits[ligature], -list(_STEMS).index(ligature)))
    if hits[best] >= max(1, 0.2 * len(words)):
        return best
    if before_consonant and "i" not in behind:
        return "fi"
    return "fl" if "i" in behind else ""


def _hits(words: Sequence[tuple[str, ...]], ligature: str, stems: Sequence[str]) -> int:
    """How many words hold a stem across the sign."""
    count = 0
    for before, after in words:
        word, start, end = before + ligature + after, len(before), len(before) + len(ligature)
        count += any(
            at < end and at + len(stem) > start
            for stem in stems
            for at in [word.lower().find(stem, max(0, start - len(stem) + 1))]
            if at >= 0
        )
    return count


LIGATURES = Rule(
    "ligatures",
    "writes fi and fl for the control characters that a font gives in their place",
    0.9,
    False,
    _find,
)
