"""The values everything else speaks of: a speech, what was repaired in its text, its passages.

`raw` is a speech's text as decoded from its source. Every `start` and `end`, here and in every answer,
counts code points of `raw`, and `raw[start:end]` is what the reader is shown.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Source:
    """Where a speech came from: kept so that it can always be read again."""

    path: str  # as the user named it, with `#n` for row n of a file of rows (from 1)
    content: bytes  # the bytes of the file, or of the one row
    encoding: str  # the text encoding they were decoded with; empty for a document that says its own
    confidence: float = 1.0  # 0 to 1, that raw is what the source says: below 1 something was guessed


@dataclass(frozen=True, slots=True)
class Speech:
    """A speech as it was given: its text, untouched, and what is known of it.

    Empty strings are unknown. `date` is YYYY, YYYY-MM, YYYY-MM-DD, or --MM-DD when the year is unknown.
    `more` keeps the other fields a row came with, as text.
    """

    id: str
    raw: str
    title: str = ""
    speaker: str = ""
    date: str = ""
    place: str = ""
    language: str = ""
    source: str = ""
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 of the text and of all that was given with it, in hexadecimal digits."""
        parts = (self.raw, self.title, self.speaker, self.date, self.place, self.language, self.source)
        more = tuple(part for key in sorted(self.more) for part in (key, self.more[key]))
        content = "\x1f".join((*parts, *more))
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Repair:
    """One change made to `raw` before it is split: `raw[start:end] == before` becomes `after`.

    The repairs of a speech do not overlap and are sorted, so clean text and raw text each follow from
    the other. Nothing is ever changed without one of these.
    """

    rule: str
    start: int
    end: int
    before: str
    after: str
    confidence: float  # 0 to 1


@dataclass(frozen=True, slots=True)
class Finding:
    """What a text itself says of one field of its speech: `raw[start:end]` says `value`.

    method: the rule that read it.  confidence: 0 to 1.
    """

    field: str  # "title", "date", "speaker", "place", "source" or "meeting"; "part": 2 of 2
    value: str
    method: str
    confidence: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of a speech, or a sentence-bounded piece of a long one.

    text: `raw[start:end]`, the original wording.  normalized: the same, repaired and folded (one script, one
    width): what is sent to the model and compared.  speaker: who says it, in a report perhaps another than
    who gave the speech; empty when unknown, and confidence (0 to 1) says how sure that is.  trace: where in
    `text` each character of `normalized` came from, as `pack_trace` packs it; b"" where one stands for one.
    """

    speech_id: str
    position: int  # from 0 within the speech
    start: int
    end: int
    text: str
    normalized: str
    language: str
    speaker: str = ""
    speaker_confidence: float = 0.0
    trace: bytes = b""

    @property
    def address(self) -> str:
        return f"{self.speech_id}:{self.position}"
