"""What is given with a speech, by whatever door: checked once, here, before anything is kept of it.

What nobody could use is refused with the speech (an id that cannot be said, a date that is none, a title of a
book's length); what can be done without is left out with a note (a language that is no tag). What is kept is
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

LONGEST_ID = 200  # characters
LONGEST_TEXT = 5_000_000  # characters of one speech: ten books. A file may hold many speeches.
LONGEST_FIELD = 1_000  # characters of a title, a speaker, a place or a source
MOST_OTHER_FIELDS = 200  # columns besides those of a speech
LONGEST_OTHER_NAME = 200  # characters
LONGEST_OTHER_FIELD = 20_000  # characters
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

    Raises UnreadableSource, naming the field, for what cannot be kept.
    """
    need_length(speech.raw)
    fields = {name: _line(name, getattr(speech, name), LONGEST_FIELD) for name in _LINES}
    fields = {name: "" if value.lower() in _NONE else value for name, value in fields.items()}
    language = language_tag(speech.language)
    says_none = not speech.language.strip() or speech.language.strip().lower() in (*_NONE, UNKNOWN)
    notes = () if language or says_none else (_language_note(speech.language),)
    more, left_out = _others(speech.more)
    known = replace(
        speech, id=_id(speech.id), date=_date(speech.date), language=language, more=more, **fields
    )
    return Given(known, (*notes, *left_out))


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


def _line(name: str, text: str, longest: int) -> str:
    _need_characters(name, text)
    line = one_line(text)
    if len(line) > longest:
        raise UnreadableSource(f"{name} is longer than {longest:,} characters")
    return line


def _id(text: str) -> str:
    _need_characters("id", text)
    text = unicodedata.normalize("NFC", text)  # on a Mac é may come as two characters, and is the same id
    if _CHANGED_BY_CLIENTS.search(f"/{text}/" if text else ""):
        raise UnreadableSource(
            f"the id {text[:40]!r} has an empty part, . or .. between slashes, which clients change"
        )
    if len(text) > LONGEST_ID or not text.isprintable():
        raise UnreadableSource(f"the id is longer than {LONGEST_ID} characters or holds unprintable ones")
    return text


def _date(text: str) -> str:
    date = written_date(text)
    if not date or date.lower() in (*_NONE, "nat"):
        return ""
    if not is_date(date):
        raise UnreadableSource(f"not a date: {date[:40]!r} (YYYY, YYYY-MM, YYYY-MM-DD or --MM-DD)")
    return date


def _language_note(text: str) -> str:
    return f"{one_line(text[:40])!r} is no language tag (en, zh-Hant), so the text alone tells its language"


def _others(more: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The other fields of a row that may be kept, and a note on those that may not."""
    kept: dict[str, str] = {}
    left_out: list[str] = []
    for name, value in more.items():
        _need_characters(one_line(name)[:40], name + value)
        if (
            len(kept) < MOST_OTHER_FIELDS
            and len(name) <= LONGEST_OTHER_NAME
            and len(value) <= LONGEST_OTHER_FIELD
        ):
            kept[one_line(name)] = _NO_TEXT.sub(" ", value)
        else:
            left_out.append(one_line(name[:40]))
    if not left_out:
        return kept, []
    named = ", ".join(left_out[:5]) + (" …" if len(left_out) > 5 else "")
    return kept, [
        f"left out {len(left_out)} other fields, more than {MOST_OTHER_FIELDS} or longer than"
        f" {LONGEST_OTHER_FIELD:,} characters: {named}"
    ]


def _need_characters(name: str, text: str) -> None:
    if half := _SURROGATE.search(text):
        raise UnreadableSource(f"{name} holds half a character at {half.start()}")


def need_length(text: str) -> None:
    """Raises UnreadableSource for a text that is no speech any more."""
    if len(text) > LONGEST_TEXT:
        raise UnreadableSource(f"longer than {LONGEST_TEXT:,} characters: part it into its speeches")


def keepable(text: str) -> str:
    """A field that was found, not given: as much of it as may be kept."""
    return one_line(text)[:LONGEST_FIELD].rstrip()
