"""What comes of a source: a speech as it was given, or the reason why there is none."""

from dataclasses import dataclass

from embeddings.speech import Source, Speech


@dataclass(frozen=True, slots=True)
class Reading:
    """A speech as its source gave it.

    speech.id is empty when the source gave none; suggested_id then says what it may be called. Two
    sources may suggest the same.  notes: what was guessed or may be missing, each a line for a person.
    """

    speech: Speech
    source: Source
    suggested_id: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was not read, and why: one line for a person."""

    path: str  # as in Source
    reason: str
