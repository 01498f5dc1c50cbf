"""Everything a snapshot shows, gathered before it is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from embeddings.embedding_model import EmbeddingModel
from embeddings.similarity.space import Space, Vectors
from embeddings.speech import Finding, Passage, Repair, Speech
from embeddings.topics.model import TopicModel


@dataclass(frozen=True)
class SnapshotData:
    """What goes into a snapshot.

    speeches: in the order of their ids.  passages: in the order of their addresses, row i of vectors
    (centred unit rows) and item i of topics (ids; None for unassigned) belonging to passage i.
    """

    embedding_model: EmbeddingModel
    speeches: Sequence[Speech]
    passages: Sequence[Passage]
    vectors: Vectors
    topics: Sequence[str | None]
    space: Space
    topic_model: TopicModel | None
    revisions: Mapping[str, str]  # by speech
    repairs: Mapping[str, Sequence[Repair]] = field(default_factory=dict)  # by speech
    findings: Mapping[str, Sequence[Finding]] = field(default_factory=dict)  # by speech
    copies: Mapping[str, str] = field(default_factory=dict)  # speech -> the speech it is a copy of
    derived_files: Mapping[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not len(self.passages) == len(self.vectors) == len(self.topics):
            counts = len(self.passages), len(self.vectors), len(self.topics)
            raise ValueError("{} passages, {} vectors and {} topics".format(*counts))
