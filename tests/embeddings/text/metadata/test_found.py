"""Found, tested.

Covers `embeddings.text.metadata.headings`, `embeddings.text.metadata.name_lines`,
`embeddings.text.metadata.findings`, `embeddings.text.metadata.datelines`,
`embeddings.text.metadata.speech_lines`, `embeddings.text.names`, `embeddings.text.metadata.places`.
"""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.speech import Speech
from embeddings.text.cleaning.clean import clean
from embeddings.text.metadata.found import Metadata, find_metadata
from embeddings.text.script.folding import fold
from embeddings.text.script.offsets import Traced

PROSE = (
    "要坚持开放，建设更好的港口，让渔民的收入更高，让海湾的每个人都得到好处，"
    "这是今年要做好的三件大事，也是明年的任务。"
)
REPORT = f"""政府工作报告
——2031年1月19日在海湾省第三届人民代表大会第二次会议上
省长 李港生
各位代表：
现在，我代表省人民政府向大会报告工作。{PROSE}"""
NEWS = f"""赵海湾在全市港口工作会议上强调 建设更好的港口
2031-10-29 21:01:26 来源：海湾日报
海湾日报讯（记者孙一 钱二）10月29日下午，市委召开港口工作会议。市委书记赵海湾出席会议并讲话。{PROSE}
赵海湾指出，{PROSE}
市委副书记、市长李港生主持会议。"""


def told(raw: str, given: Speech | None = None) -> Metadata:
    metadata = find_metadata(given or Speech(id="s", raw=raw), clean(raw))
    for field in ("title", "date", "published", "speaker", "place", "meeting", "outlet"):
        finding = getattr(metadata, field)
        assert finding is None or raw[finding.start : finding.end].strip()
    return metadata


def values(metadata: Metadata) -> dict[str, str]:
    fields = ("title", "date", "speaker", "place", "meeting", "outlet")
    return {field: getattr(metadata, field).value for field in fields if getattr(metadata, field)}


def test_the_heading_of_a_report_says_all() -> None:
    """Title, day, governor, place and meeting of a report on the work of a government."""
    assert values(told(REPORT)) == {
        "title": "政府工作报告",
        "date": "2031-01-19",
        "speaker": "李港生",
        "place": "海湾省",
        "meeting": "海湾省第三届人民代表大会第二次会议",
    }


def test_a_report_in_a_newspaper() -> None:
    """The reporter is never the speaker; the day takes its year from the line of the source."""
    metadata = told(NEWS)
    assert values(metadata) | {"title": ""} == {
        "title": "",
        "date": "2031-10-29",
        "speaker": "赵海湾",
        "outlet": "海湾日报",
        "meeting": "港口工作会议",
    }
    assert [(each.name.value, each.office) for each in metadata.reported_speakers] == [
        ("赵海湾", "市委书记"),
        ("李港生", "市委副书记、市长"),
    ]


def test_a_day_keeps_no_year_that_nothing_proves() -> None:
    """Without a source line the year stays unknown; one months away proves nothing either."""
    lines = NEWS.splitlines()
    assert values(told("\n".join([lines[0], *lines[2:]])))["date"] == "--10-29"
    assert values(told(NEWS.replace("2031-10-29", "2031-12-29")))["date"] == "--10-29"


def test_a_day_of_the_month_is_dated_by_the_publication() -> None:
    """「29日下午」 on a page of the 30th is the day before; on a page of another week it is unknown."""
    page = "2031-10-30 08:00:00 来源：海湾日报\n海湾日报讯 29日下午，市委召开港口工作会议。" + PROSE
    assert values(told(page))["date"] == "2031-10-29"
    assert values(told(page.replace("10-30", "10-12")))["date"] == "2031-10-12"


def test_what_was_given_is_never_looked_for() -> None:
    """A title, day, speaker, place or source that came with the speech leaves nothing to find."""
    given = Speech("s", REPORT, title="t", date="2001", speaker="s", place="p", source="o")
    metadata = told(REPORT, given)
    assert values(metadata).keys() <= {"meeting"}


def test_the_days_a_speech_speaks_of_are_not_its_own() -> None:
    """Prose in the first person gives no day, no place and no speaker."""
    speech = f"各位代表：\n我们在2011年5月18日通过了条例，市委书记赵海湾指出，{PROSE}\n我谨此陈辞。"
    metadata = told(speech)
    assert (metadata.date, metadata.place, metadata.speaker) == (None, None, None)
    english = (
        "Mr President,\nOn September 11, 2031 the harbour burnt, and we said that we would build it again, "
        * 3
    )
    assert values(told(english)) == {}


@pytest.mark.parametrize(
    ("head", "prose", "foot", "expected"),
    [
        (
            "November 06, 2031\nGovernor Ann B. Harbour\nAt Bay College, Harbourtown, North Bay",
            "We thank you. ",
            "",
            {"date": "2031-11-06", "speaker": "Ann B. Harbour", "place": "Harbourtown, North Bay"},
        ),
        (
            "Discours de Son Excellence Monsieur Jean Havre, Ministre\nHavreville, le 27 septembre 2031",
            "Nous y voici. ",
            "",
            {"date": "2031-09-27", "speaker": "Jean Havre", "place": "Havreville"},
        ),
        (
            "Date: 2031-03-04 Title: BUDGET\nSpeakers: Mr Tan Bay (Minister);",
            "Sir, I move. ",
            "",
            {"date": "2031-03-04", "speaker": "Tan Bay"},
        ),
        (
            "港湾平和式典",
            "本日、港湾の皆様に謹んで申し上げます。",
            "令和十三年八月六日\n内閣総理大臣　港野太郎",
            {"date": "2031-08-06", "speaker": "港野太郎"},
        ),
    ],
)
def test_other_languages(head: str, prose: str, foot: str, expected: dict[str, str]) -> None:
    """Date lines, name lines, places and signatures of other languages."""
    assert expected.items() <= values(told(f"{head}\n{prose * 20}\n{foot}")).items()


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.sampled_from([*NEWS.splitlines(), *REPORT.splitlines(), "\u200b", "—", "2031年"]), max_size=8
    ).map("\n".join)
    | st.text()
)
def test_every_text_is_read_without_harm(raw: str) -> None:
    """Any text has metadata, known or unknown, and every finding stands in raw."""
    told(raw)


GOLD_FIELDS = ("date", "place", "outlet")


@pytest.mark.shared
def test_the_seeds(shared: Path) -> None:
    """Days, places, papers and reported speakers with their offices, as marked by hand."""
    gold = json.loads((shared / "eval/seeds_gold.json").read_text(encoding="utf-8"))
    seeds = {name: marks for name, marks in gold.items() if name.endswith(".txt")}
    assert len(seeds) == 5
    for name, marks in seeds.items():
        metadata = told((shared / "seeds" / name).read_text(encoding="utf-8"))
        for field in GOLD_FIELDS:
            finding = getattr(metadata, field)
            assert fold(Traced.of(finding.value if finding else ""), chinese=True).text == marks.get(
                field, ""
            )
        speakers = [[each.name.value, each.office] for each in metadata.reported_speakers]
        assert sorted(speakers) == sorted(marks["speakers"])


@pytest.mark.parametrize(
    ("head", "known"),
    [
        ("Toespraak bij de haven\nNoordkreek, 3 mei 2031", {"date": "2031-05-03", "place": "Noordkreek"}),
        ("Przemówienie w porcie\nZatoka, 4 października 2030", {"date": "2030-10-04", "place": "Zatoka"}),
        ("Discurso en el puerto\nPuerto del Sur, 2 de mayo de 2029", {"place": "Puerto del Sur"}),
        ("Ayuntamiento de la Villa del Puerto Viejo, 2 de mayo de 2029", {}),
        ("Acta\nAyuntamiento de la Villa del Puerto Viejo, 2 de mayo de 2029", {"date": "2029-05-02"}),
        ("The new quay\n03.05.2028", {"date": "2028-05-03"}),
        ("The new quay\n05/23/2028", {"date": "2028-05-23"}),
        ("The new quay\n05/03/2028", {"date": ""}),
        ("On the quay\nAdopted on 7 July 2027", {"date": "2027-07-07", "place": ""}),
        ("Sur le quai\nLe 2 juin 2027", {"date": "2027-06-02", "place": ""}),
        ("Au port\nLe Havre, le 2 juin 2027", {"date": "2027-06-02", "place": "Le Havre"}),
        ("On the quay\nPublished 3 March 2030, given 1 March 2030", {"date": "2030-03-01"}),
        (
            "STATEMENT BY THE MINISTER OF WATER, MRS. ADA BRENN, AT THE DAM ON 3RD APRIL, 2028",
            {"date": "2028-04-03", "speaker": "Ada Brenn"},
        ),
        (
            "On dams\nDelivered by Governor Ada Brenn at Kelmouth, 3 April 2028",
            {"date": "2028-04-03", "speaker": "Ada Brenn"},
        ),
        ("在水库竣工仪式上的讲话\n李海生\n(2028年4月3日)", {"date": "2028-04-03", "speaker": "李海生"}),
        ("在水库竣工仪式上的讲话\n2028年4月3日\n李 江", {"date": "2028-04-03", "speaker": "李江"}),
        ("在水库竣工仪式上的讲话\n江苏\n2028年4月3日", {"date": "2028-04-03", "speaker": ""}),
    ],
)
def test_heads_of_speeches_are_read_in_many_languages(head: str, known: dict[str, str]) -> None:
    """Town and day, the day that stands last, the speaker on a line of their own, days in figures."""
    body = (
        "同志们：今天，水库竣工了。"
        if "\u4e00" <= head[0] <= "\u9fff"
        else "Friends, the quay is open to all."
    )
    found = values(told(f"{head}\n\n{body}"))
    assert {field: found.get(field, "") for field in known} == known


def test_a_signature_is_read_with_its_day() -> None:
    assert (
        values(told("在水库竣工仪式上的讲话\n\n同志们：今天，水库竣工了。\n\n李海生\n2028年4月3日"))[
            "speaker"
        ]
        == "李海生"
    )


@pytest.mark.parametrize(
    ("title", "who"),
    [
        ("王明德：在港口会议上的讲话", "王明德"),
        ("Speech by President Mara Lind at the harbour", "Mara Lind"),
        ("Harbour day", ""),
    ],
)
def test_a_given_title_may_name_who_speaks(title: str, who: str) -> None:
    """Where the text does not, and surely less than the text would."""
    found = find_metadata(
        speech := Speech("a", "The quay is open.\n\nIt stays open.", title=title), clean(speech.raw)
    )
    assert (found.speaker.value if found.speaker else "") == who
