"""Words, labels, descriptions and measures of communities."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import log2

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from embeddings.similarity.space import Vectors, centre_key
from embeddings.text.sentences import sentences
from embeddings.topics.fitting.communities import Labels
from embeddings.topics.fitting.naming.bertopic_words import weigh_words
from embeddings.topics.fitting.naming.chinese_labels import in_scripts
from embeddings.topics.fitting.naming.coherence import Presence
from embeddings.topics.fitting.naming.english_nouns import noun_powers
from embeddings.topics.fitting.naming.meanings import MeaningOf, Meanings
from embeddings.topics.fitting.naming.naming_power import naming_power
from embeddings.topics.fitting.naming.people import is_of_people, people_of
from embeddings.topics.fitting.naming.phrases import add_phrases, completed
from embeddings.topics.fitting.naming.telling_passages import closeness_to, telling_passages
from embeddings.topics.fitting.naming.words import (
    IN_A_TOPIC,
    WordTable,
    label_of,
    names_of,
    rank_words,
    tag,
    units_of,
    unlike,
)
from embeddings.topics.fitting.passages import PassageFacts, TopicPassages
from embeddings.topics.model import SEPARATOR
from embeddings.topics.neighbours import Numbers

_SPOKEN = 0.03  # share of a topic's passages from which on it speaks a language; at least _FEWEST of them
_FEWEST = 4
_COMPLETED = 20  # of the best words, those that are made whole
READERS = ("zh", "en")  # who have a label in their language, where a topic is near enough to what it says
_LONGEST = 220  # characters of a description
_SHORTEST = 12


@dataclass(frozen=True, slots=True)
class NamedTopic:
    """What a community is called. main: the language most of its passages are in."""

    main: str
    label: str
    labels: Mapping[str, str]
    words: tuple[str, ...]
    words_by_language: Mapping[str, tuple[str, ...]]
    coherence: Mapping[str, float]
    entropy: float


def name_communities(
    passages: TopicPassages, labels: Labels, centres: Vectors, meaning_of: MeaningOf | None = None
) -> list[NamedTopic]:
    """A name for each community, row i for the one with label i.

    passages: those that were fitted.  centres: unit rows (n_topics, dim), as `centre_of` gives them.
    meaning_of: what words mean; without it the words that stand in a community alone tell its name.
    """
    keys = [centre_key(language) for language in passages.languages]
    texts = [fact.normalized.lower() for fact in passages.facts]
    tokens = add_phrases([fact.tokens for fact in passages.facts], texts, passages.languages)
    tagged_words = [[tag(word, key) for word in words] for words, key in zip(tokens, keys, strict=True)]
    closeness = closeness_to(centres, passages.vectors, keys, labels)
    telling = telling_passages(closeness, keys, labels)
    table = weigh_words(
        tagged_words, passages.vectors, labels, [fact.speech for fact in passages.facts], telling
    )
    n_telling = _by_language(telling, keys)
    weight = _by_language(_by_closeness(telling, closeness), keys)
    ranked = rank_words(
        table,
        n_telling,
        closeness,
        _names(passages.facts) | units_of(tokens, texts),
        noun_powers(text for text, key in zip(texts, keys, strict=True) if key == "en"),
    )
    presence = Presence.of(table, keys)
    people = people_of([fact.tokens for fact, key in zip(passages.facts, keys, strict=True) if key == "zh"])
    chinese = [
        [row for row in telling[topic].indices.tolist() if keys[row] == "zh"] for topic in range(len(centres))
    ]
    named = [
        _named(
            ranked[topic],
            Counter(keys[row] for row in np.flatnonzero(labels == topic).tolist()),
            {key: int(n[topic]) for key, n in n_telling.items()},
            {key: n[topic] for key, n in weight.items()},
            presence,
            partial(_completed, texts=[texts[row] for row in rows], people=people),
        )
        for topic, rows in enumerate(chinese)
    ]
    if meaning_of is not None:
        named = _by_meaning(named, centres, meaning_of)
    return [
        _in_scripts(found, [passages.facts[row] for row in rows])
        for found, rows in zip(named, chinese, strict=True)
    ]


def _by_meaning(named: Sequence[NamedTopic], centres: Vectors, meaning_of: MeaningOf) -> list[NamedTopic]:
    """The same, their words and labels for readers and in their main language led by what names them best."""
    found = list(named)
    for language in sorted({*READERS, *(one.main for one in named)}):
        read = {
            topic: one.words_by_language[language]
            for topic, one in enumerate(named)
            if language in (*READERS, one.main) and one.words_by_language.get(language)
        }
        if not read:
            continue
        words = sorted({word for own in read.values() for word in own})
        meanings = Meanings.of(words, meaning_of(words, language), centres)
        for topic, own in read.items():
            found[topic] = _reordered(found[topic], topic, language, own, meanings)
    return found


def _reordered(
    named: NamedTopic, topic: int, language: str, words: Sequence[str], meanings: Meanings
) -> NamedTopic:
    """The same with its words in a language in another order; without a label for readers of that language
    that means other topics, where passages of it tell another side of this one.
    """
    ordered = meanings.ordered(topic, words)
    labels = dict(named.labels)
    if language in labels:
        labels[language] = label_of(ordered)
        if language != named.main and not meanings.name(topic, labels[language].split(SEPARATOR)):
            del labels[language]
    return replace(
        named,
        label=labels.get(named.main, named.label),
        labels=labels,
        words=ordered if language == named.main else named.words,
        words_by_language={**named.words_by_language, language: ordered},
    )


def _by_language(telling: csr_matrix, keys: Sequence[str]) -> dict[str, list[float]]:
    """How many passages of each language tell each topic, or what those weigh."""
    languages = np.array(keys)
    return {
        key: np.asarray(telling[:, np.flatnonzero(languages == key)].sum(axis=1)).ravel().tolist()
        for key in np.unique(languages).tolist()
    }


def _by_closeness(telling: csr_matrix, closeness: Numbers) -> csr_matrix:
    """The same, each passage weighing the square of how close it is to the topic."""
    told = telling.tocoo()
    weights = closeness[told.col, told.row].astype(np.float64) ** 2
    return csr_matrix((weights, (told.row, told.col)), shape=telling.shape)


def _in_scripts(named: NamedTopic, facts: Sequence[PassageFacts]) -> NamedTopic:
    """The same, its Chinese label as the passages write it that it was read from."""
    if not named.labels.get("zh"):
        return named
    languages, texts = [fact.language for fact in facts], [fact.text for fact in facts]
    labels = in_scripts(named.labels["zh"], languages, texts)
    label = labels["zh"] if named.main == "zh" else named.label
    return replace(named, label=label, labels={**named.labels, **labels})


def _names(facts: Sequence[PassageFacts]) -> frozenset[str]:
    named = {(name, fact.language) for fact in facts for name in (fact.speaker, fact.source) if name}
    return names_of(sorted(named))


def _named(
    ranked: Mapping[str, Sequence[str]],
    sizes: Mapping[str, int],
    n_telling: Mapping[str, int],
    weight: Mapping[str, float],
    presence: Presence,
    complete: Callable[[Sequence[str]], list[str]],
) -> NamedTopic:
    """sizes, n_telling: how many passages it has of each language, and how many tell its words.
    weight: what these weigh, those at its centre most; the main language is the weightiest.  complete: what
    makes Chinese words whole.
    """
    total = sum(sizes.values())
    told = [key for key in n_telling if n_telling[key] >= min(_FEWEST, total)]
    by_size = sorted(told or sizes, key=lambda key: (-round(weight[key], 6), -sizes.get(key, 0), key))
    speaks = [key for key in by_size if sizes.get(key, 0) >= max(_FEWEST, _SPOKEN * total)] or by_size[:1]
    read = [*speaks, *(key for key in READERS if key in told and key not in speaks)]
    counted = {key: unlike(ranked[key], IN_A_TOPIC) for key in read if ranked.get(key)}
    whole = {key: complete(ranked[key][:_COMPLETED]) if key == "zh" else ranked[key] for key in counted}
    words = {key: unlike(own, IN_A_TOPIC) for key, own in whole.items()}
    labels = _telling_most({key: label_of(own) for key, own in whole.items()})
    main = next(iter(labels), by_size[0])
    shares = [n / total for n in sizes.values()]
    return NamedTopic(
        main=main,
        label=labels.get(main, ""),
        labels=labels,
        words=words.get(main, ()),
        words_by_language=words,
        coherence={
            key: value for key, own in counted.items() if (value := presence.coherence(key, own)) is not None
        },
        entropy=round(-sum(share * log2(share) for share in shares), 4) + 0.0,
    )


def _completed(words: Sequence[str], texts: Sequence[str], people: frozenset[str]) -> list[str]:
    """Chinese words made whole, without those whose whole is how news begins, 消息 of 某某社消息, or who is
    in it.
    """
    whole = [completed(word, texts) for word in words]
    return [word for word in whole if naming_power(word, "zh") and not is_of_people(word, people)]


def _telling_most(labels: Mapping[str, str]) -> dict[str, str]:
    """The labels of more than one word, if there are any."""
    longer = {key: label for key, label in labels.items() if SEPARATOR in label}
    return longer or dict(labels)


def centre_of(members: Vectors) -> Vectors:
    """The direction of the mean of unit rows, shape (dim,); where they cancel out, that of the first."""
    mean = members.mean(axis=0, dtype=np.float64)
    length = np.linalg.norm(mean)
    unit: Vectors = (mean / length if length > 1e-6 else members[0]).astype(np.float32)
    return unit


def nearest_to_centre(vectors: Vectors, centre: Vectors, most: int) -> npt.NDArray[np.intp]:
    """The places of the rows nearest to a centre, nearest first, of equals the first."""
    cosines = np.einsum("ij,j->i", vectors.astype(np.float64), centre.astype(np.float64))
    return np.argsort(-cosines.round(9), kind="stable")[:most]


def describe(text: str, words: Sequence[str]) -> str:
    """The first sentence of a passage that holds one of a topic's words, else its first; cut if it is
    long.
    """
    pieces = [text[start:end] for start, end in sentences(text) if end - start >= _SHORTEST] or [text.strip()]
    lowered = [piece.lower() for piece in pieces]
    at = next((at for at, piece in enumerate(lowered) if any(word in piece for word in words)), 0)
    sentence = " ".join(pieces[at].split())
    return sentence if len(sentence) <= _LONGEST else f"{sentence[: _LONGEST - 1].rstrip()}…"


__all__ = ["NamedTopic", "WordTable", "centre_of", "describe", "name_communities", "nearest_to_centre"]
