import numpy as np

from embeddings.comparison.versions.versions import Versions, compare_versions, join, place
from embeddings.similarity.space import Vectors
from embeddings.speech import Passage
from tests.support.invented import unit_rows

ROWS = unit_rows(8, seed=1, dimension=64)


def passage(position: int, text: str, language: str = "zh-Hans") -> Passage:
    return Passage("s", position, 0, len(text), text, text, language)


OLD = [
    passage(0, "各位来宾,欢迎来到港口的冬季码头。"),
    passage(1, "今年港口吞吐量增长5.5%,新增船员1100人以上。"),
    passage(2, "学校的屋顶在夏天修好了,老师们都有了住处。"),
    passage(3, "山上的橡树林要好好看护,不许砍伐。"),
]


def compared(new: list[Passage], rows: Vectors) -> Versions:
    return compare_versions(OLD, ROWS[: len(OLD)], new, rows)


def test_kept_edited_dropped_and_added() -> None:
    """Each passage of the newer version, and what the older one had besides."""
    new = [
        passage(0, OLD[0].normalized),
        passage(1, "今年港口吞吐量增长5%左右,新增船员1100人以上。"),
        passage(2, OLD[3].normalized),
        passage(3, "渡轮夜里也开,灯塔整夜亮着。"),
    ]
    found = compared(new, ROWS[[0, 1, 3, 6]])
    fates = {
        pair.fate: ([p.position for p in pair.old], [p.position for p in pair.new]) for pair in found.pairs
    }
    assert fates == {"kept": ([3], [2]), "edited": ([1], [1]), "dropped": ([2], []), "added": ([], [3])}
    assert found.counts["kept"] == 2
    (edited,) = (pair for pair in found.pairs if pair.fate == "edited")
    assert edited.numbers is not None
    assert [(str(one.old.value), str(one.new.value)) for one in edited.numbers.changed] == [("5.5", "5")]
    assert len(edited.numbers.same) == 1


def test_another_language_is_a_translation() -> None:
    """Letters are not held against one another, numbers are."""
    new = [
        passage(0, "Dear guests, welcome to the winter quay of the harbour.", "en"),
        passage(
            1,
            "Throughput of the harbour grows by 5.5 percent this year, with at least 1,100 more crew.",
            "en",
        ),
        passage(2, "The roof of the school was mended in summer, and every teacher has a home.", "en"),
        passage(3, "The oak forest on the hills shall be kept, and nobody may cut it.", "en"),
    ]
    found = compared(new, ROWS[:4])
    assert found.counts["translated"] == 4
    assert all(pair.likeness is None for pair in found.pairs)
    numbers = found.pairs[1].numbers
    assert numbers is not None
    assert len(numbers.same) == 2


def test_the_likeness_is_of_letters_not_of_meaning() -> None:
    """A passage near in meaning whose wording is another was rewritten."""
    new = [passage(0, "尊敬的朋友们,很高兴在这里迎接大家的光临。")]
    pair = next(pair for pair in compared(new, ROWS[:1]).pairs if pair.new)
    assert pair.fate == "rewritten"


def test_a_number_is_placed_in_its_passage() -> None:
    """Offsets into joined texts lead back to the passage and into it."""
    from embeddings.comparison.numbers.reading import quantities_of

    text = join(OLD)
    (first, *_) = quantities_of(text, "zh")
    found, start, end = place(OLD, first)
    assert (found.position, found.normalized[start:end]) == (1, "5.5%")


def test_nothing_on_one_side() -> None:
    """All is dropped, or added."""
    nothing = np.empty((0, 64), np.float32)
    assert compared([], nothing).counts["dropped"] == 4
    assert compare_versions([], nothing, OLD, ROWS[:4]).counts["added"] == 4


def test_a_short_passage_put_in_is_added_and_one_taken_out_is_dropped() -> None:
    """Neither is a part of the passage beside it, and its numbers are told."""
    put_in = passage(1, "港口新建渡轮2艘,灯塔整夜亮着。")
    new = [OLD[0], put_in, *OLD[1:]]
    nearby = (ROWS[1] + 0.5 * ROWS[6])[None]  # in meaning near the next one
    rows = np.concatenate([ROWS[:1], nearby / np.linalg.norm(nearby), ROWS[1:4]]).astype(np.float32)
    (added,) = (pair for pair in compared(new, rows).pairs if pair.fate != "kept")
    assert (added.fate, added.new) == ("added", (put_in,))
    assert [str(one.value) for one in added.numbers.added] == ["2"]
    (dropped,) = (pair for pair in compare_versions(new, rows, OLD, ROWS[:4]).pairs if pair.fate != "kept")
    assert (dropped.fate, dropped.old) == ("dropped", (put_in,))
    assert [str(one.value) for one in dropped.numbers.dropped] == ["2"]


def test_a_passage_cut_in_two_is_split() -> None:
    """However short one part is: its words are the whole's."""
    text = "学校的屋顶在夏天修好了,老师们都有了住处。渡轮夜里也开,灯塔整夜亮着,码头工人三班轮换。"
    cut = text.index("。") + 1
    parts = [passage(0, text[:cut]), passage(1, text[cut:])]
    rows = ROWS[[0, 1]]
    whole = rows.sum(axis=0, keepdims=True) / np.linalg.norm(rows.sum(axis=0))
    (pair,) = compare_versions([passage(0, text)], whole.astype(np.float32), parts, rows).pairs
    assert pair.fate == "split"
