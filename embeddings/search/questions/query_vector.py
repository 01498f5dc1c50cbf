"""What asks: a text, passages of the corpus, or both; its language, and the direction it looks in."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.search.questions.question import PreparedQuestion
from embeddings.similarity.space import Vectors
from embeddings.similarity.strength import Kind
from embeddings.snapshot.snapshot import Snapshot
from embeddings.speech import Passage

# Beside the mean of the positive examples, negative ones weigh half (Rocchio 1971, as tuned since).
_UNLIKE = 0.5


@dataclass(frozen=True, slots=True)
class QueryText:
    """The text that asks.

    normalized: folded, as it was encoded.  kind: how it was encoded; None for several texts asking at once,
    whose mean nothing was calibrated for.
    """

    normalized: str
    language: str
    kind: Kind | None


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
