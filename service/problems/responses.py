"""What goes wrong, as RFC 9457 problem details: one table from exception class to what is said of it.

Every answer that is not a success is `application/problem+json` with a `type` that never changes:
`urn:tifa:problem:` and one of the names in the table below. What was sent is never repeated, and what broke
inside is told to the log alone.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from embeddings.errors import (
    EmptySpeech,
    RemovedSpeech,
    StrengthUnknown,
    TifaError,
    TopicsNotMade,
    UnknownPassage,
    UnknownRevision,
    UnknownSpeech,
    UnknownTopic,
    UnusableQuestion,
)
from service.errors import (
    BodyTooLarge,
    BodyTooSlow,
    GoneCursor,
    NotJson,
    NotOpen,
    NotUtf8,
    TooBusy,
    TooDeep,
    TookTooLong,
    UnknownKind,
    UnknownParameter,
    WrongCursor,
    WrongMediaType,
)
from service.parameters.paths import methods_at
from service.problems.table import OF_ACCESS, OF_WRITING, ProblemKind
from service.schemas.about import FieldFault, Problem

MEDIA_TYPE = "application/problem+json"
URN = "urn:tifa:problem:"
MOST_FAULTS = 20  # told of one question

log = logging.getLogger(__name__)


INVALID = ProblemKind(
    "invalid-question", 422, "The question is not valid", "See `errors`: each says where and what."
)
BROKEN = ProblemKind("internal-error", 500, "Something broke", "The fault is ours, and has been logged.")
WRONG_METHOD = ProblemKind(
    "wrong-method", 405, "The address is asked another way", "`Allow` says with which methods."
)

# Of connections that have not brought a request that could be answered.
MALFORMED = ProblemKind(
    "malformed-request", 400, "Not a request", "What came is not HTTP/1.1 that has one meaning.", closes=True
)
HEAD_TOO_LARGE = ProblemKind(
    "head-too-large", 431, "The head is too large", "POST long questions instead.", closes=True
)
HEAD_TOO_SLOW = ProblemKind(
    "head-too-slow", 408, "The head came too slowly", "Send the whole request at once.", closes=True
)
TOO_MANY_CONNECTIONS = ProblemKind(
    "too-many-connections",
    503,
    "Too many connections",
    "Ask again in a moment.",
    retry_after=1,
    closes=True,
)

KINDS: Mapping[type[Exception], ProblemKind] = {
    UnknownSpeech: ProblemKind(
        "unknown-speech", 404, "No such speech", "No speech in this corpus has this id."
    ),
    RemovedSpeech: ProblemKind(
        "removed-speech", 410, "The speech was removed", "It was taken out of this corpus on purpose."
    ),
    UnknownRevision: ProblemKind(
        "unknown-revision", 404, "No such revision", "The speech never had this revision in this corpus."
    ),
    UnknownPassage: ProblemKind(
        "unknown-passage", 404, "No such passage", "The speech has no passage at this position."
    ),
    UnknownTopic: ProblemKind("unknown-topic", 404, "No such topic", "No topic in this corpus has this id."),
    TopicsNotMade: ProblemKind(
        "topics-not-made",
        409,
        "Topics are not made yet",
        "This corpus has no topics yet; make them with: tifa topics --corpus DIR",
    ),
    EmptySpeech: ProblemKind(
        "empty-text", 422, "Nothing to read", "Nothing of the text is left to be compared."
    ),
    UnusableQuestion: ProblemKind(
        "empty-question", 422, "Nothing to ask", "Nothing of the question is left to search for."
    ),
    StrengthUnknown: ProblemKind(
        "strength-unknown",
        409,
        "Strength cannot be told",
        "Nothing tells how strong a match is: the corpus is too small, or several texts ask at once."
        " Ask without `at_least`.",
    ),
    RequestValidationError: INVALID,
    WrongCursor: ProblemKind(
        "wrong-cursor", 422, "Not a cursor of this question", "Send `next_cursor` with its own question."
    ),
    GoneCursor: ProblemKind(
        "gone-cursor",
        410,
        "The cursor is gone",
        "The corpus has changed since; ask the first page again.",
    ),
    TooDeep: ProblemKind(
        "too-deep", 422, "Too deep", "The first 1,000 matches are shown; narrow the question."
    ),
    UnknownParameter: ProblemKind(
        "unknown-parameter", 422, "Unknown query parameter", "This address takes no query parameters."
    ),
    NotUtf8: ProblemKind("not-utf-8", 422, "Not text", "The query string is not percent-encoded UTF-8."),
    NotJson: ProblemKind(
        "not-json", 400, "The body is not JSON", "Send one JSON object in UTF-8, without duplicate keys."
    ),
    ClientDisconnect: ProblemKind(
        "incomplete-body", 400, "The body is not whole", "The connection ended within it."
    ),
    WrongMediaType: ProblemKind(
        "wrong-media-type",
        415,
        "The body is of another kind",
        "Send `Content-Type: application/json` in UTF-8, or files, where those are taken, as"
        " `multipart/form-data`; without `Content-Encoding`.",
        closes=True,
    ),
    BodyTooLarge: ProblemKind(
        "body-too-large",
        413,
        "The body is too large",
        "GET /v1/about says how many bytes it may have: `body_bytes`, or `upload_bytes` for files.",
        closes=True,
    ),
    BodyTooSlow: ProblemKind(
        "body-too-slow",
        408,
        "The body came too slowly",
        "GET /v1/about says how long it may take: `body_seconds`, or `upload_seconds` for files.",
        closes=True,
    ),
    TooBusy: ProblemKind("too-busy", 503, "Too many questions at once", "Ask again when `Retry-After` says."),
    TookTooLong: ProblemKind(
        "took-too-long",
        503,
        "The answer took too long",
        "Ask about less text or for fewer matches, or ask again later.",
        retry_after=5,
    ),
    NotOpen: ProblemKind(
        "not-open", 503, "Not open", "The service is starting, or is being stopped.", retry_after=1
    ),
    **OF_ACCESS,
    **OF_WRITING,
}

BY_STATUS: Mapping[int, ProblemKind] = {
    404: ProblemKind("unknown-address", 404, "Nothing is at this address", "See /docs for all addresses."),
    405: WRONG_METHOD,
}


def install(app: FastAPI) -> None:
    """Let every exception that reaches the application become a problem."""
    for exception in (*KINDS, TifaError, HTTPException):
        app.add_exception_handler(exception, _answer)
    app.add_exception_handler(Exception, _answer_unexpected)


async def _answer(request: Request, error: Exception) -> Response:
    kind = kind_of(error)
    if kind is BROKEN:
        log.error("%s at %s", type(error).__name__, request.url.path, exc_info=error)
    if kind is WRONG_METHOD and (methods := methods_at(request)):
        return respond(kind, headers={"Allow": methods})
    return answer_to(error)


async def _answer_unexpected(_: Request, __: Exception) -> Response:
    return respond(BROKEN)  # the server is handed the exception too, and logs it


def answer_to(error: Exception) -> Response:
    """What is answered when an exception of the table, or of FastAPI, ends a request."""
    return respond(kind_of(error), faults_of(error), getattr(error, "headers", None))


def kind_of(error: Exception) -> ProblemKind:
    """The kind that the table gives the nearest class of an exception."""
    if isinstance(error, HTTPException):
        return BY_STATUS.get(error.status_code, BROKEN)
    return next((KINDS[cls] for cls in type(error).__mro__ if cls in KINDS), BROKEN)


def kind_named(name: str) -> ProblemKind:
    """The kind whose `type` ends in a name."""
    return next((kind for kind in KINDS.values() if kind.name == name), BROKEN)


def problem_of(kind: ProblemKind, errors: Sequence[FieldFault] = ()) -> Problem:
    return Problem(
        type=URN + kind.name,
        title=kind.title,
        status=kind.status,
        detail=kind.detail,
        errors=list(errors) or None,
    )


def respond(
    kind: ProblemKind, errors: Sequence[FieldFault] = (), headers: Mapping[str, str] | None = None
) -> Response:
    problem = problem_of(kind, errors)
    sent = dict(headers or {})
    if kind.retry_after is not None:
        sent["Retry-After"] = str(kind.retry_after)
    if kind.closes:
        sent["Connection"] = "close"
    content = problem.model_dump_json(exclude_none=True)
    return Response(content, status_code=kind.status, headers=sent, media_type=MEDIA_TYPE)


def faults_of(error: Exception) -> list[FieldFault]:
    """Where a question is not valid and why, in words of ours: never a value, nor a name, that was sent."""
    if isinstance(error, UnknownKind):
        return [FieldFault(at=f"body.file.{error.number}", problem="is not of a kind that is read")]
    if not isinstance(error, RequestValidationError):
        return []
    return [_fault(one) for one in error.errors()[:MOST_FAULTS]]


def _fault(one: Mapping[str, Any]) -> FieldFault:
    where = list(one["loc"])
    if one["type"] == "extra_forbidden":
        where.pop()  # the unknown name is the client's
        return FieldFault(at=".".join(map(str, where)), problem="has a field that is not known here")
    return FieldFault(at=".".join(map(str, where)), problem=one["msg"].removeprefix("Value error, "))


def documented(*exceptions: type[Exception]) -> dict[int | str, dict[str, Any]]:
    """How a route's problems are described in OpenAPI; the shape itself is added once, by `app`."""
    described: dict[int | str, dict[str, Any]] = {}
    for kind in (*(KINDS[exception] for exception in exceptions), HEAD_TOO_LARGE, BROKEN):
        before = described.get(kind.status)
        told = f"{kind.title} (`{URN}{kind.name}`)"
        if before is not None and told in before["description"]:
            continue
        described[kind.status] = {
            "description": told if before is None else f"{before['description']}, or: {told}",
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    return described
