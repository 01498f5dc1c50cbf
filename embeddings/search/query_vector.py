"""What asks: a text, passages of the corpus, or both; its language, and the direction it looks in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from embeddings.search.question import PreparedQuestion
from embeddings.similarity.space import Vectors
from embeddings.similarity.strength import Kind
from embeddings.snapshot.snapshot import Snapshot
from embeddings.speech import Passage
from embeddings.text.script.language import UNKNOWN
from embeddings.text.tokens.terms import terms

# Beside the mean of the positive examples, negative ones weigh half (Rocchio 1971, as tuned since).
_UNLIKE = 0.5
# Chosen on words of real speeches, each held against the other speeches.
_LEAST = 0.01  # passages that hold a word which no passage of a language holds
_SPELLING = 2.0  # what the look of words weighs beside where they stand
_SIZE = 0.25  # … and the size of a language; 1 would leave nothing to the small ones


@dataclass(frozen=True, slots=True)
class QueryText:
    """The text that asks.

    form: folded, as it was encoded.  kind: how it was encoded; None for several texts asking at once, whose
    mean nothing was calibrated for.
    """

    normalized: str
    language: str
    kind: Kind | None


def resolve_language(snapshot: Snapshot, asked: PreparedQuestion) -> PreparedQuestion:
    """The question in the language that the snapshot says it in, where its letters leave that open.

    A word or two look like several languages. How they look is weighed with the share of each language's
    passages that hold them (naive Bayes), and a little with how much of the corpus is in it.
    """
    columns = [n for n, language in enumerate(snapshot.languages) if language in asked.guesses]
    if not columns:
        return asked
    sizes = snapshot.language_sizes[columns]
    holding = snapshot.holding_each(terms(asked.normalized, UNKNOWN))[:, columns]
    said = np.log((holding + _LEAST) / (sizes + 1)).sum(axis=0)
    looks = np.array([asked.guesses[snapshot.languages[n]] for n in columns])
    best = np.argmax(said + _SPELLING * looks + _SIZE * np.log(sizes))
    language = snapshot.languages[columns[int(best)]]
    if language == asked.language:
        return asked
    return replace(
        asked,
        language=language,
        typed=replace(asked.typed, language=language),
        terms=tuple(terms(asked.normalized, language)),
    )


def query_text_of(asked: PreparedQuestion, likes: Sequence[Passage], *, alone: bool) -> QueryText:
    """alone: no negative examples ask with it."""
    if asked.normalized:
        return QueryText(asked.normalized, asked.language, "question" if alone and not likes else None)
    return QueryText(likes[0].normalized, likes[0].language, "passage" if alone and len(likes) == 1 else None)


def query_direction(
    snapshot: Snapshot, vector: Vectors | None, language: str, like: Sequence[int], unlike: Sequence[int]
) -> Vectors:
    """The one direction to look in, shape (dim,), centred and of length 1."""
    wanted: list[Vectors] = [] if vector is None else [snapshot.space.centred(vector[None, :], [language])[0]]
    wanted += [snapshot.index.vector(row) for row in like]
    if len(wanted) == 1 and not unlike:
        return wanted[0]
    mean: npt.NDArray[np.float64] = np.mean(wanted, axis=0, dtype=np.float64)
    if unlike:
        unwanted = [snapshot.index.vector(row) for row in unlike]
        mean = mean - _UNLIKE * np.mean(unwanted, axis=0, dtype=np.float64)
    length = float(np.linalg.norm(mean))
    return wanted[0] if length == 0 else np.asarray(mean / length, dtype=np.float32)
