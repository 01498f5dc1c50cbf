"""Version 1, writing: speeches are handed in and removed as jobs, which are asked about until they end."""

from collections.abc import Callable
from email.message import Message
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from embeddings.errors import TopicsNotMade, UnknownSpeech, UnknownTopic
from service.answering.query_service import OpenQueryService
from service.api.refusals import ANY, ANY_BODY
from service.auth.access import Writer
from service.errors import (
    CannotWrite,
    CorpusDamaged,
    ForeignPage,
    KeyInFlight,
    KeyReused,
    MissingScope,
    NoSpace,
    NotMultipart,
    TooManyJobs,
    UnknownJob,
    UnknownKind,
    WrittenElsewhere,
    WrongIdempotencyKey,
    WrongMediaType,
)
from service.jobs.given import FILE_NAME, given_speeches, rows_of
from service.jobs.idempotency import idempotency_key
from service.jobs.job import Job, Order
from service.jobs.job_service import JobService, OpenJobService, new_id
from service.jobs.shapes import JobAnswer, JobsAnswer, JobsParameters
from service.jobs.spools import spool as spooled
from service.jobs.uploads import MEDIA_TYPE, receive_files
from service.parameters.bodies import JsonRoute, need_json, parse_json, read_body
from service.parameters.paths import JobId, SpeechId, TopicId
from service.parameters.questions import TopicLabel
from service.problems.responses import describe_problems
from service.settings import Settings

WRITING = (
    MissingScope,
    WrongIdempotencyKey,
    KeyReused,
    KeyInFlight,
    TooManyJobs,
    WrittenElsewhere,
    CannotWrite,
    CorpusDamaged,
    NoSpace,
)
UPLOADING = (UnknownKind, NotMultipart)
ASKING = (UnknownJob, WrittenElsewhere, CannotWrite, CorpusDamaged, NoSpace)

_BODY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "oneOf": [
                    {"$ref": "#/components/schemas/GivenSpeech"},
                    {"$ref": "#/components/schemas/GivenSpeeches"},
                ]
            }
        },
        MEDIA_TYPE: {
            "schema": {
                "type": "object",
                "properties": {
                    "file": {
                        "type": "array",
                        "items": {"type": "string", "format": "binary"},
                        "minItems": 1,
                        "description": ".txt .md .html .htm .docx .pdf .csv .jsonl .jsonl.gz .zip",
                    }
                },
                "required": ["file"],
            }
        },
    },
}
_KEY_HEADER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Any text of your own: the same request with the same key is the same job, however often"
    " it is sent. Remembered as long as the job is, unless that fails for a reason of ours.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"^[ -~]*[!-~][ -~]*$"},
}
_LOCATION: dict[int | str, dict[str, Any]] = {
    202: {
        "description": "The job, which is at `Location`.",
        "headers": {"Location": {"description": "Where to ask about it.", "schema": {"type": "string"}}},
    }
}

router = APIRouter(prefix="/v1", route_class=JsonRoute)


@router.post(
    "/speeches",
    tags=["writing"],
    status_code=202,
    responses=_LOCATION | describe_problems(*ANY_BODY, *WRITING, *UPLOADING),
    openapi_extra={"requestBody": _BODY, "parameters": [_KEY_HEADER]},
)
async def add_speeches(
    request: Request,
    response: Response,
    writer: Writer,
    jobs: OpenJobService,
    query_service: OpenQueryService,
) -> JobAnswer:
    """Add speeches: one, several as `speeches`, or files of any kind that is read (`curl -F file=@…`).

    A speech that is there just so is left alone; one whose text or metadata changed gets a new revision. A
    file that holds one speech is known by its name.
    """
    key = idempotency_key(request)
    with jobs.in_flight.only(writer.name, key):
        job = await jobs.hand_in(
            lambda spool: _received(request, spool, jobs, query_service.settings), caller=writer.name, key=key
        )
    return _accepted(job, jobs, response)


@router.delete(
    "/speeches/{speech_id:path}",
    tags=["writing"],
    status_code=202,
    responses=_LOCATION | describe_problems(*ANY, ForeignPage, *WRITING, UnknownSpeech),
    openapi_extra={"parameters": [_KEY_HEADER]},
)
async def remove_speech(
    speech_id: SpeechId,
    request: Request,
    response: Response,
    writer: Writer,
    jobs: OpenJobService,
    query_service: OpenQueryService,
) -> JobAnswer:
    """Take a speech out of the answers. Its text stays in the store; adding it again brings it back."""
    order = Order("remove", speech_id=speech_id)
    job = await _handed_in(
        order, writer.name, request, jobs, need=lambda: query_service.corpus.snapshot.speech(speech_id)
    )
    return _accepted(job, jobs, response)


@router.put(
    "/topics/{topic_id}/label",
    tags=["writing"],
    status_code=202,
    responses=_LOCATION | describe_problems(*ANY_BODY, *WRITING, UnknownTopic, TopicsNotMade),
    openapi_extra={"parameters": [_KEY_HEADER]},
)
async def label_topic(
    topic_id: TopicId,
    asked: TopicLabel,
    request: Request,
    response: Response,
    writer: Writer,
    jobs: OpenJobService,
    query_service: OpenQueryService,
) -> JobAnswer:
    """Call a topic something else, through all later fits; "" gives back what the fit called it."""
    order = Order("label", topic_id=topic_id, label=asked.label)
    job = await _handed_in(
        order, writer.name, request, jobs, need=lambda: query_service.corpus.snapshot.topic(topic_id)
    )
    return _accepted(job, jobs, response)


@router.get("/jobs/{job_id}", tags=["writing"], responses=describe_problems(*ANY, *ASKING))
async def job(job_id: JobId, jobs: OpenJobService) -> JobAnswer:
    """How far a job has come, and what it did."""
    found = await jobs.threads.do(jobs.job, job_id)
    return JobAnswer.of(found, jobs.doing(found.id))


@router.delete(
    "/jobs/{job_id}",
    tags=["writing"],
    status_code=202,
    responses=describe_problems(*ANY, MissingScope, *ASKING),
)
async def cancel_job(job_id: JobId, _writer: Writer, jobs: OpenJobService) -> JobAnswer:
    """Call a job off: it ends within a second or so. What it had added is kept: see `published`.

    A job that has ended stays as it is.
    """
    found = await jobs.threads.do(jobs.call_off, job_id)
    return JobAnswer.of(found, jobs.doing(found.id))


@router.get("/jobs", tags=["writing"], responses=describe_problems(*ANY, *ASKING))
async def all_jobs(asked: Annotated[JobsParameters, Query()], jobs: OpenJobService) -> JobsAnswer:
    """The jobs that are remembered, page by page, the newest first."""
    found = await jobs.threads.do(jobs.page, before=asked.before, limit=asked.limit + 1)
    return JobsAnswer.from_jobs(found, limit=asked.limit)


async def _received(request: Request, spool: Path, jobs: JobService, settings: Settings) -> Order:
    """What was sent, kept in the spool. Raises what `UPLOADING` and `ANY_BODY` name."""
    header = Message()
    header["content-type"] = request.headers.get("content-type", "")
    kind = header.get_content_type()
    if kind == MEDIA_TYPE and request.headers.get("content-encoding", "identity") == "identity":
        return Order("add", await receive_files(request, spool, settings, jobs.threads))
    if kind != "application/json":
        raise WrongMediaType
    need_json(request)
    speeches = given_speeches(parse_json(await read_body(request, settings)))
    return Order("add", (await jobs.threads.do(spooled, spool, FILE_NAME, rows_of(speeches)),))


async def _handed_in(
    order: Order, caller: str, request: Request, jobs: JobService, *, need: Callable[[], object]
) -> Job:
    """The job of an order about one thing. `need` raises where there is no such thing."""
    key = idempotency_key(request)

    def submit() -> Job:
        # While jobs wait, one of them may be going to add it: its own job then finds out.
        if not jobs.is_busy() and not jobs.knows(caller, key):
            need()
        return jobs.submit(new_id(), order, caller=caller, key=key)

    with jobs.in_flight.only(caller, key):
        return await jobs.threads.do(submit)


def _accepted(job: Job, jobs: JobService, response: Response) -> JobAnswer:
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return JobAnswer.of(job, jobs.doing(job.id))
