"""What goes wrong, as RFC 9457 problem details: one table from exception class to what is said of it.

Every answer that is not a success is `application/problem+json` with a `type` that never changes:
`urn:tifa:problem:` and one of the names in the table below. What was sent is never repeated, and what broke
inside is told to the log alone.
"""

import logging
import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from embeddings.errors import (
    TifaError,
    UnknownValue,
)
from service.errors import (
    RepeatedParameter,
    UnknownKind,
    UnknownParameter,
)
from service.parameters.paths import methods_at
from service.problems.kind import ProblemKind
from service.problems.table import BROKEN, BY_STATUS, HEAD_TOO_LARGE, KINDS, WRONG_METHOD
from service.schemas.about import FieldFault, Problem

MEDIA_TYPE = "application/problem+json"
URN = "urn:tifa:problem:"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")  # what may be meant as the name of a field
MOST_FAULTS = 20  # told of one question
# What people are told for the kinds of faults that pydantic finds, by its names of them.
_PLAIN: Mapping[str, str] = {
    "missing": "is missing",
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), "must be an object"),
    "list_type": "must be a list",
    "string_type": "must be text",
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), "must be a whole number"),
    **dict.fromkeys(("float_type", "float_parsing", "finite_number"), "must be a number"),
    **dict.fromkeys(("bool_type", "bool_parsing"), "must be true or false"),
    "literal_error": "must be {expected}",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "too_short": "must hold {min_length} or more",
    "too_long": "must hold {max_length} at most",
    "string_too_short": "must be {min_length} characters long or more",
    "string_too_long": "must be {max_length} characters long at most",
    "string_pattern_mismatch": "is not written as the description says",
}

log = logging.getLogger(__name__)


class FaultPage(Protocol):
    """Shows a problem to a person with a browser; None for whoever wants no page."""

    def __call__(
        self, request: Request, kind: ProblemKind, errors: Sequence[FieldFault], headers: Mapping[str, str]
    ) -> Response | None: ...


def install(app: FastAPI, page: FaultPage) -> None:
    """Let every exception that reaches the application become a problem."""

    async def answer(request: Request, error: Exception) -> Response:
        kind = kind_of(error)
        headers = dict(getattr(error, "headers", None) or {})
        if kind is BROKEN:
            log.error("%s at %s", type(error).__name__, request.url.path, exc_info=error)
        if kind is WRONG_METHOD and (methods := methods_at(request)):
            headers = {"Allow": methods}
        errors = faults_of(error)
        return page(request, kind, errors, headers_of(kind, headers)) or respond(kind, errors, headers)

    async def answer_unexpected(request: Request, _: Exception) -> Response:
        # The server is handed the exception too, and logs it.
        return page(request, BROKEN, [], {}) or respond(BROKEN)

    for exception in (*KINDS, TifaError, HTTPException):
        app.add_exception_handler(exception, answer)
    app.add_exception_handler(Exception, answer_unexpected)


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
    content = problem.model_dump_json(exclude_none=True)
    return Response(
        content, status_code=kind.status, headers=headers_of(kind, headers), media_type=MEDIA_TYPE
    )


def headers_of(kind: ProblemKind, headers: Mapping[str, str] | None = None) -> dict[str, str]:
    """What is sent with a problem: the given headers, and those of its kind."""
    sent = dict(headers or {})
    if kind.retry_after is not None:
        sent["Retry-After"] = str(kind.retry_after)
    if kind.closes:
        sent["Connection"] = "close"
    return sent


def faults_of(error: Exception) -> list[FieldFault]:
    """Where a question is not valid and why, in words of ours: never a value, nor a name, that was sent."""
    if isinstance(error, UnknownKind):
        return [FieldFault(at=f"body.file.{error.number}", problem="is not of a kind that is read")]
    if isinstance(error, UnknownParameter):
        return [_unknown("query", name) for name in error.names[:MOST_FAULTS]]
    if isinstance(error, RepeatedParameter):
        return [_named("query", name, "is given more than once") for name in error.names[:MOST_FAULTS]]
    if isinstance(error, UnknownValue):
        near = f"; the nearest known: {', '.join(error.nearest)}" if error.nearest else ""
        return [FieldFault(at=error.field, problem=f"has a value that no passage has{near}")]
    if not isinstance(error, RequestValidationError):
        return []
    return [_fault(one) for one in error.errors()[:MOST_FAULTS]]


def _fault(one: Mapping[str, Any]) -> FieldFault:
    where = list(one["loc"])
    if one["type"] == "extra_forbidden":
        return _unknown(".".join(map(str, where[:-1])), str(where[-1]))
    return FieldFault(at=".".join(map(str, where)), problem=_in_plain_words(one))


def _in_plain_words(one: Mapping[str, Any]) -> str:
    """What is wrong, without the words of the library that found it."""
    plain = _PLAIN.get(one["type"])
    if plain is None:
        return str(one["msg"]).removeprefix("Value error, ")
    return plain.format_map(one.get("ctx", {}))


def _unknown(at: str, name: str) -> FieldFault:
    return _named(at, name, "is not known here")


def _named(at: str, name: str, problem: str) -> FieldFault:
    """What is wrong with a field; named where its name is one that somebody may have meant."""
    if not _NAME.fullmatch(name):
        return FieldFault(at=at, problem=f"has a field that {problem}")
    return FieldFault(at=f"{at}.{name}", problem=problem)


def describe_problems(*exceptions: type[Exception]) -> dict[int | str, dict[str, Any]]:
    """How a route's problems are described in OpenAPI; the shape itself is added once, by `app`."""
    described: dict[int | str, dict[str, Any]] = {}
    for kind in (*(KINDS[exception] for exception in exceptions), HEAD_TOO_LARGE, BROKEN):
        before = described.get(kind.status)
        told = f"{kind.title} (`{URN}{kind.name}`)"
        if before is not None and told in before["description"]:
            continue
        described[kind.status] = {
            "description": told if before is None else f"{before['description']}, or: {told}",
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "example": problem_of(kind).model_dump(exclude_none=True)
                    if before is None
                    else before["content"][MEDIA_TYPE]["example"],
                }
            },
        }
    return described
