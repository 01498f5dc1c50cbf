"""One thing a text says of itself, and how it is known."""

from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.text.metadata.speech_lines import FoldedLine


@dataclass(frozen=True, slots=True)
class MetadataFinding:
    """`raw[start:end]` says `value`; method is the rule that read it.

    confidence: 0 to 1, measured (docs/benchmarks.md) for rules that fire often, judged for the others.
    """

    value: str
    method: str
    confidence: float
    start: int
    end: int


def finding(
    line: FoldedLine, span: tuple[int, int], method: str, confidence: float, value: str = ""
) -> MetadataFinding:
    """What stands at `line.text[span]`, in the wording of raw, or the value made of it."""
    return MetadataFinding(
        value or line.wording(*span).strip(), method, confidence, *line.normalized.span(*span)
    )


def first(findings: Sequence[MetadataFinding | None]) -> MetadataFinding | None:
    """The surest; of equals the first."""
    return max(filter(None, findings), key=lambda each: each.confidence, default=None)
