"""How strong a match is: its cosine among the best that held-out texts of the corpus find in other speeches.

A best match is the largest of many cosines, so a percentile among random pairs flatters it: whoever asks a
thousand passages finds one above the 99.9th. What a match must beat is what a text finds anyway, even though
nobody has said it before; and that depends on how long the text is.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

Strength: TypeAlias = Literal["strong", "moderate", "weak", "none"]
Kind: TypeAlias = Literal["question", "passage"]  # models encode the two differently
Numbers: TypeAlias = npt.NDArray[np.float32]

# The share of held-out texts of much the same length whose best match a cosine has to beat.
_SHARES: Mapping[Strength, float] = {"strong": 0.95, "moderate": 0.75, "weak": 0.5}
_NEIGHBOURS = 100
_FEWEST = 50  # held-out texts; fewer tell nothing of a twentieth


def length_of(normalized: str) -> int:
    """How much a text says, in bytes of UTF-8: three for a Chinese character, one for a Latin letter.

    Characters would set four Chinese words beside one English.
    """
    return len(normalized.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True)
class HeldOut:
    """What held-out texts found: item i of both belongs to text i, in the order of lengths.

    lengths: as `length_of` counts.  best: the highest cosine to a passage of another speech.
    """

    lengths: Numbers
    best: Numbers

    def __post_init__(self) -> None:
        if self.lengths.shape != self.best.shape:
            raise ValueError(f"{self.lengths.shape} lengths but {self.best.shape} cosines")

    def __len__(self) -> int:
        return len(self.lengths)

    def near(self, length: int) -> Numbers:
        """What those texts found that are nearest in length, by ratio."""
        apart = np.abs(np.log(self.lengths) - np.log(max(1, length)))
        # Stable: of two that are equally far the shorter text comes first, on any machine.
        found: Numbers = self.best[np.argsort(apart, kind="stable")[:_NEIGHBOURS]]
        return found


@dataclass(frozen=True, slots=True)
class StrengthThresholds:
    """What the match of one text has to beat. itself: from this cosine on it is strong in any case."""

    by_strength: Mapping[Strength, float]  # the strongest first
    self_match_floor: float | None

    def of(self, cosine: float) -> Strength:
        if self.self_match_floor is not None and cosine >= self.self_match_floor:
            return "strong"
        return next((strength for strength, least in self.by_strength.items() if cosine > least), "none")

    def least(self, strength: Strength) -> float:
        """No match below this cosine has the strength or a higher one."""
        by_strength = self.by_strength[strength]
        return by_strength if self.self_match_floor is None else min(by_strength, self.self_match_floor)

    def reaches(self, cosine: float, strength: Strength) -> bool:
        return cosine > self.by_strength[strength] or (
            self.self_match_floor is not None and cosine >= self.self_match_floor
        )


@dataclass(frozen=True)
class Strengths:
    """The calibration of one corpus, frozen with its space.

    itself: what a whole passage, asked as a question, finds in itself in all but the worst of fifty cases. So
    near is strong however often the corpus repeats itself; None when it was not measured.
    """

    held_out: Mapping[Kind, HeldOut] = field(default_factory=dict)
    self_match_floor: float | None = None

    def thresholds(self, normalized: str, kind: Kind) -> StrengthThresholds | None:
        """What a match has to beat for a text. None when the corpus is too small to tell."""
        held_out = self.held_out.get(kind)
        if held_out is None or len(held_out) < _FEWEST:
            return None
        found = np.sort(held_out.near(length_of(normalized)))
        # Rounded, as .95 of 60 shall be 57 and not a hair more.
        nth = {strength: math.ceil(round(share * len(found), 6)) for strength, share in _SHARES.items()}
        return StrengthThresholds(
            {strength: float(found[n - 1]) for strength, n in nth.items()}, self.self_match_floor
        )
