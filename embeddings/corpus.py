"""The door: a corpus and its encoder, open for questions."""

from dataclasses import dataclass, replace
from pathlib import Path

from embeddings.comparison import Comparison, compare, distribution
from embeddings.current import CurrentSnapshot
from embeddings.encoder.encoding import Encoder
from embeddings.explain import Explanation, explain
from embeddings.question import Question, ask
from embeddings.search import Match, facets, search
from embeddings.snapshot import Facets, Snapshot
from embeddings.speech import Speech
from embeddings.text.passages import passages_of, query_form
from embeddings.topics.shares import TopicShares

# The tokenizer reads a whole text before it cuts it; a question is cut first.
LONGEST_QUESTION = 8_000


@dataclass(frozen=True, slots=True)
class Answer:
    """language: the one the question was taken to be in.  truncated: whether its end was not read.

    explanations: one for each match, in their order.  next_offset: where the next page begins; None after
    the last.
    """

    question: str
    language: str
    truncated: bool
    matches: tuple[Match, ...]
    explanations: tuple[Explanation, ...]
    next_offset: int | None


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

    def search(self, snapshot: Snapshot, question: Question) -> Answer:
        """The passages that answer a question of any length, in any language, and why.

        Only the first LONGEST_QUESTION characters of its text are read.
        Raises UnusableQuestion when there is nothing to read, or a filter that means nothing.
        """
        read = replace(question, text=question.text[:LONGEST_QUESTION])
        asked = ask(read)
        encoding = self.encoder.query(asked.form) if asked.form else None
        page = search(snapshot, asked, None if encoding is None else encoding.vectors[0])
        typed = query_form(read.text, language=asked.language)
        cut = encoding is not None and bool(encoding.truncated[0])
        return Answer(
            question=question.text,
            language=asked.language,
            truncated=cut or len(question.text) > LONGEST_QUESTION,
            matches=page.matches,
            explanations=tuple(explain(typed, [match.passage for match in page.matches])),
            next_offset=page.next_offset,
        )

    def facets(self, snapshot: Snapshot, question: Question, *, n: int) -> Facets:
        """What the first n passages that answer a question are from."""
        asked = ask(replace(question, text=question.text[:LONGEST_QUESTION]))
        vector = self.encoder.query(asked.form).vectors[0] if asked.form else None
        return facets(snapshot, asked, vector, n=n)

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
