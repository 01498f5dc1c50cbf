"""The words that tell what a topic is about, and the label made of the best of them."""

from collections import Counter
from collections.abc import Mapping, Sequence

from embeddings.similarity.space import centre_key

IN_A_LABEL = 3
IN_A_TOPIC = 10
SEPARATOR = " · "
_STEM = 5  # letters two words of an alphabet share when they are forms of one word: climate, climatic


def label(ranked: Sequence[str], languages: Mapping[str, str], main_language: str) -> str:
    """The three most telling words, in the language most of the topic's passages are in; "" without words.

    ranked: words, best first.  languages: the language each is most used in, as `languages_of_words` says.
    Words of other languages stand in where that one gives none.
    """
    own = [word for word in ranked if languages.get(word) == main_language]
    return SEPARATOR.join(_unlike(own or ranked, IN_A_LABEL))


def telling_words(ranked: Sequence[str]) -> tuple[str, ...]:
    """The ten most telling words of all languages, best first, without forms of one another."""
    return _unlike(ranked, IN_A_TOPIC)


def shared_first(ranked: Sequence[str], passages: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The same words, those that only one of the topic's passages uses after the others.

    passages: the words of each. What one passage repeats weighs much in c-TF-IDF and says little of a topic.
    """
    uses = Counter(word for passage in passages for word in set(passage))
    return tuple(sorted(ranked, key=lambda word: uses[word] < 2))


def languages_of_words(words: Sequence[Sequence[str]], languages: Sequence[str]) -> dict[str, str]:
    """The language each word is most used in, both scripts of one language counting as one.

    words, languages: of each passage. Equal counts go to the language that comes first in the alphabet.
    """
    counts: dict[str, Counter[str]] = {}
    for passage, language in zip(words, languages, strict=True):
        for word in passage:
            counts.setdefault(word, Counter())[centre_key(language)] += 1
    return {word: min(count, key=lambda key: (-count[key], key)) for word, count in counts.items()}


def _unlike(ranked: Sequence[str], most: int) -> tuple[str, ...]:
    chosen: list[str] = []
    for word in ranked:
        if len(chosen) < most and not any(_alike(word, other) for other in chosen):
            chosen.append(word)
    return tuple(chosen)


def _alike(a: str, b: str) -> bool:
    """Whether two words would say the same twice: one within the other, or two forms of one word."""
    return a in b or b in a or a[:_STEM] == b[:_STEM]
