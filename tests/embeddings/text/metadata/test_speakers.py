import pytest

from embeddings.speech import Speech
from embeddings.text.metadata.speakers import Attribution, speaker_of_passages
from embeddings.text.names import is_name, people_in
from embeddings.text.passages import passages_of

REST = (
    "要坚持开放，建设更好的港口，让渔民的收入更高，让海湾的每个人都得到好处，"
    "这是今年要做好的三件大事，也是明年的任务。"
)
LEAD = f"海湾日报讯（记者孙一）3月4日，市委召开港口工作会议。市委书记赵海湾出席会议并讲话。{REST}"


def voices(*paragraphs: str, speaker: str = "") -> list[Attribution | None]:
    speech = Speech(id="s", raw="\n\n".join(paragraphs), speaker=speaker)
    return speaker_of_passages(passages_of(speech).passages, speech)


def names(*paragraphs: str) -> list[str]:
    return [voice.speaker if voice else "" for voice in voices(LEAD, *paragraphs)[1:]]


def test_a_verb_of_saying_names_the_speaker() -> None:
    """指出, 强调 and the like behind a name the text has explained, and behind a quotation."""
    assert names(
        f"赵海湾指出，{REST}",
        f"会上，赵海湾还强调，{REST}",
        f"“{REST}”市港口局党组书记、局长李港生说。",
    ) == ["赵海湾", "赵海湾", "李港生"]


def test_the_office_comes_from_the_text() -> None:
    """An attribution carries the longest office the text gives, and what was read."""
    voice = voices(LEAD, f"赵海湾指出，{REST}")[1]
    assert voice == Attribution("赵海湾", "市委书记", "name and verb", 0.9, "赵海湾指出,")


def test_he_is_the_last_who_spoke() -> None:
    """他说 and an opening 要 go on with the speaker before, with less confidence; never past a meeting."""
    found = voices(
        LEAD, f"赵海湾指出，{REST}", f"他说，{REST}", f"一是{REST}", f"会议强调，{REST}", f"他说，{REST}"
    )
    assert [voice.speaker if voice else "" for voice in found[1:]] == ["赵海湾", "赵海湾", "赵海湾", "", ""]
    confidences = [voice.confidence for voice in found[1:4] if voice]
    assert confidences == sorted(confidences, reverse=True)


def test_the_unexplained_stay_unknown() -> None:
    """A name without an office, a meeting, two people in one passage: nobody is guessed."""
    assert names(
        f"钱港口指出，{REST}",
        f"会议指出，{REST}",
        f"市委书记赵海湾指出，港口要开放。市长李港生表示，{REST}",
        REST,
    ) == ["", "", "", ""]


def test_a_name_keeps_the_script_of_its_text() -> None:
    """In a Traditional text the speaker is written in Traditional characters."""
    lead = (
        "海灣日報訊（記者孫一）3月4日，市委召開港口工作會議。市委書記陳偉灣出席會議並講話。"
        + "要堅持開放，建設更好的港口。" * 3
    )
    found = voices(lead, "陳偉灣指出，" + "要堅持開放，建設更好的港口。" * 4)
    assert found[1] is not None
    assert found[1].speaker == "陳偉灣"


def test_a_speech_is_its_speakers() -> None:
    """In the first person every passage is the speaker's, whoever is quoted; unknown when none was given."""
    paragraphs = (f"各位代表：\n我们要记住，市委书记赵海湾指出，{REST}", f"赵海湾强调，{REST}")
    assert {voice.speaker for voice in voices(*paragraphs, speaker="李港生") if voice} == {"李港生"}
    assert voices(*paragraphs) == [None, None]


def test_an_english_report() -> None:
    """Name and verb in a report in an alphabet; the pronoun goes on."""
    lead = "The harbour board met in Baytown, its office announced, to talk of the new piers."
    found = voices(
        lead,
        "“The bay shall be open to all who fish in it and sail on it,” Ann Harbour said, “as before.”",
        "She added that the harbours shall be busier than in any year before, and the piers longer.",
    )
    assert [voice.speaker if voice else "" for voice in found] == ["", "Ann Harbour", "Ann Harbour"]


@pytest.mark.parametrize(
    ("normalized", "people"),
    [
        ("省委副书记、省长王海湾出席会议", [("王海湾", "省委副书记、省长")]),
        ("由市长李港主持会议", [("李港", "市长")]),
        ("在省委书记胡海生和省长任港鹤陪同下", [("胡海生", "省委书记"), ("任港鹤", "省长")]),
        ("自治区主席海尔·港尼亚作政府工作报告", [("海尔·港尼亚", "自治区主席")]),
        ("市长欧阳海指出,", [("欧阳海", "市长")]),
        ("市委书记要求,", []),
        ("委员长会议指出,", []),
        ("各级书记、主任要明确要求", []),
    ],
)
def test_people_are_named_behind_their_offices(normalized: str, people: list[tuple[str, str]]) -> None:
    """The whole name and the whole office, and no word that only looks like a name."""
    assert [(person.name, person.office) for person in people_in(normalized)] == people


@pytest.mark.parametrize("word", ["方面", "明确", "全会", "任务", "省长", "的人", "王"])
def test_common_words_are_no_names(word: str) -> None:
    """A surname that begins a common word makes no name of it."""
    assert not is_name(word)
