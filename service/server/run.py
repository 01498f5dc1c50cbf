"""The port that is listened to, and the process that answers on it until it is told to stop."""

import errno
import logging
import signal
import socket
import sys

import uvicorn
from fastapi import FastAPI

from service.errors import CannotListen
from service.logs import logging_of
from service.server.connections import BACKLOG, KEEP_ALIVE_SECONDS, OpenConnections
from service.settings import Settings

# How long a thread that computes keeps the interpreter from the event loop. With Python's own 5 ms those who
# are refused under load wait nearly twice as long; what is answered in all stays the same.
_SWITCH_SECONDS = 0.001

log = logging.getLogger(__name__)


def listen(settings: Settings) -> socket.socket:
    """The port, taken for this process: whoever connects waits until the service answers.

    Raises CannotListen.
    """
    host, port = settings.host, settings.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Only of a socket that says it speaks TCP does asyncio know that; else its answers, sent in two parts,
    # would wait 40 ms between them (Nagle's algorithm, and a client that delays its acknowledgements).
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        # Else the port would stay taken for a minute after a service was stopped.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)  # until it listens, another process could bind the same port
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise CannotListen(f"port {port} on {host} is taken; choose another with --port") from None
        raise CannotListen(f"cannot listen on port {port} of {host}: {error.strerror}") from None
    return listener


def address(listener: socket.socket) -> str:
    """Where a browser finds it."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run(app: FastAPI, settings: Settings, listener: socket.socket) -> None:
    """Serve an application from the main thread of this process, until it is told to stop."""
    server = _Server(
        uvicorn.Config(
            app,
            loop="asyncio",
            http=OpenConnections(settings).connection,  # type: ignore[arg-type]  # it is only called
            ws="none",
            backlog=BACKLOG,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=settings.stop_seconds,
            log_config=logging_of(settings.log_format),
            access_log=False,
            server_header=False,
            proxy_headers=False,
        )
    )
    # Once it has stopped, uvicorn raises the signal again for whoever listened before: being told to stop is
    # no failure, so nobody shall die of it.
    signal.signal(signal.SIGTERM, _expected)
    signal.signal(signal.SIGINT, _expected)
    sys.setswitchinterval(_SWITCH_SECONDS)
    server.run(sockets=[listener])


class _Server(uvicorn.Server):
    """Says where it answers, which the server it is leaves to whoever gave it a socket."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for listener in sockets or []:
            log.info("answering on %s (Ctrl-C stops it)", address(listener))


def _expected(_number: int, _frame: object) -> None:
    pass
