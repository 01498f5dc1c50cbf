"""A new speech against the corpus: where each passage has been said before, and how the topics differ."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from embeddings.search.query_vector import QueryText
from embeddings.search.search import Match, nearest_passages
from embeddings.similarity.space import Vectors
from embeddings.snapshot.filters import Filters
from embeddings.snapshot.snapshot import Snapshot
from embeddings.speech import Passage, Speech
from embeddings.timing import timed
from embeddings.topics.assignment import assign
from embeddings.topics.shares import TopicShares, divergence, shares


@dataclass(frozen=True, slots=True)
class ComparedPassage:
    """A passage of the new speech, its topic (an id, None when unassigned or none are made), and the
    nearest passages of other speeches.
    """

    passage: Passage
    topic: str | None
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class ComparedTopics:
    """The distribution of the new speech beside that of what it is compared with.

    divergence: Jensen-Shannon, 0 (the same) to 1 (nothing in common).
    """

    speech: TopicShares
    corpus: TopicShares
    divergence: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """topics: None until topics are made."""

    speech: Speech
    passages: tuple[ComparedPassage, ...]
    topics: ComparedTopics | None


def compare(
    snapshot: Snapshot,
    speech: Speech,
    passages: Sequence[Passage],
    vectors: Vectors,
    *,
    k: int,
    with_speech: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> Comparison:
    """Hold a speech against the corpus, or against one speech of it.

    vectors: what the encoder made of the passages, row i for passage i, not centred.  k: how many matches
    each passage gets.  progress: is told of each passage that was compared.
    A speech that is in the corpus already (the same id, or the same text) is not compared with itself.
    Raises UnknownSpeech when `with_speech` names none.
    """
    self_match_floor = {speech.id, *snapshot.speeches_reading(speech.raw)}
    if with_speech is not None:
        snapshot.speech(with_speech)
        filters = Filters(speech=(with_speech,))
    else:
        filters = Filters(exclude_speech=tuple(sorted(self_match_floor)))
    topics = _topics_of(snapshot, passages, vectors)
    compared = []
    for passage, topic, vector in zip(passages, topics, vectors, strict=True):
        with timed("search"):
            matches = nearest_passages(snapshot, vector, _asker(passage), k=k, filters=filters)
        compared.append(ComparedPassage(passage, topic, tuple(matches)))
        if progress is not None:
            progress(1)
    return Comparison(speech, tuple(compared), _compared_topics(snapshot, passages, topics, with_speech))


def _asker(passage: Passage) -> QueryText:
    return QueryText(passage.normalized, passage.language, "passage")


def distribution(snapshot: Snapshot, passages: Sequence[Passage], vectors: Vectors) -> TopicShares:
    """How much of a text, in the corpus or not, belongs to each topic.

    vectors: what the encoder made of the passages, row i for passage i, not centred.
    Raises TopicsNotMade.
    """
    snapshot.need_topics()
    return shares(
        _topics_of(snapshot, passages, vectors), [passage.end - passage.start for passage in passages]
    )


def _topics_of(snapshot: Snapshot, passages: Sequence[Passage], vectors: Vectors) -> list[str | None]:
    if snapshot.topic_model is None:
        return [None] * len(passages)
    centred = snapshot.space.centred(vectors, [passage.language for passage in passages])
    return [assignment.topic for assignment in assign(centred, snapshot.topic_model)]


def _compared_topics(
    snapshot: Snapshot,
    passages: Sequence[Passage],
    topics: Sequence[str | None],
    with_speech: str | None,
) -> ComparedTopics | None:
    if snapshot.topic_model is None:
        return None
    of_speech = shares(topics, [passage.end - passage.start for passage in passages])
    of_corpus = snapshot.shares(with_speech)
    return ComparedTopics(of_speech, of_corpus, divergence(of_speech, of_corpus))
