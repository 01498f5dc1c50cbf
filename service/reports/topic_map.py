"""A flat picture of the topics: the plane that spreads their centres most, and the passages on it.

Principal components of the centroids, by singular value decomposition: nothing is drawn at random, and
distances on the plane are shadows of the real ones, never inventions. How much is lost is told beside it.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.similarity.space import Vectors
from embeddings.snapshot.snapshot import Snapshot
from embeddings.speech import Passage
from service.reports.topic_counts import CountedTopic

WIDTH, HEIGHT = 960, 600
MOST_DOTS = 1_500
_MARGIN = 48
_FEWEST_TOPICS = 3  # fewer do not span a plane
_LINE = 18
_GAP = 14
_MOST_SIGNS = 30
_LONGEST_LABEL = 24
_SHIFTS = (0, 1, -1, 2, -2, 3, -3)  # lines a label may move to keep clear of the others

Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Dot:
    """A passage at (x, y).  number: of its topic, None when unassigned."""

    x: float
    y: float
    number: int | None
    title: str


@dataclass(frozen=True, slots=True)
class Sign:
    """A topic's number in the middle of its dots.

    label: its name, "" where there is no room.  end: whether the label ends at label_x, not begins there.
    """

    x: float
    y: float
    number: int
    label: str
    label_x: float
    label_y: float
    end: bool


@dataclass(frozen=True, slots=True)
class TopicMap:
    """kept_of_topics, kept_of_passages: the share of their variance that lies in the plane, 0 to 1."""

    dots: tuple[Dot, ...]
    signs: tuple[Sign, ...]
    kept_of_topics: float
    kept_of_passages: float
    n_passages: int


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "_Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def map_topics(snapshot: Snapshot, topics: Sequence[CountedTopic]) -> TopicMap | None:
    """None when there are too few topics to span a plane."""
    centroids = snapshot.need_topics().centroids
    if len(centroids) < _FEWEST_TOPICS:
        return None
    n = len(snapshot.index)
    rows = np.unique(np.linspace(0, n - 1, min(n, MOST_DOTS)).astype(int)).tolist()
    vectors = np.stack([snapshot.index.vector(row) for row in rows])
    middle, axes, kept = _plane(centroids)
    points = _fitted((vectors - middle) @ axes.T)
    number_of = {counted.topic.id: counted.number for counted in topics}
    wanted = set(rows)
    placed = [one for row, one in enumerate(snapshot.placed_passages()) if row in wanted]
    numbers = [None if topic is None else number_of[topic] for _, topic in placed]
    titles = _titles(snapshot, [passage for passage, _ in placed])
    return TopicMap(
        dots=tuple(
            Dot(x, y, number, title)
            for (x, y), number, title in zip(points.tolist(), numbers, titles, strict=True)
        ),
        signs=_signs(points, numbers, topics),
        kept_of_topics=kept,
        kept_of_passages=_kept(vectors, axes),
        n_passages=n,
    )


def _plane(centroids: Vectors) -> tuple[Points, Points, float]:
    """The middle of the centroids, (dim,), the two directions of their spread, (2, dim), what those keep."""
    rows = centroids.astype(np.float64)
    middle = rows.mean(axis=0)
    _, spread, directions = np.linalg.svd(rows - middle, full_matrices=False)
    axes = directions[:2]
    # The sign of a direction is arbitrary; the largest coordinate is made positive.
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1)[:, None], axis=1)
    total = float((spread**2).sum())
    return middle, axes * np.sign(largest), float((spread[:2] ** 2).sum()) / total if total else 0.0


def _kept(vectors: Vectors, axes: Points) -> float:
    away = vectors - vectors.mean(axis=0, dtype=np.float64)
    total = float((away**2).sum())
    return float(((away @ axes.T) ** 2).sum()) / total if total else 0.0


def _fitted(points: Points) -> Points:
    """Moved and scaled into the picture, by one factor for both directions."""
    low, high = points.min(axis=0), points.max(axis=0)
    room = np.array([WIDTH - 2 * _MARGIN, HEIGHT - 2 * _MARGIN])
    extent = np.maximum(high - low, 1e-9)
    scaled = (points - (low + high) / 2) * (room / extent).min()
    inside: Points = np.round(scaled * (1, -1) + (WIDTH / 2, HEIGHT / 2), 1)
    return inside


def _titles(snapshot: Snapshot, passages: Sequence[Passage]) -> list[str]:
    cards = snapshot.speeches([passage.speech_id for passage in passages])
    return [cards[passage.speech_id].title or passage.speech_id for passage in passages]


def _signs(points: Points, numbers: Sequence[int | None], topics: Sequence[CountedTopic]) -> tuple[Sign, ...]:
    """Of the largest topics, the largest first: where it gets crowded, the small ones go without a label."""
    of_dots = np.array([number or 0 for number in numbers])
    middles = [
        (counted, points[of_dots == counted.number].mean(axis=0).round(1).tolist())
        for counted in topics[:_MOST_SIGNS]
        if counted.number in of_dots
    ]
    taken = [_Box(x - 10, y - 10, x + 10, y + 10) for _, (x, y) in middles]
    return tuple(_sign(x, y, counted, taken) for counted, (x, y) in middles)


def _sign(x: float, y: float, counted: CountedTopic, taken: list[_Box]) -> Sign:
    """Its label beside the disc, a line or more higher or lower if need be; `taken` grows by it."""
    # The number again: a label may have to move away from its disc.
    label = f"{counted.number} {_shortened(counted.topic.label)}"
    width = _drawn_width(label)
    end = x + _GAP + width > WIDTH
    label_x = x - _GAP if end else x + _GAP
    left = label_x - width if end else label_x
    for shift in _SHIFTS:
        middle = y + shift * _LINE
        box = _Box(left, middle - _LINE / 2, left + width, middle + _LINE / 2)
        if box.top > 0 and box.bottom < HEIGHT and not any(box.overlaps(other) for other in taken):
            taken.append(box)
            return Sign(x, y, counted.number, label, round(label_x, 1), round(middle, 1), end)
    return Sign(x, y, counted.number, "", x, y, end)


def _shortened(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else label[: _LONGEST_LABEL - 1] + "…"


def _drawn_width(label: str) -> float:
    """Pixels at the 13 px the map is lettered in: near enough to keep labels apart."""
    return sum(13.0 if unicodedata.east_asian_width(character) in "WF" else 7.2 for character in label)
