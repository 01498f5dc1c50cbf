"""The door: a corpus and its encoder, open for questions.

Whatever is asked takes three steps: it is read, its texts are encoded, it is answered. Whoever has a
better way to the encoder than a call for each question (a queue that encodes many at once) takes them one by
one.
"""

from dataclasses import dataclass
from pathlib import Path

from embeddings.comparison.compare import Comparison, compare, distribution
from embeddings.encoder.encoding import Encoder, Encoding, Progress
from embeddings.search.explanation import Explanation, explain
from embeddings.search.question import PreparedQuestion, Question, ask
from embeddings.search.search import Match, facets, search
from embeddings.search.strength_filter import BelowThreshold
from embeddings.similarity.space import Vectors
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.snapshot import Facets, Snapshot
from embeddings.speech import Passage, Speech
from embeddings.text.passages import passages_of, traced
from embeddings.timing import timed
from embeddings.topics.shares import TopicShares


@dataclass(frozen=True, slots=True)
class Answer:
    """language: the one the question was taken to be in.  truncated: whether its end was not read.
    weaker: what a least strength left out; None when none was asked for.

    explanations: one for each match, in their order.  next_offset: where the next page begins; None after
    the last.
    """

    question: str
    language: str
    truncated: bool
    matches: tuple[Match, ...]
    explanations: tuple[Explanation, ...]
    next_offset: int | None
    weaker: BelowThreshold | None = None


@dataclass(frozen=True, slots=True)
class NewSpeech:
    """A speech that need not be in the corpus, read: at least one passage."""

    speech: Speech
    passages: tuple[Passage, ...]

    @property
    def normalized_texts(self) -> list[str]:
        """What the encoder is given, as passages."""
        return [passage.normalized for passage in self.passages]


class Corpus:
    """Questions to one corpus folder; safe to ask from several threads at once.

    Each question takes the snapshot to answer from, so that no answer mixes two.
    """

    def __init__(self, current: CurrentSnapshot, encoder: Encoder) -> None:
        """Raises ModelMismatch unless the encoder is the one that made the corpus."""
        current.held.snapshot.manifest.embedding_model.need_same(encoder.embedding_model, current.folder)
        self.current = current
        self.encoder = encoder

    @classmethod
    def open(cls, folder: Path, encoder: Encoder) -> "Corpus":
        """Raises NothingPublished, BrokenSnapshot or ModelMismatch."""
        return cls(CurrentSnapshot(folder), encoder)

    @property
    def snapshot(self) -> Snapshot:
        return self.current.held.snapshot

    # Questions

    def search(self, snapshot: Snapshot, question: Question) -> Answer:
        """The passages that answer a question of any length, in any language, and why.

        Only the first LONGEST_QUESTION characters of its text are read.
        Raises UnusableQuestion when there is nothing to read, or a filter that means nothing,
        StrengthUnknown for a least strength that cannot be told.
        """
        asked = self.read(question)
        return self.answer(snapshot, asked, self._encoded(asked))

    def facets(self, snapshot: Snapshot, question: Question, *, n: int) -> Facets:
        """What the first n passages that answer a question are from."""
        asked = self.read(question)
        return self.counted(snapshot, asked, self._encoded(asked), n=n)

    def read(self, question: Question) -> PreparedQuestion:
        """Raises UnusableQuestion when there is nothing to read."""
        with timed("read"):
            return ask(question)

    def answer(self, snapshot: Snapshot, asked: PreparedQuestion, encoding: Encoding | None) -> Answer:
        """What `search` gives, once the question is encoded.

        encoding: of `asked.normalized` as a question, one row; None when the form is "".
        """
        with timed("search"):
            page = search(snapshot, asked, _row(encoding))
        with timed("explain"):
            answers = [(match.passage, traced(match.passage)) for match in page.matches]
            explanations = explain(page.asked.typed, answers)
        return Answer(
            question=asked.question.text,
            language=page.asked.language,
            truncated=asked.cut or (encoding is not None and bool(encoding.truncated[0])),
            matches=page.matches,
            explanations=tuple(explanations),
            next_offset=page.next_offset,
            weaker=page.weaker,
        )

    def counted(
        self, snapshot: Snapshot, asked: PreparedQuestion, encoding: Encoding | None, *, n: int
    ) -> Facets:
        """What `facets` gives, once the question is encoded as for `answer`."""
        return facets(snapshot, asked, _row(encoding), n=n)

    def _encoded(self, asked: PreparedQuestion) -> Encoding | None:
        return self.encoder.query(asked.normalized) if asked.normalized else None

    # Speeches

    def compare(
        self, snapshot: Snapshot, speech: Speech, *, k: int, with_speech: str | None = None
    ) -> Comparison:
        """A new speech against the snapshot, or against one speech of it.

        Raises EmptySpeech, or UnknownSpeech for `with_speech`.
        """
        new = self.read_speech(speech)
        encoding = self.encoder.passages(new.normalized_texts)
        return self.compared(snapshot, new, encoding, k=k, with_speech=with_speech)

    def distribution(self, snapshot: Snapshot, speech: Speech) -> TopicShares:
        """How much of a speech, which need not be in the corpus, belongs to each topic.

        Raises TopicsNotMade, or EmptySpeech.
        """
        snapshot.need_topics()
        new = self.read_speech(speech)
        return self.distributed(snapshot, new, self.encoder.passages(new.normalized_texts))

    def read_speech(self, speech: Speech) -> NewSpeech:
        """Raises EmptySpeech when it holds no text."""
        return NewSpeech(speech, passages_of(speech).passages)

    def compared(
        self,
        snapshot: Snapshot,
        new: NewSpeech,
        encoding: Encoding,
        *,
        k: int,
        with_speech: str | None = None,
        progress: Progress | None = None,
    ) -> Comparison:
        """What `compare` gives, once the speech is encoded.

        encoding: row i for form i, as a passage.  progress: is told of each passage that was compared.
        """
        return compare(
            snapshot,
            new.speech,
            new.passages,
            encoding.vectors,
            k=k,
            with_speech=with_speech,
            progress=progress,
        )

    def distributed(self, snapshot: Snapshot, new: NewSpeech, encoding: Encoding) -> TopicShares:
        """What `distribution` gives, once the speech is encoded as for `compared`."""
        return distribution(snapshot, new.passages, encoding.vectors)


def _row(encoding: Encoding | None) -> Vectors | None:
    return None if encoding is None else encoding.vectors[0]
