"""Fitting topics with the real BERTopic, on passages whose vectors lie around known directions.

Covers `embeddings.topics.fitting.naming.bertopic_words`,
`embeddings.topics.fitting.build`.
"""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from embeddings.errors import TooFewPassages
from embeddings.similarity.space import Vectors
from embeddings.topics.assignment import assign
from embeddings.topics.fitting.fit import Before, fit
from embeddings.topics.fitting.passages import PassageFacts
from embeddings.topics.fitting.wishes import Wish, Wishes
from embeddings.topics.model import TopicModel, pack

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

    def facts(self) -> list[PassageFacts]:
        columns = zip(self.addresses, self.languages, self.words, strict=True)
        return [
            PassageFacts(address, language, tuple(words), normalized=f"{' '.join(words)} {address}")
            for address, language, words in columns
        ]

    def fit(self, wishes: Wishes | None = None, before: Before | None = None) -> TopicModel:
        return fit(self.vectors, self.facts(), wishes=wishes, before=before).topic_model

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
    return pack(one) == pack(other)


@pytest.fixture(scope="module", params=[96, 360], ids=["few", "many"])
def columns(request: pytest.FixtureRequest) -> Columns:
    return passages(int(request.param))


@pytest.fixture(scope="module")
def topic_model(columns: Columns) -> TopicModel:
    return columns.fit()


def test_topics_are_the_subjects(columns: Columns, topic_model: TopicModel) -> None:
    """No topic mixes two subjects, and few passages belong to none."""
    topics = [found.topic for found in assign(columns.vectors, columns.languages, topic_model)]
    subjects: dict[str, set[int]] = {}
    for row, topic in enumerate(topics):
        if topic is not None:
            subjects.setdefault(topic, set()).add(row % len(SUBJECTS))
    assert all(len(each) == 1 for each in subjects.values())
    assert set().union(*subjects.values()) == set(range(len(SUBJECTS)))
    assert topics.count(None) < 0.1 * len(topics)


def test_counts_are_those_of_the_assignment(columns: Columns, topic_model: TopicModel) -> None:
    """`n_passages` says what `assign` says of the passages fitted on; examples are passages of the topic."""
    found = assign(columns.vectors, columns.languages, topic_model)
    topic_of = {address: one.topic for address, one in zip(columns.addresses, found, strict=True)}
    for topic in topic_model.topics:
        assert topic.n_passages == list(topic_of.values()).count(topic.id)
        assert 1 <= len(topic.representative) <= 5
        assert {topic_of[address] for address in topic.representative} == {topic.id}


def test_words_of_every_script_survive(topic_model: TopicModel) -> None:
    """Labels are words of the topic's own subject: Chinese, Cyrillic and Arabic are not deleted."""
    vocabularies = [set(words) for _, words in SUBJECTS]
    said = [set(topic.label_in("zh-Hans").split(" · ")) for topic in topic_model.topics]
    assert all(any(label <= vocabulary for vocabulary in vocabularies) for label in said)
    assert all(any(label <= vocabulary for label in said) for vocabulary in vocabularies)


def test_the_order_of_the_passages_does_not_matter(columns: Columns, topic_model: TopicModel) -> None:
    """Shuffled passages give the same ids, labels, centroids and thresholds, to the last bit."""
    shuffled = np.random.default_rng(5).permutation(len(columns.addresses)).tolist()
    assert same(columns.taken(shuffled).fit(), topic_model)


def test_equal_passages_are_fitted_once_and_counted_each(columns: Columns, topic_model: TopicModel) -> None:
    """Fifty copies of one passage move nothing; its topic counts them."""
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
    """Where stop words were all there was, a topic is noise, labelled by the address of a passage."""
    wordless = passages(n)
    wordless.words[:] = [[] for _ in range(n)]
    for topic in wordless.fit().topics:
        assert topic.words == ()
        assert topic.label == topic.representative[0]
        assert topic.kind == "noise"


def test_a_single_word_is_enough_for_a_label() -> None:
    """Where all passages say the same one word, it names the topics; some may say nothing."""
    laconic = passages(40)
    laconic.words[:] = [["发展"] if row % 3 else [] for row in range(40)]
    labels = {topic.label for topic in laconic.fit().topics}
    assert "发展" in labels


def test_columns_must_match() -> None:
    """Unequal columns and repeated addresses are mistakes of the caller."""
    columns = passages(10)
    with pytest.raises(ValueError, match="different addresses"):
        fit(columns.vectors, columns.facts()[:9])
    with pytest.raises(ValueError, match="different addresses"):
        fit(columns.vectors, [*columns.facts()[:9], columns.facts()[0]])


def test_it_says_what_it_does() -> None:
    """Whoever waits is told how many passages take part and how many topics were found."""
    said: list[str] = []
    columns = passages(40)
    found = fit(columns.vectors, columns.facts(), say=said.append).topic_model
    assert said[0] == "finding the nearest of 40 different passages (40 in all)"
    assert said[-1] == f"found {len(found.topics)} topics; naming them"


def test_copies_of_a_speech_take_no_part() -> None:
    """Passages of a speech that is a copy are assigned all the same."""
    columns = passages(60)
    facts = [
        *columns.facts(),
        *(replace(fact, address=f"~{fact.address}", is_copy=True) for fact in columns.facts()),
    ]
    twice = fit(np.concatenate([columns.vectors, columns.vectors]), facts).topic_model
    assert len(twice.voters.topic) == 60
    assert sum(topic.n_passages for topic in twice.topics) == 120


def test_a_refit_of_the_same_passages_keeps_every_id() -> None:
    """Nothing came, nothing goes: all topics continue."""
    first = passages(180).fit()
    again = passages(180).fit(before=Before(first))
    assert [topic.id for topic in again.topics] == [topic.id for topic in first.topics]
    assert {event.what for event in again.events} == {"continued"}
    assert again.number == first.number + 1


@pytest.mark.parametrize("afresh", [False, True])
def test_ids_survive_growth(afresh: bool) -> None:
    """Half as many passages again, of the same subjects: old ones keep their topic's id."""
    grown = passages(360, noise=0.08)
    old = grown.taken(list(range(240)))
    first = old.fit()
    later = grown.fit(Wishes(afresh=afresh), Before(first))
    then = [one.topic for one in assign(old.vectors, old.languages, first)]
    now = [one.topic for one in assign(old.vectors, old.languages, later)]
    assert np.mean([a == b for a, b in zip(then, now, strict=True)]) > 0.95


def test_what_was_wrong_before_is_split_and_merged() -> None:
    """Two subjects that were one topic and a subject that was two: a refit mends both and tells of both."""
    columns = passages(180)
    first = columns.fit()
    topic = first.voters.topic.copy()
    topic[topic == 1] = 0
    topic[np.flatnonzero(topic == 2)[::2]] = 1
    before = replace(first, voters=replace(first.voters, topic=topic))
    one, half, other_half = (first.topics[row].id for row in range(3))
    again = columns.fit(before=Before(before))
    told = [(event.what, event.topic, event.other) for event in again.events if event.what != "continued"]
    assert len(again.topics) == len(SUBJECTS)
    assert [(what, other) for what, _, other in told if what == "split"] == [("split", one)]
    assert [{topic, other} for what, topic, other in told if what == "merged"] == [{half, other_half}]
    assert len(told) == 2


def test_a_label_given_by_hand_is_kept() -> None:
    """Through a refit, in every language."""
    first = passages(120).fit()
    id_ = first.topics[0].id
    again = passages(120).fit(before=Before(first, {id_: "Harbours"}))
    topic = next(topic for topic in again.topics if topic.id == id_)
    assert (topic.label, topic.renamed, topic.label_in("en")) == ("Harbours", True, "Harbours")


def test_so_many_topics_as_asked_for() -> None:
    """About so many, whatever the passages suggest; grains are coarser and finer than the default."""
    columns = passages(240)
    assert len(columns.fit(Wishes(n_topics=3)).topics) in range(2, 5)
    coarse, fine = (len(columns.fit(Wishes(grain=grain)).topics) for grain in ("coarse", "fine"))
    assert coarse <= len(columns.fit().topics) <= fine


def test_a_pinned_subject_is_a_topic_of_its_own() -> None:
    """The passages that hold its words are together, under its name."""
    columns = passages(240)
    wish = Wish("Ports", ("harbour", "customs"), pinned=True)
    found = columns.fit(Wishes(subjects=(wish,)))
    assert [topic.label for topic in found.topics if topic.renamed] == ["Ports"]
    ports = next(topic for topic in found.topics if topic.renamed)
    assert ports.n_passages == 40


def test_forty_languages_and_one_are_no_error() -> None:
    """Every passage in a language of its own group, or all in one."""
    columns = passages(120)
    for n in (1, 40):
        columns.languages[:] = [f"l{row % n}" for row in range(120)]
        assert columns.fit().topics


def test_one_endless_speech_has_topics_too() -> None:
    """Whose passages all have one speaker and one source, which then tell nothing."""
    columns = passages(200)
    facts = [replace(fact, speech="s", speaker="Mayor", source="Gazette") for fact in columns.facts()]
    topics = fit(columns.vectors, facts).topic_model.topics
    assert len(topics) > 1
    assert any(topic.is_subject for topic in topics)
