"""The map of all passages: the page, its points, where a word stands, and one passage."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import AfterValidator

from embeddings.errors import UnknownPassage
from embeddings.snapshot.snapshot import Snapshot
from embeddings.text.passages import normalize_query
from service.answering.query_service import OpenQueryService
from service.pages.addresses import speech_address, topic_address
from service.pages.interface import interface
from service.pages.rendering import language_name, language_of, render, shown_date
from service.pages.topics import map_data
from service.pages.topics.figures import counts_of
from service.pages.topics.over_time import labels_in
from service.pages.topics.quotations import shorten
from service.parameters.values import MOST_ID, speakable

QUOTE = 260  # characters of a passage that is pointed at
MOST_ROW = 10_000_000

router = APIRouter(include_in_schema=False)

Word = Annotated[str, Query(min_length=1, max_length=100), AfterValidator(speakable)]
Row = Annotated[int, Query(ge=0, le=MOST_ROW)]
Name = Annotated[str, Query(max_length=MOST_ID)]


@router.get("/topics/map")
async def map_page(request: Request, query_service: OpenQueryService) -> HTMLResponse:
    language = language_of(request)

    def page(snapshot: Snapshot) -> HTMLResponse:
        if snapshot.topic_model is None:
            return render(request, "no_topics.html", status=409)
        return render(
            request,
            "topics_map.html",
            snapshot=snapshot.name,
            n_passages=snapshot.manifest.n_passages,
            has_places=snapshot.placed is not None,
            topics=counts_of(snapshot).topics,
            labels=labels_in(snapshot.topic_model, language),
        )

    return await query_service.ask(page)


@router.get("/topics/map/points")
async def points(request: Request, query_service: OpenQueryService) -> Response:
    """The passages as points: see `map_data`."""
    language = language_of(request)

    def answer(snapshot: Snapshot) -> Response:
        tag = f'"{snapshot.name}-{language}"'
        headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept-Language, Cookie"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(_points(snapshot, language), media_type="application/octet-stream", headers=headers)

    return await query_service.ask(answer)


@router.get("/topics/map/found")
async def found(query_service: OpenQueryService, q: Word, snapshot: Name) -> Response:
    """Which passages hold a wording: one bit each, row by row."""

    def answer(current: Snapshot) -> Response:
        _need_same(current, snapshot)
        wording = normalize_query(q).normalized.casefold()
        rows = [row for row, text in current.normalized_texts(None) if wording and wording in text.casefold()]
        content = map_data.bits(rows, current.manifest.n_passages)
        return Response(content, media_type="application/octet-stream")

    return await query_service.ask(answer)


@router.get("/topics/map/passage")
async def pointed_at(query_service: OpenQueryService, row: Row, snapshot: Name) -> JSONResponse:
    """The passage of one point, and where it can be read."""

    def answer(current: Snapshot) -> JSONResponse:
        _need_same(current, snapshot)
        if row >= current.manifest.n_passages:
            raise UnknownPassage(f"there is no row {row}")
        (passage,) = current.passages([row])
        card = current.speech(passage.speech_id)
        return JSONResponse(
            {
                "text": shorten(passage.text, QUOTE),
                "language": passage.language,
                "title": shorten(card.title or card.id, 120),
                "who": " · ".join(filter(None, (shown_date(card.date), card.speaker, card.place)))[:200],
                "link": speech_address(card.id, passage.position),
            }
        )

    return await query_service.ask(answer)


def _need_same(current: Snapshot, name: str) -> None:
    """Rows mean passages of one snapshot alone. Raises UnknownPassage."""
    if current.name != name:
        raise UnknownPassage(f"the corpus has changed: snapshot {current.name} answers, not {name}")


def _points(snapshot: Snapshot, language: str) -> bytes:
    t = interface(language)
    model, placed = snapshot.need_topics(), snapshot.placed
    if placed is None:
        raise UnknownPassage("these topics were made without a map")
    labels = labels_in(model, language)
    cards = snapshot.speeches_after("", limit=snapshot.manifest.n_speeches)
    topics = map_data.numbered(snapshot.topics())
    years = map_data.years(snapshot.first_days.tolist())
    places = map_data.numbered([cards[number].place for number in snapshot.speech_numbers.tolist()])
    languages = map_data.numbered(snapshot.passage_languages)
    head = {
        "snapshot": snapshot.name,
        "topic": [[id_, labels.get(id_, id_), topic_address(id_)] for id_ in topics.values],
        "year": [[year, year, ""] for year in years.values],
        "place": [[place, shorten(place, 60), ""] for place in places.values],
        "language": [[tag, language_name(tag, t), ""] for tag in languages.values],
    }
    columns = [one.numbers for one in (topics, years, places, languages)]
    return map_data.pack(head, map_data.on_grid(placed.place), columns)
