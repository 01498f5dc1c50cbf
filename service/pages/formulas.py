"""Set phrases: listed, found, and one wording traced through the years."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import AfterValidator

from embeddings.errors import FormulasNotMade, UnusableQuestion
from embeddings.formulas.book import formula_book
from embeddings.formulas.formula import Kind
from embeddings.formulas.places import show
from embeddings.formulas.tracing import trace
from embeddings.snapshot.snapshot import Snapshot
from service.answering.query_service import OpenQueryService
from service.pages.rendering import render
from service.parameters.formulas import MOST_WORDING
from service.parameters.paths import FormulaId
from service.parameters.values import speakable
from service.schemas.formulas import FormulaAnswer, ListedFormula, TraceAnswer

A_PAGE = 50
MOST_PAGES = 200
MOST_PLACES = 30
MOST_VARIANTS = 20
PLACES_OF_A_VARIANT = 3
KINDS: tuple[Kind, ...] = ("phrase", "name", "term", "quotation", "frame")

router = APIRouter(include_in_schema=False)

Wording = Annotated[str, Query(max_length=MOST_WORDING), AfterValidator(speakable)]
Since = Annotated[str, Query(pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?)?$")]
Language = Annotated[str, Query(pattern=r"^([A-Za-z]{2,3})?$")]
PageNumber = Annotated[int, Query(ge=1, le=MOST_PAGES)]


@router.get("/formulas")
async def formulas_page(
    request: Request,
    query_service: OpenQueryService,
    find: Wording = "",
    kind: Kind = "phrase",
    since: Since = "",
    language: Language = "",
    page: PageNumber = 1,
) -> HTMLResponse:
    def answer(snapshot: Snapshot) -> HTMLResponse:
        try:
            book = formula_book(snapshot)
        except FormulasNotMade:
            return render(request, "no_formulas.html", status=409)
        found = book.page(
            find=find,
            since=since,
            kinds=[kind],
            languages=[language] if language else [],
            limit=A_PAGE,
            offset=(page - 1) * A_PAGE,
        )
        languages = sorted({tag.split("-")[0] for tag in snapshot.manifest.languages} - {"und"})
        return render(
            request,
            "formulas.html",
            formulas=[ListedFormula.from_use(use) for use in found.formulas],
            total=found.n_all,
            other_kinds=found.other_kinds,
            asked={"find": find, "kind": kind, "since": since, "language": language},
            page=page,
            more=page * A_PAGE < found.n_all and page < MOST_PAGES,
            kinds=KINDS,
            languages_found=languages,
        )

    return await query_service.ask(answer)


@router.get("/formulas/trace")
async def trace_page(request: Request, query_service: OpenQueryService, q: Wording = "") -> HTMLResponse:
    return await query_service.ask(partial(_traced, request, q))


def _traced(request: Request, wording: str, snapshot: Snapshot) -> HTMLResponse:
    try:
        found = trace(snapshot, wording)
    except UnusableQuestion:
        return render(request, "trace.html", wording=wording, found=None)
    places = [
        show(snapshot, variant.places[:PLACES_OF_A_VARIANT]) for variant in found.variants[:MOST_VARIANTS]
    ]
    answer = TraceAnswer.from_trace(snapshot, found, places)
    return render(request, "trace.html", wording=wording, found=answer)


@router.get("/formulas/{formula_id}")
async def formula_page(
    request: Request, formula_id: FormulaId, query_service: OpenQueryService
) -> HTMLResponse:
    def answer(snapshot: Snapshot) -> HTMLResponse:
        book = formula_book(snapshot)
        places = show(snapshot, book.places(formula_id, limit=MOST_PLACES))
        found = FormulaAnswer.from_use(snapshot, book.formula(formula_id), places)
        return render(request, "formula.html", found=found)

    return await query_service.ask(answer)
