"""Who has the word in each passage of a debate. All texts and people are invented.

Covers `embeddings.text.turns.openings`.
"""

import json
from pathlib import Path

import pytest

from embeddings.speech import Speech
from embeddings.text.passages import SplitSpeech, passages_of
from embeddings.text.turns.labels import label_of


def read(raw: str, speaker: str = "") -> SplitSpeech:
    return passages_of(Speech("a", raw, speaker=speaker))


def test_each_turn_of_a_debate_has_its_speaker(cases: Path) -> None:
    """The speaker keeps the word behind an interjection; the label is no part of what is compared."""
    split = read((cases / "documents" / "04-speakers-of-a-debate" / "debate.txt").read_text(encoding="utf-8"))
    spoken = [(passage.speaker, passage.text.split()[-1]) for passage in split.passages]
    assert spoken == [
        ("", "p.m."),
        ("", "FARES"),
        ("Okello", "House."),
        ("Tamrin", "March."),
        ("Tamrin", "House."),
        ("The Speaker", "Floor."),
        ("Maronde", "crowns."),
    ]
    assert not any(label_of(passage.normalized) for passage in split.passages[2:])
    turns = [finding.value for finding in split.findings if finding.field == "turn"]
    assert turns[1] == "Tamrin (The Minister for Ports)"
    assert [finding.value for finding in split.findings if finding.field == "interjection"] == ["(Applause)"]


def test_the_chair_of_minutes_does_not_say_everything(cases: Path) -> None:
    """The head names the chair, who says only what stands behind 主席：."""
    folder = cases / "documents" / "05-chair-named-in-the-head-speaks-everything"
    split = read((folder / "minutes.txt").read_text(encoding="utf-8"))
    speakers = dict.fromkeys(passage.speaker for passage in split.passages)
    assert list(speakers) == ["", "林金生", "陳小玉", "王明德"]
    assert not any(finding.field == "speaker" for finding in split.findings)
    assert "陳小玉　　王明德" in split.passages[-1].text


def test_a_given_speaker_says_what_nobody_else_says(cases: Path) -> None:
    """The labels of others take the word from the speaker the row came with."""
    rows = (cases / "reports" / "02-given-speaker-said-everything" / "in.jsonl").read_text(encoding="utf-8")
    interview, debate = (read(row["text"], row["speaker"]) for row in map(json.loads, rows.splitlines()))
    assert [passage.speaker for passage in interview.passages] == ["记者", "张三", "李四"]
    assert [passage.speaker for passage in debate.passages] == ["Arden Vole", "The Minister", "Pell"]


def test_a_statement_before_the_questions_is_of_the_given_speaker() -> None:
    """What stands before the first label is said by whose speech it is."""
    raw = (
        "The quay is open, and it will stay open all winter, since the ice pilots have their school.\n\n"
        "Q. Will the toll rise?\n\nA. It will not.\n\nQ. And the beacons?\n\nA. They will be lit on"
        " the same evening."
    )
    speakers = [passage.speaker for passage in read(raw, "Arden Vole").passages]
    assert speakers == ["Arden Vole", "", "Arden Vole", "", "Arden Vole"]


@pytest.mark.parametrize(
    ("head", "asks", "answers", "who"),
    [
        ("", "Q: ", "A: ", ""),
        ("", "Question: ", "Answer: ", ""),
        ("Speaker: Arden Vole\n\n", "Q: ", "A: ", "Arden Vole"),
        ("", "问：", "答：", ""),
    ],
)
def test_questions_and_answers_are_no_persons(head: str, asks: str, answers: str, who: str) -> None:
    """The labels of an interview open turns; nobody is called Q, and who answers is known from the head."""
    asked = (
        ["渡口冬天也开放吗？", "灯塔呢？"] if asks == "问：" else ["Will the toll rise?", "And the beacons?"]
    )
    said = (
        ["冬天也开放，渡船每天都走。", "灯塔当天晚上就亮。"]
        if asks == "问："
        else ["It will not rise before the spring.", "They will be lit on the same evening."]
    )
    turns = [f"{asks}{q}\n\n{answers}{a}" for q, a in zip(asked, said, strict=True)]
    split = read(head + "\n\n".join(turns))
    spoken = [passage.speaker for passage in split.passages][-4:]
    assert spoken == ["", who, "", who]
    turns_found = [finding.value for finding in split.findings if finding.field == "turn"]
    assert turns_found == ["question", f"{who} (answer)" if who else "answer"]


def test_an_office_said_once_with_its_name_is_known_afterwards() -> None:
    """The Minister for Ports (Mr Pell) is Pell when only the office is said."""
    raw = (
        "The Minister for Ports (Mr Pell): The toll will not rise before the spring, whatever the"
        " board says.\n"
        "Ms Vole: I thank the minister for that, and so do the pilots of the lower town.\n"
        "The Minister for Ports: They are welcome, and I shall tell them so myself.\n"
    )
    assert [passage.speaker for passage in read(raw).passages] == ["Pell", "Vole", "Pell"]


def test_a_chair_alone_on_its_lines_keeps_a_record() -> None:
    """Names that are whole lines are speakers where the chair's own line returns between them."""
    said = "El port torna a ser obert, i els pilots tenen per fi la seva escola."
    voices = ["El president", "Joan Puig Serra", "El president", "Maria Vidal Costa", "El president"]
    speech = passages_of(Speech("a", "\n".join(line for voice in voices for line in (voice, said))))
    assert [passage.speaker for passage in speech.passages] == voices


def test_the_heading_between_two_turns_is_said_by_nobody() -> None:
    """The next item of the agenda is not part of what was said before it."""
    raw = (
        "Ms Vole: I thank the minister for that, and so do the pilots of the lower town.\n\n"
        "QUESTION NO. 15 - THE LOCKS AT SALTHOLM\n\n"
        "Mr Pell: I beg to ask the minister when the locks will be mended, since the barges wait.\n"
    )
    assert [passage.speaker for passage in read(raw).passages] == ["Vole", "", "Pell"]


def test_labels_are_found_where_a_text_lost_its_lines() -> None:
    """Wide gaps, and titles of the record behind a sentence, stand where lines began."""
    said = "The toll will not rise before the spring, whatever the board of the lower harbour says about it."
    gaps = "    ".join(f"{name}: {said}" for name in ("Mr Pell", "Ms Vole", "Mr Pell", "Ms Vole"))
    assert [passage.speaker for passage in read(gaps).passages] == ["Pell", "Vole", "Pell", "Vole"]
    dito = "O cais vai continuar aberto durante todo o inverno, e os barcos partem todos os dias, sem falta."
    glued = "".join(f"O SR. {name} - {dito}" for name in ("JOÃO PELO", "ANA VALE", "JOÃO PELO", "ANA VALE"))
    assert [passage.speaker for passage in read(glued).passages] == ["João Pelo", "Ana Vale"] * 2


def test_names_in_bold_open_the_turns_of_an_interview() -> None:
    """Of any name in Chinese, with the colon inside the marks or behind them."""
    turns = ("**老渡**：渡口冬天开放吗？", "**小船：** 每天都开放，渡船每天都走。") * 2
    assert [passage.speaker for passage in read("\n\n".join(turns)).passages] == ["老渡", "小船"] * 2


@pytest.mark.parametrize(
    "heading",
    [
        "XXV. GP - The sitting of the board",
        "OFFICERS IN ATTENDANCE: Mara Lind, clerk",
        "The member for Hunter asks: why",
    ],
)
def test_what_is_no_person_opens_no_turn(heading: str) -> None:
    """Numerals, lists of who was there and what somebody asks are no labels."""
    said = "The toll will not rise before the spring."
    raw = "\n".join([heading, f"Mr Pell: {said}", f"Ms Vole: {said}", heading, f"Mr Pell: {said}"])
    assert {passage.speaker for passage in read(raw).passages} == {"", "Pell", "Vole"}


def test_an_office_of_several_words_is_held_by_who_stands_behind_it() -> None:
    """The words of the office are no name."""
    raw = (
        "The Secretary of State for Foreign and Harbour Affairs (Mr William Pell): We open.\nMs Vole: Why?\n"
        * 2
    )
    assert {passage.speaker for passage in read(raw).passages} == {"William Pell", "Vole"}


def test_labels_between_tags_open_turns() -> None:
    """In a row of HTML the name stands in bold, and a paragraph begins a line."""
    said = "The toll will not rise before the spring, whatever the board says."
    turns = ("The Minister for Ports (Mr Pell)", "Ms Vole", "Mr Pell", "Ms Vole")
    raw = "".join(f"<p><strong>{name}</strong>:&nbsp;{said}</p>" for name in turns)
    split = read(raw)
    assert [(passage.speaker, passage.normalized) for passage in split.passages] == [
        ("Pell", said),
        ("Vole", said),
    ] * 2


def test_a_book_with_a_few_labels_is_no_debate() -> None:
    """Its lists and letters have colons; nobody has the word for a hundred pages."""
    said = [f"In year {n} the toll of quay {n % 7} will not rise, whatever they say.\n" for n in range(2400)]
    book = f"Mr Pell: {''.join(said[:900])}Ms Vole: {''.join(said[900:])}Mr Pell: {said[1]}"
    assert {passage.speaker for passage in read(book).passages} == {""}


def test_the_clock_behind_a_label_is_not_said() -> None:
    """Transcripts of broadcasts write the time there."""
    said = "The toll will not rise before the spring."
    raw = f"Ms Mara Vole: (01:20)\n{said}\n\nMr Jon Pell: (02:10)\n{said}\n\nMs Mara Vole: (02:40)\n{said}"
    assert [passage.normalized for passage in read(raw).passages] == [said] * 3


def test_a_wrapped_paragraph_that_names_an_office_opens_no_turn() -> None:
    """… the ⏎ Governor of Bay County. We agreed: the line above runs on."""
    raw = (
        "Hon. Mara Quill: We met them all, and they were led by the Hon. Varga, who is the\n"
        "Governor of Bay County. We agreed on many clauses.\n"
        "The Temporary Speaker (Hon. Ida Brook): Order. Go on.\nHon. Mara Quill: Thank you, I shall."
    )
    assert [passage.speaker for passage in read(raw).passages] == ["Mara Quill", "Ida Brook", "Mara Quill"]
