"""What a person asks of a fit: how many topics, how fine, and subjects that should be among them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from embeddings.text.script.character_classes import HAN, KANA
from embeddings.text.script.folding import simplify
from embeddings.topics.fitting.communities import Labels
from embeddings.topics.fitting.grain import Grain
from embeddings.topics.fitting.passages import TopicPassages

_WITHOUT_SPACES = re.compile(rf"[{HAN}{KANA}\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_HANGUL = re.compile("[\uac00-\ud7a3]")  # what follows a noun is written with it
ANY_ENDING = "*"


@dataclass(frozen=True, slots=True)
class Wish:
    """A subject a person names. words: any of which its passages hold, in any languages and scripts; with
    ANY_ENDING behind one, words that begin with it too.

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


def read_wishes(
    passages: TopicPassages, subjects: Sequence[Wish], tell: Callable[[str], None] = lambda _: None
) -> Labels:
    """Which wish each passage fits: that of which it holds most words, the first of equals; -1 for none.

    One word is enough. Words of scripts that have spaces are found whole: "sea" not in "research".
    tell: is told how many passages each wish drew.
    """
    held = np.zeros((len(passages), len(subjects) + 1), np.int64)
    patterns = [[_pattern(word) for word in wish.words] for wish in subjects]
    for row, fact in enumerate(passages.facts):
        text = (fact.normalized or " ".join(fact.tokens)).lower()
        for column, of_one in enumerate(patterns):
            held[row, column] = sum(pattern.search(text) is not None for pattern in of_one)
    best = np.argmax(held, axis=1)
    fits: Labels = np.where(held.max(axis=1) > 0, best, -1).astype(np.int64)
    for number, wish in enumerate(subjects):
        n = int((fits == number).sum())
        how_many = f"{n:,} passages hold" if n > 1 else f"{('no', 'one')[n]} passage holds"
        more = "" if n else f"; {ANY_ENDING} behind a word finds its other endings"
        tell(f"“{wish.name}”: {how_many} a word of it{more}")
    return fits


def _pattern(word: str) -> re.Pattern[str]:
    """Finds a word in a normalized passage in small letters."""
    folded = simplify(word.removesuffix(ANY_ENDING)).lower()
    if not folded.strip():
        raise ValueError(f"{word!r} is no word")
    before = "" if _WITHOUT_SPACES.match(folded[0]) else r"(?<![^\W_])"
    open_end = word.endswith(ANY_ENDING) or _WITHOUT_SPACES.match(folded[-1]) or _HANGUL.match(folded[-1])
    return re.compile(before + re.escape(folded) + ("" if open_end else r"(?![^\W_])"))


def pin(labels: Labels, fits: Labels, subjects: Sequence[Wish]) -> Labels:
    """The communities, with the passages of each pinned wish in one of their own."""
    pinned = labels.copy()
    for number, wish in enumerate(subjects):
        if wish.pinned and (fits == number).any():
            pinned[fits == number] = labels.max() + 1 + number
    return pinned
