"""A new speech against the corpus."""

from functools import partial

from fastapi import APIRouter, Request

from embeddings.corpus import prepare_comparison, prepare_comparison_of
from embeddings.errors import (
    EmptySpeech,
    UnknownSpeech,
    UnusableQuestion,
)
from service.answering.query_service import OpenQueryService
from service.answering.query_session import places_of, places_of_length
from service.api.refusals import ANY_BODY
from service.auth.access import asker_of
from service.parameters.bodies import JsonRoute
from service.parameters.questions import CompareQuestion
from service.problems.responses import describe_problems
from service.schemas.comparison import CompareAnswer

router = APIRouter(prefix="/v1", route_class=JsonRoute)


@router.post(
    "/compare",
    tags=["compare"],
    responses=describe_problems(*ANY_BODY, EmptySpeech, UnknownSpeech, UnusableQuestion),
)
async def compare(asked: CompareQuestion, request: Request, query_service: OpenQueryService) -> CompareAnswer:
    """A speech against the corpus: what of it was said before, how, and by whom first; and what is new.

    With `with_speech` also what changed since that one: passages kept, edited, moved, dropped; numbers.
    """
    if asked.speech_id is None:
        prepare = partial(prepare_comparison, speech=asked.speech, k=asked.k, with_speech=asked.with_speech)
        places = places_of(asked.text or "")
    else:
        speech_id = asked.speech_id
        prepare = partial(
            prepare_comparison_of, speech_id=speech_id, k=asked.k, with_speech=asked.with_speech
        )
        places = places_of_length(
            await query_service.ask(lambda snapshot: snapshot.speech(speech_id).n_characters)
        )
    async with query_service.session(places=places, asker=asker_of(request)) as session:
        shape = partial(CompareAnswer.from_comparison, session.snapshot)
        return await session.answer(prepare, shape)
