"""Heads and feet of printed pages in a plain text. All texts are invented.

Covers `embeddings.text.cleaning.furniture.running_heads`.
"""

from itertools import product

import pytest

from embeddings.text.cleaning.clean import clean

SENTENCES = [
    f"In the {count} year of the {board} board we mended quay number {number} before the winter came, and the"
    f" {board} pilots kept their {count} school open for all who wished to learn how the ice moves."
    for number, (board, count) in enumerate(
        product(
            ["upper", "lower", "outer", "inner"],
            ["first", "second", "third", "fourth", "fifth", "sixth", "seventh"],
        ),
        start=3,
    )
]
HEAD = "HARBOUR BOARD OF VELDHAVEN – REPORT"


def wrapped(text: str, width: int = 70) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) + 1 > width:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*lines, line]


def printed(head: str, foot: str, between: str) -> str:
    """A text of ten pages of eight lines, each with its head and its foot."""
    lines = wrapped(" ".join(SENTENCES))
    pages = [lines[at : at + 14] for at in range(0, len(lines), 14)]
    return between.join("\n".join([head, *page, foot.format(n)]) for n, page in enumerate(pages, start=1))


@pytest.mark.parametrize("between", ["\f", "\n\f", "\n\n"])
def test_heads_and_feet_go_and_sentences_run_on(between: str) -> None:
    """Whether a form feed parts the pages or nothing does: no line is lost, and no head is left."""
    cleaned = clean(printed(HEAD, "Page {}", between))
    assert HEAD not in cleaned.text
    assert " ".join(cleaned.text.split()) == " ".join(SENTENCES)


def test_what_is_said_again_and_again_stays() -> None:
    """A motion that returns after each speech ends what stands before it, and breaks into no sentence."""
    put = "Question put and agreed to"
    text = "\n\n".join(f"{' '.join(SENTENCES[n : n + 4])}\n{put}" for n in range(7))
    assert clean(text).text.count(put) == 7


def test_a_refrain_stays() -> None:
    """It stands between verses rather than in them."""
    verse = "\n".join(line.rstrip(".") for line in wrapped(" ".join(SENTENCES[:5]), 50))
    text = "\n\n".join(f"{verse}\n\nOh the ferry of Veldhaven sails" for _ in range(6))
    assert "Oh the ferry of Veldhaven sails" in clean(text).text


def test_a_text_that_says_itself_again_has_no_heads() -> None:
    """Each line of it returns as regularly as pages do, and between the same lines."""
    text = "\n".join(wrapped(" ".join(SENTENCES))[:20] * 5)
    assert "running_heads" not in {repair.rule for repair in clean(text).repairs}


def test_the_head_of_tables_stays() -> None:
    """Each of them has the same one, as regularly as pages; what stands around it is short."""
    words = "渡船 水手 灯塔 学校 医院 码头".split()  # noqa: SIM905, words
    tables = (
        "\n".join(f"第{n}港口的{word}今年的人数 {n * len(word)} 125 {n}" for n in range(30)) for word in words
    )
    head = "平日上午八時至下午四時\n各港口的渡船與水手\n第 I 類別"
    text = "\n".join(f"({number}) {head}\n{table}" for number, table in enumerate(tables))
    assert clean(text).text.count("各港口的渡船與水手") == 6


def test_a_disclaimer_of_several_lines_goes_as_a_whole() -> None:
    """Its last line ends a sentence, which no head does by itself; the same line said once stays."""
    lines = wrapped(" ".join(SENTENCES))
    head = [
        "Disclaimer: this version is for information only, and",
        "the printed one is kept by the clerk of the board.",
    ]
    pages = [[*head, *lines[at : at + 8]] for at in range(0, len(lines), 8)]
    cleaned = clean("\f".join(map("\n".join, pages)) + f"\n{head[1]}")
    assert cleaned.text.count(head[0]) == 0
    assert cleaned.text.count(head[1]) == 1


def test_a_letterhead_goes_between_sentences_too() -> None:
    """Three lines that return together on each page are one, whether it breaks into a sentence or not."""
    head = [
        "Harbour Board of Veldhaven",
        "12 Quay Street, 3rd floor, Veldhaven",
        "212-555-0144 (fax) board.example",
    ]
    pages = ["\n".join([*head, "", " ".join(SENTENCES[at : at + 4])]) for at in range(0, len(SENTENCES), 4)]
    cleaned = clean("\n\n".join(pages))
    assert not any(line in cleaned.text for line in head)
    assert all(said in cleaned.text for said in SENTENCES)


def test_lines_of_a_list_of_votes_are_no_heads() -> None:
    """The same members are named at each vote, a page of speech apart."""
    listed = (
        "in favour of it on that day were the members\nVarga – ABC; Quill – DEF; Brook – GHI; and of those\n"
    )
    said = [f"The motion on pier {letter} was put. " * 30 for letter in "ABCDEF"]
    raw = "\n".join(f"{text}\n{listed}who stayed away from it there were in all but three." for text in said)
    assert not [repair for repair in clean(raw).repairs if repair.rule == "running_heads"]
