"""What the speeches are about."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request

from embeddings.corpus import prepare_distribution
from embeddings.errors import (
    EmptySpeech,
    TopicsNotMade,
    UnknownSpeech,
    UnknownTopic,
)
from embeddings.snapshot.snapshot import Snapshot
from embeddings.topics.timeline import by_group, timeline
from service.answering.query_service import OpenQueryService
from service.answering.query_session import places_of
from service.api.refusals import ANY, ANY_BODY
from service.auth.access import asker_of
from service.parameters.bodies import JsonRoute
from service.parameters.paths import SpeechId, TopicId
from service.parameters.questions import GroupsParameters, TextQuestion, TimelineParameters
from service.problems.responses import describe_problems
from service.schemas.answers import (
    DistributionAnswer,
    SpeechTopicsAnswer,
    TopicAnswer,
    TopicsAnswer,
)
from service.schemas.topics import GroupsAnswer, TimelineAnswer

router = APIRouter(prefix="/v1", route_class=JsonRoute)


@router.get(
    "/speeches/{speech_id:path}/topics",
    tags=["topics"],
    responses=describe_problems(*ANY, UnknownSpeech, TopicsNotMade),
)
async def speech_topics(speech_id: SpeechId, query_service: OpenQueryService) -> SpeechTopicsAnswer:
    """How much of a speech belongs to each topic."""
    return await query_service.ask(
        lambda snapshot: SpeechTopicsAnswer.from_shares(snapshot, speech_id, snapshot.shares(speech_id))
    )


@router.get("/topics", tags=["topics"], responses=describe_problems(*ANY, TopicsNotMade))
async def topics(query_service: OpenQueryService) -> TopicsAnswer:
    """What the speeches are about: every topic, and how much of the corpus belongs to it."""
    return await query_service.ask(lambda snapshot: TopicsAnswer.from_snapshot(snapshot))


@router.post(
    "/topics/distribution",
    tags=["topics"],
    responses=describe_problems(*ANY_BODY, EmptySpeech, TopicsNotMade),
)
async def topics_of_text(
    asked: TextQuestion, request: Request, query_service: OpenQueryService
) -> DistributionAnswer:
    """How much of a text belongs to each topic. The text need not be in the corpus."""
    async with query_service.session(places=places_of(asked.text), asker=asker_of(request)) as session:
        shape = partial(DistributionAnswer.from_shares, session.snapshot)
        return await session.answer(partial(prepare_distribution, speech=asked.speech), shape)


@router.get("/topics/timeline", tags=["topics"], responses=describe_problems(*ANY, TopicsNotMade))
async def topics_timeline(
    asked: Annotated[TimelineParameters, Query()], query_service: OpenQueryService
) -> TimelineAnswer:
    """The topics over time: shares of the text of each period with intervals, and what rises or fades."""
    return await query_service.ask(
        lambda snapshot: TimelineAnswer.from_timeline(snapshot, timeline(snapshot.said(), asked.unit))
    )


@router.get("/topics/groups", tags=["topics"], responses=describe_problems(*ANY, TopicsNotMade))
async def topics_by_group(
    asked: Annotated[GroupsParameters, Query()], query_service: OpenQueryService
) -> GroupsAnswer:
    """The topics of each place, speaker, source or language, against all others."""
    return await query_service.ask(
        lambda snapshot: GroupsAnswer.from_groups(snapshot, asked.by, by_group(snapshot.said(), asked.by))
    )


@router.get(
    "/topics/{topic_id}", tags=["topics"], responses=describe_problems(*ANY, UnknownTopic, TopicsNotMade)
)
async def topic(topic_id: TopicId, query_service: OpenQueryService) -> TopicAnswer:
    """One topic, with passages that say it most clearly."""

    def answer(snapshot: Snapshot) -> TopicAnswer:
        found = snapshot.topic(topic_id)
        return TopicAnswer.from_topic(snapshot, found, snapshot.representatives(found))

    return await query_service.ask(answer)
