"""The topics of a new speech beside those of the corpus, of the nearest speeches, and of its speaker."""

from collections.abc import Mapping, Sequence
from statistics import fmean

from embeddings.comparison.result import ComparedTopics, TopicsOf
from embeddings.dates import days_of
from embeddings.snapshot.snapshot import Snapshot
from embeddings.snapshot.tables.speeches import SpeechCard
from embeddings.topics.shares import TopicShares, divergence

_MOST_NEAREST = 5
_MOST_EARLIER = 30
_FEWEST_EARLIER = 3  # speeches; what two of them have in common is no habit
_LEAST_SHARE = 0.02  # of a topic that a speech can be said to have


def compare_topics(
    snapshot: Snapshot,
    speech: TopicShares,
    *,
    with_speech: str | None,
    nearest: Sequence[SpeechCard],
    earlier: Sequence[SpeechCard],
) -> ComparedTopics:
    """The distribution of the new speech beside the others.

    nearest: the speeches that share most with it, the nearest first.  earlier: of its speaker, the latest
    first.
    """
    corpus = snapshot.shares(with_speech)
    by_earlier = [snapshot.shares(card.id) for card in earlier[:_MOST_EARLIER]]
    return ComparedTopics(
        speech=speech,
        corpus=corpus,
        divergence=divergence(speech, corpus),
        nearest=_beside(
            speech, nearest[:_MOST_NEAREST], [snapshot.shares(c.id) for c in nearest[:_MOST_NEAREST]]
        ),
        same_speaker=_beside(speech, earlier[:_MOST_EARLIER], by_earlier),
        missing=_missing(speech, by_earlier),
    )


def earlier_speeches(cards: Sequence[SpeechCard], speaker: str, date: str) -> list[SpeechCard]:
    """The dated speeches of a speaker before a date, the latest first; all of them when it is unknown."""
    days = days_of(date)
    dated = [
        (found[1], card)
        for card in cards
        if speaker and card.speaker == speaker and (found := days_of(card.date))
    ]
    before = [(last, card) for last, card in dated if days is None or last < days[0]]
    return [card for _, card in sorted(before, key=lambda one: (one[0], one[1].id), reverse=True)]


def _beside(speech: TopicShares, cards: Sequence[SpeechCard], each: Sequence[TopicShares]) -> TopicsOf | None:
    if not cards:
        return None
    mean = _mean(each)
    return TopicsOf(tuple(cards), mean, divergence(speech, mean))


def _mean(each: Sequence[TopicShares]) -> TopicShares:
    """The mean of several distributions, each speech weighing the same."""
    by_topic: Mapping[str, float] = {
        topic: fmean(dict(one.by_topic).get(topic, 0.0) for one in each)
        for topic in sorted({topic for one in each for topic, _ in one.by_topic})
    }
    ordered = tuple(sorted(by_topic.items(), key=lambda share: (-share[1], share[0])))
    return TopicShares(ordered, fmean(one.unassigned for one in each))


def _missing(speech: TopicShares, earlier: Sequence[TopicShares]) -> tuple[str, ...]:
    """The topics that every earlier speech had and this one has not, largest first."""
    if len(earlier) < _FEWEST_EARLIER:
        return ()
    had = [{topic for topic, share in one.by_topic if share >= _LEAST_SHARE} for one in earlier]
    always = set.intersection(*had)
    now = {topic for topic, share in speech.by_topic if share >= _LEAST_SHARE / 4}
    return tuple(topic for topic, _ in _mean(earlier).by_topic if topic in always - now)
