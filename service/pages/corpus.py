"""What is in the corpus: speeches, languages, years, sources; and adding to it with a key."""

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from embeddings.dates import days_of
from embeddings.snapshot.snapshot import Snapshot
from embeddings.text.reading.sources import SUFFIXES
from service.answering.query_service import OpenQueryService
from service.pages.rendering import render
from service.parameters.values import MOST_ID

A_PAGE = 50
MOST_VALUES = 30

router = APIRouter(include_in_schema=False)


@router.get("/corpus")
async def corpus_page(
    request: Request, query_service: OpenQueryService, after: Annotated[str, Query(max_length=MOST_ID)] = ""
) -> HTMLResponse:
    def page(snapshot: Snapshot) -> HTMLResponse:
        cards = snapshot.speeches_after(after, limit=A_PAGE + 1)
        everything = snapshot.speeches_after("", limit=snapshot.manifest.n_speeches)
        years = Counter(days[0][:4] for card in everything if (days := days_of(card.date)))
        return render(
            request,
            "corpus.html",
            manifest=snapshot.manifest,
            name=snapshot.name,
            degraded=query_service.degraded,
            speeches=cards[:A_PAGE],
            following=cards[A_PAGE - 1].id if len(cards) > A_PAGE else None,
            years=sorted(years.items()),
            suffixes=SUFFIXES,
            most=max(years.values(), default=1),
            sources=Counter(card.source for card in everything if card.source).most_common(MOST_VALUES),
            speakers=Counter(card.speaker for card in everything if card.speaker).most_common(MOST_VALUES),
        )

    return await query_service.ask(page)
