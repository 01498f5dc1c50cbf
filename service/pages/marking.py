"""Texts cut into pieces where something is marked, so that a template escapes each piece by itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from embeddings.text.script.offsets import TextChange

SNIPPET = 260  # characters


@dataclass(frozen=True, slots=True)
class MarkedPiece:
    """text: a part of the whole.  marked: whether it is shared with the question."""

    text: str
    marked: bool


def mark(
    text: str,
    spans: Iterable[tuple[int, int]],
    start: int = 0,
    end: int | None = None,
    *,
    breaks: Sequence[TextChange] = (),
) -> list[MarkedPiece]:
    """`text[start:end]` in pieces: those within one of the spans are marked. Spans may overlap.

    breaks: what to show in place of the line breaks within its sentences, in their order.
    """
    end = len(text) if end is None else end
    pieces: list[MarkedPiece] = []
    at = start
    for first, last in _merge(spans):
        first, last = max(first, at), min(last, end)
        if first >= last:
            continue
        if first > at:
            pieces.append(MarkedPiece(_shown(text, at, first, breaks), marked=False))
        pieces.append(MarkedPiece(_shown(text, first, last, breaks), marked=True))
        at = last
    if at < end:
        pieces.append(MarkedPiece(_shown(text, at, end, breaks), marked=False))
    return pieces


def _shown(text: str, start: int, end: int, breaks: Sequence[TextChange]) -> str:
    shown = ""
    for each in breaks:
        if each.end > start and each.start < end:
            shown += text[start : max(start, each.start)] + (each.after if each.start >= start else "")
            start = min(each.end, end)
    return shown + text[start:end]


def _merge(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def snippet(text: str, best: tuple[int, int] | None, longest: int = SNIPPET) -> tuple[int, int]:
    """The stretch of a passage to show first: around its best sentence, cut at white space if possible."""
    if len(text) <= longest:
        return 0, len(text)
    first, last = best or (0, 0)
    spare = longest - min(last - first, longest)
    start = max(0, min(first - spare // 3, len(text) - longest))
    end = min(len(text), start + longest)
    if start and (space := text.find(" ", start, start + 20)) >= 0:
        start = space + 1
    if end < len(text) and (space := text.rfind(" ", end - 20, end)) > start:
        end = space
    return start, end
