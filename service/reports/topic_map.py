"""A map of the passages: where the fit laid them, as the numbers that the page's script draws."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from embeddings.dates import days_of
from embeddings.snapshot.snapshot import Snapshot
from service.reports.topic_counts import CountedTopic
from service.reports.topic_words import language_name

MOST_DOTS = 16_000
FEWEST_DOTS = 3
SNIPPET = 110  # characters of a passage, its first
_TITLE = 80
_MOST_SIGNS = 40


def map_data(snapshot: Snapshot, topics: Sequence[CountedTopic]) -> dict[str, Any] | None:
    """Columns over the drawn passages, evenly picked when there are too many; None when nothing was laid out.

    x, y: thousandths of the longer side.  topic: a place in `topics`, -1 for unassigned.  signs: where the
    name of each topic stands.
    """
    placed = snapshot.placed
    if placed is None or len(placed) < FEWEST_DOTS or not placed.place.any():
        return None
    rows = np.unique(np.linspace(0, len(placed) - 1, min(MOST_DOTS, len(placed))).astype(np.int64))
    passages = list(snapshot.placed_passages())
    drawn = [passages[row] for row in rows.tolist()]
    cards = snapshot.speeches(sorted({passage.speech_id for passage, _ in drawn}))
    number = {counted.topic.id: at for at, counted in enumerate(topics)}
    speeches = {speech_id: at for at, speech_id in enumerate(cards)}
    places = list(dict.fromkeys(card.place for card in cards.values()))
    languages = list(dict.fromkeys(passage.language for passage, _ in drawn))
    points = np.rint(placed.place[rows] * 1000).astype(int)
    points -= points.min(axis=0)
    topic = [number.get(id_ or "", -1) for _, id_ in drawn]
    return {
        "x": points[:, 0].tolist(),
        "y": points[:, 1].tolist(),
        "span": points.max(axis=0).tolist(),
        "topic": topic,
        "language": [languages.index(passage.language) for passage, _ in drawn],
        "languages": [language_name(code) for code in languages],
        "tags": languages,
        "place": [places.index(cards[passage.speech_id].place) for passage, _ in drawn],
        "places": places,
        "year": [_year(cards[passage.speech_id].date) for passage, _ in drawn],
        "speech": [speeches[passage.speech_id] for passage, _ in drawn],
        "titles": [_cut(card.title or card.id, _TITLE) for card in cards.values()],
        "text": [_cut(passage.text, SNIPPET) for passage, _ in drawn],
        "topics": [
            {
                "label": counted.topic.label,
                "zh": counted.topic.label_in("zh"),
                "en": counted.topic.label_in("en"),
            }
            for counted in topics
        ],
        "snippet": SNIPPET,
        "signs": _signs(points, np.array(topic)),
    }


def _signs(points: Any, topic: Any) -> list[dict[str, int]]:
    """The middle of each topic's dots: the medians, which far dots do not move. The largest first."""
    sizes = np.bincount(topic[topic >= 0]) if (topic >= 0).any() else np.zeros(0, int)
    shown = [at for at in np.argsort(-sizes, kind="stable").tolist() if sizes[at]][:_MOST_SIGNS]
    middles = [np.median(points[topic == at], axis=0).astype(int).tolist() for at in shown]
    return [{"topic": at, "x": x, "y": y} for at, (x, y) in zip(shown, middles, strict=True)]


def _year(date: str) -> int:
    days = days_of(date)
    return int(days[0][:4]) if days else 0


def _cut(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def in_page(data: dict[str, Any]) -> str:
    """JSON that may stand in a script element: nothing in it ends the element or begins a comment."""
    packed = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return packed.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
