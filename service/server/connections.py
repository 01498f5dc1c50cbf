"""Open connections: how many there may be, how long each may keep us waiting, and what is no request.

uvicorn parses with httptools, which is fast and refuses what could be read in two ways (a length given twice,
a bare line feed, a folded header) but counts no bytes and no seconds, and leaves the rules about `Host` to
others. All that is here.
"""

import asyncio
import contextlib
from http import HTTPStatus
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from service.problems.kind import ProblemKind
from service.problems.responses import respond
from service.problems.table import HEAD_TOO_LARGE, HEAD_TOO_SLOW, MALFORMED, TOO_MANY_CONNECTIONS
from service.server.open_files import within_open_files
from service.settings import Settings

# A question in an address, percent-encoded, and the headers of any client fit; longer ones are refused.
MOST_HEAD_BYTES = 65_536
KEEP_ALIVE_SECONDS = 5
MOST_PIPELINED = 16  # requests sent ahead on one connection; clients that do so at all send a few
BACKLOG = 512  # connections that wait to be accepted
_FRAMING = (b"content-length", b"transfer-encoding")


class _Refused(Exception):
    """Raised within the parser's callbacks."""

    def __init__(self, kind: ProblemKind) -> None:
        self.kind = kind


class OpenConnections:
    """How many connections may be open, and which of them ask nothing, the longest waiting first."""

    def __init__(self, settings: Settings) -> None:
        self.most = within_open_files(settings.connections, BACKLOG)
        self.head_seconds = settings.head_seconds
        self.delivery_seconds = settings.delivery_seconds
        self.waiting: dict[Connection, None] = {}  # a set that keeps its order

    def connection(self, *_: Any, **given: Any) -> "Connection":
        """As uvicorn makes them."""
        return Connection(self, **given)


class Connection(HttpToolsProtocol):
    """One client's connection. It waits until the head of a request is whole, and again after the answer."""

    def __init__(self, all_open: OpenConnections, **given: Any) -> None:
        super().__init__(**given)
        self._all_open = all_open
        self._in_head = False
        self._hanging_up = False
        self._head_bytes = 0  # that were parsed
        self._unfinished_bytes = 0  # of a head that has not ended, parsed or not
        self._head_timer: asyncio.TimerHandle | None = None
        self._delivery_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self._all_open.most and not self._make_room():
            transport.write(_written(TOO_MANY_CONNECTIONS))
            transport.close()
            return
        self._wait()
        self._limit_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_more()
        if self._delivery_timer is not None:
            self._delivery_timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        cycle = self.cycle
        if self._hanging_up or (cycle is not None and not cycle.keep_alive and not cycle.more_body):
            return  # what comes after the last request that is answered
        self._unset_keepalive_if_required()
        was_in_head = self._in_head
        try:
            self._parse(data)
        except httptools.HttpParserError as error:
            cause = error.__context__
            self._refuse(cause.kind if isinstance(cause, _Refused) else MALFORMED)
            return
        waits = self in self._all_open.waiting
        if waits or (was_in_head and self._in_head):
            self._unfinished_bytes += len(data)
            if self._unfinished_bytes > MOST_HEAD_BYTES:
                self._refuse(HEAD_TOO_LARGE)
            elif waits and self._head_timer is None:
                self._limit_head()

    def _parse(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            # Asked to speak another protocol, we go on in this one, and close. The parser has ended where the
            # other would begin, before the body; that is left to a parser that was told of the body alone.
            self.cycle.keep_alive = False
            framing = [name + b": " + value for name, value in self.headers if name in _FRAMING]
            if framing:
                self.cycle.more_body = True
                self.parser = httptools.HttpRequestParser(_BodyAlone(self))
                self.parser.feed_data(b"\r\n".join([b"POST / HTTP/1.1", *framing, b"", b""]))
                self.parser.feed_data(data[upgrade.args[0] :])

    # What the parser calls

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head = True
        self._head_bytes = 0

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._in_head:  # a field after a chunked body must not pass for a header
            self._count(len(name) + len(value))
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._unfinished_bytes = 0
        _need_one_meaning(self.parser.get_http_version(), self.headers)
        if len(self.pipeline) >= MOST_PIPELINED:
            raise _Refused(MALFORMED)
        super().on_headers_complete()
        self.cycle.transport = _HangingUp(self)  # type: ignore[assignment]  # all that a cycle calls
        self._wait_no_more()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._limit_delivery()
        if not self.pipeline and self.cycle.response_complete and not self.transport.is_closing():
            self._wait()

    # Limits

    def _count(self, n_bytes: int) -> None:
        self._head_bytes += n_bytes
        if self._head_bytes > MOST_HEAD_BYTES:
            raise _Refused(HEAD_TOO_LARGE)

    def _wait(self) -> None:
        self._all_open.waiting[self] = None

    def _wait_no_more(self) -> None:
        self._all_open.waiting.pop(self, None)
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _limit_head(self) -> None:
        self._head_timer = self.loop.call_later(self._all_open.head_seconds, self._head_did_not_come)

    def _head_did_not_come(self) -> None:
        if self._unfinished_bytes:
            self._refuse(HEAD_TOO_SLOW)
        else:
            self.transport.close()

    def _limit_delivery(self) -> None:
        """An answer that its asker does not take holds memory and a place: not for ever."""
        if self._delivery_timer is not None:
            self._delivery_timer.cancel()
            self._delivery_timer = None
        if self.transport.get_write_buffer_size():
            self._delivery_timer = self.loop.call_later(self._all_open.delivery_seconds, self.transport.abort)

    def _make_room(self) -> bool:
        """Close the connection that has asked nothing for the longest; False where all have asked."""
        eldest = next(iter(self._all_open.waiting), None)
        if eldest is None:
            return False
        eldest._wait_no_more()
        eldest.transport.abort()
        return True

    def _refuse(self, kind: ProblemKind) -> None:
        """Say why and hang up; where an answer to an earlier request is owed, give that one and no other."""
        cycle = self.cycle
        if cycle is None or cycle.response_complete:
            if cycle is None or not cycle.more_body:
                self.transport.write(_written(kind))
            self.hang_up()
        elif not cycle.more_body or cycle.response_started:
            cycle.keep_alive = False
            self._hanging_up = True
        elif self.pipeline:
            self.transport.abort()  # what is wrong is a body that was sent ahead
        else:
            cycle.disconnected, cycle.waiting_for_100_continue = True, False
            cycle.message_event.set()  # whoever waits for the rest of the body
            self.transport.write(_written(kind))
            self.hang_up()

    def hang_up(self) -> None:
        """Say no more; close when the client has said all, or in KEEP_ALIVE_SECONDS.

        To close at once is a reset for a client that is still sending, and may take from it what was said.
        """
        self._hanging_up = True
        self._wait_no_more()
        self._wait()
        with contextlib.suppress(OSError):  # the client is gone already
            self.transport.write_eof()
        self._unset_keepalive_if_required()
        self.timeout_keep_alive_task = self.loop.call_later(KEEP_ALIVE_SECONDS, self.transport.abort)


class _HangingUp:
    """A connection's transport, for a cycle that closes it while a body is still arriving."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.write = connection.transport.write
        self.is_closing = connection.transport.is_closing

    def close(self) -> None:
        if self._connection.cycle.more_body:
            self._connection.hang_up()
        else:
            self._connection.transport.close()


class _BodyAlone:
    """Hears of a body, not of a head."""

    def __init__(self, connection: Connection) -> None:
        self.on_body = connection.on_body
        self.on_message_complete = connection.on_message_complete


def _need_one_meaning(version: str, headers: list[tuple[bytes, bytes]]) -> None:
    """Refuse what a proxy before us could have read as another request. Raises _Refused."""
    hosts = sum(name == b"host" for name, _ in headers)
    encodings = [value.lower() for name, value in headers if name == b"transfer-encoding"]
    if version == "1.1":
        sound = hosts == 1 and encodings in ([], [b"chunked"])
    else:
        sound = version == "1.0" and hosts <= 1 and not encodings
    if not sound:
        raise _Refused(MALFORMED)


def _written(kind: ProblemKind) -> bytes:
    """A problem as bytes of HTTP, for where no application is at hand to send it."""
    answer = respond(kind)
    lines = [f"HTTP/1.1 {kind.status} {HTTPStatus(kind.status).phrase}".encode()]
    lines += [name + b": " + value for name, value in answer.raw_headers]
    return b"\r\n".join([*lines, b"", bytes(answer.body)])
