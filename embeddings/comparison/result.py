"""What a comparison says: the values that answers, reports and tables are made of.

Every `start` and `end` counts code points of the raw text: of the new speech, or of a source.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from embeddings.comparison.alignment.changes import Operation
from embeddings.comparison.versions.versions import Versions
from embeddings.dates import when_said
from embeddings.search.search import Match
from embeddings.snapshot.tables.speeches import SpeechCard
from embeddings.speech import Passage, Speech
from embeddings.topics.shares import TopicShares

StretchClass: TypeAlias = Literal[
    "verbatim", "edited", "paraphrase", "translation", "quotation", "common", "same_topic", "new"
]
CLASSES: tuple[StretchClass, ...] = (
    "verbatim", "edited", "paraphrase", "translation", "quotation", "common", "same_topic", "new",
)  # fmt: skip
REUSED: frozenset[StretchClass] = frozenset(CLASSES[:6])


@dataclass(frozen=True, slots=True)
class Edit:
    """What became of a piece of the source. insert: it has nothing there; delete: the new text has nothing;
    move: the same letters, in another place.
    """

    operation: Operation
    start: int
    end: int
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What two alike sentences say differently, and what no reader should overlook.

    here, there: the wording in the new speech and in the source, "" where one says nothing of the kind.
    """

    kind: Literal["number", "name", "negation"]
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """`start` to `end` of a source's raw text, in one of its passages.

    earliest: no dated source of this stretch is earlier.  cosine, percentile: of the two passages; None when
    they were not measured.  identity: the share of equal letters, 0 to 1; None where letters were not
    compared (another language).
    """

    speech: SpeechCard
    passage: Passage
    start: int
    end: int
    earliest: bool
    cosine: float | None
    percentile: float | None
    identity: float | None
    diff: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One use of a stretch, by date. changes: what it says otherwise than the step before, as (operation,
    wording before, wording now).
    """

    speech: SpeechCard
    passage: Passage
    start: int
    end: int
    changes: tuple[tuple[Operation, str, str], ...]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who said a stretch first in this corpus, and who took it up.

    first: None when no source is dated.  tied: speeches whose date cannot be told apart from the first.
    n_undated: sources without a date, which may be earlier.  steps: dated sources by date; n_left_out: how
    many more there are.
    """

    first: SpeechCard | None
    tied: tuple[SpeechCard, ...]
    n_undated: int
    steps: tuple[Step, ...]
    n_left_out: int = 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the new speech that shares one origin.

    n_speeches: how many speeches of the corpus hold it, copies of one speech counted once.  why: what a class
    that letters alone do not show rests on.
    """

    start: int
    end: int
    kind: StretchClass
    sources: tuple[SourceSpan, ...] = ()
    n_speeches: int = 0
    differences: tuple[Difference, ...] = ()
    provenance: Provenance | None = None
    why: str = ""

    @property
    def length(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Repeat:
    """`start` to `end` of the new speech says again what it said from `of_start` to `of_end`."""

    start: int
    end: int
    of_start: int
    of_end: int


@dataclass(frozen=True, slots=True)
class Novelty:
    """A percentile, 0 (nothing is less new) to 100, among what the corpus's own speeches of this language get
    when each is left out. low, high: its 95 % interval, as few or many were looked at.
    """

    percentile: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class ComparedPassage:
    """A passage of the new speech, its topic (an id, None when unassigned or none are made), the nearest
    passages of the corpus, and its stretches, which together are all of it. novelty: None when the corpus is
    too small to tell.
    """

    passage: Passage
    topic: str | None
    matches: tuple[Match, ...]
    stretches: tuple[Stretch, ...] = ()
    novelty: Novelty | None = None


@dataclass(frozen=True, slots=True)
class Containment:
    """What a speech of the corpus and the new one have of each other, in characters.

    of_new: of the new speech, that stand in this one; of_old: of this one, that stand in the new speech.
    """

    speech: SpeechCard
    of_new: int
    of_old: int
    share_of_new: float
    share_of_old: float
    classes: tuple[tuple[StretchClass, int], ...]


@dataclass(frozen=True, slots=True)
class TopicsOf:
    """The topics of what the new speech is set beside: speeches of the corpus, and how far they are away."""

    speeches: tuple[SpeechCard, ...]
    shares: TopicShares
    divergence: float


@dataclass(frozen=True, slots=True)
class ComparedTopics:
    """The distribution of the new speech beside that of what it is compared with.

    divergence: Jensen-Shannon, 0 (the same) to 1 (nothing in common).  nearest: the speeches that share most
    with it.  same_speaker: earlier speeches of its speaker, None when unknown or none.  missing: topics that
    every earlier speech of its speaker had, and this one lacks.
    """

    speech: TopicShares
    corpus: TopicShares
    divergence: float
    nearest: TopicsOf | None = None
    same_speaker: TopicsOf | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchedSpeeches:
    """What stood behind an answer: how many speeches, and of how many no date is known."""

    n_speeches: int
    n_undated: int
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """topics: None until topics are made.  copies: speeches of the corpus that read letter for letter as this
    one.  novelty: of the whole speech.  versions: what changed since the speech that this one was held
    against alone; None when it was held against all.
    """

    speech: Speech
    passages: tuple[ComparedPassage, ...]
    topics: ComparedTopics | None
    containment: tuple[Containment, ...] = ()
    repeats: tuple[Repeat, ...] = ()
    novelty: Novelty | None = None
    copies: tuple[SpeechCard, ...] = ()
    searched: SearchedSpeeches = SearchedSpeeches(0, 0)
    versions: Versions | None = None

    @property
    def summary(self) -> dict[StretchClass, float]:
        """The share of each class in the characters of all stretches; they sum to 1."""
        lengths = dict.fromkeys(CLASSES, 0)
        for compared in self.passages:
            for stretch in compared.stretches:
                lengths[stretch.kind] += stretch.length
        total = sum(lengths.values())
        return {kind: length / total if total else 0.0 for kind, length in lengths.items()}

    @property
    def later_share(self) -> float:
        """The share of characters that somebody in particular has too, but only later than this speech."""
        stretches = [stretch for compared in self.passages for stretch in compared.stretches]
        total = sum(stretch.length for stretch in stretches)
        later = sum(stretch.length for stretch in stretches if self._only_later(stretch))
        return later / total if total else 0.0

    def _only_later(self, stretch: Stretch) -> bool:
        origin = stretch.provenance
        if stretch.kind not in REUSED or stretch.kind == "common" or origin is None or origin.first is None:
            return False
        return not origin.n_undated and when_said(self.speech.date, origin.first.date) == "later"
