"""Search: one box, the matches with their facets, and what to try when nothing was found."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from pydantic import AfterValidator, Field, ValidationError

from embeddings.citing.citation import address_of, gbt_7714
from embeddings.corpus import Answer, prepare_search_and_facets
from embeddings.errors import UnknownValue
from embeddings.search.questions.question import DEEPEST
from embeddings.search.search import Match
from embeddings.snapshot.snapshot import Snapshot
from embeddings.snapshot.tables.metadata import Facets
from embeddings.text.script.offsets import TextChange
from service.answering.query_service import OpenQueryService
from service.pages.addresses import Pair, address, with_only, with_value, without_value
from service.pages.marking import MarkedPiece, mark, snippet
from service.pages.rendering import language_of, render
from service.parameters.questions import RankingFields
from service.parameters.values import MOST_IN_ADDRESS, speakable
from service.problems.responses import kind_of
from service.schemas.matches import MatchShape

A_PAGE = 10
MOST_PAGES = DEEPEST // A_PAGE
FACETS = ("year", "place", "speaker", "language", "topic")
MOST_OF_A_FACET = 8
EXAMPLES = 4
LOOKED_AT = 100  # speeches, for titles to show as examples

router = APIRouter(include_in_schema=False)


class PageParameters(RankingFields):
    """What the form of the page may send. Empty fields are fields that were left empty."""

    q: Annotated[str, AfterValidator(speakable)] = Field("", max_length=MOST_IN_ADDRESS)
    year: Annotated[str, Field(pattern=r"^(\d{4})?$")] = ""
    page: Annotated[int, Field(ge=1, le=MOST_PAGES)] = 1


@dataclass(frozen=True, slots=True)
class ShownMatch:
    """A match as the page shows it."""

    match: MatchShape
    pieces: Sequence[MarkedPiece]
    cut_before: bool
    cut_after: bool
    rest: Sequence[MarkedPiece]
    topic: tuple[str, str] | None
    permanent: str
    citation: str


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    label: str
    count: int
    link: str
    chosen: bool


@router.get("/")
async def search_page(request: Request, query_service: OpenQueryService) -> HTMLResponse:
    pairs = [(name, value) for name, value in request.query_params.multi_items() if value]
    asked = _read(pairs)
    if not asked.q.strip():
        return await query_service.ask(partial(_front, request))
    k, offset = A_PAGE, (asked.page - 1) * A_PAGE
    question = asked.question(asked.q, k=k, offset=offset)
    prepare = partial(prepare_search_and_facets, question=question)
    async with query_service.session() as session:
        try:
            return await session.answer(prepare, partial(_results, request, session.snapshot, asked, pairs))
        except UnknownValue as error:
            return _unknown_value(request, asked, pairs, error)


def _unknown_value(
    request: Request, asked: PageParameters, pairs: Sequence[Pair], error: UnknownValue
) -> HTMLResponse:
    """What a filter may have meant, each as the same question."""
    names = [name for name, value in pairs if value == error.value and name.endswith(error.field)]
    name = names[0] if names else error.field
    others = without_value(pairs, name, error.value)
    return render(
        request,
        "unknown_value.html",
        status=kind_of(error).status,
        asked=asked,
        name=name,
        value=error.value,
        nearest=[
            (near, address("/", with_value(others, name, _meant(error.field, near))))
            for near in error.nearest
        ],
        without=address("/", others),
    )


def _meant(field: str, near: str) -> str:
    """The value of a filter that is told with its label, as `t_4be1c09d (harbour)`."""
    return near.partition(" (")[0] if field == "topic" else near


def _read(pairs: Sequence[Pair]) -> PageParameters:
    """Raises RequestValidationError."""
    try:
        return PageParameters.model_validate(_fields(pairs))
    except ValidationError as error:
        faults = [{**fault, "loc": ("query", *fault["loc"])} for fault in error.errors()]
        raise RequestValidationError(faults) from None


def _fields(pairs: Sequence[Pair]) -> dict[str, Any]:
    """The fields of a form: lists where several values may be, without what was left empty."""
    several = {"language", "speaker", "place", "source", "topic", "exclude_speech"}
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in several:
            fields.setdefault(name, []).append(value)
        else:
            fields[name] = value
    if year := fields.get("year"):
        fields |= {"date_from": year, "date_to": year}
    return fields


def _front(request: Request, snapshot: Snapshot) -> HTMLResponse:
    return render(
        request, "front.html", manifest=snapshot.manifest, examples=_examples(snapshot, language_of(request))
    )


def _examples(snapshot: Snapshot, language: str) -> list[str]:
    """Something to ask, taken from the corpus itself: words of its topics, else titles of its speeches.

    What is in the reader's language comes first.
    """
    if snapshot.topic_model is not None:
        shares = dict(snapshot.shares().by_topic)
        subjects = [topic for topic in snapshot.topic_model.topics if topic.kind == "subject"]
        subjects.sort(key=lambda topic: (-shares.get(topic.id, 0.0), topic.id))
        return [" ".join(topic.label_in(language).split(" · ")[:2]) for topic in subjects[:EXAMPLES]]
    cards = [card for card in snapshot.speeches_after("", limit=LOOKED_AT) if _reads_as_a_title(card.title)]
    cards.sort(key=lambda card: card.language.split("-")[0] != language.split("-")[0])
    return [card.title for card in cards[:EXAMPLES]]


def _reads_as_a_title(title: str) -> bool:
    """Whether it is one that somebody wrote, and not the name of a file: `2021_03-12`, `001_3eb7`."""
    return bool(title) and not re.fullmatch(r"[\w.~-]*[\d_][\w.~-]*", title, re.ASCII)


def _results(
    request: Request,
    snapshot: Snapshot,
    asked: PageParameters,
    pairs: Sequence[Pair],
    found: tuple[Answer, Facets],
) -> HTMLResponse:
    answer, facets = found
    topics = labels_of(snapshot, language_of(request))
    shown = [
        _shown(match, MatchShape.from_match(match, why), topic, breaks)
        for match, why, topic, breaks in zip(
            answer.matches,
            answer.explanations,
            _topics(snapshot, answer, topics),
            snapshot.mended_breaks([match.passage for match in answer.matches]),
            strict=True,
        )
    ]
    return render(
        request,
        "search.html",
        asked=asked,
        answer=answer,
        shown=shown,
        missing=_missing(answer),
        far=bool(shown) and all(_is_far(one.match) for one in shown),
        facets={name: _facet(name, getattr(facets, name), pairs, topics) for name in FACETS},
        chosen=[
            (name, value, address("/", without_value(pairs, name, value))) for name, value in _filters(pairs)
        ],
        topics=topics,
        more=answer.next_offset is not None and asked.page < MOST_PAGES,
        turn=lambda page: address("/", with_only(pairs, "page", str(page))),
        sorted_by=lambda sort: address("/", with_only(pairs, "sort", sort)),
        export=lambda kind: address("/v1/search/export", [*_api(pairs), ("format", kind)]),
        api=address(f"{request.base_url}v1/search", _api(pairs)),
    )


def _topics(snapshot: Snapshot, answer: Answer, labels: Mapping[str, str]) -> list[tuple[str, str] | None]:
    """The topic of each match, by id and label."""
    passages = [match.passage for match in answer.matches]
    rows = [snapshot.passage(passage.speech_id, passage.position)[0] for passage in passages]
    return [
        (topic, labels[topic]) if topic is not None and topic in labels else None
        for topic in snapshot.topics_of(rows)
    ]


def labels_of(snapshot: Snapshot, language: str) -> Mapping[str, str]:
    """The label of each topic by its id, for a reader of this language; empty before topics are made."""
    if snapshot.topic_model is None:
        return {}
    return {topic.id: topic.label_in(language) for topic in snapshot.topic_model.topics}


def _shown(
    found: Match, match: MatchShape, topic: tuple[str, str] | None, breaks: Sequence[TextChange]
) -> ShownMatch:
    text = match.passage.text
    spans = [shared.passage for shared in match.shared]
    start, end = snippet(text, match.best_sentence)
    return ShownMatch(
        match=match,
        pieces=mark(text, spans, start, end, breaks=breaks),
        cut_before=start > 0,
        cut_after=end < len(text),
        rest=mark(text, spans, breaks=breaks) if end - start < len(text) else (),
        topic=topic,
        permanent=str(address_of(found.speech, match.passage.position)),
        citation=gbt_7714(found.speech, match.passage.position),
    )


def _missing(answer: Answer) -> list[str]:
    """The words of the question that stand in none of the matches shown."""
    lists = [why.missing for why in answer.explanations]
    if not lists or any(missing is None for missing in lists):
        return []
    sets = [{(span.start, span.end) for span in missing or ()} for missing in lists]
    return [answer.question[start:end] for start, end in sorted(set.intersection(*sets))]


def _is_far(match: MatchShape) -> bool:
    """Whether a match is neither near in meaning nor in words: it is only the nearest that there is."""
    return match.strength == "none" and match.wording == "none"


def _facet(
    name: str, counts: Mapping[str, int], pairs: Sequence[Pair], topics: Mapping[str, str]
) -> list[FacetValue]:
    values = []
    for value, count in counts.items():
        if not value:
            continue
        chosen = (name, value) in pairs
        to = without_value(pairs, name, value) if chosen else with_value(pairs, name, value)
        if name == "year" and not chosen:
            to = with_only(pairs, name, value)
        values.append(FacetValue(value, topics.get(value, value), count, address("/", to), chosen))
    values.sort(key=lambda one: not one.chosen)
    return values[:MOST_OF_A_FACET]


def _filters(pairs: Sequence[Pair]) -> list[Pair]:
    return [(name, value) for name, value in pairs if name in (*FACETS, "source", "date_from", "date_to")]


def _api(pairs: Sequence[Pair]) -> list[Pair]:
    """The same question as the API takes it."""
    asked = [pair for pair in pairs if pair[0] not in ("page", "year")]
    for name, value in pairs:
        if name == "year":
            asked += [("date_from", value), ("date_to", value)]
    return asked
