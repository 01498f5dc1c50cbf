"""Where a long paragraph may be cut: at sentence ends, else at clause marks, else at spaces."""

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from embeddings.text.script.character_classes import HAN

_CLOSING = "”’」』）)\\]》〉】\"'»"
# A Latin full stop ends a sentence when an opening follows; not behind these, nor behind one capital.
_ABBREVIATIONS = (
    "Mr|Mrs|Ms|Dr|Prof|Hon|St|Jr|Sr|Gen|Col|Gov|Sen|Rep|Sra|Dra|Av|Abs|Nr|bzw"
    "|No|Nos|vs|etc|Inc|Ltd|Co|Corp|Art|art|cf|pp|vol|ed|Fig|Sec|Ch"
)
# Asked behind the full stop, not before it: else every character of a text would be asked about all these.
_NOT_BEHIND = "".join(rf"(?<!\b{word}\.)" for word in (*_ABBREVIATIONS.split("|"), "[A-ZÀ-ÞА-Я]"))
_ENDS = (
    rf"[。！？!?…；؟۔।॥።။។][。！？!?…؟।॥]*[{_CLOSING}]*"
    rf"|\.(?<!\.\.){_NOT_BEHIND}[.]*[{_CLOSING}]*(?=\s+[\"'“«„(¿¡—–-]*[^\W_a-zà-öø-ÿа-я])"
    r"|\.(?<=[a-zà-ÿа-я]\.)(?=[A-ZÀ-ÞА-Я][a-zà-ÿа-я])"  # the space behind it was lost
    r"|\n"
)
_SENTENCE = re.compile(_ENDS)
# Chinese typed with Latin stops (今年要修港.明年要修桥); beside 。 they part a name (约翰.瓦尔加).
_LATIN_STOP = rf"(?<=[{HAN}][.])(?<![一二三四五六七八九十].)[{_CLOSING}]*(?=[\s{HAN}\d“‘「『（《\"(]|$)"
_TYPED_STOP = re.compile(rf"[{HAN}][,.](?=[{HAN}])")
_SENTENCE_TYPED = re.compile(rf"{_ENDS}|{_LATIN_STOP}")
_CLAUSE = re.compile(rf"[，,;、：:،؛—–][{_CLOSING}]*(?!\d)")
_SPACE = re.compile(r"\s+")
_ENDED = re.compile(rf"[。！？!?…；;.؟۔।॥።။។]['{_CLOSING}\s]*$")

Offsets = NDArray[np.int64]


def is_sentence(text: str) -> bool:
    """Does it end as sentences end? A heading does not."""
    return _ENDED.search(text) is not None


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence begins and ends, without the white space around it; together they hold all else."""
    start = 0
    for end in [*(match.end() for match in _ends_of(text).finditer(text)), len(text)]:
        piece = text[start:end]
        trimmed = piece.strip()
        if trimmed:
            first = start + piece.index(trimmed)
            yield first, first + len(trimmed)
        start = end


def _ends_of(text: str) -> re.Pattern[str]:
    typed = "." in text and "。" not in text and len(_TYPED_STOP.findall(text)) > 1
    return _SENTENCE_TYPED if typed else _SENTENCE


def cuts(text: str) -> tuple[Offsets, ...]:
    """Where a text may be cut, the best places first; a cut at n parts `text[:n]` from `text[n:]`."""
    return tuple(
        np.fromiter((match.end() for match in pattern.finditer(text)), np.int64)
        for pattern in (_ends_of(text), _CLAUSE, _SPACE)
    )
