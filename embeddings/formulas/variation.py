"""How one wording varies another: shortened, lengthened, with a word put in or changed, or in another order.

Both are tokens. What they share are blocks, each as long as it can be and no token in two of them (greedy
tiling, as in `embeddings.text.alignment`, for wordings so short that all pairs of tokens are looked at).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from embeddings.formulas.kinds import has_meaning
from embeddings.formulas.tokens import UNSPACED

Change = Literal["same", "shortened", "inserted", "changed", "reordered"]
CHANGES: tuple[Change, ...] = get_args(Change)

SHARED = 0.6  # of the wording's tokens that a variant keeps
_MOST_EXTRA = 0.5  # tokens that a variant may have of its own, for each of the wording
_LEAST_EXTRA = 4  # tokens that any variant may have of its own
_WORD_BLOCK, _CHARACTER_BLOCK = 1, 2  # tokens of the shortest block


@dataclass(frozen=True, slots=True)
class Variation:
    """A stretch of a text that varies a wording: `text[start:end]`, in tokens."""

    start: int
    end: int
    change: Change
    shared: float  # of the wording's tokens, 0 to 1


def blocks(a: Sequence[str], b: Sequence[str], *, shortest: int) -> list[tuple[int, int, int]]:
    """The shared blocks as (place in a, place in b, length), in the order of a."""
    runs = []
    lengths: dict[tuple[int, int], int] = {}
    for i in range(len(a) - 1, -1, -1):
        for j in range(len(b) - 1, -1, -1):
            if a[i] == b[j]:
                lengths[i, j] = 1 + lengths.get((i + 1, j + 1), 0)
    for (i, j), length in lengths.items():
        if length >= shortest and (i - 1, j - 1) not in lengths:
            runs.append((-length, i, j))
    taken_a, taken_b = [False] * len(a), [False] * len(b)
    found = []
    for negative, i, j in sorted(runs):
        # What a longer block has taken is cut off at either end.
        free = [not (taken_a[i + k] or taken_b[j + k]) for k in range(-negative)]
        if True not in free:
            continue
        first = free.index(True)
        length = [*free[first:], False].index(False)
        if length >= shortest:
            for k in range(first, first + length):
                taken_a[i + k] = taken_b[j + k] = True
            found.append((i + first, j + first, length))
    return sorted(found)


def variation(wording: Sequence[str], text: Sequence[str], *, language: str) -> Variation | None:
    """Where in a clause a wording is varied, and how; None where too little of what it says is kept.

    language: of both, without its script. Words that only join others do not count as kept.
    """
    characters = language in UNSPACED
    shared = blocks(wording, text, shortest=_CHARACTER_BLOCK if characters else _WORD_BLOCK)
    shared = _near(shared, len(wording))
    weights = [characters or has_meaning(token, language) for token in wording]
    kept = sum(length for _, _, length in shared)
    telling = sum(sum(weights[at : at + length]) for at, _, length in shared)
    if not shared or telling < SHARED * sum(weights):
        return None
    start = min(at for _, at, _ in shared)
    end = max(at + length for _, at, length in shared)
    extra = end - start - kept
    if extra > max(_LEAST_EXTRA, _MOST_EXTRA * len(wording)):
        return None
    places = [at for _, at, _ in shared]
    if places != sorted(places):
        change: Change = "reordered"
    elif kept == len(wording):
        change = "inserted" if extra else "same"
    else:
        change = "changed" if extra else "shortened"
    return Variation(start, end, change, telling / max(1, sum(weights)))


def _near(shared: list[tuple[int, int, int]], n: int) -> list[tuple[int, int, int]]:
    """The blocks that stand together around the longest of them."""
    if not shared:
        return shared
    longest = max(shared, key=lambda block: (block[2], -block[0]))
    reach = n + max(_LEAST_EXTRA, int(_MOST_EXTRA * n))
    low, high = longest[1] + longest[2] - reach, longest[1] + reach
    return [block for block in shared if block[1] >= low and block[1] + block[2] <= high]
