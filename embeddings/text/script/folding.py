"""The search form of a text: one script, one width, single spaces. Case stays: the encoder knows it.

Length may change, so the form is traced: a highlight found in it lands on the right original characters.
"""

import re
import unicodedata
from functools import cache
from sys import maxunicode

import opencc

from embeddings.text.script.character_classes import HAN, KANA
from embeddings.text.script.offsets import TextChange, Traced

MOST_FROM_ONE = 4  # characters that one may become: U+FDFA would become 18, so it stays as it is
MOST_MARKS = 3  # combining marks kept on one character; no orthography needs more
_SCRIPT = HAN + KANA
_SPACES = re.compile(
    rf"(?P<spaced>(?<=[{_SCRIPT}])(?<![{_SCRIPT}][{_SCRIPT}])\s+(?=[{_SCRIPT}](?![{_SCRIPT}])))|\s\s+|[^\S ]"
)
_BESIDE_HAN = re.compile(
    rf"(?<=[{HAN}])\s+(?=[^\s{_SCRIPT}\uac00-\ud7a3])|(?<=[^\s{_SCRIPT}\uac00-\ud7a3])\s+(?=[{HAN}])"
)


def fold(text: Traced, *, chinese: bool) -> Traced:
    """The search form of a text, traced to wherever the text was traced to.

    chinese: also turn Traditional characters into Simplified ones, and drop spaces between Chinese
    characters and what is not Chinese (10月 26日); one between two Chinese words stays, since in titles it
    does a comma's work. Never set for Japanese, whose characters would be lost.
    Folding what is folded changes nothing; a text and its Simplified version have the same form.
    """
    folded = _spaces(_compatibility(text), chinese=chinese)
    return folded.same_length(simplify(folded.text)) if chinese else folded


def _compatibility(text: Traced) -> Traced:
    """NFKC, one character with its combining marks at a time, so that what came of what stays known."""
    if unicodedata.is_normalized("NFKC", text.text) and not _MARKED.search(text.text):
        return text
    single, clusters, telling = _nfkc()
    text = text.same_length(text.text.translate(single))
    if not telling.search(text.text):
        return text
    return text.rewrite(
        TextChange(*match.span(), normalized)
        for match in clusters.finditer(text.text)
        if (normalized := _form(match[0])) != match[0]
    )


_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f"  # Arabic from 0610
    "\u0670\u06d6-\u06dc"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
)
_MARKED = re.compile(rf"[{_MARKS}]{{{MOST_MARKS + 1}}}")


@cache
def _nfkc() -> tuple[dict[int, str], re.Pattern[str], re.Pattern[str]]:
    """The characters that become one other, a pattern for what needs more (marks and expansions), and a quick
    one for the characters without which that finds nothing.
    """
    single = {}
    longer = []
    for code in (*range(0x80, 0xD800), *range(0xE000, maxunicode + 1)):
        character = chr(code)
        if unicodedata.is_normalized("NFKC", character):
            continue
        normalized = unicodedata.normalize("NFKC", character)
        if len(normalized) == 1:
            single[code] = normalized
        elif len(normalized) <= MOST_FROM_ONE:
            longer.append(character)
    expanded = "".join(map(re.escape, longer))
    clusters = re.compile(rf"[^{_MARKS}][{_MARKS}]+|[{expanded}]|[\u1100-\u115f][\u1160-\u11ff]+")
    return single, clusters, re.compile(rf"[{_MARKS}{expanded}\u1160-\u11ff]")


def _form(cluster: str) -> str:
    return unicodedata.normalize("NFKC", cluster[: 1 + MOST_MARKS])[: MOST_FROM_ONE + MOST_MARKS]


def _spaces(text: Traced, *, chinese: bool) -> Traced:
    """White space to one space; none inside a word spaced out character by character (报 告)."""
    text = text.rewrite(
        TextChange(*match.span(), "" if match["spaced"] else " ") for match in _SPACES.finditer(text.text)
    )
    if chinese:
        text = text.rewrite(TextChange(*match.span()) for match in _BESIDE_HAN.finditer(text.text))
    return text


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def simplify(text: str) -> str:
    """Simplified characters, one for one, until nothing changes (薴 becomes 苧, which becomes 苎)."""
    converted = _one_for_one(text)
    while converted != text:
        text, converted = converted, _one_for_one(converted)
    return text


def _one_for_one(text: str) -> str:
    converted: str = _converter().convert(text)
    if len(converted) == len(text):
        return converted
    each = (_converter().convert(character) for character in text)
    return "".join(new if len(new) == 1 else old for old, new in zip(text, each, strict=True))
