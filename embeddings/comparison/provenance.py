"""Who said something first in this corpus, and who took it up, by date."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from rapidfuzz.distance import Levenshtein

from embeddings.comparison.alignment.changes import Operation
from embeddings.comparison.result import Provenance, Step
from embeddings.dates import days_of
from embeddings.snapshot.tables.speeches import SpeechCard
from embeddings.speech import Passage
from embeddings.text.tokens.alignment_units import Wording

MOST_STEPS = 12


@dataclass(frozen=True)
class Use:
    """A stretch as one speech of the corpus has it.

    wording: of the passage; `first` to `last` - 1 are its units.
    """

    speech: SpeechCard
    passage: Passage
    start: int
    end: int
    wording: Wording
    first: int
    last: int


def provenance(uses: Sequence[Use]) -> Provenance:
    """The uses of one stretch, in the order of their dates.

    A date may be a year or a month: then it covers several days, and speeches whose days overlap with the
    first one's cannot be told apart from it.
    """
    dated = [(days, use) for use in uses if (days := days_of(use.speech.date))]
    dated.sort(key=lambda one: (one[0], one[1].speech.id, one[1].passage.position))
    n_undated = len({use.speech.id for use in uses}) - len({use.speech.id for _, use in dated})
    if not dated:
        return Provenance(None, (), n_undated, ())
    (_, last_day), first = dated[0]
    tied = {
        use.speech.id: use.speech
        for days, use in dated[1:]
        if days[0] <= last_day and use.speech.id != first.speech.id
    }
    chain: list[Use] = []
    for _, use in dated:  # each speech once
        if all(use.speech.id != other.speech.id for other in chain):
            chain.append(use)
    steps = tuple(
        Step(use.speech, use.passage, use.start, use.end, _changes(chain[number - 1], use) if number else ())
        for number, use in enumerate(chain[:MOST_STEPS])
    )
    return Provenance(first.speech, tuple(tied.values()), n_undated, steps, max(0, len(chain) - MOST_STEPS))


def _changes(before: Use, now: Use) -> tuple[tuple[Operation, str, str], ...]:
    """What the wording of one use became in the next."""
    old = before.wording.units[before.first : before.last]
    new = now.wording.units[now.first : now.last]
    if before.wording.language.partition("-")[0] != now.wording.language.partition("-")[0]:
        return ()
    return tuple(
        (
            cast(Operation, step.tag),
            _text(before.wording, before.first + step.src_start, before.first + step.src_end),
            _text(now.wording, now.first + step.dest_start, now.first + step.dest_end),
        )
        for step in Levenshtein.opcodes(list(old), list(new))
        if step.tag != "equal"
    )


def _text(wording: Wording, first: int, end: int) -> str:
    if first >= end:
        return ""
    start, stop = wording.span(first, end)
    return wording.normalized[start:stop]
