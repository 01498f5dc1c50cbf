"""A new speech against the corpus: what was said before, how, by whom first, and how new the rest is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from embeddings.comparison import novelty as novelties
from embeddings.comparison.alignment.units import unit_text
from embeddings.comparison.compared_topics import compare_topics, earlier_speeches
from embeddings.comparison.containment import containment
from embeddings.comparison.corpus_side import CorpusSide
from embeddings.comparison.placing import Placed
from embeddings.comparison.repeats import repeats
from embeddings.comparison.result import (
    ComparedPassage,
    ComparedTopics,
    Comparison,
    Containment,
    Novelty,
    SearchedSpeeches,
    SourceSpan,
    Stretch,
)
from embeddings.comparison.stretches import Laid, go_on, lay, stretches
from embeddings.comparison.translations.confirming import Translation, TranslationSide, confirm, promising
from embeddings.comparison.translations.proposals import Proposal, Proposer
from embeddings.comparison.versions.in_corpus import versions_with
from embeddings.dates import days_of
from embeddings.index.eligible import Eligible
from embeddings.index.vectors import NearRow
from embeddings.search.nearness import Nearness, column_of
from embeddings.search.questions.query_vector import QueryText
from embeddings.search.ranking import RankedRow, by_meaning
from embeddings.search.search import Match, matches_of
from embeddings.similarity.space import Vectors, centre_key
from embeddings.snapshot.snapshot import Snapshot
from embeddings.snapshot.tables.speeches import SpeechCard
from embeddings.speech import Passage, Speech
from embeddings.text.passages import trace_passage
from embeddings.timing import timed
from embeddings.topics.assignment import Assignment, assign
from embeddings.topics.shares import TopicShares, shares

_NEAR = 8  # passages near in meaning that are laid beside each passage
# Of a passage that one source has letter by letter. Up to the one it may be a translation; up to the other
# its mate still speaks for those of its neighbours.
_MAY_BE_TRANSLATED, _MAY_CONFIRM = 0.6, 0.9


def compare(
    snapshot: Snapshot,
    speech: Speech,
    passages: Sequence[Passage],
    vectors: Vectors,
    *,
    k: int,
    with_speech: str | None = None,
    leave_out: Sequence[str] = (),
    progress: Callable[[int], None] | None = None,
) -> Comparison:
    """Hold a speech against the corpus, or against one speech of it.

    vectors: what the encoder made of the passages, row i for passage i, not centred.  k: how many matches
    each passage gets.  leave_out: ids of speeches that are not asked, such as the speech itself when it is
    one of the corpus.  progress: is told of each passage that was compared.
    Raises UnknownSpeech when `with_speech` or `leave_out` names none, UnusableQuestion when `with_speech` and
    the speech are too long to be aligned.
    """
    side = CorpusSide(snapshot, with_speech=with_speech, leave_out=leave_out)
    centred = snapshot.space.centred(vectors, [passage.language for passage in passages])
    assigned = _assigned(snapshot, passages, vectors)
    beside = list(_beside(side, passages, centred, k, progress))
    laid = go_on(side, [one.laid for one in beside])
    translations = _translations(side, laid, centred)
    found = [
        stretches(side, one, near.matches, near.rows, translations.get(at))
        for at, (one, near) in enumerate(zip(laid, beside, strict=True))
    ]
    values = [_value(side, near, own) for near, own in zip(beside, found, strict=True)]
    topics = [one.topic for one in assigned] or [None] * len(passages)
    compared = tuple(
        _compared(side, near, topic, own, value)
        for near, topic, own, value in zip(beside, topics, found, values, strict=True)
    )
    n_characters = sum(stretch.length for of_passage in found for stretch in of_passage)
    copies = _copies(snapshot, speech, leave_out)
    whole = [card for card in copies if with_speech in (None, card.id)]
    parts = tuple(containment([stretch for each in found for stretch in each], n_characters, whole))
    return Comparison(
        speech=speech,
        passages=compared,
        topics=_compared_topics(snapshot, speech, passages, assigned, parts, with_speech, set(leave_out)),
        containment=parts,
        repeats=tuple(repeats([near.placed for near in beside])),
        novelty=_speech_novelty(snapshot, passages, values),
        copies=copies,
        searched=_searched(snapshot, with_speech, leave_out),
        versions=None if with_speech is None else versions_with(snapshot, with_speech, passages, centred),
    )


@dataclass(frozen=True, slots=True)
class _Beside:
    """A passage beside what the corpus has near it.

    rows, matches: the nearest passages, which it was laid beside.  shown: the matches that are told of it.
    """

    placed: Placed
    rows: Sequence[int]
    matches: Sequence[Match]
    shown: tuple[Match, ...]
    laid: Laid


def _beside(
    side: CorpusSide,
    passages: Sequence[Passage],
    centred: Vectors,
    k: int,
    progress: Callable[[int], None] | None,
) -> Iterator[_Beside]:
    """Each passage beside the corpus, one after the other."""
    snapshot = side.snapshot
    nearest = snapshot.index.nearest_to_each(centred, k=max(k, _NEAR), among=side.among)
    placed = [_placed(side, passage) for passage in passages]
    for one, vector, (cosines, near) in zip(placed, centred, nearest, strict=True):
        with timed("search"):
            nearness = Nearness(snapshot, vector, column_of(snapshot, one.passage.language), cosines)
            rows, matches = _near(nearness, one.passage, near)
            shown = _shown(side, nearness, one.passage, k)
            laid = lay(side, one, list(_of_one_language(one.passage, rows, matches)))
        yield _Beside(one, rows, matches, shown, laid)
        if progress is not None:
            progress(1)


def _of_one_language(passage: Passage, rows: Sequence[int], matches: Sequence[Match]) -> Iterator[int]:
    """The rows in the language of the passage, whichever its script."""
    language = centre_key(passage.language)
    for row, match in zip(rows, matches, strict=True):
        if centre_key(match.passage.language) == language:
            yield row


def _value(side: CorpusSide, near: _Beside, found: Sequence[Stretch]) -> float:
    """How new a passage is, before it is held against its reference."""
    unheard = novelties.unheard(side.snapshot.seeds, near.placed.passage.normalized, side.allowed)
    closest = near.matches[0].cosine if near.matches else 0.0
    return novelties.value(min(unheard, novelties.not_reused(found)), closest)


def _compared(
    side: CorpusSide, near: _Beside, topic: str | None, found: Sequence[Stretch], value: float
) -> ComparedPassage:
    passage = near.placed.passage
    novelty = _reference(side.snapshot, passage.language).of_passage(value)
    return ComparedPassage(passage, topic, near.shown, tuple(_measured(found, near.matches)), novelty)


def distribution(snapshot: Snapshot, passages: Sequence[Passage], vectors: Vectors) -> TopicShares:
    """How much of a text, in the corpus or not, belongs to each topic.

    vectors: what the encoder made of the passages, row i for passage i, not centred.
    Raises TopicsNotMade.
    """
    snapshot.need_topics()
    return _shares(_assigned(snapshot, passages, vectors), passages)


def _placed(side: CorpusSide, passage: Passage) -> Placed:
    text = unit_text(passage.normalized, passage.language, side.vocabulary)
    return Placed(passage, text, trace_passage(passage))


def _near(nearness: Nearness, passage: Passage, near: Sequence[NearRow]) -> tuple[list[int], list[Match]]:
    """The passages of the highest cosines: those that what is laid side by side is looked for in."""
    found = [RankedRow(one.row, one.cosine, one.cosine, None) for one in near]
    return [one.row for one in near], matches_of(nearness, found, _asking(passage))


def _shown(side: CorpusSide, nearness: Nearness, passage: Passage, k: int) -> tuple[Match, ...]:
    """The nearest passages, as a search by example finds them."""
    among = None if side.among is None else Eligible(side.among)
    return tuple(matches_of(nearness, by_meaning(nearness, among).first(k), _asking(passage)))


def _asking(passage: Passage) -> QueryText:
    return QueryText(passage.normalized, passage.language, "passage")


def _translations(side: CorpusSide, laid: Sequence[Laid], centred: Vectors) -> dict[int, Translation]:
    """The passages that translate a passage of the corpus, by their number."""
    asked = [at for at, one in enumerate(laid) if one.share_of_one < _MAY_CONFIRM]
    scaling = side.snapshot.scaling
    if not asked or scaling is None:
        return {}
    languages = [scaling.column(centre_key(laid[at].placed.passage.language)) for at in asked]
    proposer = Proposer(
        side.snapshot.index,
        scaling,
        centred[asked],
        languages,
        allowed=side.allowed,
        left_out=side.left_out,
    )
    new = [TranslationSide.of(laid[at].placed.passage.normalized) for at in asked]
    proposals = proposer.foremost()
    known = {(one.at, one.row) for one in proposals}
    whole = {}
    for speech in promising(proposals, new, *_translation_sides(side, proposals)):
        rows = side.snapshot.rows_of(speech)
        whole[speech] = len(rows)
        proposals += [one for one in proposer.among(rows) if (one.at, one.row) not in known]
    confirmed = confirm(proposals, new, *_translation_sides(side, proposals), whole)
    told = {asked[at]: replace(one, at=asked[at]) for at, one in confirmed.items()}
    return {at: one for at, one in told.items() if laid[at].share_of_one < _MAY_BE_TRANSLATED}


def _translation_sides(
    side: CorpusSide, proposals: Sequence[Proposal]
) -> tuple[dict[int, TranslationSide], dict[int, str]]:
    """The texts and the speeches of the rows proposed."""
    rows = sorted({one.row for one in proposals})
    passages = dict(zip(rows, side.passages(rows), strict=True))
    texts = {row: TranslationSide.of(passage.normalized) for row, passage in passages.items()}
    return texts, {row: passage.speech_id for row, passage in passages.items()}


def _measured(found: Sequence[Stretch], matches: Sequence[Match]) -> Iterator[Stretch]:
    """The stretches, whose sources know their cosine where the passage was among the nearest."""
    known = {match.passage.address: match for match in matches}

    def told(source: SourceSpan) -> SourceSpan:
        match = known.get(source.passage.address)
        if match is None or source.cosine is not None:
            return source
        return replace(source, cosine=match.cosine, percentile=match.percentile)

    for stretch in found:
        yield replace(stretch, sources=tuple(told(source) for source in stretch.sources))


def _reference(snapshot: Snapshot, language: str) -> novelties.Reference:
    key = centre_key(language)
    if key not in snapshot.languages:
        return novelties.Reference(np.empty(0), np.empty(0))
    kept: novelties.Reference | None = snapshot.kept_novelty.get(key)  # type: ignore[assignment]
    if kept is None:
        among = np.flatnonzero(snapshot.groups == snapshot.languages.index(key))
        kept = novelties.reference(
            snapshot.index, snapshot.seeds, snapshot.speech_numbers, snapshot.row_lengths, among
        )
        snapshot.kept_novelty[key] = kept
    return kept


def _speech_novelty(
    snapshot: Snapshot, passages: Sequence[Passage], values: Sequence[float]
) -> Novelty | None:
    lengths: dict[str, int] = {}
    for passage in passages:
        key = centre_key(passage.language)
        lengths[key] = lengths.get(key, 0) + len(passage.normalized)
    language = max(sorted(lengths), key=lengths.__getitem__)
    own = [at for at, passage in enumerate(passages) if centre_key(passage.language) == language]
    value = novelties.mean([values[at] for at in own], [len(passages[at].normalized) for at in own])
    return _reference(snapshot, language).of_speech(value)


def _copies(snapshot: Snapshot, speech: Speech, leave_out: Sequence[str]) -> tuple[SpeechCard, ...]:
    ids = [id_ for id_ in snapshot.speeches_reading(speech.raw) if id_ not in leave_out]
    cards = snapshot.speeches(ids)
    return tuple(cards[id_] for id_ in ids)


def _searched(snapshot: Snapshot, with_speech: str | None, leave_out: Sequence[str]) -> SearchedSpeeches:
    left_out = tuple(sorted(set(leave_out)))
    if with_speech is not None:
        return SearchedSpeeches(1, int(days_of(snapshot.speech(with_speech).date) is None), left_out)
    return SearchedSpeeches(snapshot.manifest.n_speeches - len(left_out), snapshot.n_undated, left_out)


def _assigned(snapshot: Snapshot, passages: Sequence[Passage], vectors: Vectors) -> list[Assignment]:
    """The topic of each passage; [] when no topics are made."""
    if snapshot.topic_model is None:
        return []
    languages = [passage.language for passage in passages]
    return assign(snapshot.space.centred(vectors, languages), languages, snapshot.topic_model)


def _shares(assigned: Sequence[Assignment], passages: Sequence[Passage]) -> TopicShares:
    return shares(
        [one.topic for one in assigned],
        [passage.end - passage.start for passage in passages],
        [one.votes for one in assigned],
    )


def _compared_topics(
    snapshot: Snapshot,
    speech: Speech,
    passages: Sequence[Passage],
    assigned: Sequence[Assignment],
    parts: Sequence[Containment],
    with_speech: str | None,
    leave_out: set[str],
) -> ComparedTopics | None:
    if snapshot.topic_model is None:
        return None
    of_speech = _shares(assigned, passages)
    by_speaker = [card for card in snapshot.speeches_by(speech.speaker) if card.id not in leave_out]
    return compare_topics(
        snapshot,
        of_speech,
        with_speech=with_speech,
        nearest=[part.speech for part in parts],
        earlier=[] if with_speech else earlier_speeches(by_speaker, speech.speaker, speech.date),
    )
