"""The speeches and their passages: to read, to cite, and what is like them."""

from typing import Annotated

from fastapi import APIRouter, Query

from embeddings.citing.citation import PermanentAddress
from embeddings.citing.cited import find_cited
from embeddings.errors import (
    RemovedSpeech,
    UnknownPassage,
    UnknownRevision,
    UnknownSpeech,
)
from embeddings.search.search import similar_passages
from embeddings.search.similar_speeches import similar_speeches
from embeddings.snapshot.snapshot import Snapshot
from service.answering.query_service import OpenQueryService
from service.api.refusals import ANY, FILTERED
from service.parameters.bodies import JsonRoute
from service.parameters.paths import CitedPassage, Position, SpeechId
from service.parameters.questions import SimilarParameters, SpeechesParameters
from service.problems.responses import describe_problems
from service.schemas.answers import (
    CitedAnswer,
    PassageAnswer,
    PassagesAnswer,
    RepairsAnswer,
    SimilarAnswer,
    SimilarSpeechesAnswer,
    SpeechAnswer,
    SpeechesAnswer,
)

router = APIRouter(prefix="/v1", route_class=JsonRoute)


# The longest addresses first: an id may hold slashes, and the first address that fits is taken.


@router.get(
    "/speeches/{speech_id:path}/passages/{position}/similar",
    tags=["search"],
    responses=describe_problems(*ANY, UnknownSpeech, UnknownPassage, *FILTERED),
)
async def similar(
    speech_id: SpeechId,
    position: Position,
    asked: Annotated[SimilarParameters, Query()],
    query_service: OpenQueryService,
) -> SimilarAnswer:
    """The passages nearest in meaning to one of the corpus, which is left out itself."""

    def answer(snapshot: Snapshot) -> SimilarAnswer:
        matches = similar_passages(snapshot, speech_id, position, k=asked.k, filters=asked.filters)
        return SimilarAnswer.from_matches(snapshot, snapshot.passage(speech_id, position)[1], matches)

    return await query_service.ask(answer)


@router.get(
    "/speeches/{speech_id:path}/passages/{position}",
    tags=["speeches"],
    responses=describe_problems(*ANY, UnknownSpeech, UnknownPassage),
)
async def passage(speech_id: SpeechId, position: Position, query_service: OpenQueryService) -> PassageAnswer:
    """One passage of a speech."""

    def answer(snapshot: Snapshot) -> PassageAnswer:
        _row, found = snapshot.passage(speech_id, position)
        return PassageAnswer.from_passage(snapshot, found, snapshot.speech(speech_id))

    return await query_service.ask(answer)


@router.get(
    "/speeches/{speech_id:path}/passages", tags=["speeches"], responses=describe_problems(*ANY, UnknownSpeech)
)
async def passages(speech_id: SpeechId, query_service: OpenQueryService) -> PassagesAnswer:
    """All passages of a speech, in order."""

    def answer(snapshot: Snapshot) -> PassagesAnswer:
        found = snapshot.passages_of(speech_id)
        return PassagesAnswer.from_passages(snapshot, found, snapshot.speech(speech_id))

    return await query_service.ask(answer)


@router.get(
    "/passages/{address:path}",
    tags=["speeches"],
    responses=describe_problems(*ANY, UnknownSpeech, RemovedSpeech, UnknownRevision, UnknownPassage),
)
async def cited_passage(address: CitedPassage, query_service: OpenQueryService) -> CitedAnswer:
    """A passage by its permanent address: as it stood then, whatever became of its speech since."""
    asked = PermanentAddress.parse(address)

    def answer(snapshot: Snapshot) -> CitedAnswer:
        return CitedAnswer.from_cited(snapshot, find_cited(query_service.corpus.current.folder, asked))

    return await query_service.ask(answer)


@router.get(
    "/speeches/{speech_id:path}/similar",
    tags=["search"],
    responses=describe_problems(*ANY, UnknownSpeech, *FILTERED),
)
async def speeches_like(
    speech_id: SpeechId, asked: Annotated[SimilarParameters, Query()], query_service: OpenQueryService
) -> SimilarSpeechesAnswer:
    """The speeches most like one of the corpus: those whose passages find each other."""

    def answer(snapshot: Snapshot) -> SimilarSpeechesAnswer:
        found = similar_speeches(snapshot, speech_id, k=asked.k, filters=asked.filters)
        return SimilarSpeechesAnswer.from_speeches(snapshot, speech_id, found)

    return await query_service.ask(answer)


@router.get(
    "/speeches/{speech_id:path}/repairs", tags=["speeches"], responses=describe_problems(*ANY, UnknownSpeech)
)
async def repairs(speech_id: SpeechId, query_service: OpenQueryService) -> RepairsAnswer:
    """What was repaired in the text of a speech before it was split, each with its place and its reason."""

    def answer(snapshot: Snapshot) -> RepairsAnswer:
        return RepairsAnswer.from_repairs(snapshot, speech_id, snapshot.repairs(speech_id))

    return await query_service.ask(answer)


@router.get("/speeches/{speech_id:path}", tags=["speeches"], responses=describe_problems(*ANY, UnknownSpeech))
async def speech(speech_id: SpeechId, query_service: OpenQueryService) -> SpeechAnswer:
    """What is known of a speech, and its text."""

    def answer(snapshot: Snapshot) -> SpeechAnswer:
        return SpeechAnswer.from_card(snapshot, snapshot.speech(speech_id))

    return await query_service.ask(answer)


@router.get("/speeches", tags=["speeches"], responses=describe_problems(*ANY, *FILTERED))
async def speeches(
    asked: Annotated[SpeechesParameters, Query()], query_service: OpenQueryService
) -> SpeechesAnswer:
    """The speeches, page by page, in the order of their ids."""

    def answer(snapshot: Snapshot) -> SpeechesAnswer:
        cards = snapshot.speeches_after(asked.after, limit=asked.limit + 1, filters=asked.filters)
        return SpeechesAnswer.from_cards(snapshot, cards, limit=asked.limit)

    return await query_service.ask(answer)
