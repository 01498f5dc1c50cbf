"""Set phrases: which there are, who uses them, and since when."""

from typing import Annotated

from fastapi import APIRouter, Query

from embeddings.errors import FormulasNotMade, UnknownFormula, UnusableQuestion
from embeddings.formulas.book import formula_book
from embeddings.formulas.places import show
from embeddings.formulas.tracing import trace
from embeddings.snapshot.snapshot import Snapshot
from service.answering.query_service import OpenQueryService
from service.api.refusals import ANY
from service.parameters.bodies import JsonRoute
from service.parameters.formulas import FormulasParameters, TraceParameters
from service.parameters.paths import FormulaId
from service.problems.responses import describe_problems
from service.schemas.formulas import FormulaAnswer, FormulasAnswer, TraceAnswer

MOST_PLACES = 50  # of a formula
MOST_VARIANTS = 50  # of a wording …
MOST_VARIANT_PLACES = 5  # … and places of each

router = APIRouter(prefix="/v1", route_class=JsonRoute)


@router.get(
    "/formulas", tags=["formulas"], responses=describe_problems(*ANY, FormulasNotMade, UnusableQuestion)
)
async def formulas(
    asked: Annotated[FormulasParameters, Query()], query_service: OpenQueryService
) -> FormulasAnswer:
    """Wordings that many speeches share, the most significant first, each with its use over time.

    `since` asks what is said for the first time.
    """

    def answer(snapshot: Snapshot) -> FormulasAnswer:
        book = formula_book(snapshot)
        page = book.page(
            find=asked.find,
            since=asked.since or "",
            kinds=asked.kind,
            languages=asked.language,
            limit=asked.limit,
            offset=asked.offset,
        )
        return FormulasAnswer.from_page(snapshot, book, page)

    return await query_service.ask(answer)


@router.get("/formulas/trace", tags=["formulas"], responses=describe_problems(*ANY, UnusableQuestion))
async def trace_wording(
    asked: Annotated[TraceParameters, Query()], query_service: OpenQueryService
) -> TraceAnswer:
    """Any wording, a formula or not: who says it, since when, and how it is varied."""

    def answer(snapshot: Snapshot) -> TraceAnswer:
        found = trace(snapshot, asked.q, language=asked.language or "")
        places = [
            show(snapshot, variant.places[:MOST_VARIANT_PLACES]) for variant in found.variants[:MOST_VARIANTS]
        ]
        return TraceAnswer.from_trace(snapshot, found, places)

    return await query_service.ask(answer)


@router.get(
    "/formulas/{formula_id}",
    tags=["formulas"],
    responses=describe_problems(*ANY, UnknownFormula, FormulasNotMade),
)
async def formula(formula_id: FormulaId, query_service: OpenQueryService) -> FormulaAnswer:
    """One formula: its family, its use over time, who dropped it, and where it is said."""

    def answer(snapshot: Snapshot) -> FormulaAnswer:
        book = formula_book(snapshot)
        use = book.formula(formula_id)
        return FormulaAnswer.from_use(
            snapshot, use, show(snapshot, book.places(formula_id, limit=MOST_PLACES))
        )

    return await query_service.ask(answer)
