"""The pictures of the comparison report, as the numbers its template draws."""

from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.comparison.compare import ComparedPassage, ComparedTopics
from embeddings.snapshot.snapshot import Snapshot, SpeechCard
from embeddings.topics.model import Topic

CLOSE = 100.0  # a percentile: the nearest of many passages is closer than most random pairs by chance alone
_MOST_SPEECHES = 10
_MOST_PAIRS = 20


@dataclass(frozen=True, slots=True)
class NearSpeech:
    """A speech that holds the nearest passage to some passages of the new one.

    share: of the new speech's characters that these passages make up.  n_close: how many of them it is
    CLOSE to.
    """

    card: SpeechCard
    n_passages: int
    n_close: int
    share: float


@dataclass(frozen=True, slots=True)
class PairedBars:
    """A topic's share of the new speech and of what it is compared with.  topic: None for unassigned."""

    topic: Topic | None
    speech: float
    corpus: float


@dataclass(frozen=True, slots=True)
class TopicPairs:
    """bars: where the two differ most first, unassigned last.  highest: the largest share in them.

    n_others: how many topics are left out.
    """

    bars: tuple[PairedBars, ...]
    highest: float
    n_others: int


def chance_percentile(n_passages: int) -> float | None:
    """What percentile the nearest of so many passages reaches, on average, if all are drawn at random."""
    return 100 * n_passages / (n_passages + 1) if n_passages else None


def near_speeches(passages: Sequence[ComparedPassage]) -> list[NearSpeech]:
    """The speeches nearest to most of the new one's text, most first, then by id."""
    by_speech: dict[str, list[ComparedPassage]] = {}
    for one in passages:
        if one.matches:
            by_speech.setdefault(one.matches[0].speech.id, []).append(one)
    total = sum(_length(one) for one in passages)
    near = [
        NearSpeech(
            card=nearest_to[0].matches[0].speech,
            n_passages=len(nearest_to),
            n_close=sum(1 for one in nearest_to if (one.matches[0].percentile or 0.0) >= CLOSE),
            share=sum(_length(one) for one in nearest_to) / total,
        )
        for nearest_to in by_speech.values()
    ]
    return sorted(near, key=lambda speech: (-speech.share, speech.card.id))[:_MOST_SPEECHES]


def topic_pairs(snapshot: Snapshot, topics: ComparedTopics) -> TopicPairs:
    speech, corpus = dict(topics.speech.by_topic), dict(topics.corpus.by_topic)
    bars = [
        PairedBars(snapshot.topic(id_), speech.get(id_, 0.0), corpus.get(id_, 0.0))
        for id_ in sorted(speech.keys() | corpus.keys())
    ]
    bars.sort(key=lambda bar: -abs(bar.speech - bar.corpus))
    drawn = (*bars[:_MOST_PAIRS], PairedBars(None, topics.speech.unassigned, topics.corpus.unassigned))
    return TopicPairs(
        bars=drawn,
        highest=max(max(bar.speech, bar.corpus) for bar in drawn),
        n_others=len(bars[_MOST_PAIRS:]),
    )


def _length(one: ComparedPassage) -> int:
    return one.passage.end - one.passage.start
