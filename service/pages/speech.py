"""A speech: its passages with margins, what is known of it, what is like it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from embeddings.search.citation import address_of, bibtex, gbt_7714
from embeddings.search.search import similar_passages
from embeddings.search.similar_speeches import SimilarSpeech, similar_speeches
from embeddings.snapshot.snapshot import Snapshot, SpeechCard
from embeddings.speech import Finding, Passage, Repair
from embeddings.text.cleaning.rules import explain_rule
from service.answering.query_service import OpenQueryService
from service.pages.rendering import render
from service.pages.search import labels_of
from service.parameters.paths import SpeechId
from service.parameters.questions import MOST_POSITION

SIMILAR = 5
NEAREST = 5

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Margin:
    """A passage and what stands beside it. topic: its id and label."""

    passage: Passage
    topic: tuple[str, str] | None
    permanent: str


@router.get("/speech/{speech_id:path}")
async def speech_page(
    request: Request,
    speech_id: SpeechId,
    query_service: OpenQueryService,
    passage: Annotated[int | None, Query(ge=0, le=MOST_POSITION)] = None,
) -> HTMLResponse:
    def page(snapshot: Snapshot) -> HTMLResponse:
        return _page(request, snapshot, snapshot.speech(speech_id), passage)

    return await query_service.ask(page)


def _page(request: Request, snapshot: Snapshot, card: SpeechCard, marked: int | None) -> HTMLResponse:
    labels = labels_of(snapshot)
    passages = snapshot.passages_of(card.id)
    topics = _topics_of(snapshot, card, passages)
    nearest = []
    if marked is not None:
        snapshot.passage(card.id, marked)  # raises UnknownPassage
        nearest = similar_passages(snapshot, card.id, marked, k=NEAREST)
    return render(
        request,
        "speech.html",
        card=card,
        margins=[
            Margin(passage, _named(topic, labels), str(address_of(card, passage.position)))
            for passage, topic in zip(passages, topics, strict=True)
        ],
        marked=marked,
        nearest=nearest,
        citation=gbt_7714(card, marked or 0),
        bibtex=bibtex(card, marked or 0),
        shares=_shares(snapshot, card, labels),
        similar=_similar(snapshot, card),
        repairs=[(repair, explain_rule(repair.rule)) for repair in _repairs(snapshot, card)],
        findings=_findings(snapshot, card),
    )


def _topics_of(snapshot: Snapshot, card: SpeechCard, passages: Sequence[Passage]) -> list[str | None]:
    rows = [snapshot.passage(card.id, passage.position)[0] for passage in passages]
    return snapshot.topics_of(rows)


def _named(topic: str | None, labels: Mapping[str, str]) -> tuple[str, str] | None:
    return None if topic is None or topic not in labels else (topic, labels[topic])


def _shares(
    snapshot: Snapshot, card: SpeechCard, labels: Mapping[str, str]
) -> tuple[list[tuple[str, str, float]], float] | None:
    """The topics of a speech by share, and what is unassigned; None before topics are made."""
    if snapshot.topic_model is None:
        return None
    shares = snapshot.shares(card.id)
    return [(topic, labels[topic], share) for topic, share in shares.by_topic], shares.unassigned


def _similar(snapshot: Snapshot, card: SpeechCard) -> list[SimilarSpeech]:
    return similar_speeches(snapshot, card.id, k=SIMILAR)


def _repairs(snapshot: Snapshot, card: SpeechCard) -> list[Repair]:
    return snapshot.repairs(card.id)


def _findings(snapshot: Snapshot, card: SpeechCard) -> dict[str, Finding]:
    return {finding.field: finding for finding in snapshot.findings(card.id)}
