"""Everything a snapshot shows, gathered before it is written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from embeddings.embedding_model import EmbeddingModel
from embeddings.index.vectors import Rows
from embeddings.similarity.row_blocks import Matrix
from embeddings.similarity.space import Space
from embeddings.snapshot.manifest import is_file_name
from embeddings.snapshot.snapshot import Snapshot
from embeddings.speech import Finding, Passage, Repair, Speech
from embeddings.topics.model import TopicModel


@dataclass(frozen=True)
class SnapshotData:
    """What goes into a snapshot.

    speeches: in the order of their ids.  passages: in the order of their addresses, row i of vectors
    (centred unit rows) and item i of topics (ids; None for unassigned) belonging to passage i.

    before: the snapshot that this one follows, where it can be gone on from (see `snapshot_before`).
    carried: for each row, the row that its passage has in `before`, or -1 for a passage that is new or
    changed; int64, shape (n,), all -1 without a `before`.
    derived_files: what else is derived from the speeches and passages, packed, by the name of its file in the
    snapshot: see `Snapshot.derived_file`.
    segment_files: what is derived of each segment by itself, packed, by the name of its file in the
    first one; from the rows of the segment.
    recall: as the manifest tells it.
    """

    embedding_model: EmbeddingModel
    speeches: Sequence[Speech]
    passages: Sequence[Passage]
    sizes: Sequence[int]  # passages of each speech
    vectors: Matrix
    topics: Sequence[str | None]
    space: Space
    topic_model: TopicModel | None
    revisions: Mapping[str, str]  # by speech, in their order
    repairs: Mapping[str, Sequence[Repair]] = field(default_factory=dict)  # by speech
    findings: Mapping[str, Sequence[Finding]] = field(default_factory=dict)  # by speech
    copies: Mapping[str, str] = field(default_factory=dict)  # speech -> the speech it is a copy of
    before: Snapshot | None = None
    carried: Rows = field(default_factory=lambda: np.empty(0, np.int64))
    derived_files: Mapping[str, bytes] = field(default_factory=dict)
    segment_files: Mapping[str, Callable[[range], bytes]] = field(default_factory=dict)
    recall: float | None = None

    def __post_init__(self) -> None:
        n = len(self.passages)
        if not n == len(self.vectors) == len(self.topics) == sum(self.sizes):
            counts = n, len(self.vectors), len(self.topics), sum(self.sizes)
            raise ValueError("{} passages, {} vectors, {} topics and {} in the speeches".format(*counts))
        if self.before is None:
            object.__setattr__(self, "carried", np.full(n, -1, np.int64))
        elif len(self.carried) != n:
            raise ValueError(f"{n} passages, but {len(self.carried)} rows of before")
        named = {*self.derived_files, *self.segment_files}
        if unfit := sorted(name for name in named if not is_file_name(name)):
            raise ValueError(f"a snapshot keeps no file called {', '.join(unfit)}")

    @property
    def ids(self) -> list[str]:
        """Of the speeches, in their order."""
        return list(self.revisions)

    @cached_property
    def languages(self) -> list[str]:
        """The language of each passage; those of carried ones are not read again."""
        before = self.before.passage_languages if self.before else []
        rows = enumerate(self.carried.tolist())
        return [before[old] if old >= 0 else self.passages[row].language for row, old in rows]

    @property
    def keeps_vectors(self) -> bool:
        """Whether carried passages lie where they lay: the space is the one of the snapshot before."""
        return self.before is not None and self.before.manifest.space == self.space.id
