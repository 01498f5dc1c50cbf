"""What is given with a speech, by whatever door: checked once, here, before anything is kept of it.

One bad field never costs the text: a title of a book's length is cut, an id that cannot be said, a date and a
language that are none are left out, half a character is written as \ufffd, each with a note. What is kept is
one line of text without control characters, within its limit: nothing behind this file expects anything else.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace

from embeddings.dates import is_date
from embeddings.errors import UnreadableSource
from embeddings.speech import Speech
from embeddings.text.metadata.given_dates import written_date
from embeddings.text.script.language import resolve_declared
from embeddings.text.script.language_tags import UNKNOWN
from embeddings.text.script.printable import is_printable

LONGEST_ID = 200  # characters
LONGEST_TEXT = 5_000_000  # characters of one speech: ten books. A file may hold many speeches.
LONGEST_FIELD = 1_000  # characters of a title, a speaker, a place or a source
MOST_OTHER_FIELDS = 200  # columns besides those of a speech
LONGEST_OTHER_NAME = 200  # characters
LONGEST_OTHER_FIELD = 20_000  # characters
NO_DATE = "date_given"  # the field of what stood for a date and is none
_LINES = ("title", "speaker", "place", "source")
_NONE = frozenset(("none", "null", "nan", "n/a"))  # what programs write for what they do not know
# Controls, line and paragraph separators, and what is not seen and turns or hides what is: bidirectional
# marks, zero-width spaces, tags. The joiners U+200C and U+200D stay: Persian and Hindi are written with them.
_CONTROLS = r"\x00-\x1f\x7f-\x9f\u2028\u2029"
_HIDDEN = (
    r"\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff"
)
_CONTROLLED = re.compile(f"[{_CONTROLS}]+")
_INVISIBLE = re.compile(f"[{_HIDDEN}]+")
_SPACES = re.compile(" {2,}")
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # in what may have several lines
_CHANGED_BY_CLIENTS = re.compile(r"/\.{0,2}(?=/)")  # RFC 3986, 5.2.4, and what servers do to //
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Given:
    """A speech whose metadata may be kept.  notes: what was not taken as it was given, a line each."""

    speech: Speech
    notes: tuple[str, ...] = ()


def check_speech(speech: Speech) -> Given:
    """The speech with its metadata in one form. Checking what was checked changes nothing.

    Raises UnreadableSource for a text that is longer than any speech.
    """
    need_length(speech.raw)
    notes: list[str] = []
    raw = _whole_characters("text", speech.raw, notes)
    fields = {name: _line(name, getattr(speech, name), notes) for name in _LINES}
    fields = {name: "" if value.lower() in _NONE else value for name, value in fields.items()}
    language = language_tag(speech.language)
    says_none = not speech.language.strip() or speech.language.strip().lower() in (*_NONE, UNKNOWN)
    notes += [] if language or says_none else [_language_note(speech.language)]
    date, no_date = _date(speech.date, notes)
    more = _others({**speech.more, NO_DATE: no_date} if no_date else speech.more, notes)
    known = replace(
        speech, id=_id(speech.id, notes), raw=raw, date=date, language=language, more=more, **fields
    )
    return Given(known, tuple(notes))


def language_tag(text: str) -> str:
    """The tag of the language that is named (zh-CN, 简体: zh-Hans), "" for what names none.

    The text alone then tells its language.
    """
    return resolve_declared(text)


def one_line(text: str) -> str:
    """A text without line breaks, control characters and what cannot be seen."""
    if _CONTROLLED.search(text):
        text = _SPACES.sub(" ", _CONTROLLED.sub(" ", text))
    return _INVISIBLE.sub("", text).strip()


def _line(name: str, text: str, notes: list[str]) -> str:
    line = one_line(_whole_characters(name, text, notes))
    if len(line) <= LONGEST_FIELD:
        return line
    notes.append(f"{name} is longer than {LONGEST_FIELD:,} characters, so it was cut there")
    return f"{line[: LONGEST_FIELD - 1].rstrip()}…"


def id_of(text: str) -> str:
    """An id as it is kept. Raises ValueError, saying why, for what no address can hold."""
    if _SURROGATE.search(text):
        raise ValueError("holds half a character")
    text = unicodedata.normalize("NFC", text)  # on a Mac é may come as two characters, and is the same id
    if _CHANGED_BY_CLIENTS.search(f"/{text}/" if text else ""):
        raise ValueError("has an empty part, . or .. between slashes, which clients change")
    if len(text) > LONGEST_ID or not is_printable(text):
        raise ValueError(f"is longer than {LONGEST_ID} characters or holds unprintable ones")
    return text


def _id(text: str, notes: list[str]) -> str:
    try:
        return id_of(text)
    except ValueError as why:
        shown = one_line(_SURROGATE.sub("\ufffd", text[:40]))
        notes.append(f"the id {shown!r} {why}, so the speech gets one of its own")
        return ""


def _date(text: str, notes: list[str]) -> tuple[str, str]:
    """The date, and what was given for one and is none."""
    date = written_date(text)
    if not date or date.lower() in (*_NONE, "nat"):
        return "", ""
    if is_date(date):
        return date, ""
    shown = one_line(_SURROGATE.sub("\ufffd", text[:40]))
    notes.append(f"not a date: {shown!r} (YYYY, YYYY-MM, YYYY-MM-DD or --MM-DD); kept as {NO_DATE}")
    return "", text


def _language_note(text: str) -> str:
    return f"{one_line(text[:40])!r} is no language tag (en, zh-Hant), so the text alone tells its language"


def _others(more: Mapping[str, str], notes: list[str]) -> dict[str, str]:
    """The other fields of a row that may be kept; what may not is noted."""
    kept: dict[str, str] = {}
    left_out: list[str] = []
    for given_name, given_value in more.items():
        name = _whole_characters("the name of a field", given_name, notes)
        value = _whole_characters(one_line(name)[:40], given_value, notes)
        if (
            len(kept) < MOST_OTHER_FIELDS
            and len(name) <= LONGEST_OTHER_NAME
            and len(value) <= LONGEST_OTHER_FIELD
        ):
            kept[one_line(name)] = _NO_TEXT.sub(" ", value)
        else:
            left_out.append(one_line(name[:40]))
    if left_out:
        named = ", ".join(left_out[:5]) + (" …" if len(left_out) > 5 else "")
        notes.append(
            f"left out {len(left_out)} other fields, more than {MOST_OTHER_FIELDS} or longer than"
            f" {LONGEST_OTHER_FIELD:,} characters: {named}"
        )
    return kept


def _whole_characters(name: str, text: str, notes: list[str]) -> str:
    """The text with a sign for each half of a character, which no encoding can write."""
    whole, halves = _SURROGATE.subn("\ufffd", text)
    if halves:
        notes.append(f"damaged: {name} holds {halves} halves of characters, which stand as \ufffd")
    return whole


def need_length(text: str) -> None:
    """Raises UnreadableSource for a text that is no speech any more."""
    if len(text) > LONGEST_TEXT:
        raise UnreadableSource(f"longer than {LONGEST_TEXT:,} characters: part it into its speeches")


def keepable(text: str) -> str:
    """A field that was found, not given: as much of it as may be kept."""
    return one_line(text)[:LONGEST_FIELD].rstrip()
