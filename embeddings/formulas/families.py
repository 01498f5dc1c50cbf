"""Formulas that vary one another, as families: the most significant one and its variants.

Stars, not chains: each member varies the first one itself, so that no family wanders off.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from embeddings.formulas.formula import Formula
from embeddings.formulas.tokens import UNSPACED
from embeddings.formulas.variation import SHARED, variation

_MOST_SHARING = 400  # formulas that a run of tokens may be in and still tell which are alike
_SHORTEST = {True: 5, False: 3}  # tokens
_GRAM = {True: 3, False: 2}


def families_of(formulas: Sequence[Formula]) -> dict[str, str]:
    """For each formula of one language, by id, the id of the first of its family: its own for most."""
    ranked = sorted(formulas, key=lambda formula: (-formula.significance, formula.text))
    sharing: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, formula in enumerate(ranked):
        for gram in set(_grams(formula)):
            sharing[gram].append(number)
    first: dict[str, str] = {}
    for number, head in enumerate(ranked):
        if head.id in first:
            continue
        first[head.id] = head.id
        # Two short wordings, or two words, have something in common, and each says something else.
        if head.kind == "term" or len(head.tokens) < _SHORTEST[head.language in UNSPACED]:
            continue
        for other in _alike(head, number, ranked, sharing):
            if ranked[other].id not in first and _varies(head, ranked[other]):
                first[ranked[other].id] = head.id
    return first


def _grams(formula: Formula) -> Iterator[tuple[str, ...]]:
    n = min(_GRAM[formula.language in UNSPACED], len(formula.tokens))
    return (formula.tokens[at : at + n] for at in range(len(formula.tokens) - n + 1))


def _alike(
    head: Formula,
    number: int,
    ranked: Sequence[Formula],
    sharing: dict[tuple[str, ...], list[int]],
) -> list[int]:
    """Those that could vary it, in their order."""
    counts: Counter[int] = Counter()
    for gram in set(_grams(head)):
        if len(sharing[gram]) <= _MOST_SHARING:
            counts.update(sharing[gram])
    n = len(head.tokens)
    return sorted(
        other
        for other, count in counts.items()
        if other > number
        and min(n, len(ranked[other].tokens)) >= SHARED * max(n, len(ranked[other].tokens))
        and ranked[other].kind == head.kind
        and 3 * count >= n - 2
    )


def _varies(head: Formula, other: Formula) -> bool:
    """Whether each is a variant of the other."""
    there = variation(head.tokens, other.tokens, language=head.language)
    back = variation(other.tokens, head.tokens, language=head.language)
    return there is not None and back is not None
