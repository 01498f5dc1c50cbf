"""The words of a topic and its label."""

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_matrix

from embeddings.topics.fitting.naming.words import (
    WordTable,
    label_of,
    lift,
    names_of,
    rank_words,
    tag,
    units_of,
    unlike,
    untag,
)


def table(
    weights: list[list[float]],
    words: list[tuple[str, str]],
    uses: list[list[int]],
    speeches: list[list[int]] | None = None,
) -> WordTable:
    in_speeches = csr_matrix(np.array(uses if speeches is None else speeches))
    holds = csr_matrix(np.ones((len(words), 1)))
    return WordTable(csr_matrix(np.array(weights)), csr_matrix(np.array(uses)), in_speeches, holds, words)


CLOSE = np.full((1, 2), 9, np.float32)  # one passage that holds all words, and is close to both topics


def test_no_word_is_said_twice() -> None:
    """A word within another, or another form of one, is left out; the better one stays."""
    assert unlike(["企业", "企业家", "创新"], 3) == ("企业", "创新")
    assert unlike(["climate", "climatic", "climate change", "coast"], 3) == ("climate", "coast")
    assert label_of(["防汛", "水库", "堤防", "预案"]) == "防汛 · 水库 · 堤防"
    assert label_of([]) == ""


def test_what_all_topics_say_counts_less() -> None:
    """A word of the genre has the highest c-TF-IDF and still stands behind what is said here alone."""
    found = rank_words(
        table(
            [[0.9, 0.5, 0], [0.9, 0, 0.5]],
            [("zh", "推进"), ("zh", "港口"), ("zh", "学校")],
            [[9, 8, 0], [9, 0, 8]],
        ),
        {"zh": [10, 10]},
        CLOSE,
        frozenset(),
    )
    assert [one["zh"][0] for one in found] == ["港口", "学校"]


def test_numbers_names_and_single_characters_are_no_words_of_a_topic() -> None:
    """Chinese numerals, who speaks and where it is from are left out."""
    words = [("zh", "二十三"), ("zh", "晚报"), ("zh", "港"), ("zh", "港口")]
    found = rank_words(
        table([[1, 1, 1, 0.1], [0, 0, 0, 0]], words, [[5, 5, 5, 5], [0, 0, 0, 0]]),
        {"zh": [5, 5]},
        CLOSE,
        names_of([("晚报", "zh-Hans")]),
    )
    assert found[0]["zh"] == ["港口"]


def test_a_word_of_one_passage_is_no_word_of_a_larger_topic() -> None:
    """What one passage repeats weighs much in c-TF-IDF and says little of a topic."""
    words = [("en", "ferry"), ("en", "harbour"), ("en", "crane"), ("en", "quay")]
    found = rank_words(
        table([[0.9, 0.4, 0.3, 0.2], [0] * 4], words, [[1, 6, 6, 6], [0] * 4]),
        {"en": [10, 10]},
        CLOSE,
        frozenset(),
    )
    assert found[0]["en"] == ["harbour", "crane", "quay"]


def test_a_set_phrase_stands_for_its_word() -> None:
    """Where it weighs nearly as much."""
    words = [("zh", "振兴"), ("zh", "乡村振兴"), ("zh", "产业")]
    found = rank_words(
        table([[0.9, 0.6, 0.5], [0, 0, 0.1]], words, [[9, 8, 7], [0, 0, 2]]),
        {"zh": [10, 10]},
        CLOSE,
        frozenset(),
    )
    assert found[0]["zh"][0] == "乡村振兴"


def test_tags_come_back() -> None:
    """A word with its language and no space, whatever phrase it is."""
    assert untag(tag("climate change", "en")) == ("en", "climate change")
    assert len(tag("climate change", "en").split()) == 1


def test_lift_is_what_some_say_more_often() -> None:
    """The words of a part of a topic against the rest of it."""
    said = [["harbour", "ferry"]] * 6 + [["harbour", "crane"]] * 6
    assert lift(said, np.array([0] * 6 + [1] * 6))[0] == ["ferry"]


def test_units_are_words_behind_figures() -> None:
    """Told by where they stand, in any language; a word that only sometimes follows a figure is none."""
    said = [["million", "harbour"], ["万吨", "港口"], ["million"], ["harbour"]]
    texts = ["5 million for the harbour", "港口吞吐5.2万吨", "12 million", "2 harbour towns and the harbour"]
    found = units_of(said, texts)
    assert {"million", "万吨"} <= found
    assert not {"港口"} & found


def test_what_one_speech_alone_says_names_no_topic_of_many() -> None:
    """However often it says it; where there is but one speech, its words are all there is."""
    words = [("en", "lantern"), ("en", "harbour")]
    for speeches, best in (([[1, 6], [0, 0]], "harbour"), ([[1, 1], [0, 0]], "lantern")):
        found = rank_words(
            table([[0.9, 0.5], [0, 0]], words, [[8, 8], [0, 0]], speeches),
            {"en": [10, 10]},
            CLOSE,
            frozenset(),
        )
        assert found[0]["en"][0] == best


def test_a_word_said_of_anything_counts_less() -> None:
    """However often a topic says it: by how far the other passages with it are from the topic."""
    words = [("en", "regard"), ("en", "harbour")]
    said = table([[0.9, 0.5]], words, [[8, 8]])
    holds = csr_matrix(np.array([[1] * 8 + [1] * 12, [1] * 8 + [0] * 12]))
    closeness = np.array([[1.0]] * 8 + [[-0.4]] * 12, np.float32)
    found = rank_words(replace(said, holds=holds), {"en": [10]}, closeness, frozenset())
    assert found[0]["en"] == ["harbour", "regard"]


def test_words_of_single_passages_stand_where_there_are_no_others() -> None:
    """Behind all others: a topic of short lines would have no label otherwise."""
    words = [("en", "ferry"), ("en", "harbour"), ("en", "crane")]
    found = rank_words(table([[0.9, 0.5, 0.4]], words, [[1, 6, 1]]), {"en": [10]}, CLOSE, frozenset())
    assert found[0]["en"] == ["harbour", "ferry", "crane"]
