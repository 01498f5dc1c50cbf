"""Records that name their speakers in a field of their own: XML, pages, JSON. All names are invented.

Covers `embeddings.text.reading.json_files`, `embeddings.text.formats.prose`,
`embeddings.text.formats.xml_rows`, `embeddings.text.formats.xml_elements`.
"""

import json
from pathlib import Path

import pytest

from embeddings.speech import Speech
from embeddings.text.passages import passages_of
from embeddings.text.reading.read import Reading, read

SAID = [
    "The quay of the lower town was opened again before the winter, as the board had asked.",
    "Nobody in my ward has complained about the fare, and the boats are full every morning.",
]
TWO_MEMBERS = f"""<?xml version="1.0"?>
<sitting meeting-date="2031-06-04"><title>Harbour Board</title>
<p>1. <member>Mr. Okello</member><membercontribution>: {SAID[0]}</membercontribution></p>
<p><member>Ms. Tamrin <i>(Norrland)</i></member><membercontribution>: {SAID[1]}</membercontribution></p>
<table><tr><td><member>Varga, Anna</member></td></tr><tr><td><member>Pell, Jon</member></td></tr></table>
</sitting>"""
INTERVENTIONS = f"""<?xml version="1.0"?>
<Record><Intervention>
<PersonSpeaking><Affiliation>M. Luc Okello (Le Cap, PL)</Affiliation>: </PersonSpeaking>
<Content><ParaText>{SAID[0]}</ParaText></Content></Intervention>
<Intervention><PersonSpeaking><Affiliation>Mme Ada Tamrin</Affiliation>: </PersonSpeaking>
<Content><ParaText>{SAID[1]}</ParaText></Content></Intervention></Record>"""
PAGE = f"""<!doctype html><html><head><title>Board, 4 June 2031</title></head>
<body><h1>Board, 4 June 2031</h1>
<div data-person-speaking-attribution="Mr. Okello (Norrland, PL)">
<p>{SAID[0]}</p><p>{SAID[0][:60]} too.</p></div>
<div data-speaker="Ms. Tamrin"><p>{SAID[1]}</p></div></body></html>"""


def only(path: Path, content: str) -> Speech:
    path.write_text(content, encoding="utf-8")
    (found,) = read([path])
    assert isinstance(found, Reading)
    return found.speech


@pytest.mark.parametrize(
    ("name", "content"), [("a.xml", TWO_MEMBERS), ("b.xml", INTERVENTIONS), ("c.html", PAGE)]
)
def test_a_field_that_names_the_speaker_is_believed(tmp_path: Path, name: str, content: str) -> None:
    """Each turn has its speaker, and the name is no part of what is said."""
    passages = passages_of(only(tmp_path / name, content)).passages
    speakers = {passage.speaker.split()[-1]: passage.text for passage in passages if passage.speaker}
    assert {"Okello", "Tamrin"} <= set(speakers)
    assert all(sum(said in passage.text for passage in passages) == 1 for said in SAID)
    assert not any("◆" in passage.text or "Okello" in passage.text for passage in passages)


def test_names_that_nobody_speaks_behind_stay_text(tmp_path: Path) -> None:
    """A list of members is written out; the day comes from an attribute."""
    speech = only(tmp_path / "a.xml", TWO_MEMBERS)
    assert "Varga, Anna\nPell, Jon" in speech.raw
    assert speech.more["file_date"] == "2031-06-04"


def test_an_object_of_turns_is_one_speech(tmp_path: Path) -> None:
    """It has a title of its own, and its parts have speakers and no titles; else each part is a speech."""
    turns = [{"speaker": "Mr. Okello", "text": SAID[0]}, {"speaker": None, "text": "(The bell rang.)"}]
    turns += [{"speaker": "Ms. Tamrin", "text": SAID[1]}]
    speech = only(tmp_path / "a.json", json.dumps({"title": "Ferry fares", "parts": turns}))
    assert speech.title == "Ferry fares"
    assert [passage.speaker for passage in passages_of(speech).passages] == ["Okello", "", "Tamrin"]
    (tmp_path / "b.json").write_text(json.dumps({"speeches": turns}), encoding="utf-8")
    assert len(list(read([tmp_path / "b.json"]))) == 3


def test_a_text_under_an_unknown_name_is_found(tmp_path: Path) -> None:
    """The field with the most running text is it, and a note says which one that was."""
    rows = [
        {
            "n": number,
            "link": "https://veldhaven.example/speeches/" + "9" * 80,
            "inhalt": said,
            "thema": "Boats",
        }
        for number, said in enumerate(SAID)
    ]
    content = "\n".join(map(json.dumps, rows))
    for name, written in (("a.jsonl", content), ("a.json", json.dumps({"data": {"rows": rows}}))):
        (tmp_path / name).write_text(written, encoding="utf-8")
        found = list(read([tmp_path / name]))
        assert [each.speech.raw for each in found if isinstance(each, Reading)] == SAID
        assert isinstance(found[0], Reading)
        assert "'inhalt'" in found[0].notes[0]
    (tmp_path / "a.csv").write_text("n,inhalt\n1,7.5\n", encoding="utf-8")
    (refused,) = read([tmp_path / "a.csv"])
    assert not isinstance(refused, Reading)
    assert "say --columns text=… (it has n, inhalt)" in refused.reason


def test_a_short_title_called_speech_is_not_the_text(tmp_path: Path) -> None:
    """A name that says text is believed where the field holds much of what there is."""
    row = {
        "speech": "At the quay",
        "speech_date": "2031-06-04",
        "sprecherName": "",
        "wording": " ".join(SAID * 4),
    }
    found = only(tmp_path / "a.jsonl", json.dumps(row))
    assert (found.raw, found.date) == (row["wording"], "2031-06-04")
    row = {"summary": " ".join(SAID * 2), "text": SAID[0]}
    assert only(tmp_path / "b.jsonl", json.dumps(row)).raw == SAID[0]


def test_nested_fields_are_one_row(tmp_path: Path) -> None:
    """What stands in objects of an object is found, and kept by its whole name."""
    row = {"id": "a", "meta": {"date": "2031-06-04", "ward": "Norrland"}, "doc": {"paragraphs": SAID}}
    found = only(tmp_path / "a.json", json.dumps([row, {**row, "id": "b"}][:1]))
    assert found.raw == "\n\n".join(SAID)
    assert found.more["meta.ward"] == "Norrland"


def test_the_pieces_of_a_recording_are_one_speech(tmp_path: Path) -> None:
    """A recogniser writes what was said in pieces with their times: sentences, and who said them."""
    words = " ".join(SAID).split()
    pieces = [
        {"id": n, "start": n * 1.5, "end": n * 1.5 + 1.4, "text": " " + " ".join(words[n : n + 6])}
        for n in range(0, len(words), 6)
    ]
    found = only(tmp_path / "a.json", json.dumps({"language": "en", "segments": pieces}))
    assert " ".join(found.raw.split()) == " ".join(SAID)
    assert found.language == "en"
    names = ["Okello"] * 3 + ["Tamrin"] * len(pieces)
    voices = [{**piece, "speaker": name} for piece, name in zip(pieces, names, strict=False)]
    passages = passages_of(only(tmp_path / "b.json", json.dumps(voices))).passages
    assert {passage.speaker for passage in passages} == {"Okello", "Tamrin"}


def test_a_record_of_sittings_has_a_speech_each(tmp_path: Path) -> None:
    """A list of objects of which each holds its turns: each is one speech, said by those it names."""
    turns = [{"speaker": "Ms. Okello", "content": SAID[0]}, {"speaker": "Mr. Tamrin", "content": SAID[1]}]
    days = [{"date": f"2031-06-0{day}", "speeches": turns} for day in (4, 5)]
    (tmp_path / "a.json").write_text(json.dumps({"sittings": days}), encoding="utf-8")
    found = [each.speech for each in read([tmp_path / "a.json"]) if isinstance(each, Reading)]
    assert [speech.date for speech in found] == ["2031-06-04", "2031-06-05"]
    assert [passage.speaker for passage in passages_of(found[0]).passages] == ["Okello", "Tamrin"]


TABLE = """<?xml version="1.0"?>
<export><row><no>1</no><thema>Boats</thema><inhalt>{0}</inhalt><datum>2031-06-04</datum></row>
<row><no>2</no><thema>Fares</thema><inhalt>{1}</inhalt><datum>2031-06-05</datum></row></export>"""
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Board</title><link>https://a.example</link>
<item><title>Boats</title><pubDate>Wed, 04 Jun 2031 10:00:00 GMT</pubDate>
<description>{0}</description></item>
<item><title>Fares</title><pubDate>Thu, 05 Jun 2031 10:00:00 GMT</pubDate>
<description>{1}</description></item>
</channel></rss>"""
NAMED_FIELDS = """<?xml version="1.0"?>
<database><row><field name="thema">Boats</field><field name="datum">2031-06-04</field>
<field name="body">{0}</field></row>
<row><field name="thema">Fares</field><field name="datum">2031-06-05</field>
<field name="body">{1}</field></row></database>"""
ATTRIBUTES = """<?xml version="1.0"?><rows><row thema="Boats" datum="2031-06-04" inhalt="{0}"/>
<row thema="Fares" datum="2031-06-05" inhalt="{1}"/></rows>"""


@pytest.mark.parametrize("table", [TABLE, FEED, NAMED_FIELDS, ATTRIBUTES])
def test_a_table_in_xml_is_rows(tmp_path: Path, table: str) -> None:
    """Elements that hold fields are rows, as they would be in any other file of rows."""
    (tmp_path / "a.xml").write_text(table.format(*SAID), encoding="utf-8")
    found = [each.speech for each in read([tmp_path / "a.xml"]) if isinstance(each, Reading)]
    assert [speech.raw for speech in found] == SAID
    assert [speech.date for speech in found] == ["2031-06-04", "2031-06-05"]


def test_xml_of_an_unknown_kind_is_one_text(tmp_path: Path) -> None:
    """What is no table is read, with a note; what holds no running text is refused."""
    parts = "".join(f"<part><say>{said}</say><say>And {said}</say></part>" for said in SAID)
    (tmp_path / "a.xml").write_text(f"<?xml version='1.0'?><tale>{parts}</tale>", encoding="utf-8")
    (tmp_path / "b.xml").write_text(
        "<?xml version='1.0'?><settings><port>80</port><name>Quay</name></settings>", encoding="utf-8"
    )
    tale, settings = read([tmp_path / "a.xml", tmp_path / "b.xml"])
    assert isinstance(tale, Reading)
    assert all(said in tale.speech.raw for said in SAID)
    assert "unknown kind" in tale.notes[0]
    assert not isinstance(settings, Reading)
    assert "no running text" in settings.reason


TALKERS = f"""<?xml version="1.0"?><hansard><session><date>2031-06-04</date></session><speech><talk.start>
<talker>
<page.no>12</page.no><name.id>9X</name.id><party>LP</party><name role="metadata">OKELLO, Maria</name>
<name role="display">Ms OKELLO</name></talker><para>- {SAID[0]}</para></talk.start></speech>
<speech><speaker><name>NA</name><birth>UNKNOWN</birth><post>PRESIDENT</post></speaker>
<p>{SAID[1]}</p></speech></hansard>"""


def test_of_what_is_told_of_a_person_the_name_is_shown(tmp_path: Path) -> None:
    """Pages, parties and numbers beside the name are no part of it; an office stands for an unknown name."""
    speech = only(tmp_path / "a.xml", TALKERS)
    passages = passages_of(speech).passages
    spoken = [(each.speaker, each.text) for each in passages if each.speaker]
    assert spoken == [("Okello", SAID[0]), ("President", SAID[1])]
    assert speech.more["file_date"] == "2031-06-04"


def test_fields_of_fields_and_of_persons_are_known(tmp_path: Path) -> None:
    """meta.title is the title; a name beside a party is who speaks; of two such columns the filled one."""
    rows = [
        {
            "meta": {"title": "Boats", "speaker": "Maria Okello", "date": "June 4, 2031"},
            "content": {"full": SAID[0]},
        }
    ]
    found = only(tmp_path / "a.json", json.dumps(rows))
    assert (found.title, found.speaker, found.date) == ("Boats", "Maria Okello", "2031-06-04")
    table = f'name,party,Speaker,said,publication\nMaria Okello,LP,N/A,"{SAID[0]}",9/26/31\n'
    found = only(tmp_path / "b.csv", table)
    assert (found.speaker, found.date) == ("Maria Okello", "2031-09-26")


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("11 - Okello - 30-08-2031", "2031-08-30"),
        ("20310604_board", "2031-06-04"),
        ("2031.6.4 board", "2031-06-04"),
        ("board 2031", ""),
        ("3-4-2031", ""),
        ("2031-06-04 to 2031-06-05", ""),
    ],
)
def test_the_name_of_a_file_may_say_its_day(tmp_path: Path, name: str, day: str) -> None:
    """Where nothing else does, and when it can be read in one way only."""
    assert only(tmp_path / f"{name}.txt", "\n\n".join(SAID)).more.get("file_date", "") == day


def test_a_list_of_turns_is_one_speech_of_those_it_names(tmp_path: Path) -> None:
    """By what the list is called, and a name beside what is said."""
    turns = [
        {"name": "Ms. OKELLO", "id": 2, "text": SAID[0]},
        {"name": "Mr. TAMRIN", "id": 3, "text": SAID[1]},
    ]
    speech = only(tmp_path / "a.json", json.dumps({"case": "7", "date": "2031-06-04", "utterances": turns}))
    assert [(passage.speaker, passage.text) for passage in passages_of(speech).passages] == [
        ("Okello", SAID[0]),
        ("Tamrin", SAID[1]),
    ]
    assert speech.date == "2031-06-04"


def test_a_name_beside_a_text_is_who_speaks_when_it_is_a_persons(tmp_path: Path) -> None:
    """A harbour is none."""
    rows = [{"name": "Maria Okello", "text": SAID[0]}, {"name": "quay7", "text": SAID[1]}]
    (tmp_path / "a.json").write_text(json.dumps(rows), encoding="utf-8")
    found = [each.speech.speaker for each in read([tmp_path / "a.json"]) if isinstance(each, Reading)]
    assert found == ["Maria Okello", ""]


def test_a_record_in_one_element_of_xml_keeps_its_lines(tmp_path: Path) -> None:
    """Where one element holds a whole sitting, line breaks part the turns; elsewhere they mean nothing."""
    turns = "\n".join(
        f"Varga (SPD): Herr Präsident, die Brücke {n} ist offen, und der Hafen wird gebaut.\n"
        f"Vizepräsident Quill: Das Wort hat nun der Abgeordnete Brook zu der Brücke {n}, bitte sehr."
        for n in range(80)
    )
    (tmp_path / "sitting.xml").write_text(f"<DOC><TEXT>{turns}</TEXT></DOC>")
    (found,) = read([tmp_path / "sitting.xml"])
    assert isinstance(found, Reading)
    assert {passage.speaker for passage in passages_of(found.speech).passages} == {"Varga", "Quill"}
