"""From a ranking to what is shown: copies once, so many of each speech, diverse, by date."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

import numpy as np

from embeddings.dates import days_of
from embeddings.search.duplicates import DuplicateGroups, which_may_repeat
from embeddings.search.questions.question import DEEPEST, Question
from embeddings.search.ranking import RankedRow, Ranking
from embeddings.snapshot.snapshot import Snapshot
from embeddings.snapshot.tables.speeches import SpeechCard
from embeddings.speech import Passage

_SPARE = 8  # found beyond what is asked for, since some will be copies


@dataclass(slots=True)
class MatchGroup:
    """A passage that answers and those, further down, that repeat it."""

    found: RankedRow
    passage: Passage
    speech: SpeechCard
    repeats: list[tuple[Passage, SpeechCard]] = field(default_factory=list)


def group_matches(
    snapshot: Snapshot, ranking: Ranking, question: Question, *, wanted: int
) -> list[MatchGroup]:
    """The first `wanted` matches in the order that the question asks for; fewer only when fewer may answer.

    By relevance, as many passages are looked at as it takes. By date, or diversely, the first DEEPEST of
    the ranking are arranged anew; what lies deeper does not answer.
    """
    if question.sort != "relevance" or question.diversity > 0:
        groups = _groups(snapshot, ranking.first(DEEPEST), question)
        if question.sort != "relevance":
            return _by_date(groups, newest_first=question.sort == "newest")[:wanted]
        return _diverse(snapshot, groups, question.diversity, wanted)
    n = wanted + _SPARE
    while True:
        found = ranking.first(n)
        groups = _groups(snapshot, found, question)
        if len(groups) >= wanted or len(found) < n:
            return groups[:wanted]
        n *= 2


def _groups(snapshot: Snapshot, found: Sequence[RankedRow], question: Question) -> list[MatchGroup]:
    rows = [one.row for one in found]
    passages = snapshot.fingerprinted(rows)
    speeches = snapshot.speeches(sorted({passage.speech_id for passage, _ in passages}))
    repeats = DuplicateGroups()
    groups: dict[int, MatchGroup] = {}
    may_repeat = [False] * len(found)
    if question.collapse and found:
        may_repeat = which_may_repeat([fingerprint for _, fingerprint in passages])
    for one, (passage, fingerprint), may in zip(found, passages, may_repeat, strict=True):
        speech = speeches[passage.speech_id]
        first = repeats.add(one.row, passage.normalized, fingerprint) if may else one.row
        if first == one.row:
            groups[first] = MatchGroup(one, passage, speech)
        else:
            groups[first].repeats.append((passage, speech))
    return list(_at_most(groups.values(), question.per_speech))


def _at_most(groups: Iterable[MatchGroup], per_speech: int | None) -> Iterator[MatchGroup]:
    shown: Counter[str] = Counter()
    for group in groups:
        shown[group.speech.id] += 1
        if per_speech is None or shown[group.speech.id] <= per_speech:
            yield group


def _diverse(snapshot: Snapshot, groups: list[MatchGroup], diversity: float, wanted: int) -> list[MatchGroup]:
    """Maximal marginal relevance (Carbonell and Goldstein 1998).

    Relevance is the score between the worst, 0, and the best, 1; likeness is the cosine to the nearest of
    those chosen before.
    """
    if not groups:
        return []
    scores = np.asarray([group.found.score for group in groups])
    span = float(scores.max() - scores.min()) or 1.0
    relevance = (scores - scores.min()) / span
    vectors = np.stack([snapshot.index.vector(group.found.row) for group in groups]).astype(np.float64)
    likeness = np.zeros(len(groups))
    left = np.ones(len(groups), dtype=bool)
    chosen = []
    for _ in range(min(wanted, len(groups))):
        marginal = np.round((1 - diversity) * relevance - diversity * likeness, 6)
        best = int(np.argmax(np.where(left, marginal, -np.inf)))
        left[best] = False
        chosen.append(groups[best])
        likeness = np.maximum(likeness, vectors @ vectors[best])
    return chosen


def _by_date(groups: list[MatchGroup], *, newest_first: bool) -> list[MatchGroup]:
    """By the first day a date can mean; those of one day stay in their order, an unknown year comes last."""
    dated = [(days[0], group) for group in groups if (days := days_of(group.speech.date))]
    dated.sort(key=itemgetter(0), reverse=newest_first)
    return [group for _, group in dated] + [group for group in groups if not days_of(group.speech.date)]
