"""The application: an open corpus, the routes, and what goes wrong; and how it is run."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi_offline import FastAPIOffline

from embeddings.corpus import Corpus
from service.answering.encoder_queue import Background
from service.answering.query_service import QueryService
from service.api import about, compare, formulas, operations, search, speeches, topics, writing
from service.auth.keys import need_keys
from service.description import describe
from service.jobs.job_service import JobService
from service.metrics import Metrics
from service.middleware.stack import guard
from service.opening import Opening
from service.pages import site
from service.pages.faults import fault_page
from service.problems import responses as problems
from service.server.allocation import keep_what_is_open
from service.server.run import run
from service.settings import Settings

SUMMARY = "Where else has this been said? What are these speeches about? What is new in this one?"
TAGS = [
    {"name": "search", "description": "Where else has this been said?"},
    {"name": "topics", "description": "What are these speeches about?"},
    {"name": "formulas", "description": "Which set phrases are used, by whom, and since when?"},
    {"name": "compare", "description": "What is new in this speech?"},
    {"name": "speeches", "description": "The speeches themselves."},
    {"name": "writing", "description": "Adding and removing speeches."},
    {"name": "service", "description": "The service itself."},
]
# In this order: of addresses that begin alike the longer comes first (`/speeches/{id}/topics`).
ROOMS = (search, topics, formulas, compare, speeches, about, writing, operations)

log = logging.getLogger(__name__)


def create_app(settings: Settings, opening: Callable[[], Corpus]) -> FastAPI:
    """The service over the corpus that `opening` gives when the application starts."""

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[Mapping[str, Any]]:
        query_service = QueryService(await asyncio.to_thread(opening), settings, Metrics())
        encoder = Background(query_service.queue, asyncio.get_running_loop())
        current = query_service.corpus.current
        jobs = JobService(settings, encoder, current.refresh, lambda: current.held.snapshot.verified)
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
    app.state.settings = settings
    for room in ROOMS:
        app.include_router(room.router)
    app.include_router(site.router)
    guard(app, settings, fault_page)
    problems.install(app, fault_page)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]  # how FastAPI wants it extended
    return app


def serve(settings: Settings, listener: socket.socket, opening: Opening) -> None:
    """Answer until SIGTERM or SIGINT, then finish what is being answered.

    Raises a TifaError, before anything listens, when the corpus cannot be opened.
    """
    need_keys(settings)
    corpus = opening.corpus()
    app = create_app(settings, lambda: corpus)
    keep_what_is_open()
    run(app, settings, listener)


def _operation_id(route: APIRoute) -> str:
    return route.name
