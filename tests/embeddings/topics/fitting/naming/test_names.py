"""What a topic is called, and the sentence that tells of it."""

from collections.abc import Sequence

import numpy as np
import pytest

from embeddings.similarity.space import Vectors
from embeddings.text.script.folding import simplify
from embeddings.topics.fitting.naming.meanings import MeaningOf
from embeddings.topics.fitting.naming.names import (
    NamedTopic,
    centre_of,
    describe,
    name_communities,
    nearest_to_centre,
)
from embeddings.topics.fitting.passages import PassageFacts, TopicPassages


def test_the_description_is_a_sentence_with_its_words() -> None:
    """The first that holds one; a long one is cut, a short one taken whole."""
    text = "We met in the morning. The harbour stays open all winter. It is cold."
    assert describe(text, ("harbour",)) == "The harbour stays open all winter."
    assert describe(text, ("ferry",)) == "We met in the morning."
    assert len(describe("harbour " * 80, ("harbour",))) == 220
    assert describe("港口全年开放。渡轮每天开行，风雨无阻。", ("渡轮",)) == "渡轮每天开行，风雨无阻。"


def named(
    passages: TopicPassages, labels: list[int], meaning_of: MeaningOf | None = None
) -> list[NamedTopic]:
    own = np.array(labels)
    centres = np.stack([centre_of(passages.vectors[own == topic]) for topic in range(max(labels) + 1)])
    return name_communities(passages, own, centres, meaning_of)


def test_a_community_has_words_and_labels_in_each_language_it_speaks() -> None:
    """The main language first; coherence is 1 where all words always stand together."""
    said = {"zh-Hans": ("港口", "渡轮", "码头"), "en": ("school", "teacher", "pupil")}
    facts, labels = [], []
    for n in range(24):
        language = "zh-Hans" if n % 2 else "en"
        facts.append(PassageFacts(f"a:{n:02}", language, said[language], normalized=" ".join(said[language])))
        labels.append(n % 2)
    passages = TopicPassages(np.eye(24, dtype=np.float32), tuple(facts), np.arange(24), np.arange(24))
    first, second = named(passages, labels)
    assert (first.main, second.main) == ("en", "zh")
    assert set(second.words) == set(said["zh-Hans"])
    assert second.labels["zh"] == second.label
    assert set(second.labels) == {"zh", "zh-Hant"}
    assert second.coherence["zh"] == pytest.approx(1)
    assert (first.entropy, second.entropy) == (0, 0)


def test_the_centre_is_a_direction() -> None:
    """Of length 1; where members cancel out, the first of them."""
    rows = np.array([[1, 0], [0, 1]], np.float32)
    assert centre_of(rows) == pytest.approx([0.5**0.5] * 2)
    assert centre_of(np.array([[1, 0], [-1, 0]], np.float32)).tolist() == [1, 0]
    assert nearest_to_centre(rows, np.array([0, 1], np.float32), 2).tolist() == [1, 0]


def test_a_chinese_label_is_written_as_the_speeches_write_it() -> None:
    """In Traditional characters where its passages are; readers of Simplified have a label of their own."""
    said = {"zh-Hant": "醫院 護士 藥物", "zh-Hans": "港口 渡轮 码头"}
    facts, labels = [], []
    for n in range(24):
        language = "zh-Hans" if n % 2 else "zh-Hant"
        normalized = simplify(said[language])
        facts.append(
            PassageFacts(f"a:{n:02}", language, tuple(normalized.split()), normalized, text=said[language])
        )
        labels.append(n % 2)
    passages = TopicPassages(np.eye(24, dtype=np.float32), tuple(facts), np.arange(24), np.arange(24))
    first, second = named(passages, labels)
    assert set(first.label.split(" · ")) == {"醫院", "護士", "藥物"}
    assert set(first.labels["zh-Hans"].split(" · ")) == {"医院", "护士", "药物"}
    assert set(second.label.split(" · ")) == {"港口", "渡轮", "码头"}
    assert set(second.labels["zh-Hant"].split(" · ")) == {"港口", "渡輪", "碼頭"}


def test_how_news_begins_names_nothing() -> None:
    """消息 alone might be a subject; the whole of which it is a part tells who reports."""
    facts, labels = [], []
    for n in range(24):
        tokens = ("消息", "港口", "渡轮", "码头") if n % 2 else ("医院", "护士", "药物")
        normalized = f"海湾网消息：{'、'.join(tokens[1:])}。" if n % 2 else "、".join(tokens)
        facts.append(PassageFacts(f"a:{n:02}", "zh-Hans", tokens, normalized, text=normalized))
        labels.append(n % 2)
    passages = TopicPassages(np.eye(24, dtype=np.float32), tuple(facts), np.arange(24), np.arange(24))
    told = named(passages, labels)[1]
    assert set(told.words) == {"港口", "渡轮", "码头"}


def test_officials_name_nothing() -> None:
    """Who opens a harbour, with the office, is not what the passages are about."""
    facts, labels = [], []
    for n in range(24):
        tokens = ("市长", "王芳", "强调", "港口", "渡轮", "码头") if n % 2 else ("医院", "护士", "药物")
        normalized = f"市长王芳强调,{'、'.join(tokens[3:])}。" if n % 2 else "、".join(tokens)
        facts.append(PassageFacts(f"a:{n:02}", "zh-Hans", tokens, normalized, text=normalized))
        labels.append(n % 2)
    passages = TopicPassages(np.eye(24, dtype=np.float32), tuple(facts), np.arange(24), np.arange(24))
    assert set(named(passages, labels)[1].label.split(" · ")) == {"港口", "渡轮", "码头"}


def test_words_that_mean_the_topic_lead() -> None:
    """They are the same words; a label for other readers that means other topics is left out."""
    said = [tuple(f"{word}{topic}x" for word in ("ab", "cd", "ef", "gh")) for topic in "klmn"]
    said.append(("opened", "growing", "harbour", "ferry"))
    facts, labels, rows = [], [], []
    for n in range(150):
        topic, chinese = n % 5, n % 5 == 4 and n % 15 == 14
        words = ("医院", "护士", "药物") if chinese else said[topic]
        language = "zh-Hans" if chinese else "en"
        facts.append(PassageFacts(f"a:{n:03}", language, words, ", ".join(words), speech=f"{n}"))
        labels.append(topic)
        rows.append(np.eye(6)[topic])
    vectors = np.array(rows, np.float32)
    passages = TopicPassages(vectors, tuple(facts), np.arange(150), np.arange(150))
    means = {"harbour": [0, 0, 0, 0, 1, 0], "ferry": [0, 0, 0, 0, 1, 1], "opened": [1, 1, 1, 1, 1, 0]}

    def meaning_of(words: Sequence[str], language: str) -> Vectors:
        found = np.array([means.get(word, [1, 1, 1, 0.2, 0.1, 0]) for word in words], np.float32)
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)

    by_place, by_meaning = named(passages, labels)[4], named(passages, labels, meaning_of)[4]
    assert set(by_place.words) == set(by_meaning.words) == set(said[4])
    assert set(by_meaning.words[:2]) == {"harbour", "ferry"}
    assert by_meaning.words[2:] == ("opened", "growing")
    assert by_meaning.label == by_meaning.labels["en"] == " · ".join(by_meaning.words[:3])
    assert ("zh" in by_place.labels, "zh" in by_meaning.labels) == (True, False)
