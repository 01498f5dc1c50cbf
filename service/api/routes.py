"""Version 1: a route for each question. It asks the desk, and gives the answer its shape."""

from functools import partial
from importlib.metadata import metadata
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.exceptions import RequestValidationError

from embeddings.corpus import Answer
from embeddings.errors import (
    EmptySpeech,
    RemovedSpeech,
    StrengthUnknown,
    TopicsNotMade,
    UnknownPassage,
    UnknownRevision,
    UnknownSpeech,
    UnknownTopic,
    UnusableQuestion,
)
from embeddings.search.citation import PermanentAddress
from embeddings.search.cited import cited
from embeddings.search.question import DEEPEST
from embeddings.search.search import similar_passages
from embeddings.search.similar_speeches import similar_speeches
from embeddings.snapshot.snapshot import Snapshot
from service.answering.capacity import TooBusy
from service.answering.cursors import GoneCursor, TooDeep, WrongCursor, fingerprint
from service.answering.query_service import NotOpen, OpenQueryService, QueryService, TookTooLong
from service.answering.query_session import places_of
from service.auth.keys import UnusableKeys
from service.auth.refusals import KeyInAddress, NeedsKey, TooFast, TooManyAttempts, UnknownHost, WrongKey
from service.jobs.given import MOST_GIVEN
from service.jobs.uploads import MOST_FILES
from service.parameters import questions
from service.parameters.bodies import (
    BodyTooLarge,
    BodyTooSlow,
    JsonRoute,
    NotJson,
    NotUtf8,
    UnknownParameter,
    WrongMediaType,
)
from service.parameters.paths import CitedPassage, Position, SpeechId, TopicId
from service.parameters.questions import (
    CompareQuestion,
    ExportParameters,
    FacetsParameters,
    RankingFields,
    SearchParameters,
    SearchQuestion,
    SimilarParameters,
    SpeechesParameters,
    TextQuestion,
)
from service.problems.responses import documented
from service.reports.exports import exported
from service.schemas.about import AboutAnswer
from service.schemas.answers import (
    CitedAnswer,
    DistributionAnswer,
    FacetsAnswer,
    PassageAnswer,
    PassagesAnswer,
    RepairsAnswer,
    SearchAnswer,
    SearchAnswers,
    SimilarAnswer,
    SimilarSpeechesAnswer,
    SpeechAnswer,
    SpeechesAnswer,
    SpeechTopicsAnswer,
    TopicAnswer,
    TopicsAnswer,
)
from service.schemas.comparison import CompareAnswer

AT_THE_GATE = (KeyInAddress, NeedsKey, WrongKey, UnknownHost, TooFast, TooManyAttempts, UnusableKeys)
ANY = (RequestValidationError, UnknownParameter, NotUtf8, TooBusy, TookTooLong, NotOpen, *AT_THE_GATE)
ORDERING = set(RankingFields.model_fields)
CURSOR = (WrongCursor, GoneCursor, TooDeep)
ANY_BODY = (*ANY, NotJson, BodyTooSlow, BodyTooLarge, WrongMediaType)

router = APIRouter(prefix="/v1", route_class=JsonRoute)


@router.get(
    "/search", tags=["search"], responses=documented(*ANY, UnusableQuestion, StrengthUnknown, *CURSOR)
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
    responses=documented(
        *ANY_BODY, UnusableQuestion, StrengthUnknown, UnknownSpeech, UnknownPassage, *CURSOR
    ),
)
async def search_for_texts(
    asked: SearchQuestion, query_service: OpenQueryService
) -> SearchAnswer | SearchAnswers:
    """The same for a long text (`query`), several (`queries`, in their order), or examples (`like`)."""
    if asked.queries is None:
        return await _page(query_service, asked, asked.query or "")
    questions = [asked.question(text, k=asked.k, offset=0) for text in asked.texts]
    async with query_service.session(places=len(questions)) as session:
        return await session.search_each(questions, partial(SearchAnswers.from_answers, session.snapshot))


async def _page(
    query_service: QueryService, asked: SearchParameters | SearchQuestion, text: str
) -> SearchAnswer:
    """One page of the matches, and the cursor of the next."""
    examples = {name: one for name, one in asked.model_dump(include={"like", "unlike"}).items() if one}
    question = fingerprint({"text": text} | examples | asked.model_dump(include=ORDERING))
    async with query_service.session() as session:
        snapshot = session.snapshot
        offset = 0
        if asked.cursor is not None:
            offset = query_service.cursors.read(asked.cursor, snapshot.name, question, k=asked.k)

        def page(found: Answer) -> SearchAnswer:
            following = found.next_offset
            cursor = None
            if following is not None:
                cursor = query_service.cursors.write(snapshot.name, question, following, k=asked.k)
            return SearchAnswer.from_answer(snapshot, found, cursor=cursor)

        return await session.search(asked.question(text, k=asked.k, offset=offset), page)


@router.get("/search/facets", tags=["search"], responses=documented(*ANY, UnusableQuestion, StrengthUnknown))
async def search_facets(
    asked: Annotated[FacetsParameters, Query()], query_service: OpenQueryService
) -> FacetsAnswer:
    """From which years, places, speakers, languages and topics the first thousand answers are."""
    async with query_service.session() as session:
        shape = partial(FacetsAnswer.from_facets, session.snapshot)
        return await session.facets(asked.question, n=DEEPEST, shape=shape)


@router.get(
    "/search/export",
    tags=["search"],
    responses=documented(*ANY, UnusableQuestion, StrengthUnknown),
    response_class=Response,
)
async def search_export(
    asked: Annotated[ExportParameters, Query()], query_service: OpenQueryService
) -> Response:
    """The matches to take away, each with its permanent address and a citation: CSV, JSON or BibTeX."""
    async with query_service.session() as session:
        question = asked.question(asked.q, k=asked.k, offset=0)
        return await session.search(question, partial(exported, asked.format))


# The longest addresses first: an id may hold slashes, and the first address that fits is taken.


@router.get(
    "/speeches/{speech_id:path}/passages/{position}/similar",
    tags=["search"],
    responses=documented(*ANY, UnknownSpeech, UnknownPassage),
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
    responses=documented(*ANY, UnknownSpeech, UnknownPassage),
)
async def passage(speech_id: SpeechId, position: Position, query_service: OpenQueryService) -> PassageAnswer:
    """One passage of a speech."""

    def answer(snapshot: Snapshot) -> PassageAnswer:
        _row, found = snapshot.passage(speech_id, position)
        return PassageAnswer.from_passage(snapshot, found, snapshot.speech(speech_id))

    return await query_service.ask(answer)


@router.get(
    "/speeches/{speech_id:path}/passages", tags=["speeches"], responses=documented(*ANY, UnknownSpeech)
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
    responses=documented(*ANY, UnknownSpeech, RemovedSpeech, UnknownRevision, UnknownPassage),
)
async def cited_passage(address: CitedPassage, query_service: OpenQueryService) -> CitedAnswer:
    """A passage by its permanent address: as it stood then, whatever became of its speech since."""
    asked = PermanentAddress.parse(address)

    def answer(snapshot: Snapshot) -> CitedAnswer:
        return CitedAnswer.from_cited(snapshot, cited(query_service.corpus.current.folder, asked))

    return await query_service.ask(answer)


@router.get("/speeches/{speech_id:path}/similar", tags=["search"], responses=documented(*ANY, UnknownSpeech))
async def speeches_like(
    speech_id: SpeechId, asked: Annotated[SimilarParameters, Query()], query_service: OpenQueryService
) -> SimilarSpeechesAnswer:
    """The speeches most like one of the corpus: those whose passages find each other."""

    def answer(snapshot: Snapshot) -> SimilarSpeechesAnswer:
        found = similar_speeches(snapshot, speech_id, k=asked.k, filters=asked.filters)
        return SimilarSpeechesAnswer.from_speeches(snapshot, speech_id, found)

    return await query_service.ask(answer)


@router.get(
    "/speeches/{speech_id:path}/repairs", tags=["speeches"], responses=documented(*ANY, UnknownSpeech)
)
async def repairs(speech_id: SpeechId, query_service: OpenQueryService) -> RepairsAnswer:
    """What was repaired in the text of a speech before it was split, each with its place and its reason."""

    def answer(snapshot: Snapshot) -> RepairsAnswer:
        return RepairsAnswer.from_repairs(snapshot, speech_id, snapshot.repairs(speech_id))

    return await query_service.ask(answer)


@router.get(
    "/speeches/{speech_id:path}/topics",
    tags=["topics"],
    responses=documented(*ANY, UnknownSpeech, TopicsNotMade),
)
async def speech_topics(speech_id: SpeechId, query_service: OpenQueryService) -> SpeechTopicsAnswer:
    """How much of a speech belongs to each topic."""
    return await query_service.ask(
        lambda snapshot: SpeechTopicsAnswer.from_shares(snapshot, speech_id, snapshot.shares(speech_id))
    )


@router.get("/speeches/{speech_id:path}", tags=["speeches"], responses=documented(*ANY, UnknownSpeech))
async def speech(speech_id: SpeechId, query_service: OpenQueryService) -> SpeechAnswer:
    """What is known of a speech, and its text."""

    def answer(snapshot: Snapshot) -> SpeechAnswer:
        return SpeechAnswer.from_card(snapshot, snapshot.speech(speech_id))

    return await query_service.ask(answer)


@router.get("/speeches", tags=["speeches"], responses=documented(*ANY))
async def speeches(
    asked: Annotated[SpeechesParameters, Query()], query_service: OpenQueryService
) -> SpeechesAnswer:
    """The speeches, page by page, in the order of their ids."""

    def answer(snapshot: Snapshot) -> SpeechesAnswer:
        cards = snapshot.speeches_after(asked.after, limit=asked.limit + 1)
        return SpeechesAnswer.from_cards(snapshot, cards, limit=asked.limit)

    return await query_service.ask(answer)


@router.get("/topics", tags=["topics"], responses=documented(*ANY, TopicsNotMade))
async def topics(query_service: OpenQueryService) -> TopicsAnswer:
    """What the speeches are about: every topic, and how much of the corpus belongs to it."""
    return await query_service.ask(lambda snapshot: TopicsAnswer.from_snapshot(snapshot))


@router.post(
    "/topics/distribution", tags=["topics"], responses=documented(*ANY_BODY, EmptySpeech, TopicsNotMade)
)
async def topics_of_text(asked: TextQuestion, query_service: OpenQueryService) -> DistributionAnswer:
    """How much of a text belongs to each topic. The text need not be in the corpus."""
    async with query_service.session(places=places_of(asked.text)) as session:
        shape = partial(DistributionAnswer.from_shares, session.snapshot)
        return await session.distribution(asked.speech, shape)


@router.get("/topics/{topic_id}", tags=["topics"], responses=documented(*ANY, UnknownTopic, TopicsNotMade))
async def topic(topic_id: TopicId, query_service: OpenQueryService) -> TopicAnswer:
    """One topic, with passages that say it most clearly."""

    def answer(snapshot: Snapshot) -> TopicAnswer:
        found = snapshot.topic(topic_id)
        return TopicAnswer.from_topic(snapshot, found, snapshot.representatives(found))

    return await query_service.ask(answer)


@router.post("/compare", tags=["compare"], responses=documented(*ANY_BODY, EmptySpeech, UnknownSpeech))
async def compare(asked: CompareQuestion, query_service: OpenQueryService) -> CompareAnswer:
    """A new speech against the corpus: where each passage has been said before, and how the topics differ."""
    async with query_service.session(places=places_of(asked.text)) as session:
        shape = partial(CompareAnswer.from_comparison, session.snapshot)
        return await session.compare(asked.speech, k=asked.k, with_speech=asked.with_speech, shape=shape)


@router.get("/about", tags=["service"], responses=documented(*ANY))
async def about(query_service: OpenQueryService) -> AboutAnswer:
    """What stands behind the answers, and how much may be asked."""
    tifa = metadata("tifa")
    return AboutAnswer.from_snapshot(
        query_service.corpus.snapshot,
        version=tifa["Version"],
        licence=tifa["License-Expression"],
        limits={
            "k": questions.MOST_MATCHES,
            "queries": questions.MOST_QUERIES,
            "characters_in_address": questions.MOST_IN_ADDRESS,
            "characters_in_query": questions.MOST_IN_QUERY,
            "characters_in_speech": questions.MOST_IN_SPEECH,
            "values_of_a_filter": questions.MOST_VALUES,
            "speeches_in_a_page": questions.MOST_SPEECHES,
            "body_bytes": query_service.settings.body_bytes,
            "body_seconds": query_service.settings.body_seconds,
            "speeches_in_body": MOST_GIVEN,
            "upload_bytes": query_service.settings.upload_bytes,
            "upload_seconds": query_service.settings.upload_seconds,
            "files_in_upload": MOST_FILES,
            "request_seconds": query_service.settings.request_seconds,
        },
    )
