"""Questions drawn from a snapshot, and what it answers."""

from collections.abc import Iterator
from typing import Any, cast

import numpy as np

from embeddings.errors import TifaError
from embeddings.search.questions.question import Mode, PreparedQuestion, Question, read_question
from embeddings.search.search import search
from embeddings.similarity.space import Vectors
from embeddings.snapshot.filters import ANY, Filters
from embeddings.snapshot.snapshot import Snapshot

FILTERS = (
    ANY,
    Filters(language=("en",)),
    Filters(speaker=("speaker 1", "speaker 3")),
    Filters(date_from="2004", date_to="2011"),
    Filters(language=("fr", "zh"), date_from="2010"),
    Filters(exclude_speech=("en-003",)),
)


def questions(
    snapshot: Snapshot, n: int, *, mode: str, seed: int = 0
) -> Iterator[tuple[PreparedQuestion, Vectors]]:
    """Words of a passage, and a vector that is near to it and not centred; filters and wishes in turn."""
    draw = np.random.default_rng(seed)
    for number in range(n):
        row = int(draw.integers(len(snapshot.index)))
        (passage,) = snapshot.passages([row])
        words = passage.normalized.split()
        said = " ".join(words[: int(draw.integers(1, len(words) + 1))])
        noise = draw.normal(size=snapshot.index.dimension) * draw.choice([0.05, 0.2, 0.5])
        vector = snapshot.index.vector(row) + noise
        question = Question(
            said,
            k=int(draw.choice([5, 20, 100])),
            mode=cast(Mode, mode),
            filters=FILTERS[number % len(FILTERS)],
            language=str(draw.choice(["", "en", "zh-Hans", "fr", "ru"])),
            sort="newest" if number % 11 == 5 else "relevance",
            at_least="moderate" if number % 7 == 3 else None,
        )
        yield read_question(question), (vector / np.linalg.norm(vector)).astype(np.float32)


def asked_of(snapshot: Snapshot, question: PreparedQuestion, vector: Vectors) -> Any:
    """The answer; or what is said of a question that cannot be answered."""
    try:
        return search(snapshot, question, vector)
    except TifaError as error:
        return repr(error)
