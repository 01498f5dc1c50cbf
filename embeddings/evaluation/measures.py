"""A measure, and what has become worse since an earlier result."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from embeddings.errors import UnusableEvaluation

Better: TypeAlias = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One number, over n cases.

    better: which way is good.  margin: by how much it may be worse than before; None for what depends on the
    machine and is only told.
    """

    value: float
    n: int
    better: Better = "higher"
    margin: float | None = 0.005


Measures: TypeAlias = Mapping[str, Measure]


@dataclass(frozen=True, slots=True)
class Fall:
    """A measure that became worse by more than its margin; now is None when it is no longer measured."""

    name: str
    before: float
    now: float | None


def falls(now: Measures, before: Measures) -> list[Fall]:
    """What is worse than before by more than the margin it has now, or gone; by name."""
    fallen = []
    for name, earlier in sorted(before.items()):
        measure = now.get(name)
        if measure is None:
            if earlier.margin is not None:
                fallen.append(Fall(name, earlier.value, None))
        elif measure.margin is not None and _loss(measure, earlier) > measure.margin:
            fallen.append(Fall(name, earlier.value, measure.value))
    return fallen


def _loss(now: Measure, before: Measure) -> float:
    # Rounded as values are told, so that a loss of just the margin is not made more by binary fractions.
    loss = before.value - now.value if now.better == "higher" else now.value - before.value
    return round(loss, 9)


def to_json(measures: Measures, embedding_model: str) -> str:
    """As `from_json` reads it."""
    told = {name: asdict(measure) for name, measure in measures.items()}
    return json.dumps({"made_with": embedding_model, "measures": told}, ensure_ascii=False, indent=1)


def from_json(file: Path) -> dict[str, Measure]:
    """The measures that were saved. Raises UnusableEvaluation when the file holds none, OSError."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))["measures"]
        return {name: Measure(**fields) for name, fields in told.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UnusableEvaluation(f"{file} holds no result of tifa evaluate --json") from None
