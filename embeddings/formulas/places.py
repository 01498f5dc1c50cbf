"""Where a wording stands, as it is shown: in the original text of its speech."""

from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.snapshot.snapshot import Snapshot
from embeddings.snapshot.tables.speeches import SpeechCard
from embeddings.speech import Passage
from embeddings.text.passages import trace_passage


@dataclass(frozen=True, slots=True)
class Place:
    """`start` to `end` of the normalized text of the passage in a row."""

    row: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A place in the raw text of its speech: `start` to `end` count code points of it."""

    speech: SpeechCard
    passage: Passage
    start: int
    end: int

    @property
    def written(self) -> str:
        """What the speech says there, in one line."""
        at = self.passage.start
        return " ".join(self.passage.text[self.start - at : self.end - at].split())


def show(snapshot: Snapshot, places: Sequence[Place]) -> list[ShownPlace]:
    """These places, in their order."""
    rows = [place.row for place in places]
    passages = snapshot.passages(rows)
    cards = snapshot.speeches(sorted({passage.speech_id for passage in passages}))
    shown = []
    for place, passage in zip(places, passages, strict=True):
        start, end = trace_passage(passage).span(place.start, place.end)
        shown.append(
            ShownPlace(cards[passage.speech_id], passage, passage.start + start, passage.start + end)
        )
    return shown
