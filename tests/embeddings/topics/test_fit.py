"""Fitting topics with the real BERTopic, on passages whose vectors lie around known directions."""

from dataclasses import dataclass

import numpy as np
import pytest

from embeddings.errors import TooFewPassages
from embeddings.similarity.space import Vectors
from embeddings.topics.assignment import assign
from embeddings.topics.fit import fit
from embeddings.topics.model import TopicModel

SUBJECTS = (
    ("zh-Hans", ("防汛", "水库", "堤防", "预案")),
    ("zh-Hant", ("养老", "护理", "社区", "老人")),
    ("en", ("harbour", "customs", "cargo", "berth")),
    ("fr", ("apprenti", "salaire", "emploi", "atelier")),
    ("ru", ("энергия", "ветер", "уголь", "сеть")),
    ("ar", ("تعليم", "مدرسة", "طالب", "معلم")),
)


@dataclass(frozen=True)
class Columns:
    """Passages of known subjects: row i is of subject i % len(SUBJECTS)."""

    vectors: Vectors
    words: list[list[str]]
    languages: list[str]
    addresses: list[str]

    def fit(self) -> TopicModel:
        return fit(self.vectors, self.words, self.languages, self.addresses)

    def taken(self, rows: list[int]) -> "Columns":
        return Columns(
            self.vectors[rows],
            [self.words[row] for row in rows],
            [self.languages[row] for row in rows],
            [self.addresses[row] for row in rows],
        )


def passages(n: int, *, noise: float = 0.06) -> Columns:
    draw = np.random.default_rng(n)
    directions = np.random.default_rng(0).normal(size=(len(SUBJECTS), 64))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    rows = [row % len(SUBJECTS) for row in range(n)]
    vectors = directions[rows] + draw.normal(scale=noise, size=(n, 64))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Columns(
        vectors.astype(np.float32),
        [list(draw.permutation(SUBJECTS[row][1])) for row in rows],
        [SUBJECTS[row][0] for row in rows],
        [f"speech-{row // 10}:{row % 10}" for row in range(n)],
    )


def same(one: TopicModel, other: TopicModel) -> bool:
    return (
        one.topics == other.topics
        and one.centroids.tobytes() == other.centroids.tobytes()
        and (one.floor, one.margin, one.fitted_with) == (other.floor, other.margin, other.fitted_with)
    )


@pytest.fixture(scope="module", params=[96, 360], ids=["few", "many"])
def columns(request: pytest.FixtureRequest) -> Columns:
    return passages(int(request.param))


@pytest.fixture(scope="module")
def topic_model(columns: Columns) -> TopicModel:
    return columns.fit()


def test_themes_are_the_subjects(columns: Columns, topic_model: TopicModel) -> None:
    """No topic mixes two subjects, and few passages belong to none."""
    topics = [found.topic for found in assign(columns.vectors, topic_model)]
    subjects: dict[str, set[int]] = {}
    for row, topic in enumerate(topics):
        if topic is not None:
            subjects.setdefault(topic, set()).add(row % len(SUBJECTS))
    assert all(len(each) == 1 for each in subjects.values())
    assert set().union(*subjects.values()) == set(range(len(SUBJECTS)))
    assert topics.count(None) < 0.1 * len(topics)


def test_counts_and_examples_are_those_of_the_assignment(columns: Columns, topic_model: TopicModel) -> None:
    """`n_passages` and `representative` say what `assign` says of the passages fitted on."""
    found = dict(zip(columns.addresses, assign(columns.vectors, topic_model), strict=True))
    for topic in topic_model.topics:
        members = {address: each.cosine for address, each in found.items() if each.topic == topic.id}
        nearest_first = sorted(members, key=lambda address: (-members[address], address))
        assert topic.n_passages == len(members)
        assert topic.representative == tuple(nearest_first[:5])


def test_words_of_every_script_survive(topic_model: TopicModel) -> None:
    """Labels are words of the topic's own subject: Chinese, Cyrillic and Arabic are not deleted."""
    vocabularies = [set(words) for _, words in SUBJECTS]
    said = [set(topic.label.split(" · ")) for topic in topic_model.topics]
    assert all(any(label <= vocabulary for vocabulary in vocabularies) for label in said)
    assert all(any(label <= vocabulary for label in said) for vocabulary in vocabularies)


def test_the_order_of_the_passages_does_not_matter(columns: Columns, topic_model: TopicModel) -> None:
    """Shuffled passages give the same ids, labels, centroids and thresholds, to the last bit."""
    shuffled = np.random.default_rng(5).permutation(len(columns.addresses)).tolist()
    assert same(columns.taken(shuffled).fit(), topic_model)


def test_equal_passages_are_fitted_once_and_counted_each(columns: Columns, topic_model: TopicModel) -> None:
    """Fifty copies of one passage move no centroid; its topic counts them."""
    copied = columns.taken([*range(len(columns.addresses)), *[0] * 50])
    copied.addresses[-50:] = [f"~copy:{copy}" for copy in range(50)]
    again = copied.fit()
    assert [topic.id for topic in again.topics] == [topic.id for topic in topic_model.topics]
    assert np.array_equal(again.centroids, topic_model.centroids)
    assert sum(topic.n_passages for topic in again.topics) == 50 + sum(
        topic.n_passages for topic in topic_model.topics
    )


def test_every_size_gives_themes_or_says_what_is_needed() -> None:
    """From 0 to 50 passages: below eight TooFewPassages, from eight on topics."""
    for n in range(51):
        if n < 8:
            with pytest.raises(TooFewPassages, match=f"need 8 different passages, here are {n}"):
                passages(n).fit()
        else:
            assert passages(n).fit().topics


def test_passages_with_nothing_in_common_are_no_error() -> None:
    """Directions drawn at random, few or many, give some topics and no exception."""
    for n in (8, 30, 320):
        assert passages(n, noise=100.0).fit().topics


def test_identical_passages_are_too_few() -> None:
    """Two hundred times the same passage is one passage."""
    many = passages(1).taken([0] * 200)
    many.addresses[:] = [f"speech:{row}" for row in range(200)]
    with pytest.raises(TooFewPassages, match="here are 1"):
        many.fit()


@pytest.mark.parametrize("n", [8, 40, 320])
def test_passages_without_words_are_named_by_an_example(n: int) -> None:
    """Where stop words were all there was, a topic's label is the address of its nearest passage."""
    wordless = passages(n)
    wordless.words[:] = [[] for _ in range(n)]
    for topic in wordless.fit().topics:
        assert topic.words == ()
        assert topic.label == topic.representative[0]


def test_a_single_word_is_enough_for_a_label() -> None:
    """Where all passages say the same one word, it names the topics; some may say nothing."""
    laconic = passages(40)
    laconic.words[:] = [["发展"] if row % 3 else [] for row in range(40)]
    labels = {topic.label for topic in laconic.fit().topics}
    assert "发展" in labels


def test_columns_must_match() -> None:
    """Unequal columns and repeated addresses are mistakes of the caller."""
    columns = passages(10)
    with pytest.raises(ValueError, match="columns"):
        fit(columns.vectors, columns.words[:9], columns.languages, columns.addresses)
    with pytest.raises(ValueError, match="columns"):
        fit(columns.vectors, columns.words, columns.languages, ["speech:0"] * 10)


def test_it_says_what_it_does() -> None:
    """Whoever waits is told how many passages are grouped and how many topics were found."""
    said: list[str] = []
    columns = passages(40)
    found = fit(columns.vectors, columns.words, columns.languages, columns.addresses, say=said.append)
    assert said == ["grouping 40 different passages of 40", f"found {len(found.topics)} topics"]
