from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.errors import EmptySpeech
from embeddings.speech import Speech
from embeddings.text.passages import normalize_query, passages_of
from embeddings.text.reading.read import Reading, read

UNHURRIED = settings(deadline=None)  # the first call of a run loads its tables

RAW = st.lists(
    st.sampled_from(
        [
            "調(diào)",
            "\u200b",
            "\n",
            "来源：海湾日报\n",
            "分享到:\n",
            "海灣要更開放。",
            "A busy harbour.",
            "e\u0301",
            "\ud800",
            "１",
        ]
    )
    | st.text(max_size=5),
    min_size=1,
    max_size=30,
).map("".join)


@UNHURRIED
@given(RAW)
def test_every_visible_character_is_in_one_passage_or_in_the_ledger(raw: str) -> None:
    """`raw[start:end]` is the passage's text, and nothing visible is lost or shown twice."""
    try:
        split = passages_of(Speech("s", raw))
    except EmptySpeech:
        return
    seen = [0] * len(raw)
    for position, passage in enumerate(split.passages):
        assert passage.position == position
        assert raw[passage.start : passage.end] == passage.text
        for place in range(passage.start, passage.end):
            seen[place] += 1
    removed = {place for repair in split.repairs for place in range(repair.start, repair.end)}
    for place, character in enumerate(raw):
        assert seen[place] <= 1
        assert seen[place] or character.isspace() or place in removed


def test_a_passage_shows_the_raw_text_and_compares_the_form() -> None:
    """The reader sees what the source says; search sees one script and no pinyin."""
    (passage,) = passages_of(Speech("s", "統(tǒng)籌海灣發(fā)展，辦好三件事。", language="zh-Hant")).passages
    assert passage.text == "統(tǒng)籌海灣發(fā)展，辦好三件事。"
    assert passage.normalized == "统筹海湾发展,办好三件事。"
    assert (passage.address, passage.language) == ("s:0", "zh-Hant")


def test_dropped_lines_are_in_no_passage() -> None:
    """No passage holds a line that was dropped, not even between a heading and its text."""
    split = passages_of(
        Speech("s", "海湾的港口\n2031-03-04 09:08:07 来源:海湾日报\n打印 放大\n海湾要更开放。")
    )
    assert [passage.text for passage in split.passages] == ["海湾的港口", "海湾要更开放。"]
    assert [repair.rule for repair in split.repairs] == ["source_line", "buttons"]


@pytest.mark.parametrize("raw", ["", " \n", "打印 放大 缩小", "\u200b\ufeff"])
def test_nothing_to_index_is_said(raw: str) -> None:
    """A speech of which cleaning leaves nothing is refused."""
    with pytest.raises(EmptySpeech, match="no text"):
        passages_of(Speech("s", raw))


def test_a_question_is_folded_as_passages_are() -> None:
    """A Traditional, full-width or polluted question has the form of the passage it looks for."""
    assert (
        normalize_query("統(tǒng)籌\u200b海灣　發展").normalized
        == normalize_query(" 统筹海湾 发展 ").normalized
        == "统筹海湾 发展"
    )
    assert normalize_query("打印").normalized == "打印"
    assert normalize_query("東京都の港").language == "ja"


@pytest.mark.shared
def test_no_search_can_return_the_seeds_navigation(shared: Path) -> None:
    """Each of the founding documents gives passages, none of them a line of the page around it."""
    found = [each for each in read([shared / "seeds"]) if isinstance(each, Reading)]
    texts = [passage.text for each in found for passage in passages_of(each.speech).passages]
    assert 90 <= len(texts) <= 190
    assert not any(
        word in text
        for text in texts
        for word in ("打印", "ICP备", "官方微信", "责任编辑", "相关阅读", "原題", "京东")
    )
