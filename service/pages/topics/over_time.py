"""Topics by year, quarter or month; and by place, speaker, source or language."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from embeddings.snapshot.snapshot import Snapshot
from embeddings.topics.model import TopicModel
from embeddings.topics.timeline import Cell, Field, Slice, Trend, Unit
from service.answering.query_service import OpenQueryService
from service.pages.rendering import language_of, render
from service.pages.topics.figures import HEIGHT, WIDTH, counts_of, groups_of, lines, timeline_of

MOST_LINES = 60  # topics
MOST_GROUPS = 40
TOLD = 4  # topics of a group, of each kind
SURE = 2.0  # standard errors from which on a group says a topic more than others do
UNITS: tuple[Unit, ...] = ("year", "quarter", "month")
FIELDS: tuple[Field, ...] = ("place", "speaker", "source", "language")
TRENDS: tuple[Trend, ...] = ("rising", "fading", "steady")

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A place, speaker, …, what it says most, and what it says more than all others do."""

    group: Slice
    largest: tuple[Cell, ...]
    own: tuple[Cell, ...]


def labels_in(topics: TopicModel, language: str) -> Mapping[str, str]:
    """The label of each topic, by its id, for a reader of this language."""
    return {topic.id: topic.label_in(language) for topic in topics.topics}


@router.get("/topics/timeline")
async def timeline_page(
    request: Request, query_service: OpenQueryService, unit: Unit = "year"
) -> HTMLResponse:
    language = language_of(request)

    def page(snapshot: Snapshot) -> HTMLResponse:
        if snapshot.topic_model is None:
            return render(request, "no_topics.html", status=409)
        found = timeline_of(snapshot, unit)
        drawn = lines(found)
        largest = [one.topic.id for one in counts_of(snapshot).topics if one.topic.id in drawn][:MOST_LINES]
        shown = [drawn[topic] for topic in largest]
        return render(
            request,
            "topics_timeline.html",
            unit=unit,
            units=UNITS,
            found=found,
            width=WIDTH,
            height=HEIGHT,
            by_trend=[(trend, [one for one in shown if one.trend == trend]) for trend in TRENDS],
            n_left_out=len(drawn) - len(shown),
            labels=labels_in(snapshot.topic_model, language),
        )

    return await query_service.ask(page)


@router.get("/topics/groups")
async def groups_page(request: Request, query_service: OpenQueryService, by: Field = "place") -> HTMLResponse:
    language = language_of(request)

    def page(snapshot: Snapshot) -> HTMLResponse:
        if snapshot.topic_model is None:
            return render(request, "no_topics.html", status=409)
        groups = groups_of(snapshot, by)
        return render(
            request,
            "topics_groups.html",
            by=by,
            fields=FIELDS,
            rows=[_row(group) for group in groups[:MOST_GROUPS]],
            n_left_out=max(0, len(groups) - MOST_GROUPS),
            labels=labels_in(snapshot.topic_model, language),
        )

    return await query_service.ask(page)


def _row(group: Slice) -> GroupRow:
    own = [cell for cell in group.cells if cell.z >= SURE and not group.few]
    return GroupRow(
        group,
        tuple(sorted(group.cells, key=lambda cell: (-cell.share, cell.topic))[:TOLD]),
        tuple(sorted(own, key=lambda cell: (-cell.z, cell.topic))[:TOLD]),
    )
