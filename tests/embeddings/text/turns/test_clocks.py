"""Labels behind a clock. All texts and people are invented."""

import pytest

from embeddings.speech import Speech
from embeddings.text.passages import passages_of
from embeddings.text.turns.clocks import end_of_clock_before, end_of_clock_behind

FERRY = "The ferry sails at six, and it sails at six on Sundays as well."
QUAY = "It has never sailed on a Sunday, as the harbour master knows."
STORM = "Then nobody has read the timetable since the storm of last winter."


@pytest.mark.parametrize(
    ("first", "second", "speakers"),
    [
        ("10:32 Mr Tamrin: ", "10:34 Ms Okello: ", ["Tamrin", "Okello"]),
        ("[10:32:05] Chair: ", "[10:34:11] Ms Okello: ", ["Chair", "Okello"]),
        ("(10:32) Mara Tamrin: ", "(10:34) Pell Okello: ", ["Mara Tamrin", "Pell Okello"]),
        ("00:10:32.500 Mara Tamrin: ", "00:10:34.900 Pell Okello: ", ["Mara Tamrin", "Pell Okello"]),
        ("10:32 - Mara Tamrin: ", "10:34 - Pell Okello: ", ["Mara Tamrin", "Pell Okello"]),
        ("10:32 a.m. MR TAMRIN: ", "10:34 a.m. MS OKELLO: ", ["Tamrin", "Okello"]),
        (
            "[00:10 --> 00:32] Mara Tamrin: ",
            "[00:33 --> 00:51] Pell Okello: ",
            ["Mara Tamrin", "Pell Okello"],
        ),
        ("10:32 主席：", "10:34 王明德議員：", ["主席", "王明德"]),
    ],
)
def test_a_label_behind_a_clock_opens_a_turn(first: str, second: str, speakers: list[str]) -> None:
    """Clock and label are no part of what is compared, and stay in what is shown."""
    raw = f"{first}{FERRY}\n\n{second}{QUAY}\n\n{first}{STORM}"
    split = passages_of(Speech("a", raw))
    assert [passage.speaker for passage in split.passages] == [*speakers, speakers[0]]
    assert [passage.normalized[:5] for passage in split.passages] == [FERRY[:5], QUAY[:5], STORM[:5]]


def test_the_programme_of_a_day_is_no_debate() -> None:
    """Its clocks stand before what happens, each once."""
    raw = "\n".join(
        [
            "09:00 Opening: the mayor welcomes the guests in the great hall.",
            "10:30 Harbour walk: a walk along the new quay with the pilots.",
            "12:00 Lunch: soup is served in the boat house.",
        ]
    )
    split = passages_of(Speech("a", raw))
    assert {passage.speaker for passage in split.passages} == {""}
    assert "Harbour walk" in " ".join(passage.normalized for passage in split.passages)


@pytest.mark.parametrize(
    "line", ["1032 Mr X: a", "10:99 Mr X: a", "10:3 to one", "10:32", "2:1 was the score"]
)
def test_other_numbers_are_no_clock(line: str) -> None:
    assert end_of_clock_before(line) == 0


def test_a_clock_in_brackets_stands_behind_a_label_as_well() -> None:
    assert end_of_clock_behind("Ms Vole: (01:20) The quay", 9) == 17
    assert end_of_clock_behind("Ms Vole: The quay", 9) == 0
