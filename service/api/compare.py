"""A new speech against the corpus."""

from functools import partial

from fastapi import APIRouter

from embeddings.corpus import prepare_comparison
from embeddings.errors import (
    EmptySpeech,
    UnknownSpeech,
)
from service.answering.query_service import OpenQueryService
from service.answering.query_session import places_of
from service.api.refusals import ANY_BODY
from service.parameters.bodies import JsonRoute
from service.parameters.questions import (
    CompareQuestion,
)
from service.problems.responses import documented
from service.schemas.comparison import CompareAnswer

router = APIRouter(prefix="/v1", route_class=JsonRoute)


@router.post("/compare", tags=["compare"], responses=documented(*ANY_BODY, EmptySpeech, UnknownSpeech))
async def compare(asked: CompareQuestion, query_service: OpenQueryService) -> CompareAnswer:
    """A new speech against the corpus: where each passage has been said before, and how the topics differ."""
    async with query_service.session(places=places_of(asked.text)) as session:
        shape = partial(CompareAnswer.from_comparison, session.snapshot)
        prepare = partial(prepare_comparison, speech=asked.speech, k=asked.k, with_speech=asked.with_speech)
        return await session.answer(prepare, shape)
