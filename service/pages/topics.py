"""Topics as cards, and one topic with its passages."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from embeddings.snapshot.snapshot import Snapshot, SpeechCard
from embeddings.speech import Passage
from embeddings.topics.model import Topic
from service.answering.query_service import OpenQueryService
from service.pages.rendering import render
from service.parameters.paths import TopicId
from service.reports.topic_counts import count_topics

QUOTE = 140  # characters of a quotation on a card

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Quotation:
    """The beginning of a passage that says clearly what a topic is about."""

    passage: Passage
    speech: SpeechCard
    text: str


@router.get("/topics")
async def topics_page(request: Request, query_service: OpenQueryService) -> HTMLResponse:
    def page(snapshot: Snapshot) -> HTMLResponse:
        if snapshot.topic_model is None:
            return render(request, "no_topics.html", status=409)
        counts = count_topics(snapshot)
        quotations = {one.topic.id: quote(snapshot, one.topic, 2) for one in counts.topics}
        return render(request, "topics.html", counts=counts, quotations=quotations)

    return await query_service.ask(page)


@router.get("/topics/{topic_id}")
async def topic_page(request: Request, topic_id: TopicId, query_service: OpenQueryService) -> HTMLResponse:
    def page(snapshot: Snapshot) -> HTMLResponse:
        topic = snapshot.topic(topic_id)
        share = dict(snapshot.shares().by_topic).get(topic.id, 0.0)
        return render(
            request, "topic.html", topic=topic, share=share, quotations=quote(snapshot, topic, 5, whole=True)
        )

    return await query_service.ask(page)


def quote(snapshot: Snapshot, topic: Topic, n: int, *, whole: bool = False) -> list[Quotation]:
    """The first n of the passages nearest to a topic's centre."""
    passages = snapshot.representatives(topic)[:n]
    cards = snapshot.speeches([passage.speech_id for passage in passages])
    return [
        Quotation(passage, cards[passage.speech_id], passage.text if whole else shorten(passage.text))
        for passage in passages
    ]


def shorten(text: str, longest: int = QUOTE) -> str:
    """The beginning of a text, ended at white space or a mark where there is one."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    cut = max(line.rfind(sign, longest // 2, longest) for sign in (" ", "，", "。", "、", "；"))
    return line[: cut if cut > 0 else longest].rstrip(" ，。、；,;") + " …"
