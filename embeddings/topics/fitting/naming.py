"""Words, labels, descriptions and measures of communities."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from math import log2

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from embeddings.similarity.space import Vectors, centre_key
from embeddings.text.script.as_written import as_written
from embeddings.text.sentences import sentences
from embeddings.topics.fitting.bertopic_words import weigh_words
from embeddings.topics.fitting.communities import Labels
from embeddings.topics.fitting.passages import PassageFacts, TopicPassages
from embeddings.topics.fitting.phrases import add_phrases, completed
from embeddings.topics.fitting.words import (
    IN_A_TOPIC,
    SEPARATOR,
    WordTable,
    label_of,
    names_of,
    rank_words,
    tag,
    units_of,
    unlike,
)

_SPOKEN = 0.03  # share of a topic's passages from which on it speaks a language; at least _FEWEST of them
_FEWEST = 4
_COMPLETED = 20  # of the best words, those that are made whole
_SIMPLIFIED, _TRADITIONAL = "zh-Hans", "zh-Hant"
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


def name_communities(passages: TopicPassages, labels: Labels) -> list[NamedTopic]:
    """A name for each community, row i for the one with label i. passages: those that were fitted."""
    keys = [centre_key(language) for language in passages.languages]
    tokens = add_phrases(
        [fact.tokens for fact in passages.facts],
        [fact.normalized.lower() for fact in passages.facts],
        passages.languages,
    )
    tagged_words = [[tag(word, key) for word in words] for words, key in zip(tokens, keys, strict=True)]
    table = weigh_words(tagged_words, passages.vectors, labels, [fact.speech for fact in passages.facts])
    n_topics = int(labels.max()) + 1
    sizes = {
        key: np.bincount(labels[[row for row, one in enumerate(keys) if one == key]], minlength=n_topics)
        for key in sorted(set(keys))
    }
    units = units_of(tokens, [fact.normalized.lower() for fact in passages.facts])
    left_out = _names(passages.facts) | units
    ranked = rank_words(table, {key: n.tolist() for key, n in sizes.items()}, left_out)
    presence = _presence(tagged_words)
    chinese: list[list[str]] = [[] for _ in range(n_topics)]
    for fact, key, topic in zip(passages.facts, keys, labels.tolist(), strict=True):
        if key == "zh":
            chinese[topic].append(fact.normalized.lower())
    named = [
        _named(
            ranked[topic],
            {key: int(n[topic]) for key, n in sizes.items() if n[topic]},
            presence,
            partial(completed, texts=chinese[topic]),
        )
        for topic in range(n_topics)
    ]
    return [
        _in_scripts(one, [passages.facts[row] for row in np.flatnonzero(labels == topic).tolist()])
        for topic, one in enumerate(named)
    ]


def _in_scripts(named: NamedTopic, facts: Sequence[PassageFacts]) -> NamedTopic:
    """The same, its Chinese label as most of its passages write it.

    Where some write it otherwise, readers of either script have a label of their own.
    """
    folded = named.labels.get("zh", "")
    if not folded or not any(fact.language == _TRADITIONAL for fact in facts):
        return named
    traditional = [fact.text for fact in facts if fact.language == _TRADITIONAL]
    simplified = [fact.text for fact in facts if fact.language == _SIMPLIFIED]
    label = _written(folded, [*simplified, *traditional])
    of_each = {_SIMPLIFIED: folded, _TRADITIONAL: _written(folded, traditional)}
    return replace(
        named,
        label=label if named.main == "zh" else named.label,
        labels={**named.labels, "zh": label}
        | {script: own for script, own in of_each.items() if own != label},
    )


def _written(label: str, texts: Sequence[str]) -> str:
    words = label.split(SEPARATOR)
    forms = as_written(words, texts)
    return SEPARATOR.join(forms[word] for word in words)


def _names(facts: Sequence[PassageFacts]) -> frozenset[str]:
    named = {(name, fact.language) for fact in facts for name in (fact.speaker, fact.source) if name}
    return names_of(sorted(named))


def _named(
    ranked: Mapping[str, Sequence[str]],
    sizes: Mapping[str, int],
    presence: "Presence",
    complete: Callable[[str], str],
) -> NamedTopic:
    """complete: what makes a Chinese word whole."""
    total = sum(sizes.values())
    by_size = sorted(sizes, key=lambda key: (-sizes[key], key))
    speaks = [key for key in by_size if sizes[key] >= max(_FEWEST, _SPOKEN * total)] or by_size[:1]
    counted = {key: unlike(ranked.get(key, ()), IN_A_TOPIC) for key in speaks if ranked.get(key)}
    whole = {
        key: [complete(word) for word in ranked[key][:_COMPLETED]] if key == "zh" else ranked[key]
        for key in counted
    }
    words = {key: unlike(own, IN_A_TOPIC) for key, own in whole.items()}
    labels = {key: label_of(own) for key, own in whole.items()}
    main = next((key for key in speaks if labels.get(key)), by_size[0])
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


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """Which passages hold which words: a csr matrix (n_words, n_passages) of ones, and its rows by word."""

    holds: csr_matrix
    row_of: Mapping[str, int]
    n_by_language: Mapping[str, int]

    def coherence(self, language: str, words: Sequence[str]) -> float | None:
        """The mean NPMI of all pairs of these words in passages of their language, -1 to 1; None for one
        word.

        npmi(a, b) = log(p(ab) / (p(a) p(b))) / -log p(ab), -1 where they never meet (Bouma 2009).
        """
        rows = [self.row_of[tag(word, language)] for word in words]
        if len(rows) < 2:
            return None
        holds = self.holds[rows]
        together = np.asarray((holds @ holds.T).todense(), dtype=np.float64)
        n = max(self.n_by_language[language], 1)
        found = [_npmi(together[a, b] / n, together[a, a] / n, together[b, b] / n)
                 for a, b in combinations(range(len(rows)), 2)]  # fmt: skip
        return round(float(np.mean(found)), 4)


def _npmi(both: float, a: float, b: float) -> float:
    if both <= 0:
        return -1.0
    return 1.0 if both >= 1 else float(np.log(both / (a * b)) / -np.log(both))


def _presence(words: Sequence[Sequence[str]]) -> Presence:
    row_of: dict[str, int] = {}
    rows, columns = [], []
    n_by_language: Counter[str] = Counter()
    for column, passage in enumerate(words):
        own = dict.fromkeys(passage)
        for word in own:
            rows.append(row_of.setdefault(word, len(row_of)))
            columns.append(column)
        if own:
            n_by_language[next(iter(own)).partition(":")[0]] += 1
    holds = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(row_of), len(words)))
    return Presence(holds, row_of, n_by_language)


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
