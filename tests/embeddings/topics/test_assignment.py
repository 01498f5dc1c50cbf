"""Assignment: one pure function whose answer hangs on nothing but the passage and the topics."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.similarity.space import Vectors
from embeddings.topics.assignment import assign, place
from embeddings.topics.model import Topic, TopicModel, pack, unpack
from embeddings.topics.neighbours import n_neighbours
from tests.support.invented import unit_rows
from tests.support.topics_by_hand import model_of

LANGUAGES = ("zh-Hans", "en", "zh-Hant", "fr")


def topics(n: int) -> list[Topic]:
    return [Topic(f"t_{row:02}", "", (), 1, ()) for row in range(n)]


def around(directions: Vectors, each: int, *, noise: float = 0.3, seed: int = 0) -> Vectors:
    """`each` unit rows around every direction, one direction after the other."""
    draw = np.random.default_rng(seed)
    around_them = np.repeat(directions, each, axis=0)
    rows = around_them + draw.normal(scale=noise / directions.shape[1] ** 0.5, size=around_them.shape)
    unit: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit


def three_topics() -> TopicModel:
    vectors = around(unit_rows(3, seed=4, dimension=32), 20)
    return model_of(topics(3), vectors, np.repeat(np.arange(3), 20).tolist(), ["en", "zh-Hans"] * 30)


def test_a_passage_is_where_its_neighbours_are() -> None:
    """New passages around the three directions get the topic there, with nearly all votes."""
    new = around(unit_rows(3, seed=4, dimension=32), 4, seed=9)
    found = assign(new, ["en", "zh-Hans"] * 6, three_topics())
    assert [one.topic for one in found] == [f"t_0{row}" for row in range(3) for _ in range(4)]
    assert all(one.share > 0.9 and one.margin > 0.8 for one in found)


def test_votes_sum_to_one_and_begin_with_the_topic() -> None:
    """Between two topics both have votes; share and margin are told of the first."""
    directions = unit_rows(3, seed=4, dimension=32)
    middle = directions[0] + 0.98 * directions[1]
    [found] = assign((middle / np.linalg.norm(middle))[None].astype(np.float32), ["en"], three_topics())
    assert sum(share for _, share in found.votes) == pytest.approx(1)
    assert len(found.votes) >= 2
    assert found.topic == found.votes[0][0]
    assert found.share == found.votes[0][1]
    assert found.margin == pytest.approx(found.votes[0][1] - found.votes[1][1])


def test_below_the_floor_is_unassigned() -> None:
    """A passage whose nearest voter is not near enough belongs to no topic, and nobody votes."""
    directions = np.eye(32, dtype=np.float32)
    vectors = around(directions[:3], 20, noise=0.2)
    model = model_of(topics(3), vectors, np.repeat(np.arange(3), 20).tolist(), floor=-0.3)
    inside, outside = assign(np.stack([directions[0], directions[9]]), ["en", "en"], model)
    assert inside.topic == "t_00"
    assert (outside.topic, outside.votes) == (None, ())


def test_as_many_votes_for_two_are_no_answer() -> None:
    """Two topics with one equally near voter each: neither is the passage's."""
    vectors = np.eye(2, dtype=np.float32)
    middle = np.full((1, 2), 0.5**0.5, np.float32)
    [found] = assign(middle, ["en"], model_of(topics(2), vectors, [0, 1]))
    assert found.topic is None
    assert found.margin == 0


def test_a_language_the_voters_do_not_speak_is_answered_too() -> None:
    """Passages in an unknown language are held against what there is."""
    model = three_topics()
    found = assign(around(unit_rows(3, seed=4, dimension=32), 1, seed=3), ["sw", "und", ""], model)
    assert [one.topic for one in found] == ["t_00", "t_01", "t_02"]


def test_nothing_to_assign_is_no_error() -> None:
    """No vectors, no assignments."""
    assert assign(np.empty((0, 32), dtype=np.float32), [], three_topics()) == []


def test_another_dimension_is_refused() -> None:
    """Vectors of another model are told from the voters' by their dimension."""
    with pytest.raises(ValueError, match="do not fit"):
        assign(unit_rows(1, dimension=31), ["en"], three_topics())


@settings(deadline=None)
@given(seed=st.integers(0, 10_000), n=st.integers(1, 50), n_voters=st.integers(1, 60))
def test_one_by_one_as_in_a_batch(seed: int, n: int, n_voters: int) -> None:
    """A passage gets the very same answer alone, in a batch, in a reversed batch, and after a reload."""
    vectors = unit_rows(n, seed=seed, dimension=48)
    languages = [LANGUAGES[row % 4] for row in range(n)]
    n_topics = min(5, n_voters)
    model = model_of(
        topics(n_topics),
        unit_rows(n_voters, seed=seed + 1, dimension=48),
        [row % n_topics for row in range(n_voters)],
        [LANGUAGES[row % 3] for row in range(n_voters)],
        floor=-0.1,
    )
    batch = assign(vectors, languages, model)
    assert [assign(vectors[[row]], [languages[row]], model)[0] for row in range(n)] == batch
    assert assign(vectors[::-1], languages[::-1], model)[::-1] == batch
    assert assign(vectors, languages, unpack(pack(model))) == batch


def test_a_passage_that_says_the_same_lies_at_the_same_place() -> None:
    """On the map a voter lies where it was laid, any other passage among its voters."""
    model = three_topics()
    old = around(unit_rows(3, seed=4, dimension=32), 20)
    placed = place(old, ["en", "zh-Hans"] * 30, model)
    assert np.array_equal(placed.place, model.voters.place)
    new = place(around(unit_rows(3, seed=4, dimension=32), 1, seed=7), ["en"] * 3, model)
    assert ((new.place >= 0) & (new.place <= 1)).all()
    assert placed.topics.shape == (60, n_neighbours(60))


def test_serving_loads_none_of_the_fitting_libraries() -> None:
    """Who only assigns and counts never pays for importing BERTopic, UMAP, HDBSCAN, SciPy or scikit-learn."""
    program = (
        "import sys, embeddings.snapshot.snapshot, embeddings.topics.assignment, embeddings.topics.shares,"
        " embeddings.topics.placing, embeddings.topics.timeline; print(*sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout
    heavy = {"bertopic", "umap", "hdbscan", "sklearn", "numba", "scipy", "graspologic_native", "pandas"}
    assert not heavy & set(loaded.split())
