"""The figures of a text: a day, a year or a sum is what a standing formula is about."""

import re
from collections import Counter
from typing import TypeAlias

_FIGURE = re.compile(r"\d+|[〇零一二三四五六七八九十百千]+")

Figures: TypeAlias = frozenset[tuple[str, int]]


def figures_of(normalized: str) -> Figures:
    """The figures of a form, each with how often it stood before: a set that tells one 7 from two."""
    seen: Counter[str] = Counter()
    figures = []
    for figure in _FIGURE.findall(normalized):
        figures.append((figure, seen[figure]))
        seen[figure] += 1
    return frozenset(figures)


def same_figures(one: Figures, two: Figures) -> bool:
    """Are the figures of one all among those of the other?"""
    return one <= two or two <= one
