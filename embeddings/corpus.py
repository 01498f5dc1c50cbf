"""The door: a corpus and its encoder, open for questions.

Whatever is asked becomes one value, a `ReadyQuestion`: it was read, it names the texts to encode, and it
knows how to answer once they are. `Corpus.answer` runs it in one go. A service that encodes the texts of many
questions together takes the same value and runs its steps one by one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Generic, TypeVar

from embeddings.comparison.compare import compare, distribution
from embeddings.comparison.result import Comparison
from embeddings.encoder.encoding import Encoder, Encoding, Progress
from embeddings.search.explanation import Explanation, explain
from embeddings.search.looking_up import LookedUp, look_up
from embeddings.search.questions.question import PreparedQuestion, Question, read_question
from embeddings.search.questions.question_language import resolve_language
from embeddings.search.search import Match, ResultPage, facets, search
from embeddings.search.strength_filter import BelowThreshold
from embeddings.similarity.space import Vectors
from embeddings.similarity.strength import Kind
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.snapshot import Snapshot
from embeddings.snapshot.tables.metadata import Facets
from embeddings.speech import Passage, Speech
from embeddings.text.metadata.given import check_speech
from embeddings.text.passages import passages_of, trace_passage
from embeddings.timing import timed
from embeddings.topics.shares import TopicShares

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ReadyQuestion(Generic[T]):
    """A question that was read and can be answered from one snapshot.

    texts: what the encoder is given first, maybe nothing.  encoded_as: models prompt questions and passages
    differently.  answer: takes row i for text i (None when there are no texts), and is told of each step of
    long work; whatever that raises ends the work.  beside: does what of the answer needs no vectors, which
    the answer then finds done; for whoever encodes elsewhere meanwhile. Raises what the answer would.
    """

    texts: tuple[str, ...]
    encoded_as: Kind
    answer: Callable[[Encoding | None, Progress], T]
    beside: Callable[[], object] | None = None


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


class Corpus:
    """Questions to one corpus folder; safe to ask from several threads at once.

    A question is prepared for one snapshot and answered from it, so that no answer mixes two.
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

    def answer(self, ready: ReadyQuestion[T]) -> T:
        """Encode what has to be encoded, and answer. Raises what the answer raises."""
        return ready.answer(self._encode(ready), _ignore)

    def _encode(self, ready: ReadyQuestion[T]) -> Encoding | None:
        if not ready.texts:
            return None
        if ready.encoded_as == "question":
            return self.encoder.queries(ready.texts)
        return self.encoder.passages(ready.texts)


def _ignore(_steps: int) -> None:
    """Nobody wants to hear how far the work is."""


# What may be asked


def prepare_search(snapshot: Snapshot, question: Question) -> ReadyQuestion[Answer]:
    """The passages that answer a question of any length, in any language, and why.

    Only the first LONGEST_QUESTION characters of its text are read.
    Raises UnusableQuestion when there is nothing to read. The answer raises it for a filter that means
    nothing, UnknownSpeech or UnknownPassage for an example, StrengthUnknown for a least strength that
    cannot be told.
    """
    asked, looked_up = _read(snapshot, question)
    return _ready(asked, partial(_search, snapshot, asked, looked_up), looked_up)


def prepare_facets(snapshot: Snapshot, question: Question) -> ReadyQuestion[Facets]:
    """What the passages that answer a question are from. Raises as `prepare_search` does."""
    asked, looked_up = _read(snapshot, question)
    return _ready(asked, partial(_facets, snapshot, asked, looked_up), looked_up)


def prepare_search_and_facets(snapshot: Snapshot, question: Question) -> ReadyQuestion[tuple[Answer, Facets]]:
    """Both, for a question that is read and looked up once. Raises as `prepare_search` does."""
    asked, looked_up = _read(snapshot, question)
    asking = snapshot, asked, looked_up

    def answer(encoding: Encoding | None, progress: Progress) -> tuple[Answer, Facets]:
        return _search(*asking, encoding, progress), _facets(*asking, encoding, progress)

    return _ready(asked, answer, looked_up)


def prepare_comparison(
    snapshot: Snapshot,
    speech: Speech,
    *,
    k: int,
    with_speech: str | None = None,
    leave_out: Sequence[str] = (),
) -> ReadyQuestion[Comparison]:
    """A new speech against the snapshot, or against one speech of it.

    leave_out: ids of speeches that are not asked, as the speech itself when it is one of the corpus.  Its day
    and its speaker are read in its text, as for a speech of the corpus, where they are not given with it.
    Raises EmptySpeech when it holds no text, UnreadableSource for metadata that mean nothing. The answer
    raises UnknownSpeech for `with_speech` or `leave_out`.
    """
    speech = check_speech(speech).speech
    split = passages_of(speech)
    found = {finding.field: finding.value for finding in split.findings}
    said = replace(
        speech,
        date=speech.date or found.get("date", ""),
        speaker=speech.speaker or found.get("speaker", ""),
    )
    return _comparison(snapshot, said, split.passages, k, with_speech, leave_out)


def prepare_comparison_of(
    snapshot: Snapshot, speech_id: str, *, k: int, with_speech: str | None = None
) -> ReadyQuestion[Comparison]:
    """A speech of the corpus against the others, or against one of them.

    Raises UnknownSpeech. The answer raises it for `with_speech`.
    """
    card = snapshot.speech(speech_id)
    speech = Speech(
        id=card.id,
        raw=snapshot.raw(speech_id),
        title=card.title,
        speaker=card.speaker,
        date=card.date,
        place=card.place,
        language=card.language,
        source=card.source,
    )
    return _comparison(snapshot, speech, snapshot.passages_of(speech_id), k, with_speech, (speech_id,))


def _comparison(
    snapshot: Snapshot,
    speech: Speech,
    passages: Sequence[Passage],
    k: int,
    with_speech: str | None,
    leave_out: Sequence[str],
) -> ReadyQuestion[Comparison]:
    def answer(encoding: Encoding | None, progress: Progress) -> Comparison:
        return compare(
            snapshot,
            speech,
            passages,
            _rows(encoding),
            k=k,
            with_speech=with_speech,
            leave_out=leave_out,
            progress=progress,
        )

    return ReadyQuestion(_texts_of(passages), "passage", answer)


def prepare_distribution(snapshot: Snapshot, speech: Speech) -> ReadyQuestion[TopicShares]:
    """How much of a speech, which need not be in the corpus, belongs to each topic.

    Raises TopicsNotMade, EmptySpeech or UnreadableSource.
    """
    snapshot.need_topics()
    passages = passages_of(check_speech(speech).speech).passages
    return ReadyQuestion(
        _texts_of(passages), "passage", lambda encoding, _: distribution(snapshot, passages, _rows(encoding))
    )


def _read(snapshot: Snapshot, question: Question) -> tuple[PreparedQuestion, Callable[[], LookedUp]]:
    """The question, and how to look it up: once, whoever needs it first."""
    with timed("read"):
        # In its language, as the snapshot knows it: what the encoder is given depends on that.
        asked = resolve_language(snapshot, read_question(question))

    @cache
    def looked_up() -> LookedUp:
        with timed("look up"):
            return look_up(snapshot, asked)

    return asked, looked_up


def _ready(
    asked: PreparedQuestion,
    answer: Callable[[Encoding | None, Progress], T],
    beside: Callable[[], object],
) -> ReadyQuestion[T]:
    return ReadyQuestion((asked.normalized,) if asked.normalized else (), "question", answer, beside)


def _search(
    snapshot: Snapshot,
    asked: PreparedQuestion,
    looked_up: Callable[[], LookedUp],
    encoding: Encoding | None,
    _progress: Progress,
) -> Answer:
    found = looked_up()
    with timed("search"):
        page = search(snapshot, asked, _row(encoding), found)
    with timed("explain"):
        explanations = _explain(page)
    return Answer(
        question=asked.question.text,
        language=page.asked.language,
        truncated=asked.cut or (encoding is not None and bool(encoding.truncated[0])),
        matches=page.matches,
        explanations=explanations,
        next_offset=page.next_offset,
        weaker=page.weaker,
    )


def _facets(
    snapshot: Snapshot,
    asked: PreparedQuestion,
    looked_up: Callable[[], LookedUp],
    encoding: Encoding | None,
    _progress: Progress,
) -> Facets:
    return facets(snapshot, asked, _row(encoding), looked_up())


def _explain(page: ResultPage) -> tuple[Explanation, ...]:
    answers = [(match.passage, trace_passage(match.passage)) for match in page.matches]
    return tuple(explain(page.asked.typed, answers))


def _texts_of(passages: Sequence[Passage]) -> tuple[str, ...]:
    return tuple(passage.normalized for passage in passages)


def _row(encoding: Encoding | None) -> Vectors | None:
    return None if encoding is None else encoding.vectors[0]


def _rows(encoding: Encoding | None) -> Vectors:
    if encoding is None:
        raise ValueError("the passages of a speech were not encoded")
    return encoding.vectors
