"""The topics of a corpus, and their two files: numbers in safetensors, the rest in JSON, no pickle."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Literal

import numpy as np
import safetensors.numpy

from embeddings.similarity.space import Vectors, centre_key
from embeddings.topics.length_directions import LengthDirections
from embeddings.topics.neighbours import Ground, Numbers, Rows
from embeddings.topics.reach import Reach

NUMBERS_FILE = "topics.safetensors"
TOPICS_FILE = "topics.json"
FILES = (NUMBERS_FILE, TOPICS_FILE)
FORMAT = 4
SEPARATOR = " · "  # between the words of a label


class TopicsOutdated(ValueError):
    """Topics in the format of an earlier version."""


Kind = Literal["subject", "boilerplate", "references", "noise"]
KINDS: tuple[Kind, ...] = ("subject", "boilerplate", "references", "noise")
Happened = Literal["continued", "split", "merged", "born", "retired"]


@dataclass(frozen=True, slots=True)
class Topic:
    """What a set of passages is about.

    id: `t_` and eight hexadecimal digits, given when the topic was born and kept from fit to fit.
    label: two to four of its most telling words, in the language most of it is in; or what a person called
    it.  labels: the same by language, that of the main one first; of Chinese as most write it ("zh"), and in
    the other script where some write it otherwise (zh-Hans, zh-Hant).  words: its most telling words in that
    language, best first; empty when its passages hold none.  words_by_language: the same for each language
    it speaks. n_passages: how many passages of the corpus it was fitted on are assigned to it.
    representative: addresses of the passages nearest to its centre, nearest first, at most five.
    description: a sentence from the first of them.  kind: what is no subject is told apart.  agreement: 0 to
    1, the share of runs in which its passages were together; unstable: whether that is low.  entropy: of its
    languages, in bits.  coherence: by language, NPMI of its words.  group: the id of the group it belongs
    to.  renamed: whether a person did.
    """

    id: str
    label: str
    words: tuple[str, ...]
    n_passages: int
    representative: tuple[str, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    words_by_language: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    description: str = ""
    kind: Kind = "subject"
    agreement: float = 1.0
    unstable: bool = False
    entropy: float = 0.0
    coherence: Mapping[str, float] = field(default_factory=dict)
    group: str = ""
    renamed: bool = False

    @property
    def found_label(self) -> str:
        """What the fit called it, whatever a person does."""
        return next(iter(self.labels.values()), "") or self.id

    @property
    def is_subject(self) -> bool:
        return self.kind == "subject"

    def label_in(self, language: str) -> str:
        """Its label for a reader of this language; in its own main language where it does not speak that."""
        if self.renamed:
            return self.label
        return self.labels.get(language) or self.labels.get(centre_key(language), self.label)


@dataclass(frozen=True, slots=True)
class TopicGroup:
    """A coarser topic. topics: the ids of those that belong to it, at least one, sorted."""

    id: str
    label: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TopicPart:
    """A finer topic within one. n_passages: of those it was fitted on."""

    topic: str
    label: str
    n_passages: int


@dataclass(frozen=True, slots=True)
class TopicJoin:
    """Two topics that are one in the next coarser level: `into` takes `topic` in, and stands for both."""

    topic: str
    into: str


@dataclass(frozen=True, slots=True)
class TopicEvent:
    """What became of a topic in the last fit.

    what: it continued, split off another, took another in, was born, or retired.  topic: whose id this is.
    other: the topic it was split from, or that it was merged into.  n_passages: how many moved that way.
    """

    what: Happened
    topic: str
    label: str
    n_passages: int
    other: str = ""


@dataclass(frozen=True, eq=False)  # equality of arrays is not one truth value
class Voters:
    """The passages that topics were fitted on, by whose votes any passage gets its topic.

    topic: the row of each one's topic, shape (n,).  part: the row of its part, -1 for none, (n,).
    place: where it lies on the map, (n, 2).  text: what tells its text from others in a later fit, (n,).
    """

    ground: Ground
    topic: Rows
    part: Rows
    place: Numbers
    text: Rows

    def __post_init__(self) -> None:
        counts = len(self.ground), len(self.topic), len(self.part), len(self.place), len(self.text)
        if len(set(counts)) > 1:
            raise ValueError("{} passages, {} topics, {} parts, {} places and {} texts".format(*counts))


@dataclass(frozen=True, slots=True, eq=False)
class TopicModel:
    """Everything needed to say what a passage is about, without the libraries that found it out.

    topics: sorted by id.  centroids: unit rows (n_topics, dim) of the voters' space, row i for topics[i].
    floor: the score a passage needs with its nearest voter.  reach: how far from its voters it may lie.
    fitted_with: parameters, counts and library versions of the fit.  joins: in the order in which topics
    become fewer, see `level`.  events: what became of the topics of the fit before.  number: of this fit,
    from 1.  measures: of the topics as a whole, by name.  lengths: what is taken out of a vector before the
    voters are asked, who lie in space without it.
    Raises ValueError when rows and topics do not match or ids are not in rising order.
    """

    topics: tuple[Topic, ...]
    centroids: Vectors
    voters: Voters
    floor: float
    fitted_with: Mapping[str, str | int | float]
    groups: tuple[TopicGroup, ...] = ()
    parts: tuple[TopicPart, ...] = ()
    joins: tuple[TopicJoin, ...] = ()
    events: tuple[TopicEvent, ...] = ()
    number: int = 1
    measures: Mapping[str, float] = field(default_factory=dict)
    lengths: LengthDirections = field(default_factory=LengthDirections.none)
    reach: Reach = field(default_factory=Reach.endless)

    def __post_init__(self) -> None:
        if self.centroids.ndim != 2 or len(self.centroids) != len(self.topics) or not self.topics:
            raise ValueError(
                f"{len(self.topics)} topics do not fit centroids of shape {self.centroids.shape}"
            )
        ids = [topic.id for topic in self.topics]
        if ids != sorted(set(ids)):
            raise ValueError("topic ids must be different and in rising order")
        if len(self.voters.topic) and self.voters.topic.max() >= len(ids):
            raise ValueError(f"a passage has topic {self.voters.topic.max()} of {len(ids)}")


def level(topic_model: TopicModel, n: int) -> dict[str, str]:
    """For each topic the one that stands for it where so many are left: itself, or one it was joined with."""
    stands_for = {topic.id: topic.id for topic in topic_model.topics}
    for join in topic_model.joins[: max(0, len(stands_for) - n)]:
        stands_for = {id_: join.into if head == join.topic else head for id_, head in stands_for.items()}
    return stands_for


def relabel(topic_model: TopicModel, topic_id: str, label: str) -> TopicModel:
    """The same topics, of which one is called as a person calls it; "" gives back what the fit called it."""
    topics = [
        topic
        if topic.id != topic_id
        else replace(topic, label=label or topic.found_label, renamed=bool(label))
        for topic in topic_model.topics
    ]
    return replace(topic_model, topics=tuple(topics))


def pack(topic_model: TopicModel) -> dict[str, bytes]:
    """The files of `topics`, by name; `unpack` gives back exactly the same values."""
    voters = topic_model.voters
    numbers = {
        "centroids": topic_model.centroids,
        "lengths": topic_model.lengths.directions,
        "grid": voters.ground.grid,
        "own": voters.ground.own.astype(np.int32),
        "density": voters.ground.density,
        "topic": voters.topic.astype(np.int32),
        "part": voters.part.astype(np.int32),
        "place": voters.place,
        "text": voters.text.astype(np.int64),
        "reach_centres": topic_model.reach.centres,
        "reach_limits": topic_model.reach.limits,
        "reach_lengths": topic_model.reach.lengths,
    }
    arrays = {name: np.ascontiguousarray(array) for name, array in numbers.items()}
    return {NUMBERS_FILE: safetensors.numpy.save(arrays), **topics_file(topic_model)}


def topics_file(topic_model: TopicModel) -> dict[str, bytes]:
    """The one of the two files that holds words and labels, by its name."""
    about = {
        "format": FORMAT,
        "number": topic_model.number,
        "floor": topic_model.floor,
        "made_with": dict(topic_model.fitted_with),
        "measures": dict(topic_model.measures),
        "languages": topic_model.voters.ground.languages,
        "lengths": topic_model.lengths.languages,
        "reach": topic_model.reach.languages,
        "topics": [asdict(topic) for topic in topic_model.topics],
        "groups": [asdict(group) for group in topic_model.groups],
        "parts": [asdict(part) for part in topic_model.parts],
        "joins": [asdict(join) for join in topic_model.joins],
        "events": [asdict(event) for event in topic_model.events],
    }
    return {TOPICS_FILE: json.dumps(about, ensure_ascii=False, indent=1).encode()}


def unpack(files: Mapping[str, bytes]) -> TopicModel:
    """The topics that `pack` made these files of.

    Raises TopicsOutdated when they were written in an earlier format; KeyError when one is missing,
    ValueError when they do not fit together. That the bytes are the ones written is for the snapshot's
    checksums to say.
    """
    about = json.loads(files[TOPICS_FILE])
    if about.get("format") != FORMAT:
        raise TopicsOutdated(
            f"{TOPICS_FILE} has format {about.get('format')}, this version reads {FORMAT}: make the topics"
            " again with `tifa topics`"
        )
    numbers = safetensors.numpy.load(files[NUMBERS_FILE])
    ground = Ground(
        numbers["grid"], tuple(about["languages"]), numbers["own"].astype(np.int64), numbers["density"]
    )
    return TopicModel(
        topics=tuple(_topic(row) for row in about["topics"]),
        centroids=numbers["centroids"],
        voters=Voters(
            ground,
            numbers["topic"].astype(np.int64),
            numbers["part"].astype(np.int64),
            numbers["place"],
            numbers["text"],
        ),
        floor=about["floor"],
        fitted_with=about["made_with"],
        groups=tuple(TopicGroup(row["id"], row["label"], _texts(row["topics"])) for row in about["groups"]),
        parts=tuple(TopicPart(**row) for row in about["parts"]),
        joins=tuple(TopicJoin(**row) for row in about["joins"]),
        events=tuple(TopicEvent(**row) for row in about["events"]),
        number=about["number"],
        measures=about["measures"],
        lengths=LengthDirections(tuple(about["lengths"]), numbers["lengths"]),
        reach=Reach(
            tuple(about["reach"]),
            numbers["reach_centres"],
            numbers["reach_limits"],
            numbers["reach_lengths"],
        ),
    )


def _topic(row: Mapping[str, Any]) -> Topic:
    known = {one.name: row[one.name] for one in fields(Topic)}
    return Topic(
        **{
            **known,
            "words": _texts(row["words"]),
            "representative": _texts(row["representative"]),
            "words_by_language": {key: _texts(words) for key, words in row["words_by_language"].items()},
        }
    )


def _texts(values: Sequence[object]) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise ValueError(f"expected a list of texts, got {type(values).__name__}")
    return tuple(str(value) for value in values)
