"""A speech: its passages with margins, what is known of it, what is like it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from embeddings.citing.citation import address_of, bibtex, gbt_7714
from embeddings.comparison.result import Comparison
from embeddings.corpus import prepare_comparison_of
from embeddings.search.search import similar_passages
from embeddings.search.similar_speeches import similar_speeches
from embeddings.snapshot.snapshot import Snapshot
from embeddings.snapshot.tables.speeches import SpeechCard
from embeddings.speech import Passage
from embeddings.text.cleaning.rules import explain_rule
from service.answering.query_service import OpenQueryService
from service.answering.query_session import places_of_length
from service.auth.access import asker_of
from service.pages.addresses import Pair, address, speech_path
from service.pages.marking import MarkedPiece, mark
from service.pages.rendering import language_of, render
from service.pages.reuse import PassageReuse, reuse_of
from service.pages.search import labels_of
from service.pages.topics.quotations import shorten
from service.parameters.paths import SpeechId
from service.parameters.values import MOST_POSITION

SIMILAR = 5
NEAREST = 5
A_PAGE = 60  # passages
MOST_REPAIRS = 100

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Margin:
    """A passage and what stands beside it.

    pieces: its text, what is said elsewhere marked.  topic: its id and label.
    """

    passage: Passage
    pieces: Sequence[MarkedPiece]
    topic: tuple[str, str] | None
    permanent: str
    reuse: PassageReuse | None


@dataclass(frozen=True, slots=True)
class Found:
    """What the text says of what was not given with it: the value, the words, and where they stand."""

    value: str
    words: str
    position: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page of a speech was asked.

    passage: the one to mark.  reuse, repairs: whether these are wanted, which take time or room.
    first: the position of the first passage to show.
    """

    passage: int | None
    reuse: bool
    repairs: bool
    first: int

    def link(self, speech_id: str, **changes: object) -> str:
        """The same page asked otherwise."""
        asked = {"reuse": self.reuse, "repairs": self.repairs, "first": self.first, **changes}
        pairs: list[Pair] = [
            (name, str(int(bool(value)))) for name, value in asked.items() if name != "first"
        ]
        pairs = [pair for pair in pairs if pair[1] == "1"]
        return address(speech_path(speech_id), [*pairs, ("first", str(asked["first"] or ""))])


@router.get("/speech/{speech_id:path}")
async def speech_page(
    request: Request,
    speech_id: SpeechId,
    query_service: OpenQueryService,
    passage: Annotated[int | None, Query(ge=0, le=MOST_POSITION)] = None,
    reuse: bool = False,
    repairs: bool = False,
    first: Annotated[int, Query(ge=0, le=MOST_POSITION)] = 0,
) -> HTMLResponse:
    asked = Asked(passage, reuse, repairs, first if passage is None else passage - passage % A_PAGE)
    if not reuse:
        return await query_service.ask(
            lambda snapshot: _page(request, snapshot, snapshot.speech(speech_id), asked, None)
        )
    length = await query_service.ask(lambda snapshot: snapshot.speech(speech_id).n_characters)
    async with query_service.session(places=places_of_length(length), asker=asker_of(request)) as session:
        prepare = partial(prepare_comparison_of, speech_id=speech_id, k=1)
        card = await session.do(lambda snapshot: snapshot.speech(speech_id))
        return await session.answer(prepare, partial(_page, request, session.snapshot, card, asked))


def _page(
    request: Request, snapshot: Snapshot, card: SpeechCard, asked: Asked, comparison: Comparison | None
) -> HTMLResponse:
    """comparison: of the speech with all others, where the margin is to say who else says it."""
    labels = labels_of(snapshot, language_of(request))
    everything = snapshot.passages_of(card.id)
    passages = everything[asked.first : asked.first + A_PAGE]
    topics = _topics_of(snapshot, card, passages)
    reuse = reuse_of(comparison, card) if comparison else {}
    marked = asked.passage
    nearest = []
    if marked is not None:
        snapshot.passage(card.id, marked)  # raises UnknownPassage
        nearest = similar_passages(snapshot, card.id, marked, k=NEAREST)
    repairs = snapshot.repairs(card.id)
    return render(
        request,
        "speech.html",
        card=card,
        asked=asked,
        margins=[
            Margin(
                passage,
                mark(passage.text, _reused(reuse, passage), breaks=breaks),
                _named(topic, labels),
                str(address_of(card, passage.position)),
                reuse.get(passage.position),
            )
            for passage, topic, breaks in zip(passages, topics, snapshot.mended_breaks(passages), strict=True)
        ],
        marked=marked,
        nearest=nearest,
        citation=gbt_7714(card, marked or 0),
        bibtex=bibtex(card, marked or 0),
        shares=_shares(snapshot, card, labels),
        similar=similar_speeches(snapshot, card.id, k=SIMILAR),
        n_repairs=len(repairs),
        repairs=[(one, explain_rule(one.rule)) for one in repairs[:MOST_REPAIRS]] if asked.repairs else [],
        findings=_findings(snapshot, card, everything),
        before=asked.link(card.id, first=max(0, asked.first - A_PAGE)) if asked.first else None,
        after=asked.link(card.id, first=asked.first + A_PAGE)
        if asked.first + A_PAGE < len(everything)
        else None,
        n_passages=len(everything),
        with_reuse=asked.link(card.id, reuse=not asked.reuse),
        with_repairs=asked.link(card.id, repairs=not asked.repairs),
    )


def _reused(reuse: Mapping[int, PassageReuse], passage: Passage) -> Sequence[tuple[int, int]]:
    """Where in a passage is said what others say in these words."""
    found = reuse.get(passage.position)
    return found.spans if found else ()


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


def _findings(snapshot: Snapshot, card: SpeechCard, passages: Sequence[Passage]) -> dict[str, Found]:
    """What the text says of what was not given, by field, with the words that say it."""
    found = {}
    for finding in snapshot.findings(card.id):
        at = next((one.position for one in passages if one.start <= finding.start < one.end), None)
        words = snapshot.raw(card.id)[finding.start : finding.end] if finding.end > finding.start else ""
        found[finding.field] = Found(finding.value, shorten(words, 80), at)
    return found
