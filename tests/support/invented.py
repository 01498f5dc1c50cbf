"""Invented speeches, and snapshots of them that need no model: vectors are drawn, not encoded."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import pytest

from embeddings.embedding_model import EmbeddingModel
from embeddings.similarity.fitting import make_space
from embeddings.similarity.space import Vectors
from embeddings.snapshot import segments
from embeddings.snapshot.data import SnapshotData
from embeddings.speech import Finding, Passage, Repair, Source, Speech
from embeddings.text.passages import SplitSpeech
from embeddings.topics.model import TopicModel

DIMENSION = 16
MADE_WITH = EmbeddingModel(name="drawn@1", model="m1", encoding="e1", engine="drawn", dimension=DIMENSION)


def unit_rows(n: int, *, seed: int = 0, dimension: int = DIMENSION) -> Vectors:
    """n random unit rows, shape (n, dimension)."""
    rows = np.random.default_rng(seed).normal(size=(n, dimension))
    unit: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit


def speech(
    id_: str,
    *paragraphs: str,
    title: str = "",
    speaker: str = "",
    date: str = "",
    place: str = "",
    language: str = "en",
    source: str = "",
) -> Speech:
    return Speech(
        id=id_,
        raw="\n".join(paragraphs),
        title=title,
        speaker=speaker,
        date=date,
        place=place,
        language=language,
        source=source,
    )


def source_of(one: Speech) -> Source:
    return Source(path=f"speeches.jsonl#{one.id}", content=one.raw.encode(), encoding="utf-8")


def passages_by_line(one: Speech) -> list[Passage]:
    """A passage for each line, with no repair and no folding."""
    passages, start = [], 0
    for position, line in enumerate(one.raw.split("\n")):
        end = start + len(line)
        passages.append(Passage(one.id, position, start, end, line, line, one.language))
        start = end + 1
    return passages


def split_by_line(one: Speech) -> SplitSpeech:
    """As `passages_by_line`, with a repair and a finding made up."""
    return SplitSpeech(
        passages=tuple(passages_by_line(one)),
        repairs=(Repair("trim", 0, 1, one.raw[0], "", 0.9),),
        findings=(Finding("meeting", "the harbour board", "heading", 0.8, 0, 3),),
    )


@contextmanager
def segments_from(n_passages: int) -> Iterator[None]:
    """Meanwhile a segment of a snapshot ends with the first speech from so many passages on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segments, "SMALLEST", n_passages)
        patch.setattr(segments, "_SPACING", 1)
        yield


def data(
    speeches: Sequence[Speech],
    *,
    topic_model: TopicModel | None = None,
    topics: Sequence[str | None] = (),
    seed: int = 0,
) -> SnapshotData:
    """What a snapshot of these speeches would show, with drawn vectors."""
    ordered = sorted(speeches, key=lambda one: one.id)
    passages = [passage for one in ordered for passage in passages_by_line(one)]
    vectors = unit_rows(len(passages), seed=seed)
    languages = [passage.language for passage in passages]
    space = make_space(vectors, languages, [passage.speech_id for passage in passages])
    return SnapshotData(
        embedding_model=MADE_WITH,
        speeches=ordered,
        passages=passages,
        sizes=[one.raw.count("\n") + 1 for one in ordered],
        vectors=space.centred(vectors, languages),
        topics=list(topics) or [None] * len(passages),
        space=space,
        topic_model=topic_model,
        revisions={one.id: one.digest[:10] for one in ordered},
    )
