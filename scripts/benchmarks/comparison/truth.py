"""What stands in a corpus word for word, by plain string search.

It shares nothing with what it judges: no seeds, no alignment, no folding of the product's own.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

import opencc

from embeddings.speech import Passage

# Letters and digits: shorter ones stand in many texts by accident, and to find them proves nothing.
_LEAST_HAN, _LEAST_OTHER = 12, 36
_NO_LETTER = re.compile(r"[\W_]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")


class PlainTexts:
    """The speeches of a corpus as nothing but letters and digits, in simplified characters."""

    def __init__(self, passages: Iterable[Passage], *, leave_out: Sequence[str]) -> None:
        """leave_out: ids of speeches that are not searched."""
        parts: defaultdict[str, list[str]] = defaultdict(list)
        for passage in passages:
            if passage.speech_id not in leave_out:
                parts[passage.speech_id].append(_bare(passage.text))
        self._texts = ["".join(of_speech) for of_speech in parts.values()]

    def hold(self, text: str) -> bool:
        """Is a text long enough to tell, and does some speech have it letter by letter?"""
        bare = _bare(text)
        least = _LEAST_HAN if _HAN.search(bare) else _LEAST_OTHER
        return len(bare) >= least and any(bare in each for each in self._texts)


@lru_cache(1)
def _simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _bare(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _NO_LETTER.sub("", _simplified().convert(folded))
