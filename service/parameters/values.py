"""What a field may hold: texts, numbers, dates, languages and addresses, and their limits.

Texts are refused when they hold what no person types (control characters, halves of surrogate pairs), so that
nothing behind this file has to expect them. Only a speech that is pasted may bring them along: nobody can see
them there to take them out.
"""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict

from embeddings.dates import days_of
from embeddings.text.script.language_tags import LONGEST_TAG, UNKNOWN, tag_of
from embeddings.text.script.printable import is_printable

LONGEST_LABEL = 120  # characters a person calls a topic by
MOST_MATCHES = 100
MOST_QUERIES = 32
MOST_VALUES = 50  # of one filter
MOST_ID = 1_000  # characters
MOST_IN_ADDRESS = 2_000  # characters of a question in a query string
MOST_IN_QUERY = 1_000_000  # characters of a question in a body; the core reads its beginning
MOST_IN_SPEECH = 250_000  # characters of a speech in a body; all of it is read
MOST_POSITION = 1_000_000  # of a passage in its speech
MOST_SPEECHES = 500  # in one page of the list

_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f"
_UNSPEAKABLE = re.compile(rf"[{_CONTROL}\ud800-\udfff]")
_CONTROLS = re.compile(rf"[{_CONTROL}]")
_DAY = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
_DIGITS = re.compile(r"[0-9]{1,9}")
_ADDRESS = re.compile(r".+:[0-9]{1,7}", re.DOTALL)


def speakable(text: str) -> str:
    """Raises ValueError for control characters other than tabs and line breaks, and for lone surrogates."""
    if _UNSPEAKABLE.search(text):
        raise ValueError("control characters and lone surrogates are not text")
    return text


def readable(text: str) -> str:
    """A speech as it was pasted, a space for each control character that a copy brought along.

    Raises ValueError for lone surrogates.
    """
    return speakable(_CONTROLS.sub(" ", text))


def one_line(text: str) -> str:
    """Raises ValueError for what is not printed, line breaks among it."""
    if not is_printable(text):
        raise ValueError("must be one line of printable characters")
    return text


def _digits(number: object) -> object:
    # Query strings hold text, and pydantic would take "1_0", " 7 " and "3.0" for whole numbers too.
    if isinstance(number, str) and not _DIGITS.fullmatch(number):
        raise ValueError("must be a whole number, in digits")
    return number


def _day(text: str) -> str:
    if days_of(text) is None:
        raise ValueError("must be a date: YYYY, YYYY-MM or YYYY-MM-DD")
    return text


def _language(text: str) -> str:
    tag = tag_of(text)
    if tag in ("", UNKNOWN):
        raise ValueError("must be a language: a tag as `en` or `zh-Hant`, or a name as `chinese`")
    return tag


def _address(text: str) -> str:
    if not _ADDRESS.fullmatch(text):
        raise ValueError("must be the address of a passage, `speech_id:position`")
    return text


DIGITS = BeforeValidator(_digits)
Text = Annotated[str, Strict(), Field(min_length=1), AfterValidator(speakable)]
Query = Annotated[Text, Field(max_length=MOST_IN_QUERY)]
SpeechText = Annotated[Text, Field(max_length=MOST_IN_SPEECH)]
PastedText = Annotated[
    str, Strict(), Field(min_length=1, max_length=MOST_IN_SPEECH), AfterValidator(readable)
]
Name = Annotated[Text, Field(max_length=MOST_ID)]
Names = Annotated[list[Name], Field(max_length=MOST_VALUES)]
Day = Annotated[
    str, Strict(), AfterValidator(_day), Field(max_length=10, json_schema_extra={"pattern": _DAY})
]
HowMany = Annotated[int, Field(ge=1, le=MOST_MATCHES, description="How many matches at most."), DIGITS]
Cursor = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MOST_ID,
        description="`next_cursor` of the page before, with the same question.",
    ),
]
LanguageName = Annotated[
    str, Strict(), Field(min_length=2, max_length=LONGEST_TAG), AfterValidator(_language)
]
Addresses = Annotated[list[Annotated[Name, AfterValidator(_address)]], Field(max_length=MOST_QUERIES)]
LanguageTag = Annotated[str, Strict(), Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]


class StrictModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
