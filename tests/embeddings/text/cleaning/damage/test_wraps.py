"""Line breaks and spaces inside sentences. All texts are invented.

Covers `embeddings.text.cleaning.damage.line_spacing`.
"""

import pytest

from embeddings.speech import Speech
from embeddings.text.cleaning.clean import clean
from embeddings.text.passages import passages_of

SENTENCE = "海湾要更开放，港口要更繁忙，渔民的收入要更高，这是今年的三件大事。"
OTHERS = [
    SENTENCE + "学校要建到岛上去，医生要住到岛上去，年轻人要愿意回到岛上去，老人要安心。",
    "新桥要在秋天通车，新船要在冬天下水，旧城的屋顶要在台风来到以前修好，这些都要落实到人。",
    "水要清，天要蓝，红树林要一年比一年大，海龟要回到它们出生的沙滩上，我们要让孩子们看到这一天。",
]
ENGLISH = [
    "The bay shall be more open than in any year before this one, and its",
    "harbours shall be busier, since the fishermen of the bay have waited",
    "for years. Nothing else that this assembly may decide is worth as much",
    "to us.",
]


def wrapped(text: str, width: int) -> str:
    return "\n".join(text[start : start + width] for start in range(0, len(text), width))


def test_lines_broken_at_a_width_are_joined() -> None:
    """A wrapped paragraph is one line again; the blank line between paragraphs stays."""
    paragraph = " ".join(ENGLISH)
    assert clean("\n".join([*ENGLISH, "", "A short one.", "", *ENGLISH[:2]])).text == (
        f"{paragraph}\n\nA short one.\n\n{' '.join(ENGLISH[:2])}"
    )


def test_chinese_lines_are_joined_without_a_space() -> None:
    """A word divided between two lines is whole in the clean text, in its passage's form and its span."""
    raw = wrapped(SENTENCE * 4, 26)
    assert clean(raw).text == SENTENCE * 4
    passage = passages_of(Speech("bay", raw, language="zh-Hans")).passages[0]
    assert (passage.text, passage.normalized) == (
        raw,
        passages_of(Speech("bay", SENTENCE * 4)).passages[0].normalized,
    )


def test_even_lines_of_chinese_are_joined_whatever_else_the_page_holds() -> None:
    """Their width tells; a list of one width, of which each item ends, stays as it is."""
    rest = ["A line in another language that is much longer than the columns of the page " * 2, "短行"]
    raw = "\n".join([*rest, wrapped(SENTENCE * 4, 20), *rest])
    assert SENTENCE * 4 in clean(raw).text
    items = "\n".join(f"第{number}个港口要更开放，渔民的收入要更高。" for number in "一二三四五六")
    assert clean(items).text == items


def test_an_indented_line_starts_a_paragraph() -> None:
    """In wrapped text without blank lines the indent parts the paragraphs."""
    raw = "\n".join(wrapped("　　" + paragraph, 22) for paragraph in OTHERS)
    assert [line.strip() for line in clean(raw).text.splitlines()] == OTHERS


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(SENTENCE.replace("三", number) for number in "一二三四五"),
        "海湾人民团结起来\n港口建设稳步推进\n渔民收入年年增长\n海湾明天更加美好",
        "We shall build.\nWe shall not rest.\nWe shall be heard.\nWe shall return.",
        "The harbours of the bay and what they need\nMore boats, more piers, more fishermen.",
        "主动作为 快干实干\n奋力夺取双胜利",
    ],
)
def test_lines_that_are_paragraphs_stay(text: str) -> None:
    """Sentences of one length, verses, slogans and headings are not wrapped text."""
    assert clean(text).text == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("We build piers in the bay\nin the coming year.", "We build piers in the bay in the coming year."),
        ("Fishermen need infor-\nmation, and soon.", "Fishermen need information, and soon."),
        ("A well-known bay is a good well-\nknown bay.", "A well-known bay is a good well-known bay."),
        ("The fishermen need infor\xad\nmation, and soon.", "The fishermen need information, and soon."),
        ("海湾要更开放，港口要更繁忙，渔民的收入要更高\n，这是今年的三件大事。", SENTENCE),
        (OTHERS[0] + "渔业要发\n展，收入要增加。", OTHERS[0] + "渔业要发展，收入要增加。"),
    ],
)  # fmt: skip
def test_a_stray_break_is_joined(raw: str, text: str) -> None:
    """A single break goes when what follows cannot start a paragraph, or a word stands across it."""
    assert clean(raw).text == text


def test_items_of_a_list_stay_apart() -> None:
    """An item that ends in `and` does not run on into the next one."""
    raw = f"{'we shall build the piers of the bay and its boats ' * 2}; and\nRepair the harbours."
    assert clean(raw).text == raw


def test_strewn_spaces_go_and_meant_ones_stay() -> None:
    """Spaces that a recogniser strewed over a sentence go; those of titles and lists of names are meant."""
    assert (
        clean("海 湾 要 更 开 放 ， 港 口 要 更 繁 忙 ， 这 是 大 事").text
        == "海湾要更开放，港口要更繁忙，这是大事"
    )
    titles = "主动作为 快干实干 奋力夺取双胜利"
    names = "出席的有 李一 王二 张三 赵四 钱五 孙六 周七 吴八 郑九 冯十"
    assert clean(f"{titles}\n{names}").text == f"{titles}\n{names}"


@pytest.mark.parametrize(
    ("line", "following", "joined"),
    [
        (
            "und stehen hinter jedem, der nach bestem Wissen entscheidet. Fehler darf man machen,",
            "Vorteile annehmen darf man nicht, und das wissen alle in diesem Haus sehr gut.",
            True,
        ),
        (
            "que só pelo mar sobrevive. Das dezasseis ilhas da Bruma apenas três têm cais para navios;",
            "às restantes o pão chega de lancha quando o tempo deixa, e nada mais.",
            True,
        ),
        (
            "mending the quay, the beacons and the road to the upper town before the winter;",
            "opening a school;",
            False,
        ),
        (
            "Sehr geehrte Frau Präsidentin, sehr geehrte Damen und Herren,",
            "Wir öffnen heute.",
            False,
        ),
    ],
)
def test_a_line_within_prose_runs_on(line: str, following: str, joined: bool) -> None:
    """Behind a comma before a noun, or a semicolon; salutations and items of a list do not."""
    before = "Wir haben im vergangenen Jahr die Kaimauern der unteren Stadt erneuert und dabei\nviel"
    wrapped = (
        f"{before} gelernt über das Eis und über die Menschen, die jeden Morgen darüber\ngehen müssen, um"
    )
    wrapped += " zur Arbeit zu kommen, zur Schule, zum Markt oder auch nur zu den\nNachbarn."
    text = f"{wrapped}\n{line}\n{following}"
    assert (f"{line} {following}" in clean(text).text) is joined


def test_double_spaced_lines_are_joined() -> None:
    """As pasted from Word or mail: an empty line behind each; an indented line starts a paragraph."""
    raw = "\n\n".join(wrapped("　　" + paragraph, 22).replace("\n", "\n\n") for paragraph in OTHERS)
    assert [line.strip() for line in clean(raw).text.splitlines() if line] == OTHERS
    paragraphs = "\n\n".join(OTHERS)
    assert clean(paragraphs).text == paragraphs


def test_short_headings_do_not_hide_that_a_text_is_wrapped() -> None:
    """一、总体要求 is no line that ended too early."""
    said = [SENTENCE + "海岛的学校要有足够的好教师。", *OTHERS[1:]]
    parts = [
        f"{number}、总体要求\n" + wrapped("　　" + text, 22)
        for number, text in zip("一二三", said, strict=True)
    ]
    lines = clean("\n".join(parts)).text.splitlines()
    assert [line.strip() for line in lines[1::2]] == said


def test_a_line_that_ends_with_a_comma_runs_on() -> None:
    """Word's Shift+Enter inside a sentence of Chinese; verses and salutations stay as they are."""
    assert clean("全市工业增加值增长百分之六，\n其中海洋工业增长更快。").text == (
        "全市工业增加值增长百分之六，其中海洋工业增长更快。"
    )
    for kept in ("潮来天地青，\n潮去沙滩平。", "尊敬的各位代表、各位来宾，\n女士们、先生们，\n朋友们："):
        assert clean(kept).text == kept
