"""Speech ids in paths. An id is whatever its source called it: it may hold slashes, spaces, any script.

Both ways of writing a slash are understood: `/v1/speeches/2019/harbour` and `/v1/speeches/2019%2Fharbour`
name the speech `2019/harbour`. Where an id ends like an address of ours, as `2019/topics` does, `%2F` tells
the two apart. Hence paths are matched as they came, and an id is decoded after it was matched.
"""

import unicodedata
from typing import Annotated
from urllib.parse import unquote

from fastapi import Path, Request
from pydantic import AfterValidator, BeforeValidator, StringConstraints
from starlette.types import ASGIApp, Receive, Scope, Send

from embeddings.citing.citation import PermanentAddress
from service.parameters.values import DIGITS, MOST_ID, MOST_POSITION, speakable


class UndecodedPaths:
    """Match routes against the path as the client wrote it, percent signs and all."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        raw = scope.get("raw_path")
        if raw is not None:
            scope = {**scope, "path": raw.decode("latin-1")}  # ASCII from any server; latin-1 cannot fail
        await self.app(scope, receive, send)


def methods_at(request: Request) -> str:
    """The methods that a path is described with, as `Allow` lists them; "" for one that is not described.

    A path may have several routes, and the first of them, which refuses, knows its own methods alone.
    """
    template = getattr(request.scope.get("route"), "path_format", None)
    methods = [method.upper() for method in request.app.openapi()["paths"].get(template, ())]
    return ", ".join([*methods, "HEAD"] if "GET" in methods else methods)


def decode(segment: str) -> str:
    """Raises ValueError when the percent-encoded bytes are not UTF-8."""
    try:
        return unicodedata.normalize("NFC", unquote(segment, errors="strict"))  # as ids are kept
    except UnicodeDecodeError:
        raise ValueError("an id in a path is percent-encoded UTF-8") from None


SpeechId = Annotated[
    str,
    Path(description="The speech's id; slashes in it may be written as they are, or as `%2F`."),
    StringConstraints(max_length=MOST_ID),
    BeforeValidator(decode),
    AfterValidator(speakable),
]


def _permanent(text: str) -> str:
    """Raises ValueError for what is no permanent address."""
    return str(PermanentAddress.parse(text))


CitedPassage = Annotated[
    str,
    Path(
        description="A permanent address, `speech_id@revision:position`, as exports give it.",
        examples=["veldhaven-2019@0c4e19a2b7:3"],
    ),
    StringConstraints(max_length=MOST_ID + 30),
    BeforeValidator(decode),
    AfterValidator(speakable),
    AfterValidator(_permanent),
]
TopicId = Annotated[
    str,
    Path(description="The topic's id.", examples=["t_4be1c09d"]),
    StringConstraints(max_length=MOST_ID),
    BeforeValidator(decode),
    AfterValidator(speakable),
]
FormulaId = Annotated[
    str,
    Path(description="The formula's id.", examples=["f_3c09be41"]),
    StringConstraints(max_length=MOST_ID),
    BeforeValidator(decode),
    AfterValidator(speakable),
]
Position = Annotated[
    int, Path(description="The passage's place in the speech, from 0.", ge=0, le=MOST_POSITION), DIGITS
]
JobId = Annotated[
    str, Path(description="The job's id.", pattern=r"^j_[0-9a-f]{16}$", examples=["j_0123456789abcdef"])
]
