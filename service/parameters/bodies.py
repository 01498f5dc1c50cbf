"""The bytes of a request to text and JSON: within limits, and without the leniency of the usual parsers."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Coroutine
from email.message import Message
from typing import Any, get_origin
from urllib.parse import unquote_to_bytes

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel

from service.errors import (
    BodyTooLarge,
    BodyTooSlow,
    NotJson,
    NotUtf8,
    RepeatedParameter,
    UnknownParameter,
    WrongMediaType,
)
from service.settings import Settings


class JsonRoute(APIRoute):
    """A route that checks what FastAPI does not: stray parameters, what the body is, how long it takes."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()
        takes_body = self.body_field is not None
        parameters = self.dependant.query_params
        several = names_of_lists(self.dependant)

        async def handle(request: Request) -> Response:
            if request.query_params and not parameters:
                raise UnknownParameter(*request.query_params)
            counts = Counter(name for name, _ in request.query_params.multi_items())
            if twice := [name for name, count in counts.items() if count > 1 and name not in several]:
                raise RepeatedParameter(*twice)
            need_utf8(request)
            if takes_body:
                need_json(request)
                body = await read_body(request, request.app.state.settings)
                request = _ReadRequest(request, body, parse_json(body))
            return await answer(request)

        return handle


class _ReadRequest(Request):
    """A request whose body has been read and parsed."""

    def __init__(self, request: Request, body: bytes, parsed: Any) -> None:
        super().__init__(request.scope, request.receive)
        self._read, self._parsed = body, parsed

    async def body(self) -> bytes:
        return self._read

    async def json(self) -> Any:
        return self._parsed


def names_of_lists(dependant: Dependant) -> frozenset[str]:
    """The query parameters that take several values: fields of the models that hold them."""
    models = (field.field_info.annotation for field in dependant.query_params)
    return frozenset(
        name
        for model in models
        if isinstance(model, type) and issubclass(model, BaseModel)
        for name, field in model.model_fields.items()
        if get_origin(field.annotation) is list
    )


def need_utf8(request: Request) -> None:
    """Raises NotUtf8, where Starlette would put replacement characters into the question."""
    try:
        unquote_to_bytes(request.scope["query_string"]).decode("utf-8")
    except UnicodeDecodeError:
        raise NotUtf8 from None


def need_json(request: Request) -> None:
    """Raises WrongMediaType before a byte of the body is read."""
    header = Message()
    header["content-type"] = request.headers.get("content-type", "")
    charset = header.get_content_charset("utf-8")
    encoding = request.headers.get("content-encoding", "identity")
    if (header.get_content_type(), charset, encoding) != ("application/json", "utf-8", "identity"):
        raise WrongMediaType


async def read_body(request: Request, settings: Settings) -> bytes:
    """Raises BodyTooLarge as soon as that is known, or BodyTooSlow."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > settings.body_bytes:
        raise BodyTooLarge
    chunks, length = [], 0
    try:
        async with asyncio.timeout(settings.body_seconds):
            async for chunk in request.stream():
                chunks.append(chunk)
                length += len(chunk)
                if length > settings.body_bytes:
                    raise BodyTooLarge
    except TimeoutError:
        raise BodyTooSlow from None
    return b"".join(chunks)


def parse_json(body: bytes) -> Any:
    """Raises NotJson, also for duplicate keys, numbers of thousands of digits, and nesting without end."""
    try:
        return json.loads(body.decode("utf-8"), object_pairs_hook=_without_duplicates)
    except (ValueError, RecursionError):
        raise NotJson from None


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        raise ValueError("duplicate key")
    return read
