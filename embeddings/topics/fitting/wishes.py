"""What a person asks of a fit: how many topics, how fine, and subjects that should be among them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from embeddings.topics.fitting.communities import Labels
from embeddings.topics.fitting.grain import Grain
from embeddings.topics.fitting.passages import TopicPassages

_WORDS_OF_ONE = 2  # of a wish that a passage must hold, where it names more than two


@dataclass(frozen=True, slots=True)
class Wish:
    """A subject a person names. words: any of which its passages hold, lower-cased, in any languages.

    pinned: it becomes a topic of its own whatever the passages suggest; otherwise its words only draw the
    passages together that hold them.
    """

    name: str
    words: tuple[str, ...]
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Wishes:
    """n_topics: about so many.  grain: coarser or finer than what the corpus suggests.  afresh: do not start
    from the topics before.
    """

    n_topics: int | None = None
    grain: Grain = "default"
    subjects: tuple[Wish, ...] = ()
    afresh: bool = False
    seed: int = 0


def read_wishes(passages: TopicPassages, subjects: Sequence[Wish]) -> Labels:
    """Which wish each passage fits: that of which it holds most words, the first of equals; -1 for none."""
    held = np.zeros((len(passages), len(subjects) + 1), np.int64)
    for row, fact in enumerate(passages.facts):
        text = (fact.normalized or " ".join(fact.tokens)).lower()
        for column, wish in enumerate(subjects):
            n = sum(word.lower() in text for word in wish.words)
            if n >= min(_WORDS_OF_ONE, max(1, len(wish.words) - 1)):
                held[row, column] = n
    best = np.argmax(held, axis=1)
    fits: Labels = np.where(held.max(axis=1) > 0, best, -1).astype(np.int64)
    return fits


def pin(labels: Labels, fits: Labels, subjects: Sequence[Wish]) -> Labels:
    """The communities, with the passages of each pinned wish in one of their own."""
    pinned = labels.copy()
    for number, wish in enumerate(subjects):
        if wish.pinned and (fits == number).any():
            pinned[fits == number] = labels.max() + 1 + number
    return pinned
