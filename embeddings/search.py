"""A question and its answer: the passages of a snapshot that say most nearly the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.index import Near
from embeddings.snapshot import Filters, Snapshot, SpeechCard
from embeddings.space import Vectors
from embeddings.speech import Passage

ANY = Filters()


@dataclass(frozen=True, slots=True)
class Match:
    """A passage that answers.

    rank: from 1.  cosine: of question and passage, both centred, -1 to 1.  percentile: the share, 0 to
    100, of random pairs of passages in the same two languages that are less similar; None when the corpus
    is too small to tell.
    """

    rank: int
    passage: Passage
    speech: SpeechCard
    cosine: float
    percentile: float | None


def nearest_passages(
    snapshot: Snapshot, vector: Vectors, language: str, *, k: int, filters: Filters = ANY
) -> list[Match]:
    """The k passages nearest in meaning among those that pass the filters, nearest first.

    vector: what the encoder made of the question, shape (dim,), not centred.  language: the question's.
    Equal cosines are in the order of addresses. Fewer than k only when fewer pass.
    """
    centred = snapshot.space.centred(vector[None, :], [language])[0]
    near = snapshot.index.nearest(centred, k=k, among=snapshot.rows(filters))
    return _matches(snapshot, near, language)


def similar_passages(
    snapshot: Snapshot, speech_id: str, position: int, *, k: int, filters: Filters = ANY
) -> list[Match]:
    """The k passages nearest to one of the corpus itself, which is left out.

    Raises UnknownSpeech or UnknownPassage.
    """
    row, passage = snapshot.passage(speech_id, position)
    centred = snapshot.index.vector(row)
    near = snapshot.index.nearest(centred, k=k + 1, among=snapshot.rows(filters))
    others = [one for one in near if one.row != row][:k]
    return _matches(snapshot, others, passage.language)


def _matches(snapshot: Snapshot, near: Sequence[Near], language: str) -> list[Match]:
    passages = snapshot.passages([one.row for one in near])
    speeches = snapshot.speeches([passage.speech_id for passage in passages])
    return [
        Match(
            rank=rank,
            passage=passage,
            speech=speeches[passage.speech_id],
            cosine=round(one.cosine, 6),
            percentile=snapshot.space.percentile(one.cosine, language, passage.language),
        )
        for rank, (one, passage) in enumerate(zip(near, passages, strict=True), start=1)
    ]
