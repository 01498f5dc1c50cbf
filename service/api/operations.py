"""For those who run the service: is it alive, can it answer, how does it fare."""

import asyncio

from fastapi import APIRouter, Response

from service.answering.query_service import OpenQueryService
from service.errors import CorpusGone, NotOpen, UnknownParameter
from service.jobs.job_service import OpenJobService
from service.metrics import CONTENT_TYPE
from service.parameters.bodies import JsonRoute
from service.problems.responses import describe_problems
from service.schemas.about import LiveAnswer, ReadyAnswer
from service.schemas.parts import provenance_of

router = APIRouter(route_class=JsonRoute)


@router.head("/livez", include_in_schema=False)
@router.get("/livez", tags=["service"], responses=describe_problems(UnknownParameter))
async def livez() -> LiveAnswer:
    """Whether the process answers at all."""
    return LiveAnswer(live=True)


@router.head("/readyz", include_in_schema=False)
@router.get("/readyz", tags=["service"], responses=describe_problems(UnknownParameter, NotOpen, CorpusGone))
async def readyz(query_service: OpenQueryService) -> ReadyAnswer:
    """Whether questions are answered, and if from an older snapshot, why (`degraded`)."""
    query_service.need_corpus()
    return ReadyAnswer(
        **provenance_of(query_service.corpus.snapshot), ready=True, degraded=query_service.degraded or None
    )


@router.get(
    "/metrics",
    tags=["service"],
    response_class=Response,
    responses=describe_problems(UnknownParameter, NotOpen) | {200: {"content": {CONTENT_TYPE: {}}}},
)
async def metrics(query_service: OpenQueryService, jobs: OpenJobService) -> Response:
    """Requests, latencies by stage, places, batches, jobs and the state of the corpus, for Prometheus."""
    unfinished = await asyncio.to_thread(jobs.n_unfinished)
    return Response(query_service.exposition(jobs_unfinished=unfinished), media_type=CONTENT_TYPE)
