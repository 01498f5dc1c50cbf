"""One topic: its passages by place and year, its words in each language, its parts, what became of it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import AfterValidator

from embeddings.snapshot.filters import Filters
from embeddings.snapshot.snapshot import Snapshot
from embeddings.topics.model import Topic
from service.answering.query_service import OpenQueryService
from service.pages.addresses import Pair, address, topic_address, with_only, without_value
from service.pages.rendering import language_of, render
from service.pages.topics.figures import HEIGHT, WIDTH, counts_of, lines, timeline_of
from service.pages.topics.over_time import labels_in
from service.pages.topics.quotations import quote, quote_passages
from service.parameters.paths import TopicId
from service.parameters.values import LONGEST_LABEL, MOST_ID, speakable

A_PAGE = 20
MOST_PAGES = 500
MOST_VALUES = 12
NEAREST = 5

router = APIRouter(include_in_schema=False)

Value = Annotated[str, Query(max_length=MOST_ID), AfterValidator(speakable)]
Year = Annotated[str, Query(pattern=r"^(\d{4})?$")]
PageNumber = Annotated[int, Query(ge=1, le=MOST_PAGES)]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A year, place, … of a topic's passages, and the page of those."""

    value: str
    count: int
    link: str
    chosen: bool


@router.get("/topics/{topic_id}")
async def topic_page(
    request: Request,
    topic_id: TopicId,
    query_service: OpenQueryService,
    year: Year = "",
    place: Value = "",
    speaker: Value = "",
    source: Value = "",
    language: Value = "",
    page: PageNumber = 1,
) -> HTMLResponse:
    asked = {"year": year, "place": place, "speaker": speaker, "source": source, "language": language}
    reader = language_of(request)

    def answer(snapshot: Snapshot) -> HTMLResponse:
        topic = snapshot.topic(topic_id)
        pairs = [(name, value) for name, value in asked.items() if value]
        rows = snapshot.rows(
            Filters(
                topic=(topic.id,),
                place=(place,) if place else (),
                speaker=(speaker,) if speaker else (),
                source=(source,) if source else (),
                language=(language,) if language else (),
                date_from=year,
                date_to=year,
            )
        )
        found = [] if rows is None else rows.tolist()
        facets = snapshot.facets(found)
        shown = found[(page - 1) * A_PAGE : page * A_PAGE]
        model = snapshot.need_topics()
        counted = next(one for one in counts_of(snapshot).topics if one.topic.id == topic.id)
        return render(
            request,
            "topic.html",
            topic=topic,
            label=topic.label_in(reader),
            counted=counted,
            line_of=lines(timeline_of(snapshot, "year")).get(topic.id),
            width=WIDTH,
            height=HEIGHT,
            quotations=quote(snapshot, topic, NEAREST, whole=True) if page == 1 and not pairs else [],
            passages=quote_passages(snapshot, snapshot.passages(shown), whole=True),
            n_found=len(found),
            chosen=[(name, value, _to(topic, without_value(pairs, name, value))) for name, value in pairs],
            narrow={
                name: _narrowings(topic, name, getattr(facets, name), pairs)
                for name in ("year", "place", "speaker", "language")
            },
            page=page,
            more=page * A_PAGE < len(found) and page < MOST_PAGES,
            turn=lambda number: _to(topic, with_only(pairs, "page", str(number))),
            parts=[part for part in model.parts if part.topic == topic.id],
            events=[event for event in model.events if topic.id in (event.topic, event.other)],
            group=next((group for group in model.groups if topic.id in group.topics), None),
            labels=labels_in(model, reader),
            longest=LONGEST_LABEL,
        )

    return await query_service.ask(answer)


def _to(topic: Topic, pairs: list[Pair]) -> str:
    return address(topic_address(topic.id), pairs)


def _narrowings(topic: Topic, name: str, counts: Mapping[str, int], pairs: list[Pair]) -> list[Narrowing]:
    """Years in their order, everything else the most frequent first."""
    known = Counter({value: count for value, count in counts.items() if value}).most_common()
    if name == "year":
        known.sort()
    else:
        known = known[:MOST_VALUES]
    return [
        Narrowing(
            value,
            count,
            _to(topic, without_value(pairs, name, value))
            if (name, value) in pairs
            else _to(topic, with_only(pairs, name, value)),
            (name, value) in pairs,
        )
        for value, count in known
    ]
