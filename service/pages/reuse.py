"""What stands in the margin of a speech: who else said a passage, earlier, later or at the same time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from embeddings.comparison.result import REUSED, ComparedPassage, Comparison, Stretch, StretchClass
from embeddings.dates import When, days_of, when_said
from embeddings.snapshot.tables.speeches import SpeechCard

MOST_NOTES = 3  # beside a passage
MOST_SOURCES = 2  # of a note
IN_OTHER_WORDS: frozenset[StretchClass] = frozenset({"paraphrase", "translation"})


@dataclass(frozen=True, slots=True)
class SaidBy:
    """A speech that says the same, and whether before or after. position: of its passage."""

    speech: SpeechCard
    position: int
    when: When


@dataclass(frozen=True, slots=True)
class Note:
    """A stretch of a passage that is said elsewhere. n_speeches: in how many speeches of the corpus."""

    kind: StretchClass
    n_speeches: int
    said_by: tuple[SaidBy, ...]


@dataclass(frozen=True, slots=True)
class PassageReuse:
    """spans: of the passage's text, what is said elsewhere in these words.  notes: of its longest stretches,
    in their order.

    n_left_out: how many stretches more are said elsewhere.
    """

    spans: Sequence[tuple[int, int]]
    notes: tuple[Note, ...]
    n_left_out: int


def reuse_of(comparison: Comparison, card: SpeechCard) -> Mapping[int, PassageReuse]:
    """What is said elsewhere of each passage of a speech of the corpus, by its position.

    comparison: of the speech with the others.
    """
    return {compared.passage.position: _reuse(compared, card) for compared in comparison.passages}


def _reuse(compared: ComparedPassage, card: SpeechCard) -> PassageReuse:
    passage = compared.passage
    reused = [stretch for stretch in compared.stretches if stretch.kind in REUSED and stretch.sources]
    told = sorted(reused, key=lambda stretch: -stretch.length)[:MOST_NOTES]
    spans = [
        (stretch.start - passage.start, stretch.end - passage.start)
        for stretch in reused
        if stretch.kind not in IN_OTHER_WORDS
    ]
    return PassageReuse(
        spans=spans,
        notes=tuple(_note(stretch, card) for stretch in sorted(told, key=lambda stretch: stretch.start)),
        n_left_out=len(reused) - len(told),
    )


def _note(stretch: Stretch, card: SpeechCard) -> Note:
    """The first who said it, and the next."""
    said_by: dict[str, SaidBy] = {}
    for source in sorted(
        stretch.sources, key=lambda one: (not one.earliest, _day(one.speech), one.speech.id)
    ):
        when = when_said(card.date, source.speech.date)
        said_by.setdefault(source.speech.id, SaidBy(source.speech, source.passage.position, when))
    return Note(stretch.kind, stretch.n_speeches, tuple(said_by.values())[:MOST_SOURCES])


def _day(card: SpeechCard) -> str:
    days = days_of(card.date)
    return days[0] if days else "9999"
