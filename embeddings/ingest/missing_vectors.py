"""Encoding what has no vector yet: passages that are new, split anew, or that a killed run did not reach."""

from collections.abc import Callable, Sequence
from pathlib import Path

from embeddings.encoder.encoding import Encoder, Workers
from embeddings.similarity.calibration import SAMPLE, question_from
from embeddings.store.store import Store

# Told after each step: what is being done, how many are done, and of how many (None when not known yet).
Progress = Callable[[str, int, int | None], None]

# Vectors are kept after every so many texts: a killed run repeats at most these.
KEPT_AT_ONCE = 1024
ENCODING = "encoding passages"
_QUESTIONS_AT_ONCE = 400


def quietly(timed: str, done: int, total: int | None) -> None:
    """The progress nobody watches."""


def need_vectors(
    store: Store, folder: Path, encoder: Callable[[], Encoder], progress: Progress = quietly
) -> None:
    """Encode what has no vector yet; where nothing is missing, no encoder is asked for.

    folder: of the corpus.  Raises ModelMismatch when the encoder is not what made the corpus.
    """
    if store.vectors.unencoded_since():
        loaded = encoder()
        store.embedding_model.need_same(loaded.embedding_model, folder)
        encode_missing(store, loaded, progress)


def encode_missing(store: Store, encoder: Encoder, progress: Progress, workers: Workers | None = None) -> int:
    """Encode what has no vector yet; returns how many texts that were. What is done stays done.

    workers: who encodes in place of the encoder, with the same model.
    """
    normalized_texts = store.vectors.unencoded_since()
    if workers is not None:
        _encode_elsewhere(store, workers, normalized_texts, progress)
        store.vectors.settle()
        return len(normalized_texts)
    done = 0

    def more(encoded: int) -> None:
        nonlocal done
        done += encoded
        progress(ENCODING, done, len(normalized_texts))

    for start in range(0, len(normalized_texts), KEPT_AT_ONCE):
        some = normalized_texts[start : start + KEPT_AT_ONCE]
        encoding = encoder.passages(some, progress=more)
        store.vectors.put(some, encoding.vectors, encoding.truncated.tolist())
    store.vectors.settle()
    return len(normalized_texts)


def _encode_elsewhere(
    store: Store, workers: Workers, normalized_texts: Sequence[str], progress: Progress
) -> None:
    done = 0
    progress(ENCODING, 0, len(normalized_texts))
    for part in workers.encoded(normalized_texts):
        some = normalized_texts[part.start : part.start + len(part.encoding.vectors)]
        store.vectors.put(some, part.encoding.vectors, part.encoding.truncated.tolist())
        done += len(some)
        progress(ENCODING, done, len(normalized_texts))


def encode_held_out(store: Store, encoder: Encoder, progress: Progress) -> None:
    """Encode the questions that calibrate the strength of a match; see `calibration`."""
    questions = sorted({question_from(normalized) for normalized in store.sample(SAMPLE)})
    known = store.vectors.questions(questions)
    missing = [question for question in questions if question and question not in known]
    for start in range(0, len(missing), _QUESTIONS_AT_ONCE):
        some = missing[start : start + _QUESTIONS_AT_ONCE]
        store.vectors.put_questions(some, encoder.queries(some).vectors)
        progress("calibrating", start + len(some), len(missing))
