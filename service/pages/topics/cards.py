"""All topics as cards, by the groups they belong to."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from embeddings.snapshot.snapshot import Snapshot
from embeddings.topics.model import SEPARATOR
from service.answering.query_service import OpenQueryService
from service.pages.rendering import language_of, render
from service.pages.topics.figures import counts_of
from service.pages.topics.quotations import quote
from service.reports.topic_counts import CountedTopic

NAMING_A_GROUP = 3  # topics whose first words a group is called by
MOST_WITH_QUOTATIONS = 60  # topics; the page stays light, the others have theirs on their own page

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class CardGroup:
    """Topics that belong together, the largest first. label: "" for those that belong to no group."""

    label: str
    share: float
    topics: tuple[CountedTopic, ...]


@router.get("/topics")
async def topics_page(request: Request, query_service: OpenQueryService) -> HTMLResponse:
    language = language_of(request)

    def page(snapshot: Snapshot) -> HTMLResponse:
        if snapshot.topic_model is None:
            return render(request, "no_topics.html", status=409)
        counts = counts_of(snapshot)
        quotations = {
            one.topic.id: quote(snapshot, one.topic, 2) for one in counts.topics[:MOST_WITH_QUOTATIONS]
        }
        groups = group_cards(snapshot, counts.topics, language)
        labels = {one.topic.id: one.topic.label_in(language) for one in counts.topics}
        return render(
            request,
            "topics.html",
            groups=groups,
            quotations=quotations,
            labels=labels,
            unassigned=counts.unassigned,
            events=[one for one in snapshot.topic_model.events if one.what != "continued"],
        )

    return await query_service.ask(page)


def group_cards(snapshot: Snapshot, topics: Sequence[CountedTopic], language: str) -> list[CardGroup]:
    """The groups, the largest first, as a reader of this language calls them; a group of one topic is none.

    topics: the largest first.
    """
    found = snapshot.need_topics().groups
    members = {topic: group for group in found if len(group.topics) > 1 for topic in group.topics}
    own: dict[str, list[CountedTopic]] = {}
    for one in topics:
        group = members.get(one.topic.id)
        own.setdefault(group.id if group else "", []).append(one)
    groups = [
        CardGroup(_label_of(inside, language) if id_ else "", sum(one.share for one in inside), tuple(inside))
        for id_, inside in own.items()
    ]
    return sorted(groups, key=lambda group: (not group.label, -group.share))


def _label_of(topics: Sequence[CountedTopic], language: str) -> str:
    """The first words of its three largest subjects."""
    subjects = [one.topic for one in topics if one.topic.is_subject] or [one.topic for one in topics]
    firsts = (topic.label_in(language).split(SEPARATOR)[0] for topic in subjects[:NAMING_A_GROUP])
    return SEPARATOR.join(dict.fromkeys(firsts))
