"""The topics of a corpus, and their two files: centroids in safetensors, the rest in JSON, no pickle."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
import safetensors.numpy

from embeddings.similarity.space import Vectors

CENTROIDS_FILE = "topics.safetensors"
TOPICS_FILE = "topics.json"
FILES = (CENTROIDS_FILE, TOPICS_FILE)
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Topic:
    """What a set of passages is about.

    id: `t_` and eight hexadecimal digits, from the passages it was made of: the same corpus gives the
    same ids.  label: its two or three most telling words.  words: its most telling words in all
    languages, best first; empty when its passages hold none.  n_passages: how many passages of the
    corpus it was fitted on are assigned to it.  representative: addresses of the passages nearest to its
    centroid, nearest first, at most five.
    """

    id: str
    label: str
    words: tuple[str, ...]
    n_passages: int
    representative: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)  # equality of arrays is not one truth value
class TopicModel:
    """Everything needed to say what a passage is about, without the libraries that found it out.

    topics: sorted by id.  centroids: unit rows (n_topics, dim) of centred space, row i for topics[i].
    floor: the cosine to its centroid a passage needs.  margin: the lead it needs over the second-nearest
    centroid.  made_with: parameters, counts and library versions of the fit.
    Raises ValueError when rows and topics do not match or ids are not in rising order.
    """

    topics: tuple[Topic, ...]
    centroids: Vectors
    floor: float
    margin: float
    fitted_with: Mapping[str, str | int | float]

    def __post_init__(self) -> None:
        if self.centroids.ndim != 2 or len(self.centroids) != len(self.topics) or not self.topics:
            raise ValueError(
                f"{len(self.topics)} topics do not fit centroids of shape {self.centroids.shape}"
            )
        ids = [topic.id for topic in self.topics]
        if ids != sorted(set(ids)):
            raise ValueError("topic ids must be different and in rising order")


def pack(topic_model: TopicModel) -> dict[str, bytes]:
    """The files of `topics`, by name; `unpack` gives back exactly the same values."""
    about = {
        "format": FORMAT,
        "floor": topic_model.floor,
        "margin": topic_model.margin,
        "made_with": dict(topic_model.fitted_with),
        "topics": [asdict(topic) for topic in topic_model.topics],
    }
    return {
        CENTROIDS_FILE: safetensors.numpy.save({"centroids": np.ascontiguousarray(topic_model.centroids)}),
        TOPICS_FILE: json.dumps(about, ensure_ascii=False, indent=1).encode(),
    }


def unpack(files: Mapping[str, bytes]) -> TopicModel:
    """The topics that `pack` made these files of.

    Raises KeyError when one is missing, ValueError when they were written in another format or do not fit
    together. That the bytes are the ones written is for the snapshot's checksums to say.
    """
    about = json.loads(files[TOPICS_FILE])
    if about.get("format") != FORMAT:
        raise ValueError(f"{TOPICS_FILE} has format {about.get('format')}, this version reads {FORMAT}")
    return TopicModel(
        topics=tuple(_topic(row) for row in about["topics"]),
        centroids=safetensors.numpy.load(files[CENTROIDS_FILE])["centroids"],
        floor=about["floor"],
        margin=about["margin"],
        fitted_with=about["made_with"],
    )


def _topic(row: dict[str, object]) -> Topic:
    return Topic(
        id=str(row["id"]),
        label=str(row["label"]),
        words=_texts(row["words"]),
        n_passages=int(str(row["n_passages"])),
        representative=_texts(row["representative"]),
    )


def _texts(values: object) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise ValueError(f"expected a list of texts, got {type(values).__name__}")
    return tuple(str(value) for value in values)
