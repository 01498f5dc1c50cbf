import math
from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from embeddings.formulas.ngrams import ngrams
from embeddings.formulas.tokens import as_neighbours, tokenize

_TEXTS = st.lists(st.text("甲乙丙,", min_size=1, max_size=30), min_size=1, max_size=5)


def _slowly(texts: list[str], n: int) -> dict[str, list[tuple[int, int]]]:
    """Every run of n characters without a comma: the texts it is in, and where."""
    found: dict[str, list[tuple[int, int]]] = {}
    for row, text in enumerate(texts):
        for at in range(len(text) - n + 1):
            if "," not in text[at : at + n]:
                found.setdefault(text[at : at + n], []).append((row, at))
    return found


@given(_TEXTS)
def test_what_returns_is_counted_as_by_hand(texts: list[str]) -> None:
    """Counts, spread, cohesion and freedom of every run are those of counting one by one."""
    tokens = tokenize(texts, "zh")
    before, after = (as_neighbours(tokens, after=side) for side in (False, True))
    single = Counter(c for text in texts for c in text if c != ",")
    total = sum(single.values())
    counted: dict[int, dict[str, list[tuple[int, int]]]] = {n: _slowly(texts, n) for n in range(1, 5)}
    for level in ngrams(tokens.ids, before, after, tokens.rows.astype(np.int64), least=2, longest=4):
        by_hand = {run: at for run, at in counted[level.n].items() if len(at) >= 2}
        assert len(level.counts) == len(by_hand)
        for kind, first in enumerate(level.first.tolist()):
            run = tokens.text(first, level.n)
            places = by_hand[run]
            assert level.counts[kind] == len(places)
            assert level.spread[kind] == len({row for row, _ in places})
            weakest = min(
                math.log2(
                    len(places)
                    * total
                    / (len(counted[cut][run[:cut]]) * len(counted[level.n - cut][run[cut:]]))
                )
                for cut in range(1, level.n)
            )
            assert level.cohesion[kind] == np.float64(weakest) or abs(level.cohesion[kind] - weakest) < 1e-9
            neighbours = [(texts[row] + ",")[at + level.n] for row, at in places]
            assert abs(level.right[kind] - _entropy(neighbours)) < 1e-9


def _entropy(neighbours: list[str]) -> float:
    """In bits, each comma a neighbour of its own."""
    told = [f"{i}" if one == "," else one for i, one in enumerate(neighbours)]
    return -sum(n / len(told) * math.log2(n / len(told)) for n in Counter(told).values())


def test_no_run_crosses_a_break() -> None:
    """Where a comma stands, a run ends."""
    tokens = tokenize(["甲乙,丙丁"] * 6, "zh")
    sides = as_neighbours(tokens, after=False), as_neighbours(tokens, after=True)
    found = {
        tokens.text(first, level.n)
        for level in ngrams(tokens.ids, *sides, tokens.rows.astype(np.int64), least=2, longest=6)
        for first in level.first.tolist()
    }
    assert found == {"甲乙", "丙丁"}
