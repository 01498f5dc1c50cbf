"""The door: a corpus and its encoder, open for questions."""

from dataclasses import dataclass
from pathlib import Path

from embeddings.comparison import Comparison, compare, distribution
from embeddings.current import CurrentSnapshot
from embeddings.encoder.encoding import Encoder
from embeddings.errors import UnusableQuestion
from embeddings.question import ANY
from embeddings.search import Asker, Match, nearest_passages
from embeddings.snapshot import Filters, Snapshot
from embeddings.speech import Speech
from embeddings.text.passages import passages_of, query_form
from embeddings.topics.shares import TopicShares

# The tokenizer reads a whole text before it cuts it; a question is cut first.
LONGEST_QUESTION = 8_000


@dataclass(frozen=True, slots=True)
class Answer:
    """language: the one the question was taken to be in.  truncated: whether its end was not read."""

    question: str
    language: str
    truncated: bool
    matches: tuple[Match, ...]


class Corpus:
    """Questions to one corpus folder; safe to ask from several threads at once.

    Each question takes the snapshot to answer from, so that no answer mixes two.
    """

    def __init__(self, current: CurrentSnapshot, encoder: Encoder) -> None:
        """Raises ModelMismatch unless the encoder is the one that made the corpus."""
        current.held.snapshot.manifest.made_with.need_same(encoder.made_with, current.folder)
        self.current = current
        self.encoder = encoder

    @classmethod
    def open(cls, folder: Path, encoder: Encoder) -> "Corpus":
        """Raises NothingPublished, BrokenSnapshot or ModelMismatch."""
        return cls(CurrentSnapshot(folder), encoder)

    @property
    def snapshot(self) -> Snapshot:
        return self.current.held.snapshot

    def search(
        self, snapshot: Snapshot, question: str, *, k: int, language: str = "", filters: Filters = ANY
    ) -> Answer:
        """The k passages nearest in meaning to a question of any length, in any language.

        language: of the question, when it is known; else it is recognised. Only the first
        LONGEST_QUESTION characters are read.
        Raises UnusableQuestion when there is nothing to read, or a filter that means nothing.
        """
        asked = query_form(question[:LONGEST_QUESTION], language=language)
        if not asked.form.strip():
            raise UnusableQuestion("the question holds no text")
        encoding = self.encoder.query(asked.form)
        asker = Asker(asked.form, asked.language, "question")
        matches = nearest_passages(snapshot, encoding.vectors[0], asker, k=k, filters=filters)
        truncated = len(question) > LONGEST_QUESTION or bool(encoding.truncated[0])
        return Answer(question, asked.language, truncated, tuple(matches))

    def compare(
        self, snapshot: Snapshot, speech: Speech, *, k: int, with_speech: str | None = None
    ) -> Comparison:
        """A new speech against the snapshot, or against one speech of it.

        Raises EmptySpeech, or UnknownSpeech for `with_speech`.
        """
        passages = passages_of(speech).passages
        vectors = self.encoder.passages([passage.form for passage in passages]).vectors
        return compare(snapshot, speech, passages, vectors, k=k, with_speech=with_speech)

    def distribution(self, snapshot: Snapshot, speech: Speech) -> TopicShares:
        """How much of a speech, which need not be in the corpus, belongs to each theme.

        Raises TopicsNotMade, or EmptySpeech.
        """
        snapshot.need_themes()
        passages = passages_of(speech).passages
        vectors = self.encoder.passages([passage.form for passage in passages]).vectors
        return distribution(snapshot, passages, vectors)
