"""Speeches as they may be given in JSON, and the lines of the file they become.

From there on they go the same way as a file of rows does.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator, ConfigDict, Field, Strict, ValidationError

from embeddings.dates import is_date
from embeddings.text.metadata.given import LONGEST_FIELD, LONGEST_ID, id_of
from embeddings.text.script.printable import is_printable
from service.parameters.values import LanguageTag, SpeechText, StrictModel, speakable

MOST_GIVEN = 500  # speeches in one body
FILE_NAME = "posted.jsonl"


def _printable(text: str) -> str:
    if not is_printable(text) or text != text.strip():
        raise ValueError("must be printable characters, with no space around them")
    return text


def _id(text: str) -> str:
    try:
        return id_of(text)
    except ValueError:
        raise ValueError("must have no empty part, . or .. between slashes") from None


def _date(text: str) -> str:
    if not is_date(text):
        raise ValueError("must be a date: YYYY, YYYY-MM, YYYY-MM-DD or --MM-DD")
    return text


def _something(text: str) -> str:
    if not text.strip():
        raise ValueError("must hold more than white space")
    return text


NewId = Annotated[
    str,
    Strict(),
    Field(min_length=1, max_length=LONGEST_ID),
    AfterValidator(speakable),
    AfterValidator(_printable),
    AfterValidator(_id),
]
Known = Annotated[str, Strict(), Field(max_length=LONGEST_FIELD), AfterValidator(speakable)]
Date = Annotated[str, Strict(), Field(max_length=10), AfterValidator(_date)]


class GivenSpeech(StrictModel):
    """A speech and what is known of it. What is not given is looked for in its text."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "veldhaven-2024",
                    "title": "Address at the opening of the ice pier",
                    "speaker": "Mara Lindqvist",
                    "date": "2024-11-04",
                    "text": "The harbour of Veldhaven stays open all winter.",
                }
            ]
        }
    )

    text: Annotated[SpeechText, AfterValidator(_something)]
    id: NewId | None = Field(
        None,
        description="A speech that has it already gets a new revision. Made from the text when not given.",
    )
    title: Known = ""
    speaker: Known = ""
    date: Date | None = Field(None, description="YYYY, YYYY-MM, YYYY-MM-DD, or --MM-DD without a year.")
    place: Known = ""
    language: LanguageTag | None = None
    source: Known = Field("", description="Where it was published.")


class GivenSpeeches(StrictModel):
    speeches: list[GivenSpeech] = Field(min_length=1, max_length=MOST_GIVEN)


def given_speeches(body: Any) -> Sequence[GivenSpeech]:
    """One speech, or several as `speeches`. Raises RequestValidationError."""
    try:
        if isinstance(body, dict) and "speeches" in body:
            return GivenSpeeches.model_validate(body).speeches
        return [GivenSpeech.model_validate(body)]
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
        raise RequestValidationError(
            [{**fault, "loc": ("body", *fault["loc"])} for fault in faults]
        ) from None


def rows_of(speeches: Sequence[GivenSpeech]) -> bytes:
    """The speeches as lines of JSON, each with an id: the same text without one always gets the same."""
    rows = []
    for speech in speeches:
        row = {name: value for name, value in speech.model_dump().items() if value}
        rows.append({"id": f"posted-{_short_digest(speech.text)}"} | row)
    return "".join(json.dumps(row) + "\n" for row in rows).encode("ascii")


def _short_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
