"""Chinese labels in the script of their reader: words are folded into Simplified characters to be counted."""

from collections.abc import Sequence
from functools import cache

import opencc

from embeddings.text.script.as_written import as_written
from embeddings.topics.model import SEPARATOR

SIMPLIFIED, TRADITIONAL = "zh-Hans", "zh-Hant"


def in_scripts(folded: str, languages: Sequence[str], texts: Sequence[str]) -> dict[str, str]:
    """A label by language: under `zh` as most of these texts are written, and for readers of the other script
    in that one, where it is written otherwise.

    All its words are in one script. What is Traditional is written as the Traditional texts write it (臺灣 or
    台灣), else as OpenCC does.
    folded: the label in Simplified characters, not empty.  languages, texts: of the passages it was read
    from, as they were said.
    """
    traditional = [text for text, language in zip(texts, languages, strict=True) if language == TRADITIONAL]
    written = {SIMPLIFIED: folded, TRADITIONAL: _traditional(folded, traditional)}
    most = TRADITIONAL if 2 * len(traditional) > len(texts) else SIMPLIFIED
    other = SIMPLIFIED if most == TRADITIONAL else TRADITIONAL
    labels = {"zh": written[most]}
    return labels if written[other] == written[most] else {**labels, other: written[other]}


def _traditional(label: str, texts: Sequence[str]) -> str:
    words = label.split(SEPARATOR)
    forms = as_written(words, texts)
    return SEPARATOR.join(forms[word] if forms[word] != word else _converted(word) for word in words)


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2tw")  # the forms that are printed: 為, 裡, 峰


def _converted(word: str) -> str:
    return str(_converter().convert(word))
