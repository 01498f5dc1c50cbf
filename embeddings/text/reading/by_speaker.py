"""A file of many speeches -> one reading for each turn, where its labels say who has the word."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from embeddings.text.cleaning.clean import clean
from embeddings.text.cleaning.rules import RULES
from embeddings.text.reading.read import Reading, Refusal
from embeddings.text.turns.speakers import voices_of

_LEAST = 2  # turns: one label splits nothing


def by_speaker(readings: Iterable[Reading | Refusal]) -> Iterator[Reading | Refusal]:
    """Every turn of a debate as a speech of its own, with its speaker; what has no turns as it was.

    What stands before the first turn is a speech without a speaker. Their texts together are the whole.
    """
    for reading in readings:
        if isinstance(reading, Refusal):
            yield reading
        else:
            yield from _turns(reading)


def _turns(reading: Reading) -> Iterator[Reading]:
    speech, source = reading.speech, reading.source
    voices = voices_of(speech.raw, clean(speech.raw, RULES).repairs, speech.speaker)
    if len(voices) < _LEAST:
        yield reading
        return
    starts = [0, *(voice.start for voice in voices if voice.start)]
    names = [*([""] if voices[0].start else []), *(voice.name for voice in voices)]
    ends = [*starts[1:], len(speech.raw)]
    note = f"split into {len(voices)} turns by the labels of its speakers"
    for number, (start, end, name) in enumerate(zip(starts, ends, names, strict=True), start=1):
        raw = speech.raw[start:end]
        if raw.strip():
            yield Reading(
                replace(speech, id=f"{speech.id}-{number}" if speech.id else "", raw=raw, speaker=name),
                replace(source, path=f"{source.path}#turn{number}"),
                f"{reading.suggested_id}-{number}",
                (*reading.notes, note) if number == 1 else (),
            )
