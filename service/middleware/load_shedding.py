"""What happens to every request around its answer: it is refused while all places are taken, dropped when its
client is gone, counted, timed and noted in the log.

Written as bare ASGI: under three times the load that the service can hold, two of three requests get no
further than here.
"""

import asyncio
import logging
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.answering.query_service import QueryService
from service.metrics import method_of
from service.problems.responses import answer_to

# Answered whatever the load.
ALWAYS = ("/livez", "/readyz", "/metrics", "/static/", "/docs", "/openapi.json", "/language/")
GONE = 499  # as other servers' logs have it: the client left before it was answered

log = logging.getLogger("service.requests")


class LoadShedding:
    """Around the whole application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        query_service: QueryService | None = scope.get("state", {}).get("query_service")
        if scope["type"] != "http" or query_service is None:
            await self._app(scope, receive, send)
            return
        began = perf_counter()
        exchange = _Exchange(scope, receive, send)
        try:
            await self._admit(query_service, exchange)
        except Exception:
            exchange.status = exchange.status or 500  # it will be, further out
            raise
        finally:
            _note(query_service, exchange, perf_counter() - began)

    async def _admit(self, query_service: QueryService, exchange: "_Exchange") -> None:
        scope = exchange.scope
        if scope["path"].startswith(ALWAYS):
            await self._app(scope, exchange.receive, exchange.send)
        elif query_service.capacity.full:
            # Before anything of it is read: to refuse must cost next to nothing.
            await answer_to(query_service.capacity.refusal())(scope, exchange.receive, exchange.send)
        else:
            await exchange.unless_gone(self._app)


class _Exchange:
    """A request and its answer, passed on; and whether the client is still there."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope
        self.status = 0  # of the answer; 0 until there is one
        self._receive = receive
        self._send = send
        self._answered = False
        self._gone = False
        self._ended = asyncio.Event()  # the connection, or the answer
        self._read: Message | None = None
        self._watching: asyncio.Task[None] | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            self._answered = not message.get("more_body", False)
        await self._send(message)

    async def receive(self) -> Message:
        if self._read is not None:
            message, self._read = self._read, None
            return message
        if self._watching is None:
            return await self._receive()
        await self._ended.wait()
        return {"type": "http.disconnect"}

    async def unless_gone(self, app: ASGIApp) -> None:
        """Answer, but give up as soon as the client has left."""
        try:
            if not _has_body(self.scope):
                self._read = await self._watched()  # no route would, and then nobody would watch
            await app(self.scope, self._watched, self.send)
        except asyncio.CancelledError:
            if not self._gone:
                raise  # the server stops
        finally:
            if self._watching is not None:
                self._watching.cancel()

    async def _watched(self) -> Message:
        """The next part of the request; once its last is read, its client is watched."""
        message = await self.receive()
        if message["type"] == "http.request" and not message.get("more_body", False):
            self._watch()
        return message

    def _watch(self) -> None:
        asking = asyncio.current_task()
        if self._watching is None and asking is not None:
            self._watching = asyncio.create_task(self._leave(asking))

    async def _leave(self, asking: "asyncio.Task[object]") -> None:
        """Wait for the end; when it comes before the answer, call off whoever works at that."""
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._ended.set()
        if not self._answered:
            self._gone = True
            asking.cancel()


def _has_body(scope: Scope) -> bool:
    return any(name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"])


def _note(query_service: QueryService, exchange: _Exchange, seconds: float) -> None:
    """For the metrics and the log: the route as it is documented, never what was asked."""
    route = getattr(exchange.scope.get("route"), "path_format", "none")
    status = exchange.status or GONE
    query_service.metrics.request(
        route=route, method=exchange.scope["method"], status=status, seconds=seconds
    )
    log.info(
        "answered",
        extra={
            "method": method_of(exchange.scope["method"]),
            "route": route,
            "status": status,
            "milliseconds": round(1000 * seconds, 1),
            "snapshot": query_service.corpus.snapshot.name,
        },
    )
