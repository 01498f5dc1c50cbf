"""The application: an open corpus, the routes, and what goes wrong; and how it is run."""

import asyncio
import contextlib
import errno
import logging
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from importlib.metadata import version
from typing import Any

import uvicorn
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from fastapi_offline import FastAPIOffline

from embeddings.corpus import Corpus
from embeddings.errors import TifaError
from service.answering.encoder_queue import Background
from service.answering.query_service import QueryService
from service.api import operations, routes
from service.api import writing as writing
from service.auth.keys import need_keys
from service.jobs.given import GivenSpeech, GivenSpeeches
from service.jobs.job_service import JobService
from service.logs import logging_of
from service.metrics import Metrics
from service.middleware.stack import guard
from service.opening import Opening
from service.problems import responses as problems
from service.schemas.about import Problem
from service.server.connections import BACKLOG, KEEP_ALIVE_SECONDS, OpenConnections
from service.settings import Settings

SUMMARY = "Where else has this been said? What are these speeches about? What is new in this one?"
TAGS = [
    {"name": "search", "description": "Where else has this been said?"},
    {"name": "topics", "description": "What are these speeches about?"},
    {"name": "compare", "description": "What is new in this speech?"},
    {"name": "speeches", "description": "The speeches themselves."},
    {"name": "writing", "description": "Adding and removing speeches."},
    {"name": "service", "description": "The service itself."},
]
# How long a thread that computes keeps the interpreter from the event loop. With Python's own 5 ms those who
# are refused under load wait nearly twice as long; what is answered in all stays the same.
_SWITCH_SECONDS = 0.001

log = logging.getLogger(__name__)


class CannotListen(TifaError):
    """The address is not this machine's, or its port is taken or not allowed."""


def create_app(settings: Settings, opening: Callable[[], Corpus]) -> FastAPI:
    """The service over the corpus that `opening` gives when the application starts."""

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[Mapping[str, Any]]:
        query_service = QueryService(await asyncio.to_thread(opening), settings, Metrics())
        encoder = Background(query_service.queue, asyncio.get_running_loop())
        jobs = JobService(settings, encoder, query_service.corpus.current.refresh)
        await asyncio.to_thread(jobs.resume)
        following = asyncio.create_task(query_service.follow())
        try:
            yield {"query_service": query_service, "jobs": jobs}
        finally:
            await asyncio.to_thread(jobs.close)
            following.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await following
            await query_service.close()

    # Its pages at /docs bring their own script and style: nothing is fetched from elsewhere.
    app = FastAPIOffline(
        docs_url="/docs",
        redoc_url=None,
        title="Tifa",
        version=version("tifa"),
        summary=SUMMARY,
        openapi_tags=TAGS,
        lifespan=lifespan,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
    )
    app.include_router(routes.router)
    app.include_router(writing.router)
    app.include_router(operations.router)
    guard(app, settings)
    problems.install(app)
    app.openapi = lambda: _described(app)  # type: ignore[method-assign]  # how FastAPI wants it extended
    return app


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


def serve(settings: Settings, listener: socket.socket, opening: Opening) -> None:
    """Answer until SIGTERM or SIGINT, then finish what is being answered.

    Raises a TifaError, before anything listens, when the corpus cannot be opened.
    """
    need_keys(settings)
    corpus = opening.corpus()
    run(create_app(settings, lambda: corpus), settings, listener)


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


def _operation_id(route: APIRoute) -> str:
    return route.name


def _described(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI description, with the shapes that no route takes or returns as such."""
    if app.openapi_schema is None:
        described = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            routes=app.routes,
            tags=app.openapi_tags,
        )
        for shape in (Problem, GivenSpeech, GivenSpeeches):
            schema = shape.model_json_schema(ref_template="#/components/schemas/{model}")
            described["components"]["schemas"] |= schema.pop("$defs", {}) | {shape.__name__: schema}
        described["security"] = [{}, {"key": []}]  # a question needs one, or none on a loopback address
        app.openapi_schema = described
    return app.openapi_schema
