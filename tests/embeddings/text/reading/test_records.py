"""Records that name their speakers in a field of their own: XML, pages, JSON. All names are invented.

Covers `embeddings.text.reading.json_files`.
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


def test_a_refused_row_names_the_field_that_may_hold_the_text(tmp_path: Path) -> None:
    """What to type is in the message."""
    (tmp_path / "a.jsonl").write_text(json.dumps({"n": 1, "inhalt": SAID[0]}), encoding="utf-8")
    (found,) = read([tmp_path / "a.jsonl"])
    assert not isinstance(found, Reading)
    assert "say --columns text=inhalt (it has n, inhalt)" in found.reason
