"""A question and its answer: the passages of a snapshot that say most nearly the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from embeddings.index.eligible import Eligible, rows_of
from embeddings.search.answering import answering
from embeddings.search.grouping import MatchGroup, group_matches
from embeddings.search.looking_up import LookedUp, look_up
from embeddings.search.nearness import Nearness, column_of
from embeddings.search.questions.query_vector import QueryText, query_direction
from embeddings.search.questions.question import PreparedQuestion, Question, read_question
from embeddings.search.ranking import RankedRow, Ranking, by_both, by_meaning, by_words
from embeddings.search.strength_filter import BelowThreshold, filter_by_strength, require_thresholds
from embeddings.search.wording import Wording, wording_of
from embeddings.similarity.space import Vectors
from embeddings.similarity.strength import Strength, StrengthThresholds
from embeddings.snapshot.filters import ANY, Filters
from embeddings.snapshot.snapshot import Snapshot
from embeddings.snapshot.tables.metadata import Facets
from embeddings.snapshot.tables.speeches import SpeechCard
from embeddings.speech import Passage
from embeddings.text.script.search_folding import search_fold


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A passage that repeats a match, further down in the ranking.

    identical: letter by letter, in the folded form; else nearly.
    """

    passage: Passage
    speech: SpeechCard
    identical: bool


@dataclass(frozen=True, slots=True)
class Match:
    """A passage that answers.

    rank: from 1.  cosine: of question and passage, both centred, -1 to 1.  percentile: the share, 0 to
    100, of random pairs of passages in the same two languages that are less similar; None when the corpus
    is too small to tell.  score: what it is ranked by, to be compared within one answer only; the cosine, the
    BM25, or of both in standard deviations.  bm25: None where words were not asked.  strength: of the cosine,
    among the best ones that held-out texts of the same length find in other speeches; None when the corpus is
    too small to tell.  wording: how much of the question's words it holds; None where nobody looked.
    """

    rank: int
    passage: Passage
    speech: SpeechCard
    cosine: float
    percentile: float | None
    score: float = 0.0
    bm25: float | None = None
    also_in: tuple[Duplicate, ...] = ()
    strength: Strength | None = None
    wording: Wording | None = None


@dataclass(frozen=True, slots=True)
class ResultPage:
    """asked: the question, in the language it was taken to be in.  rows: of the matches, in the snapshot.
    n_eligible: how many passages may answer at all: they pass the filters, hold the phrases, are strong or
    worded enough, and in mode `words` share a word.  weaker: None unless a least strength was asked for.
    next_offset: where the next page begins; None after the last.
    """

    asked: PreparedQuestion
    matches: tuple[Match, ...]
    rows: tuple[int, ...]
    n_eligible: int
    weaker: BelowThreshold | None
    next_offset: int | None


def search(
    snapshot: Snapshot, asked: PreparedQuestion, vector: Vectors | None, looked_up: LookedUp | None = None
) -> ResultPage:
    """The passages that answer a question, as it wants them ranked and arranged.

    vector: what the encoder made of `asked.normalized`, shape (dim,), not centred; None when that is "".
    looked_up: what `look_up` told of it before; None to have it looked up now.
    Of the passages that are weighed, see `ranking`, the order is exact; filters only leave out of it.
    Raises UnusableQuestion for a date that is none, UnknownSpeech or UnknownPassage for an example,
    StrengthUnknown.
    """
    question = asked.question
    looked_up = looked_up or look_up(snapshot, asked)
    ranked = _ranked(snapshot, looked_up, vector, only_answering=question.sort != "relevance")
    end = question.offset + question.k
    groups = group_matches(snapshot, ranked.ranking, question, wanted=end + 1)
    shown = groups[question.offset : end]
    wordings = _wordings(snapshot, shown, looked_up)
    return ResultPage(
        asked=looked_up.asked,
        matches=tuple(_matches(shown, wordings, ranked, first_rank=question.offset + 1)),
        rows=tuple(group.found.row for group in shown),
        n_eligible=ranked.ranking.n_eligible,
        weaker=ranked.weaker,
        next_offset=end if len(groups) > end else None,
    )


def facets(
    snapshot: Snapshot, asked: PreparedQuestion, vector: Vectors | None, looked_up: LookedUp | None = None
) -> Facets:
    """What the passages that answer a question are from, by the rule of `answering`; each copy counted."""
    ranked = _ranked(snapshot, looked_up or look_up(snapshot, asked), vector, only_answering=True)
    rows = rows_of(ranked.eligible)
    return snapshot.facets(np.arange(len(snapshot.index)) if rows is None else rows)


@dataclass(frozen=True, slots=True)
class _Ranked:
    """What asks, and the order of all that may answer it."""

    query_text: QueryText
    thresholds: StrengthThresholds | None
    nearness: Nearness
    ranking: Ranking
    weaker: BelowThreshold | None
    eligible: Eligible | None


def _ranked(
    snapshot: Snapshot, looked_up: LookedUp, vector: Vectors | None, *, only_answering: bool
) -> _Ranked:
    question, text, eligible = looked_up.asked.question, looked_up.text, looked_up.eligible
    thresholds = snapshot.space.thresholds(text.normalized, text.kind)
    centred = query_direction(snapshot, vector, text.language, looked_up.like, looked_up.unlike)
    nearness = Nearness(snapshot, centred, column_of(snapshot, text.language))
    weaker = None
    if question.at_least is not None:
        thresholds = require_thresholds(thresholds)
        enough, weaker = filter_by_strength(
            nearness, rows_of(eligible), thresholds, question.at_least, beside=looked_up.telling
        )
        eligible = Eligible(enough)
    elif only_answering:
        answer = answering(nearness, looked_up.words, thresholds, rows_of(eligible), mode=question.mode)
        eligible = None if answer is None else Eligible(answer)
    ranking = _ranking(looked_up, nearness, eligible, thresholds)
    return _Ranked(text, thresholds, nearness, ranking, weaker, eligible)


def _ranking(
    looked_up: LookedUp, nearness: Nearness, eligible: Eligible | None, thresholds: StrengthThresholds | None
) -> Ranking:
    if looked_up.named is None:
        return by_meaning(nearness, eligible)
    if looked_up.asked.question.mode == "words":
        return by_words(nearness, looked_up.named, rows_of(eligible), looked_up.verbatim)
    return by_both(nearness, looked_up.named, eligible, looked_up.verbatim, thresholds)


def _wordings(snapshot: Snapshot, groups: Sequence[MatchGroup], looked_up: LookedUp) -> list[Wording]:
    if not groups:
        return []
    said = looked_up.said
    share = snapshot.share_of_words(looked_up.words) if said is None else said.held
    held = [(group.passage.normalized, float(share[group.found.row])) for group in groups]
    return wording_of(held, looked_up.asked.normalized)


def _matches(
    groups: Sequence[MatchGroup], wordings: Sequence[Wording], ranked: _Ranked, *, first_rank: int
) -> Iterator[Match]:
    found = [(group.found, group.passage, group.speech) for group in groups]
    measured = _measured(ranked.nearness, ranked.query_text, ranked.thresholds, found, first_rank=first_rank)
    for match, group, wording in zip(measured, groups, wordings, strict=True):
        copies = tuple(
            Duplicate(copy, speech, identical=_alike(copy.normalized, group.passage.normalized))
            for copy, speech in group.repeats
        )
        yield replace(match, wording=wording, also_in=copies)


def _alike(one: str, other: str) -> bool:
    return search_fold(one) == search_fold(other)


def _measured(
    nearness: Nearness,
    asked: QueryText,
    thresholds: StrengthThresholds | None,
    found: Sequence[tuple[RankedRow, Passage, SpeechCard]],
    *,
    first_rank: int = 1,
) -> Iterator[Match]:
    """Rows that were found, measured on the one ruler. Their wording and their copies were not looked for.

    A text that is there word for word needs nothing calibrated to be a strong match.
    """
    space, letters = nearness.snapshot.space, search_fold(asked.normalized)
    cosines = np.array([one.cosine for one, _, _ in found])
    scaled = nearness.scaled(cosines, np.array([one.row for one, _, _ in found], np.int64))
    for rank, (near, (one, passage, speech)) in enumerate(
        zip(scaled.tolist(), found, strict=True), first_rank
    ):
        strength = None if thresholds is None else thresholds.of(near)
        yield Match(
            rank=rank,
            passage=passage,
            speech=speech,
            cosine=round(one.cosine, 6),
            percentile=space.percentile_of(near, one.cosine, asked.language, passage.language),
            score=round(one.score, 6),
            strength="strong" if search_fold(passage.normalized) == letters else strength,
            bm25=None if one.bm25 is None else round(one.bm25, 6),
        )


def similar_passages(
    snapshot: Snapshot, speech_id: str, position: int, *, k: int, filters: Filters = ANY
) -> list[Match]:
    """The k passages nearest to one of the corpus itself, which is left out; as a search by example finds
    them.

    Raises UnknownSpeech or UnknownPassage.
    """
    like = ((speech_id, position),)
    asked = read_question(Question("", mode="meaning", k=k, filters=filters, like=like, collapse=False))
    return list(search(snapshot, asked, None).matches)


def matches_of(nearness: Nearness, found: Sequence[RankedRow], asked: QueryText) -> list[Match]:
    """Rows near in meaning as matches, in their order."""
    snapshot = nearness.snapshot
    passages = snapshot.passages([one.row for one in found])
    thresholds = snapshot.space.thresholds(asked.normalized, asked.kind)
    speeches = snapshot.speeches([passage.speech_id for passage in passages])
    placed = [
        (one, passage, speeches[passage.speech_id]) for one, passage in zip(found, passages, strict=True)
    ]
    return list(_measured(nearness, asked, thresholds, placed))
