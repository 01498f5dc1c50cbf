"""What has nothing to do with a corpus has no topic there, though some passages are always nearest to it."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pytest

from embeddings.similarity.space import Space, Vectors
from embeddings.topics.assignment import assign
from embeddings.topics.model import Topic, TopicModel
from embeddings.topics.neighbours import lay_ground, n_neighbours
from embeddings.topics.reach import Reach
from tests.support.topics_by_hand import model_of

DIMENSION, N_SUBJECTS, EACH = 48, 4, 150
KEYS = ("en", "zh")


def unit(rows: npt.NDArray[np.float64]) -> Vectors:
    made: Vectors = (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)
    return made


@dataclass(frozen=True)
class Said:
    """Passages as an encoder gives them: what a language has in common, what a subject has, and a rest."""

    vectors: Vectors
    languages: list[str]
    speeches: list[str]

    def space(self) -> Space:
        spoken = np.array(self.languages)
        means = {key: self.vectors[spoken == key].mean(axis=0) for key in KEYS if key in self.languages}
        return Space({**means, "*": self.vectors.mean(axis=0)}, {}, len(self.vectors))

    def centred(self, space: Space) -> Vectors:
        return space.centred(self.vectors, self.languages)


def said(n: int, *, seed: int, subjects: float = 0.3, rest: float = 0.25) -> Said:
    directions = np.linalg.qr(np.random.default_rng(0).normal(size=(DIMENSION, DIMENSION)))[0]
    draw = np.random.default_rng(seed)
    languages = [KEYS[row % 2] for row in range(n)]
    common = directions[[row % 2 for row in range(n)]]
    about = directions[[2 + row // 2 % N_SUBJECTS for row in range(n)]]
    noise = draw.normal(scale=rest / DIMENSION**0.5, size=(n, DIMENSION))
    return Said(unit(common + subjects * about + noise), languages, [f"s{row // 8}" for row in range(n)])


def topics_of(corpus: Said) -> tuple[TopicModel, Space]:
    space = corpus.space()
    rows = corpus.centred(space)
    own = [row // 2 % N_SUBJECTS for row in range(len(rows))]
    topics = [Topic(f"t_{row}", "", (), EACH, ()) for row in range(N_SUBJECTS)]
    model = model_of(topics, rows, own, corpus.languages)
    return replace(model, reach=reach_of(corpus, rows, space)), space


def reach_of(corpus: Said, rows: Vectors, space: Space) -> Reach:
    ground = lay_ground(rows, corpus.languages)
    return Reach.measure(
        ground, rows, corpus.languages, corpus.speeches, space.centres, n_voters=n_neighbours(len(ground))
    )


@pytest.fixture(scope="module")
def measured() -> tuple[TopicModel, Space]:
    return topics_of(said(N_SUBJECTS * EACH, seed=1))


def test_new_speeches_on_old_subjects_keep_their_topics(measured: tuple[TopicModel, Space]) -> None:
    """Of what was not in the corpus yet, at most one passage in ten is out of reach."""
    model, space = measured
    new = said(400, seed=2)
    found = [one.topic for one in assign(new.centred(space), new.languages, model)]
    assert sum(topic is None for topic in found) <= 40
    assert all(topic in (None, f"t_{row // 2 % N_SUBJECTS}") for row, topic in enumerate(found))


def test_what_differs_from_all_that_was_said_has_no_topic(measured: tuple[TopicModel, Space]) -> None:
    """Texts that lie in the same direction as a subject, but far beyond, are out of reach; nobody votes."""
    model, space = measured
    foreign = said(40, seed=3, subjects=0.3, rest=1.2)
    found = assign(foreign.centred(space), foreign.languages, model)
    assert sum(one.topic is None for one in found) >= 36
    assert all(one.votes == () for one in found if one.topic is None)
    without = replace(model, reach=Reach.endless())
    assert all(one.topic for one in assign(foreign.centred(space), foreign.languages, without))


def test_the_answer_is_the_same_alone(measured: tuple[TopicModel, Space]) -> None:
    """One by one, in a batch and in another order: the very same passages are within reach."""
    model, space = measured
    texts = said(60, seed=4, rest=0.5)
    rows = texts.centred(space)
    batch = assign(rows, texts.languages, model)
    assert [assign(rows[[at]], [texts.languages[at]], model)[0] for at in range(60)] == batch
    assert assign(rows[::-1], texts.languages[::-1], model) == batch[::-1]


def test_in_an_unknown_language_nothing_is_out_of_reach(measured: tuple[TopicModel, Space]) -> None:
    """What is usual in a language that the corpus does not speak, nobody knows."""
    model, space = measured
    foreign = said(20, seed=3, rest=1.2)
    rows = space.centred(foreign.vectors, ["sw"] * 20)
    assert all(one.topic for one in assign(rows, ["sw"] * 20, model))


@pytest.mark.parametrize("n", [0, 8, 40])
def test_a_small_corpus_does_not_tell(n: int) -> None:
    """Of few passages, the farthest thirtieth is none: everything is within reach."""
    small = said(n, seed=5) if n else Said(np.zeros((0, DIMENSION), np.float32), [], [])
    space = said(80, seed=6).space()
    assert reach_of(small, small.vectors if not n else small.centred(space), space).languages == ()


def test_one_speech_does_not_tell() -> None:
    """What passages find in their own speech says nothing of other speeches."""
    alone = replace(said(120, seed=7), speeches=["one"] * 120)
    assert reach_of(alone, alone.centred(alone.space()), alone.space()).languages == ()


def test_lengths_are_those_before_the_rows_were_made_unit_rows() -> None:
    """From direction and centre follows how far a passage was from what is usual in its language."""
    corpus = said(120, seed=8)
    space = corpus.space()
    reach = reach_of(corpus, corpus.centred(space), space)
    away = corpus.vectors - np.stack([space.centres[language] for language in corpus.languages])
    assert reach.lengths == pytest.approx(np.linalg.norm(away, axis=1), abs=1e-5)
