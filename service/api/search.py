"""The passages that answer a question, page by page; what they are from; and the same to take away."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Response

from embeddings.corpus import Answer, prepare_facets, prepare_search
from embeddings.errors import (
    StrengthUnknown,
    UnknownPassage,
    UnknownSpeech,
    UnusableQuestion,
)
from service.answering.cursors import Cursors, fingerprint
from service.answering.query_service import OpenQueryService, QueryService
from service.api.refusals import ANY, ANY_BODY, FILTERED
from service.errors import (
    GoneCursor,
    TooDeep,
    WrongCursor,
)
from service.parameters.bodies import JsonRoute
from service.parameters.questions import (
    ExportParameters,
    FacetsParameters,
    RankingFields,
    SearchParameters,
    SearchQuestion,
)
from service.problems.responses import describe_problems
from service.reports.exports import FILES, export_matches
from service.schemas.answers import (
    FacetsAnswer,
    SearchAnswer,
    SearchAnswers,
)

ORDERING = set(RankingFields.model_fields)
_ASKED = (UnusableQuestion, StrengthUnknown, *FILTERED)
CURSOR = (WrongCursor, GoneCursor, TooDeep)

router = APIRouter(prefix="/v1", route_class=JsonRoute)


@router.get(
    "/search",
    tags=["search"],
    responses=describe_problems(
        *ANY, UnusableQuestion, StrengthUnknown, UnknownSpeech, UnknownPassage, *FILTERED, *CURSOR
    ),
)
async def search(
    asked: Annotated[SearchParameters, Query()], query_service: OpenQueryService
) -> SearchAnswer:
    """The passages that answer a question, in all languages at once, and why they do.

    What stands in quotation marks must occur; a word with a minus before it must not.
    """
    return await _page(query_service, asked, asked.q)


@router.post(
    "/search",
    tags=["search"],
    responses=describe_problems(*ANY_BODY, *_ASKED, UnknownSpeech, UnknownPassage, *CURSOR),
)
async def search_for_texts(
    asked: SearchQuestion, query_service: OpenQueryService
) -> SearchAnswer | SearchAnswers:
    """The same for a long text (`query`), several (`queries`, in their order), or examples (`like`)."""
    if asked.queries is None:
        return await _page(query_service, asked, asked.query or "")
    questions = [
        partial(prepare_search, question=asked.question(text, k=asked.k, offset=0)) for text in asked.texts
    ]
    async with query_service.session(places=len(questions)) as session:
        return await session.answer_each(questions, partial(SearchAnswers.from_answers, session.snapshot))


async def _page(
    query_service: QueryService, asked: SearchParameters | SearchQuestion, text: str
) -> SearchAnswer:
    """One page of the matches, and the cursor of the next."""
    examples = {name: one for name, one in asked.model_dump(include={"like", "unlike"}).items() if one}
    question = fingerprint({"text": text} | examples | asked.model_dump(include=ORDERING))
    async with query_service.session() as session:
        snapshot, offset = session.snapshot, 0
        cursors = Cursors(snapshot.manifest.digest)
        if asked.cursor is not None:
            offset = cursors.read(asked.cursor, question, k=asked.k)

        def page(found: Answer) -> SearchAnswer:
            following = found.next_offset
            cursor = None
            if following is not None:
                cursor = cursors.write(question, following, k=asked.k)
            return SearchAnswer.from_answer(snapshot, found, cursor=cursor)

        prepare = partial(prepare_search, question=asked.question(text, k=asked.k, offset=offset))
        return await session.answer(prepare, page)


@router.get(
    "/search/facets",
    tags=["search"],
    responses=describe_problems(*ANY, *_ASKED),
)
async def search_facets(
    asked: Annotated[FacetsParameters, Query()], query_service: OpenQueryService
) -> FacetsAnswer:
    """From which years, places, speakers, languages and topics the answers are.

    A passage answers when it holds at least half of what the question's words tell (the rarer a word, the
    more), or when its match is of moderate strength or more.
    """
    async with query_service.session() as session:
        shape = partial(FacetsAnswer.from_facets, session.snapshot)
        prepare = partial(prepare_facets, question=asked.question)
        return await session.answer(prepare, shape)


@router.get(
    "/search/export",
    tags=["search"],
    responses=describe_problems(*ANY, *_ASKED) | {200: {"content": FILES}},
    response_class=Response,
)
async def search_export(
    asked: Annotated[ExportParameters, Query()], query_service: OpenQueryService
) -> Response:
    """The matches to take away, each with its permanent address and a citation."""
    async with query_service.session() as session:
        question = asked.question(asked.q, k=asked.k, offset=0)
        prepare = partial(prepare_search, question=question)
        return await session.answer(prepare, partial(export_matches, asked.format))
