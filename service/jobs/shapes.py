"""What is told of jobs."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from service.jobs.database import MOST_TOLD
from service.jobs.job import CHANGES, Change, Job, JobNote, State
from service.jobs.runner import Doing
from service.parameters.values import DIGITS, MOST_ID, StrictModel, speakable
from service.problems.responses import kind_named, problem_of
from service.schemas.about import Problem
from service.schemas.parts import Shape

MOST_JOBS = 100  # in one page
_FIRST = f"The first {MOST_TOLD:,} ids, in their order; `counts` counts all."


class JobsParameters(StrictModel):
    before: Annotated[str, Field(min_length=1, max_length=MOST_ID), AfterValidator(speakable)] | None = Field(
        None, description="The id before which the page begins: `next_before` of the page before."
    )
    limit: Annotated[int, Field(ge=1, le=MOST_JOBS, description="How many at most."), DIGITS] = 20


class Progress(Shape):
    """What is being done just now."""

    step: str = Field(examples=["encoding passages"])
    done: int = Field(examples=[120])
    total: int | None = Field(description="null while that is not known.", examples=[480])

    @classmethod
    def from_doing(cls, doing: Doing) -> "Progress":
        return cls(step=doing.step, done=doing.done, total=doing.total)


class SaidShape(Shape):
    """Something said of one file, row or member of an archive."""

    path: str = Field(
        description="The file as it was named, with `#n` for a row.", examples=["posted.jsonl#2"]
    )
    what: str = Field(examples=["no text"])

    @classmethod
    def from_said(cls, said: JobNote) -> "SaidShape":
        return cls(path=said.path, what=said.what)


class JobSummary(Shape):
    id: str = Field(examples=["j_0c4e19a2b75d83f6"])
    work: Literal["add", "remove", "label"]
    state: State
    created: datetime
    began: datetime | None = Field(description="null while it waits.")
    ended: datetime | None = Field(description="null until it is done, has failed or was cancelled.")
    counts: dict[Change, int] = Field(description="Speeches by what became of them.")
    snapshot: str | None = Field(
        description="The published state of the corpus that holds what the job did; null until it is done."
    )
    published: bool = Field(
        description="Whether what the job did is in the answers. What a job had done that failed or was"
        " cancelled is kept, and gets there with the next one that is done."
    )
    problem: Problem | None = Field(description="Why it failed; null unless it did.")

    @classmethod
    def from_job(cls, job: Job) -> "JobSummary":
        return cls(
            id=job.id,
            work=job.order.work,
            state=job.state,
            created=_moment(job.created),
            began=None if job.began is None else _moment(job.began),
            ended=None if job.ended is None else _moment(job.ended),
            counts={change: job.counts.get(change, 0) for change in CHANGES},
            snapshot=job.outcome.snapshot or None,
            published=bool(job.outcome.snapshot),
            problem=problem_of(kind_named(job.outcome.problem)) if job.outcome.problem else None,
        )


class JobAnswer(JobSummary):
    """A job: speeches to be added or removed, and how far that has come."""

    progress: Progress | None = Field(description="null unless it is running.")
    added: list[str] = Field(description=_FIRST)
    changed: list[str] = Field(description=f"Those that got a new revision. {_FIRST}")
    unchanged: list[str] = Field(description=f"Those that were there just so. {_FIRST}")
    removed: list[str]
    refused: list[SaidShape] = Field(description="What could not be read as a speech, and why.")
    notes: list[SaidShape] = Field(description="What was guessed, or may be missing.")

    @classmethod
    def of(cls, job: Job, doing: Doing | None) -> "JobAnswer":
        return cls(
            **JobSummary.from_job(job).model_dump(),
            progress=Progress.from_doing(doing) if doing and job.state is State.RUNNING else None,
            added=list(job.speeches["added"]),
            changed=list(job.speeches["changed"]),
            unchanged=list(job.speeches["unchanged"]),
            removed=list(job.speeches["removed"]),
            refused=[SaidShape.from_said(one) for one in job.outcome.refused],
            notes=[SaidShape.from_said(one) for one in job.outcome.notes],
        )


class JobsAnswer(Shape):
    """Jobs, the newest first."""

    jobs: list[JobSummary]
    next_before: str | None = Field(description="`before` of the next page; null after the last.")

    @classmethod
    def from_jobs(cls, jobs: Sequence[Job], *, limit: int) -> "JobsAnswer":
        """jobs: one more than fit in the page, when there are as many."""
        page = jobs[:limit]
        return cls(
            jobs=[JobSummary.from_job(job) for job in page],
            next_before=page[-1].id if len(jobs) > limit else None,
        )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
