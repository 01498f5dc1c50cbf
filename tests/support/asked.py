"""Questions drawn from a snapshot, and what it answers."""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any, cast

import numpy as np

from embeddings.errors import TifaError
from embeddings.search.questions.question import Mode, PreparedQuestion, Question, read_question
from embeddings.search.search import search
from embeddings.similarity.space import Vectors
from embeddings.snapshot.filters import ANY, Filters
from embeddings.snapshot.snapshot import Snapshot

# What each field of filters may be asked for; few pass the first, and many the second.
_FIELDS: Mapping[str, tuple[Any, Any]] = {
    "language": (("fr", "zh-Hant"), ("zh", "en")),
    "speaker": (("guest 2",), ("speaker 1", "speaker 3", "guest 1")),
    "place": (("Lanwan",), ("Port Aster", "Lanwan")),
    "source": (("Gazette",), ("Parliament",)),
    "date_from": ("2015-06", "2002"),
    "date_to": ("2018", "2017-02"),
    "topic": (("t_1",), ("t_1", "t_2")),
    "speech": (("en-001", "zh-Hans-004", "fr-010"), tuple(f"en-{i:03}" for i in range(4, 120))),
    "exclude_speech": (("en-003",), tuple(f"zh-Hans-{i:03}" for i in range(60))),
}
# Each of them alone, and each with each other.
FILTERS = tuple(
    Filters(**{name: _FIELDS[name][which] for name in names})
    for which in (0, 1)
    for n in (1, 2)
    for names in combinations(_FIELDS, n)
)


def questions(
    snapshot: Snapshot, n: int, *, mode: str, seed: int = 0
) -> Iterator[tuple[PreparedQuestion, Vectors]]:
    """Words of a passage, and a vector that is near to it and not centred; filters and wishes in turn, every
    fourth time no filter.
    """
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
            filters=FILTERS[(number - number // 4) % len(FILTERS)] if number % 4 else ANY,
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
