"""Set phrases of two words: words that stand side by side far more often than they would by chance."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import log

from embeddings.similarity.space import centre_key

_FEWEST = 5  # times a pair is seen
_LEAST_NPMI = 0.45
_WITHOUT_SPACES = frozenset({"zh", "ja"})


def add_phrases(
    passages: Sequence[Sequence[str]], texts: Sequence[str], languages: Sequence[str]
) -> list[list[str]]:
    """The words of each passage, and behind them the set phrases it holds.

    passages: words in their order.  texts: lower-cased; two words are a phrase only where nothing stands
    between them but one space, or in Chinese and Japanese nothing.
    A pair is a set phrase when its normalised pointwise mutual information is high: log(p(ab) / p(a) p(b)) /
    -log p(ab), within one language (Bouma 2009).
    """
    pairs = [
        list(_pairs(words, text, centre_key(language)))
        for words, text, language in zip(passages, texts, languages, strict=True)
    ]
    phrases: set[tuple[str, str]] = set()
    keys = [centre_key(language) for language in languages]
    for language in sorted(set(keys)):
        rows = [row for row, key in enumerate(keys) if key == language]
        words = Counter(word for row in rows for word in passages[row])
        seen = Counter((a, b) for row in rows for a, b, _ in pairs[row])
        phrases |= {(language, join_phrases) for join_phrases in _set_phrases(seen, words, language)}
    return [
        [*words, *(join_phrases for _, _, join_phrases in own if (key, join_phrases) in phrases)]
        for words, own, key in zip(passages, pairs, keys, strict=True)
    ]


def join_phrases(a: str, b: str, language: str) -> str:
    return f"{a}{b}" if language in _WITHOUT_SPACES else f"{a} {b}"


def _pairs(words: Sequence[str], text: str, language: str) -> Iterable[tuple[str, str, str]]:
    for a, b in pairwise(words):
        phrase = join_phrases(a, b, language)
        if a != b and phrase in text:
            yield a, b, phrase


def _set_phrases(seen: Counter[tuple[str, str]], words: Counter[str], language: str) -> set[str]:
    total = sum(words.values())
    found = set()
    for (a, b), n in seen.items():
        if n >= _FEWEST:
            p = n / total
            npmi = log(p * total * total / (words[a] * words[b])) / -log(p)
            if npmi >= _LEAST_NPMI:
                found.add(join_phrases(a, b, language))
    return found
