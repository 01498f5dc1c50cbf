"""Set phrases of two to four words: words that stand side by side far more often than by chance."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import log

import rjieba

from embeddings.similarity.space import centre_key
from embeddings.text.script.character_classes import HAN

_FEWEST = 5  # times a phrase is seen
_FEWEST_IN_SMALL, _SMALL = 3, 1_000  # the same among so few passages
_LEAST_NPMI = 0.45
_LONGEST, _LONGEST_LETTERS = 4, 12  # words; letters where words have no spaces between them
_NEARLY_ALWAYS = 0.8  # of the times a word is seen, from which on what stands beside it is part of it
_MOST_ADDED, _REACH, _LOOKED_AT = 6, 6, 60  # words; letters around it; times it is seen
_NOUNS = frozenset("nbjgk")
_HAN = re.compile(rf"[{HAN}]")
_WITHOUT_SPACES = frozenset({"zh", "ja"})

Words = tuple[str, ...]


def add_phrases(
    passages: Sequence[Sequence[str]], texts: Sequence[str], languages: Sequence[str]
) -> list[list[str]]:
    """The words of each passage, and behind them the set phrases it holds.

    passages: words in their order.  texts: lower-cased; words are a phrase only where nothing stands
    between them but one space, or in Chinese and Japanese nothing.
    Two words are a set phrase when their normalised pointwise mutual information is high: log(p(ab) / p(a)
    p(b)) / -log p(ab), within one language (Bouma 2009). Where set phrases follow one another as often as a
    set phrase must, they are one longer phrase, and what is a piece of it there is none.
    """
    keys = [centre_key(language) for language in languages]
    found = [list(words) for words in passages]
    fewest = _FEWEST if len(passages) > _SMALL else _FEWEST_IN_SMALL
    for language in sorted(set(keys)):
        rows = [row for row, key in enumerate(keys) if key == language]
        side_by_side = {row: list(_pairs(passages[row], texts[row], language)) for row in rows}
        words = Counter(word for row in rows for word in passages[row])
        seen = Counter(pair for row in rows for _, pair in side_by_side[row])
        pairs = _set_phrases(seen, words, fewest)
        chains = {row: list(_chains(side_by_side[row], pairs)) for row in rows}
        longer = Counter(
            run for row in rows for chain in chains[row] for run in _runs(chain, texts[row], language)
        )
        known = pairs | {run for run, n in longer.items() if n >= fewest}
        for row in rows:
            for chain in chains[row]:
                found[row] += [join_phrases(run, language) for run in _longest(chain, known)]
    return found


def completed(word: str, texts: Sequence[str]) -> str:
    """A Chinese word with what stands beside it nearly wherever it stands, if that can be of a name: 自由贸易
    with 港, 时代 with 新.

    A character alone is no word to us, and the longest names are longer than our phrases.
    texts: where it is looked for.
    """
    for _ in range(_MOST_ADDED):
        before, behind = _beside(word, texts)
        for seen, joined in ((behind, "{0}{1}"), (before, "{1}{0}")):
            beside, n = max(seen.items(), key=lambda item: (item[1], item[0]), default=("", 0))
            if beside and n >= _FEWEST_IN_SMALL and n >= _NEARLY_ALWAYS * seen.total():
                word = joined.format(word, beside)
                break
        else:
            break
    return word


def _beside(word: str, texts: Sequence[str]) -> tuple[Counter[str], Counter[str]]:
    """Which word stands before and behind a word, "" for none that could belong to it."""
    before: Counter[str] = Counter()
    behind: Counter[str] = Counter()
    for text in texts:
        at = text.find(word)
        while at >= 0 and before.total() < _LOOKED_AT:
            end = at + len(word)
            before[_of_a_name(text[max(0, at - _REACH) : at], -1)] += 1
            behind[_of_a_name(text[end : end + _REACH], 0)] += 1
            at = text.find(word, end)
    return before, behind


def _of_a_name(text: str, at: int) -> str:
    """The first or last word of a stretch of text, if it can be part of a name.

    Nouns can, adjectives of one character, and behind a word verbs: 民族区域 with 自治.
    """
    if not text or not _HAN.fullmatch(text[at]):
        return ""
    word, kind = rjieba.tag(text)[at]
    can_be = kind[:1] in _NOUNS or kind in ("vn", "an") or (kind == "a" and len(word) == 1)
    return word if can_be or (kind == "v" and at == 0 and len(word) > 1) else ""


def join_phrases(words: Words, language: str) -> str:
    return ("" if language in _WITHOUT_SPACES else " ").join(words)


def _pairs(words: Sequence[str], text: str, language: str) -> Iterator[tuple[int, Words]]:
    """Words that stand side by side, with the place of the first."""
    for at, pair in enumerate(pairwise(words)):
        if pair[0] != pair[1] and join_phrases(pair, language) in text:
            yield at, pair


def _set_phrases(seen: Counter[Words], words: Counter[str], fewest: int) -> set[Words]:
    total = sum(words.values())
    found = set()
    for pair, n in seen.items():
        if n >= fewest:
            p = n / total
            npmi = log(p * total * total / (words[pair[0]] * words[pair[1]])) / -log(p)
            if npmi >= _LEAST_NPMI:
                found.add(pair)
    return found


def _chains(side_by_side: Sequence[tuple[int, Words]], pairs: set[Words]) -> Iterator[Words]:
    """Stretches of words of which each two are a set phrase."""
    chain: list[str] = []
    end = -1
    for at, pair in side_by_side:
        if pair not in pairs:
            continue
        if at == end:
            chain.append(pair[1])
        else:
            if chain:
                yield tuple(chain)
            chain = list(pair)
        end = at + 1
    if chain:
        yield tuple(chain)


def _runs(chain: Words, text: str, language: str) -> Iterator[Words]:
    """What within a chain may be a phrase of three words or more."""
    for start in range(len(chain)):
        for end in range(start + 3, min(len(chain), start + _LONGEST) + 1):
            phrase = join_phrases(chain[start:end], language)
            too_long = language in _WITHOUT_SPACES and len(phrase) > _LONGEST_LETTERS
            if not too_long and phrase in text:
                yield chain[start:end]


def _longest(chain: Words, known: set[Words]) -> Iterator[Words]:
    """The phrases of a chain from its beginning, each as long as it can be."""
    start = 0
    while start < len(chain) - 1:
        end = next(
            end
            for end in range(min(len(chain), start + _LONGEST), start + 1, -1)
            if end == start + 2 or chain[start:end] in known
        )
        yield chain[start:end]
        start = end - 1
