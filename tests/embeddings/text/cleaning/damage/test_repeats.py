"""Loops, copies and boilerplate, and what only looks like them. All texts are invented.

Covers `embeddings.text.cleaning.furniture.boilerplate`.
"""

from pathlib import Path

import pytest

from embeddings.text.cleaning.clean import clean
from embeddings.text.cleaning.furniture.boilerplate import boilerplate
from embeddings.text.cleaning.rules import boilerplate_rule

PARAGRAPHS = [
    "海湾要更开放，港口要更繁忙，这是今年的头一件大事，谁也不能等，谁也不能靠。",
    "渔民的收入要更高，渔船要更安全，码头上的灯要亮到天明，市场里的秤要公平。",
    "学校要建到岛上去，医生要住到岛上去，年轻人要愿意回到岛上去，老人要安心。",
    "新桥要在秋天通车，新船要在冬天下水，旧城的屋顶要在台风来到以前修好。",
    "水要清，天要蓝，红树林要一年比一年大，海龟要回到它们出生的沙滩上。",
    "我们不说空话，我们一件一件做，明年这个时候请大家到码头上来看，来评。",
]
FOOTER = "本页由海湾市信息中心维护，请使用新版浏览器阅读，谢绝转载"


def left(raw: str) -> list[str]:
    return [line.strip() for line in clean(raw).text.splitlines() if line.strip()]


@pytest.mark.parametrize("period", range(1, 7))
def test_a_loop_is_dropped_but_for_its_first_round(period: int) -> None:
    """A unit of one to six paragraphs that comes again at once is kept once."""
    unit = PARAGRAPHS[:period]
    assert left("\n".join(["开头。", *unit * 4, "结尾。"])) == ["开头。", *unit, "结尾。"]


def test_a_loop_with_numbered_heads_is_dropped() -> None:
    """Copies that differ only in the number of their head, or in a word of it, are copies."""
    heads = ["关键词一：建设海湾城市码头", "关键词二：建设海湾码头", "关键词三：建设海湾码头"]
    lines = [line for head in heads for line in (head, *PARAGRAPHS[:3])]
    assert left("\n".join(lines)) == lines[:4]


def test_a_stretch_copied_behind_other_words_stays() -> None:
    """A copy between differing paragraphs is no loop: a record says the same of different things."""
    lines = [*PARAGRAPHS, "别的话。", *PARAGRAPHS[1:5]]
    assert left("\n".join(lines)) == lines


def test_a_stretch_copied_in_a_page_that_loops_is_dropped() -> None:
    """A page with a loop was written by a machine, whose other copies go as well."""
    lines = [*PARAGRAPHS, *PARAGRAPHS[4:] * 2, "别的话。", *PARAGRAPHS[:4], "再见。"]
    assert left("\n".join(lines)) == [*PARAGRAPHS, "别的话。", "再见。"]


VOTED = (
    "去年本會就渡輪票價表決了兩次，結果都是維持原價，因為島上的居民多數靠渡輪上班上學，票價一漲，他們就只好搬走，"
    "島上的學校也就招不到學生，店鋪也就沒有客人，碼頭也就沒有人修，這是誰也不願意看到的。" * 3
)
RECORD = "動議付諸表決，贊成者七人，反對者五人，棄權者一人，主席宣布動議獲得通過。"


def test_prose_that_names_votes_is_no_record_of_one_when_it_is_said_three_times() -> None:
    """Twice may be meant; three times at once, so long a paragraph is a loop."""
    assert left("\n".join(["開頭。", *[VOTED] * 3, "結尾。"])) == ["開頭。", VOTED, "結尾。"]
    assert left("\n".join(["開頭。", *[VOTED] * 2, "結尾。"])) == ["開頭。", VOTED, VOTED, "結尾。"]


def test_a_record_of_votes_stays_however_often_it_is_made() -> None:
    """Alone, and beside short lines."""
    lines = ["開頭。", *[RECORD, "計票員：王明德、陳小玉、林金生、張大文"] * 5, *[RECORD] * 4, "結尾。"]
    assert left("\n".join(lines)) == lines


def test_the_first_round_of_a_loop_goes_where_it_was_said_before() -> None:
    """A line among those that come again does not hide that all of them do."""
    lines = [*PARAGRAPHS[:2], "各位代表！", PARAGRAPHS[2], *PARAGRAPHS[:3] * 3]
    assert left("\n".join(lines)) == [*PARAGRAPHS[:2], "各位代表！", PARAGRAPHS[2]]


def test_a_page_that_holds_its_text_twice_holds_it_once() -> None:
    """The second copy of the whole text goes, whatever short lines follow it."""
    lines = [*PARAGRAPHS, *PARAGRAPHS, "谢谢。"]
    assert left("\n".join(["标题", *lines])) == ["标题", *PARAGRAPHS, "谢谢。"]


def test_a_vote_recorded_again_stays(cases: Path) -> None:
    """Three divisions with the same tellers' list are three divisions."""
    raw = (cases / "documents" / "01-vote-recorded-twice" / "journal.txt").read_text(encoding="utf-8")
    assert left(raw) == [line.strip() for line in raw.splitlines() if line.strip()]


@pytest.mark.parametrize(
    "record",
    [
        [
            "On the question, That the clause stand part, the votes were recorded as follows:",
            "Ayes 41",
            "Noes 52",
        ],
        ["Der Antrag wird bei Enthaltung der Abgeordneten des Seebezirks mit großer Mehrheit abgelehnt."],
        ["L'amendement, mis aux voix par scrutin public, n'est pas adopté par l'assemblée du port."],
        ["主席：現在表決，贊成者請舉手。贊成四十一人，反對五十二人，少數，不通過，照委員會意見辦理。"],
        ["（一）請問院會，對本案有無異議？無異議，照程序委員會意見處理，本案交付建設委員會審查。"],
    ],
)
def test_what_the_record_says_again_at_once_stays(record: list[str]) -> None:
    """The same vote, motion or order, recorded four times running, is four events."""
    assert left("\n".join(record * 4)) == record * 4


def test_heads_of_differing_numbers_are_of_differing_things() -> None:
    """Motions with numbers of their own are not one motion said again."""
    lines = [
        line
        for number in range(4, 9)
        for line in (
            f"Petition {number} of the rice farmers of Saltholm",
            "The House ordered it to lie upon the table until the spring, and to be printed.",
        )
    ]
    assert left("\n".join(lines)) == lines


@pytest.mark.parametrize(
    "lines",
    [
        ["各位代表！", PARAGRAPHS[0], "各位代表！", PARAGRAPHS[1], "各位代表！"],
        ["我们要建新港！"] * 3,
        ["Four more years!", "Four more years!", "Four more years!"],
        [
            f"我们要把{thing}办好，因为海湾的人民在等，因为海湾的人民在看。"
            for thing in ("港口", "学校", "医院")
        ],
        [
            f"（{number}）坚持{thing}为先"
            for number, thing in zip("一二三", ("人民", "港口", "渔业"), strict=True)
        ],
        [PARAGRAPHS[0], PARAGRAPHS[1], PARAGRAPHS[0]],
        [f"{number}. See the report on the harbours of the bay (2031)." for number in (4, 5, 6)],
    ],
)
def test_refrains_and_parallels_stay(lines: list[str]) -> None:
    """Forms of address, chants, anaphora and a sentence said again later are speech."""
    assert left("\n".join(lines)) == lines


def test_boilerplate_is_what_most_speeches_of_a_source_end_with() -> None:
    """A line at the edge of half of a source's speeches is found, and its rule drops it there only."""
    pages = [("bay", ["各位代表：", f"第{number}年的报告。", FOOTER]) for number in range(8)]
    pages += [("hill", [f"山区第{number}年。", FOOTER]) for number in range(4)]
    found = boilerplate(pages)
    assert found == {"bay": frozenset([FOOTER]), "hill": frozenset()}
    body = "\n".join(f"第{number}件事。" for number in range(30))
    raw = f"{body}\n{FOOTER}\n{body}\n{FOOTER}"
    cleaned = clean(raw, (boilerplate_rule(found["bay"]),))
    assert [repair.rule for repair in cleaned.repairs] == ["boilerplate"]
    assert cleaned.text == raw.removesuffix(FOOTER)
    assert cleaned.walls == (len(cleaned.text),)


def test_formulas_that_are_spoken_are_no_boilerplate() -> None:
    """What every report opens with is said by a person, however often."""
    spoken = "现在，我代表海湾市人民政府，向大会报告工作，请予审议，并请列席的同志们提出意见。"
    assert boilerplate([("bay", [spoken, "报告。"])] * 9) == {"bay": frozenset()}
