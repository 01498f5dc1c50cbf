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
from service.answering.query_service import Desk, NotOpen, OpenDesk, TookTooLong
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
async def search(asked: Annotated[SearchParameters, Query()], desk: OpenDesk) -> SearchAnswer:
    """The passages that answer a question, in all languages at once, and why they do.

    What stands in quotation marks must occur; a word with a minus before it must not.
    """
    return await _page(desk, asked, asked.q)


@router.post(
    "/search",
    tags=["search"],
    responses=documented(
        *ANY_BODY, UnusableQuestion, StrengthUnknown, UnknownSpeech, UnknownPassage, *CURSOR
    ),
)
async def search_for_texts(asked: SearchQuestion, desk: OpenDesk) -> SearchAnswer | SearchAnswers:
    """The same for a long text (`query`), several (`queries`, in their order), or examples (`like`)."""
    if asked.queries is None:
        return await _page(desk, asked, asked.query or "")
    questions = [asked.question(text, k=asked.k, offset=0) for text in asked.texts]
    async with desk.visit(places=len(questions)) as visit:
        return await visit.search_each(questions, partial(SearchAnswers.from_answers, visit.snapshot))


async def _page(desk: Desk, asked: SearchParameters | SearchQuestion, text: str) -> SearchAnswer:
    """One page of the matches, and the cursor of the next."""
    examples = {name: one for name, one in asked.model_dump(include={"like", "unlike"}).items() if one}
    question = fingerprint({"text": text} | examples | asked.model_dump(include=ORDERING))
    async with desk.visit() as visit:
        snapshot = visit.snapshot
        offset = 0
        if asked.cursor is not None:
            offset = desk.cursors.read(asked.cursor, snapshot.name, question, k=asked.k)

        def page(found: Answer) -> SearchAnswer:
            following = found.next_offset
            cursor = None
            if following is not None:
                cursor = desk.cursors.write(snapshot.name, question, following, k=asked.k)
            return SearchAnswer.from_answer(snapshot, found, cursor=cursor)

        return await visit.search(asked.question(text, k=asked.k, offset=offset), page)


@router.get("/search/facets", tags=["search"], responses=documented(*ANY, UnusableQuestion, StrengthUnknown))
async def search_facets(asked: Annotated[FacetsParameters, Query()], desk: OpenDesk) -> FacetsAnswer:
    """From which years, places, speakers, languages and topics the first thousand answers are."""
    async with desk.visit() as visit:
        shape = partial(FacetsAnswer.from_facets, visit.snapshot)
        return await visit.facets(asked.question, n=DEEPEST, shape=shape)


@router.get(
    "/search/export",
    tags=["search"],
    responses=documented(*ANY, UnusableQuestion, StrengthUnknown),
    response_class=Response,
)
async def search_export(asked: Annotated[ExportParameters, Query()], desk: OpenDesk) -> Response:
    """The matches to take away, each with its permanent address and a citation: CSV, JSON or BibTeX."""
    async with desk.visit() as visit:
        question = asked.question(asked.q, k=asked.k, offset=0)
        return await visit.search(question, partial(exported, asked.format))


# The longest addresses first: an id may hold slashes, and the first address that fits is taken.


@router.get(
    "/speeches/{speech_id:path}/passages/{position}/similar",
    tags=["search"],
    responses=documented(*ANY, UnknownSpeech, UnknownPassage),
)
async def similar(
    speech_id: SpeechId, position: Position, asked: Annotated[SimilarParameters, Query()], desk: OpenDesk
) -> SimilarAnswer:
    """The passages nearest in meaning to one of the corpus, which is left out itself."""

    def answer(snapshot: Snapshot) -> SimilarAnswer:
        matches = similar_passages(snapshot, speech_id, position, k=asked.k, filters=asked.filters)
        return SimilarAnswer.from_matches(snapshot, snapshot.passage(speech_id, position)[1], matches)

    return await desk.ask(answer)


@router.get(
    "/speeches/{speech_id:path}/passages/{position}",
    tags=["speeches"],
    responses=documented(*ANY, UnknownSpeech, UnknownPassage),
)
async def passage(speech_id: SpeechId, position: Position, desk: OpenDesk) -> PassageAnswer:
    """One passage of a speech."""

    def answer(snapshot: Snapshot) -> PassageAnswer:
        _row, found = snapshot.passage(speech_id, position)
        return PassageAnswer.from_passage(snapshot, found, snapshot.speech(speech_id))

    return await desk.ask(answer)


@router.get(
    "/speeches/{speech_id:path}/passages", tags=["speeches"], responses=documented(*ANY, UnknownSpeech)
)
async def passages(speech_id: SpeechId, desk: OpenDesk) -> PassagesAnswer:
    """All passages of a speech, in order."""

    def answer(snapshot: Snapshot) -> PassagesAnswer:
        found = snapshot.passages_of(speech_id)
        return PassagesAnswer.from_passages(snapshot, found, snapshot.speech(speech_id))

    return await desk.ask(answer)


@router.get(
    "/passages/{address:path}",
    tags=["speeches"],
    responses=documented(*ANY, UnknownSpeech, RemovedSpeech, UnknownRevision, UnknownPassage),
)
async def cited_passage(address: CitedPassage, desk: OpenDesk) -> CitedAnswer:
    """A passage by its permanent address: as it stood then, whatever became of its speech since."""
    asked = PermanentAddress.parse(address)

    def answer(snapshot: Snapshot) -> CitedAnswer:
        return CitedAnswer.from_cited(snapshot, cited(desk.corpus.current.folder, asked))

    return await desk.ask(answer)


@router.get("/speeches/{speech_id:path}/similar", tags=["search"], responses=documented(*ANY, UnknownSpeech))
async def speeches_like(
    speech_id: SpeechId, asked: Annotated[SimilarParameters, Query()], desk: OpenDesk
) -> SimilarSpeechesAnswer:
    """The speeches most like one of the corpus: those whose passages find each other."""

    def answer(snapshot: Snapshot) -> SimilarSpeechesAnswer:
        found = similar_speeches(snapshot, speech_id, k=asked.k, filters=asked.filters)
        return SimilarSpeechesAnswer.from_speeches(snapshot, speech_id, found)

    return await desk.ask(answer)


@router.get(
    "/speeches/{speech_id:path}/repairs", tags=["speeches"], responses=documented(*ANY, UnknownSpeech)
)
async def repairs(speech_id: SpeechId, desk: OpenDesk) -> RepairsAnswer:
    """What was repaired in the text of a speech before it was split, each with its place and its reason."""

    def answer(snapshot: Snapshot) -> RepairsAnswer:
        return RepairsAnswer.from_repairs(snapshot, speech_id, snapshot.repairs(speech_id))

    return await desk.ask(answer)


@router.get(
    "/speeches/{speech_id:path}/topics",
    tags=["topics"],
    responses=documented(*ANY, UnknownSpeech, TopicsNotMade),
)
async def speech_topics(speech_id: SpeechId, desk: OpenDesk) -> SpeechTopicsAnswer:
    """How much of a speech belongs to each topic."""
    return await desk.ask(
        lambda snapshot: SpeechTopicsAnswer.from_shares(snapshot, speech_id, snapshot.shares(speech_id))
    )


@router.get("/speeches/{speech_id:path}", tags=["speeches"], responses=documented(*ANY, UnknownSpeech))
async def speech(speech_id: SpeechId, desk: OpenDesk) -> SpeechAnswer:
    """What is known of a speech, and its text."""

    def answer(snapshot: Snapshot) -> SpeechAnswer:
        return SpeechAnswer.from_card(snapshot, snapshot.speech(speech_id))

    return await desk.ask(answer)


@router.get("/speeches", tags=["speeches"], responses=documented(*ANY))
async def speeches(asked: Annotated[SpeechesParameters, Query()], desk: OpenDesk) -> SpeechesAnswer:
    """The speeches, page by page, in the order of their ids."""

    def answer(snapshot: Snapshot) -> SpeechesAnswer:
        cards = snapshot.speeches_after(asked.after, limit=asked.limit + 1)
        return SpeechesAnswer.from_cards(snapshot, cards, limit=asked.limit)

    return await desk.ask(answer)


@router.get("/topics", tags=["topics"], responses=documented(*ANY, TopicsNotMade))
async def topics(desk: OpenDesk) -> TopicsAnswer:
    """What the speeches are about: every topic, and how much of the corpus belongs to it."""
    return await desk.ask(lambda snapshot: TopicsAnswer.from_snapshot(snapshot))


@router.post(
    "/topics/distribution", tags=["topics"], responses=documented(*ANY_BODY, EmptySpeech, TopicsNotMade)
)
async def topics_of_text(asked: TextQuestion, desk: OpenDesk) -> DistributionAnswer:
    """How much of a text belongs to each topic. The text need not be in the corpus."""
    async with desk.visit(places=places_of(asked.text)) as visit:
        shape = partial(DistributionAnswer.from_shares, visit.snapshot)
        return await visit.distribution(asked.speech, shape)


@router.get("/topics/{topic_id}", tags=["topics"], responses=documented(*ANY, UnknownTopic, TopicsNotMade))
async def topic(topic_id: TopicId, desk: OpenDesk) -> TopicAnswer:
    """One topic, with passages that say it most clearly."""

    def answer(snapshot: Snapshot) -> TopicAnswer:
        found = snapshot.topic(topic_id)
        return TopicAnswer.from_topic(snapshot, found, snapshot.representatives(found))

    return await desk.ask(answer)


@router.post("/compare", tags=["compare"], responses=documented(*ANY_BODY, EmptySpeech, UnknownSpeech))
async def compare(asked: CompareQuestion, desk: OpenDesk) -> CompareAnswer:
    """A new speech against the corpus: where each passage has been said before, and how the topics differ."""
    async with desk.visit(places=places_of(asked.text)) as visit:
        shape = partial(CompareAnswer.from_comparison, visit.snapshot)
        return await visit.compare(asked.speech, k=asked.k, with_speech=asked.with_speech, shape=shape)


@router.get("/about", tags=["service"], responses=documented(*ANY))
async def about(desk: OpenDesk) -> AboutAnswer:
    """What stands behind the answers, and how much may be asked."""
    tifa = metadata("tifa")
    return AboutAnswer.from_snapshot(
        desk.corpus.snapshot,
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
            "body_bytes": desk.settings.body_bytes,
            "body_seconds": desk.settings.body_seconds,
            "speeches_in_body": MOST_GIVEN,
            "upload_bytes": desk.settings.upload_bytes,
            "upload_seconds": desk.settings.upload_seconds,
            "files_in_upload": MOST_FILES,
            "request_seconds": desk.settings.request_seconds,
        },
    )
