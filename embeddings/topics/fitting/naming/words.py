"""The words that tell what each topic is about, by language, and the labels made of the best of them."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from embeddings.text.tokens.words import words as words_of
from embeddings.topics.fitting.naming.english_nouns import noun_power
from embeddings.topics.fitting.naming.naming_power import GRAMMAR, naming_power
from embeddings.topics.model import SEPARATOR

IN_A_LABEL = 3
IN_A_TOPIC = 10
_RANKED = 40  # looked at for a label
_STEM = 5  # letters two words of an alphabet share when they are forms of one word: climate, climatic
_FEWEST_PASSAGES = 2  # of a topic that use a word, where the topic has more than _FEW in that language
_FEW = 4
_LAST = 1e-6  # behind all others: where a label would be empty, words of one passage are better than none
_ENOUGH = 0.15  # share of a topic's passages from which on a word is not held to be somebody's own
_OF_ONE_SPEECH = 0.3  # how much a word counts that only one of a topic's speeches has
_PHRASE = 0.4  # of the weight of its word, from which on a set phrase stands for it
_CLOSE = 0.6  # mean closeness of the passages with a word, from which on it counts in full
_WIDESPREAD = 1.0  # how much words count less that all topics use
_NUMERAL = re.compile(r"[〇零一二三四五六七八九十百千万亿两第个年月日号届次]+")
_BEHIND_FIGURES = re.compile(r"\d\s?([^\W\d_]+)")
_UNIT = 0.4  # share of the passages with a word that have it behind a figure, from which on it is a unit
_TAG = ":"  # no letter, and no space at which a text is split

Labels = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.float32]


def tag(word: str, language: str) -> str:
    """A word that is told from the same letters in another language; without any space."""
    return f"{language}{_TAG}{word.replace(' ', '_')}"


def untag(tag: str) -> tuple[str, str]:
    """The language and the word."""
    language, _, word = tag.partition(_TAG)
    return language, word.replace("_", " ")


@dataclass(frozen=True, slots=True, eq=False)
class WordTable:
    """What topics say.

    weights: c-TF-IDF, (n_topics, n_words).  uses, speeches: how many passages and how many speeches of those
    that tell each topic use each word, the same shape.  holds: which passages of the corpus hold each word,
    ones in a (n_words, n_passages) matrix.  vocabulary: (language, word) of each column.
    """

    weights: csr_matrix
    uses: csr_matrix
    speeches: csr_matrix
    holds: csr_matrix
    vocabulary: Sequence[tuple[str, str]]


def names_of(names: Sequence[tuple[str, str]]) -> frozenset[str]:
    """Words that name who speaks and where a text is from, which tell nothing of what it is about.

    names: each with the language it is in.
    """
    found = set()
    for name, language in names:
        found |= {name.lower(), *words_of(name, language)}
    return frozenset(word for word in found if word)


def units_of(passages: Sequence[Sequence[str]], texts: Sequence[str]) -> frozenset[str]:
    """Words that stand behind figures more often than not: million, yuan, 万吨; and words of grammar.

    passages: the words of each.  texts: the same, lower-cased.
    """
    uses: Counter[str] = Counter()
    behind: Counter[str] = Counter()
    for words, text in zip(passages, texts, strict=True):
        runs = tuple(_BEHIND_FIGURES.findall(text))
        for word in set(words):
            uses[word] += 1
            behind[word] += any(run.startswith(word) for run in runs)
    return GRAMMAR | {word for word, n in behind.items() if n >= _UNIT * uses[word]}


def rank_words(
    table: WordTable,
    n_passages: Mapping[str, Sequence[float]],
    closeness: Numbers,
    left_out: frozenset[str],
    english: Mapping[str, float] | None = None,
) -> list[dict[str, list[str]]]:
    """For each topic, by language: its words, best first.

    n_passages: by language, how many passages tell each topic.  closeness: of each passage of the corpus to
    each topic, (n_passages, n_topics), 1 as close as its own on average.  left_out: words that are no words
    of a topic, as `names_of` gives them.  english: how far English words are nouns.
    A word's weight is its c-TF-IDF times 1 - e, with e the evenness with which topics use it: the
    entropy of its rates over topics by the logarithm of their number, times its `naming_power`; and it counts
    in full only when 15 % of the topic's passages use it, and more than one speech, and when the passages of
    the whole corpus that use it are close to the topic. So what the whole genre says (ensure, continue,
    strengthen) counts less by measure, and so does what one speaker is fond of.
    """
    languages = np.array([language for language, _ in table.vocabulary])
    usable = np.array([_usable(word) and word not in left_out for _, word in table.vocabulary], bool)
    ranked: list[dict[str, list[str]]] = [{} for _ in range(table.weights.shape[0])]
    for language in sorted(set(languages.tolist())):
        columns = np.flatnonzero((languages == language) & usable)
        sizes = np.asarray(n_passages.get(language, np.zeros(len(ranked))), float)
        uses = table.uses[:, columns].tocsc()
        telling = (1 - _evenness(uses, sizes)) ** _WIDESPREAD
        known = [table.vocabulary[column][1] for column in columns.tolist()]
        telling *= np.array([naming_power(word, language) for word in known])
        if language == "en" and english is not None:
            telling *= np.array([noun_power(word, english) for word in known])
        weights = table.weights[:, columns].tocsr()
        uses = uses.tocsr()
        speeches = table.speeches[:, columns].tocsr()
        for topic in range(len(ranked)):
            start, end = weights.indptr[topic], weights.indptr[topic + 1]
            own = weights.indices[start:end]
            used = np.asarray(uses[topic, own].todense()).ravel() if len(own) else np.zeros(0)
            support = np.minimum(1.0, used / (_ENOUGH * sizes[topic])) if sizes[topic] else used
            in_speeches = np.asarray(speeches[topic, own].todense()).ravel() if len(own) else np.zeros(0)
            several = in_speeches.max(initial=0) > 1
            score = weights.data[start:end] * telling[own] * support
            score *= _belonging(table.holds[columns[own]], closeness[:, topic])
            score[in_speeches < 2] *= _OF_ONE_SPEECH if several else 1.0
            common = used >= (_FEWEST_PASSAGES if sizes[topic] > _FEW else 1)
            enough = np.count_nonzero(score[common]) >= IN_A_LABEL
            score[~common] *= 0 if enough else _LAST
            order = np.lexsort((own, -score))[:_RANKED]
            words = [known[own[place]] for place in order.tolist() if score[place] > 0]
            ranked[topic][language] = _with_phrases(words, score[order])
    return ranked


def _belonging(holds: csr_matrix, closeness: Numbers) -> Weights:
    """How far each word belongs to a topic, 0 to 1, (n_words,).

    By how close to it the passages are, on average, that hold the word, whatever topic they have; shrunk by
    two passages.

    holds: (n_words, n_passages).  closeness: of the passages, (n_passages,).
    """
    means = (holds @ closeness.astype(np.float64)) / (np.diff(holds.indptr) + 2)
    belonging: Weights = np.clip(means / _CLOSE, 0.0, 1.0)
    return belonging


def _usable(word: str) -> bool:
    return len(word) >= 2 and not _NUMERAL.fullmatch(word)


def _evenness(uses: csr_matrix, sizes: Weights) -> Weights:
    """0 for a word of one topic, 1 for one that every topic uses as often; (n_words,).

    Rates are shrunk towards the word's rate in all topics by two passages, so that a rare word is not taken
    for a telling one.
    """
    n_words = uses.shape[1]
    speaking = sizes > 0
    if speaking.sum() < 2:
        return np.zeros(n_words)
    dense = np.asarray(uses.todense(), dtype=np.float64)[speaking]
    overall = dense.sum(axis=0) / sizes[speaking].sum()
    rates = (dense + 2 * overall) / (sizes[speaking][:, None] + 2)
    shares = rates / np.maximum(rates.sum(axis=0), 1e-300)
    entropy = -(shares * np.log(np.maximum(shares, 1e-300))).sum(axis=0)
    evenness: Weights = np.clip(entropy / np.log(speaking.sum()), 0.0, 1.0)
    return evenness


def _with_phrases(words: Sequence[str], scores: Weights) -> list[str]:
    """Words and phrases, where a phrase takes the place of its best word if it weighs nearly as much."""
    weight = dict(zip(words, scores.tolist(), strict=False))
    placed: list[str] = []
    for word in words:
        if word in placed:
            continue
        phrases = [
            other
            for other in words
            if other != word and word in other and weight[other] >= _PHRASE * weight[word]
        ]
        best = max(phrases, key=lambda phrase: (weight[phrase], phrase), default=word)
        placed.extend(one for one in dict.fromkeys((best, word)) if one not in placed)
    return placed


def label_of(ranked: Sequence[str]) -> str:
    """Three telling words that are unlike each other; "" without words."""
    return SEPARATOR.join(unlike(ranked, IN_A_LABEL))


def unlike(ranked: Sequence[str], most: int) -> tuple[str, ...]:
    """The first of these words, best first, without forms of one another."""
    chosen: list[str] = []
    for word in ranked:
        if len(chosen) < most and not any(_alike(word, other) for other in chosen):
            chosen.append(word)
    return tuple(chosen)


def _alike(a: str, b: str) -> bool:
    """Whether two words would say the same twice: one within the other, or two forms of one word."""
    return a in b or b in a or any(x[:_STEM] == y[:_STEM] for x in a.split(" ") for y in b.split(" "))


def lift(passages: Sequence[Sequence[str]], parts: Labels) -> list[list[str]]:
    """For each part of some passages its words, those first that it uses more often than the others do.

    parts: of each passage, from 0.
    Ranked by how many of them hold a word, times the logarithm of how much more often it is held inside.
    """
    n_parts = int(parts.max(initial=-1)) + 1
    inside: list[Counter[str]] = [Counter() for _ in range(n_parts)]
    for words, part in zip(passages, parts.tolist(), strict=True):
        inside[part].update(set(words))
    everywhere: Counter[str] = Counter()
    for words_of_part in inside:
        everywhere.update(words_of_part)
    sizes = np.bincount(parts, minlength=n_parts).tolist()
    return [_most_lifted(inside[part], everywhere, sizes[part], len(passages)) for part in range(n_parts)]


def _most_lifted(here: Counter[str], everywhere: Counter[str], n: int, n_all: int) -> list[str]:
    others = max(1, n_all - n)
    gain = {
        word: count * log(((count + 0.5) / (n + 1)) / ((everywhere[word] - count + 0.5) / (others + 1)))
        for word, count in here.items()
        if (count > 1 or n < _FEW) and _usable(word)
    }
    return sorted((word for word, value in gain.items() if value > 0), key=lambda word: (-gain[word], word))[
        :_RANKED
    ]
