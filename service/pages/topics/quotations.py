"""Passages that say what a topic is about, shortened where there is little room."""

from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.snapshot.snapshot import Snapshot
from embeddings.snapshot.tables.speeches import SpeechCard
from embeddings.speech import Passage
from embeddings.topics.model import Topic

QUOTE = 140  # characters of a quotation on a card


@dataclass(frozen=True, slots=True)
class Quotation:
    """A passage, or its beginning, and whose it is."""

    passage: Passage
    speech: SpeechCard
    text: str


def quote(snapshot: Snapshot, topic: Topic, n: int, *, whole: bool = False) -> list[Quotation]:
    """The first n of the passages nearest to a topic's centre."""
    return quote_passages(snapshot, snapshot.representatives(topic)[:n], whole=whole)


def quote_passages(
    snapshot: Snapshot, passages: Sequence[Passage], *, whole: bool = False
) -> list[Quotation]:
    """These passages, in the order given."""
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
