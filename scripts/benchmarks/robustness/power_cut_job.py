"""One job on a corpus, to be recorded: it says on standard error what it acknowledges.

    python -m scripts.benchmarks.robustness.power_cut_job JOB FOLDER

No model is run: a text's vector is made of its words, so that what is alike is near.
"""

import os
import sys
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np

from embeddings.embedding_model import EmbeddingModel
from embeddings.encoder.encoding import Encoding, Progress
from embeddings.ingest.index import index
from embeddings.ingest.make_topics import make_topics
from embeddings.ingest.re_encode import re_encode
from embeddings.ingest.remove import remove
from embeddings.speech import Source, Speech
from embeddings.text.reading.read import Reading
from service.jobs.database import JobDatabase
from service.jobs.job import Order
from service.jobs.runner import JobRunner
from service.jobs.spools import spool

_DIMENSION = 32
_SUBJECTS = ("harbour ferries quay tide", "school teacher pupils lessons", "forest oak planting hills")
JOB = "j_00000000000000aa"
ROWS = b'{"id": "sent", "text": "A speech that was sent to the service, about the tide in the harbour."}\n'


class Words:
    """An encoder whose vectors are sums of one for each word. name: other names make other vectors."""

    def __init__(self, name: str = "words") -> None:
        digest = sha256(name.encode()).hexdigest()
        self.embedding_model = EmbeddingModel(f"{name}@1", digest, "words-1", "none", _DIMENSION)

    def query(self, text: str) -> Encoding:
        return self.passages([text])

    def queries(self, texts: Sequence[str]) -> Encoding:
        return self.passages(texts)

    def passages(self, texts: Sequence[str], *, progress: Progress | None = None) -> Encoding:
        rows = np.stack([sum(self._of(word) for word in text.split()) + self._of("") for text in texts])
        unit = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
        return Encoding(unit, np.zeros(len(texts), bool))

    def _of(self, word: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        seed = sha256(f"{self.embedding_model.name} {word}".encode()).digest()[:8]
        return np.random.default_rng(int.from_bytes(seed)).normal(size=_DIMENSION)


def speeches(n: int) -> list[Speech]:
    """Invented ones, on three subjects."""
    return [
        Speech(
            f"s{number:02}",
            "\n\n".join(
                f"Paragraph {line} of speech {number} says that {' '.join([_SUBJECTS[number % 3]] * 2)}"
                f" are what the council of Veldhaven cares for in year {2000 + number}."
                for line in range(4)
            ),
            title=f"Speech {number}",
        )
        for number in range(n)
    ]


def readings(n: int) -> list[Reading]:
    return [Reading(one, Source(f"{one.id}.txt", one.raw.encode(), "utf-8"), one.id) for one in speeches(n)]


def tell(what: str) -> None:
    """Acknowledge something, where it is recorded; nobody listens when the job is only done again."""
    if __name__ == "__main__":
        os.write(2, what.encode())


def _index(n: int) -> Callable[[Path], None]:
    def work(folder: Path) -> None:
        def progress(step: str, done: int, _total: int | None) -> None:
            if step == "reading speeches":
                tell(f"put {done}")

        index(folder, Words(), readings(n), progress=progress)

    return work


def _serve(folder: Path) -> None:
    """What a service does with what is sent: keep it, note it, say so; then do it."""
    book = JobDatabase(folder)
    place = book.spool_of(JOB)
    place.mkdir()
    order = Order("add", (spool(place, "posted.jsonl", ROWS),))
    book.add(JOB, order, caller="a", idempotency_key=None, most=9)
    tell("accepted 1")
    runner = JobRunner(book, folder, Words(), lambda: None, keep_seconds=3600, seconds=3600)
    runner.wake()
    while book.n_unfinished():
        pass
    tell("finished 1")
    runner.stop(20)
    book.close()


JOBS: dict[str, Callable[[Path], None]] = {
    "index": _index(6),
    "index more": _index(9),
    "remove": lambda folder: void(remove(folder, ["s00", "s01"], Words)),
    "topics": lambda folder: void(make_topics(folder, Words)),
    "re-encode": lambda folder: void(re_encode(folder, Words("others"))),
    "job": _serve,
}


def void(_answer: object) -> None:
    """Nobody looks at what a job returns."""


if __name__ == "__main__":
    JOBS[sys.argv[1]](Path(sys.argv[2]))
    tell("done 1")
