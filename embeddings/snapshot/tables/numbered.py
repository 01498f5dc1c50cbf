"""Values of few kinds as numbers, so that all of them can be asked at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Numbered:
    """The value of each of n things. places: what each value's number is, from 0.  numbers: shape (n,)."""

    places: Mapping[str, int]
    numbers: npt.NDArray[np.int32]

    @classmethod
    def of(cls, values: Iterable[str]) -> "Numbered":
        places: dict[str, int] = {}
        numbers = np.fromiter((places.setdefault(value, len(places)) for value in values), np.int32)
        return cls(places, numbers)

    def values(self, start: int = 0, stop: int | None = None) -> list[str]:
        """The value of each of the things, or of some of them."""
        named = np.array([*self.places, ""], object)
        found: list[str] = named[self.numbers[start:stop]].tolist()
        return found

    def numbers_of(self, values: Iterable[str]) -> list[int]:
        """The numbers of those of these values that there are."""
        return [self.places[value] for value in values if value in self.places]

    def counts(self, of: Rows) -> dict[str, int]:
        """How many of these things have each value: the most frequent first, then in the order of values."""
        n_each = np.bincount(self.numbers[of], minlength=len(self.places)).tolist()
        counted = ((value, n_each[place]) for value, place in self.places.items() if n_each[place])
        return dict(sorted(counted, key=lambda one: (-one[1], one[0])))
