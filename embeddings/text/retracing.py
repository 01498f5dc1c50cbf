"""The form of a stored passage, traced to its text again, without the speech that it was cut from."""

import zlib
from difflib import SequenceMatcher

import numpy as np

from embeddings.speech import Passage
from embeddings.text.cleaning.clean import clean
from embeddings.text.cleaning.rules import RULES
from embeddings.text.script.folding import fold
from embeddings.text.script.language import is_chinese
from embeddings.text.script.offsets import Traced

# No passage holds a dropped line; what looks like one in the passage alone was none in its speech.
_WITHIN_LINES = tuple(rule for rule in RULES if not rule.whole_lines)


def traced_form(passage: Passage) -> Traced:
    """`passage.normalized`, each of its characters traced to `passage.text`.

    Cleaning and folding the text again gives the form, but for a few signs (Markdown that a passage cuts
    in two) of which the speech said more than the passage does: those are found by comparison.
    """
    chinese = is_chinese(passage.language)
    # Most are neither repaired nor made longer or shorter: told cheaply, character by character.
    if passage.text.translate(_ONE_FOR_ONE[chinese]) == passage.normalized:
        return Traced.of(passage.text).same_length(passage.normalized)
    traced = fold(clean(passage.text, _WITHIN_LINES).traced, chinese=chinese)
    return traced if traced.text == passage.normalized else _retraced(traced, passage.normalized)


def trace_of(passage: Passage) -> bytes | None:
    """How `traced_form` traces a passage, to be kept; None where it is one character for one."""
    traced = traced_form(passage)
    if np.array_equal(traced.ends, np.arange(1, len(passage.text) + 1)):
        return None
    # As steps, which nearly all are 1: a passage takes some forty bytes.
    steps = np.diff(np.stack([traced.starts, traced.ends]), axis=1, prepend=0)
    return zlib.compress(steps.astype("<i4").tobytes())


def traced_by(trace: bytes | None, passage: Passage) -> Traced:
    """The same as `traced_form`, by what `trace_of` made of this passage."""
    if trace is None:
        return Traced.of(passage.text).same_length(passage.normalized)
    steps = np.frombuffer(zlib.decompress(trace), "<i4").reshape(2, -1)
    starts, ends = np.cumsum(steps, axis=1, dtype=np.int32)
    return Traced(passage.normalized, starts, ends)


class _Folded(dict[int, str]):
    """What each character becomes when it is folded by itself, as `str.translate` looks it up."""

    def __init__(self, *, chinese: bool) -> None:
        super().__init__()
        self._chinese = chinese

    def __missing__(self, code: int) -> str:
        folded = fold(Traced.of(chr(code)), chinese=self._chinese).text
        # Only what stays one character tells where it came from.
        self[code] = folded if len(folded) == 1 else _NOTHING
        return self[code]


_NOTHING = "\x00"  # in no form
_ONE_FOR_ONE = {chinese: _Folded(chinese=chinese) for chinese in (False, True)}


def _retraced(traced: Traced, normalized: str) -> Traced:
    """The nearest form with the offsets of its equal characters; others point between their neighbours."""
    starts = np.full(len(normalized), -1, np.int32)
    ends = np.full(len(normalized), -1, np.int32)
    for place, there, length in _equal_blocks(traced.text, normalized):
        starts[there : there + length] = traced.starts[place : place + length]
        ends[there : there + length] = traced.ends[place : place + length]
    unknown = starts < 0
    ends[unknown] = 0
    ends = np.maximum.accumulate(ends)
    starts[unknown] = ends[unknown]
    return Traced(normalized, np.maximum.accumulate(starts), ends)


def _equal_blocks(a: str, b: str) -> list[tuple[int, int, int]]:
    """Stretches that two texts share in the same order: (place in a, place in b, length)."""
    before = _same_beginning(a, b)
    after = _same_beginning(a[before:][::-1], b[before:][::-1])
    inner = SequenceMatcher(None, a[before : len(a) - after], b[before : len(b) - after], autojunk=False)
    return [
        (0, 0, before),
        *((block.a + before, block.b + before, block.size) for block in inner.get_matching_blocks()),
        (len(a) - after, len(b) - after, after),
    ]


def _same_beginning(a: str, b: str) -> int:
    return next(
        (place for place, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )
