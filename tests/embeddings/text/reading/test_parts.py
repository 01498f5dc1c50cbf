"""A source that holds two documents becomes two speeches, and says so. All texts are invented."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from embeddings.encoder.encoding import Encoder
from embeddings.ingest.index import Indexed, index
from embeddings.speech import Source, Speech
from embeddings.store.store import Store
from embeddings.text.cleaning.clean import clean, undo
from embeddings.text.cleaning.rules import choose_rules
from embeddings.text.reading.parts import parts_of
from embeddings.text.reading.read import Reading, read

REPORT = (
    "海湾市渔业大会第三次会议于5月6日召开。\n会议听取了港口建设的报告。\n"
    "会议指出，要守护海岸。\n会议强调，要修好灯塔。\n"
)
RESOLUTION = (
    "海湾市渔业大会第三次会议决议\n（2031年5月6日海湾市渔业大会第三次会议通过）\n会议批准港口建设的报告。\n"
    "会议认为，去年渔业稳步发展。\n会议要求，各港口要各负其责。\n会议号召，大家团结起来。\n"
)
MINUTES = (
    "The council met on 6 May 2031.\nIt heard the harbour master.\n"
    "It praised the pilots.\nIt closed at noon.\n"
)
DECISION = (
    "Resolution on the winter quay\n(Adopted by the council on 6 May 2031)\nThe quay stays open.\n"
    "The pilots are thanked.\nThe ferries sail.\nThe lights are lit.\n"
)


def reading(raw: str) -> Reading:
    return Reading(Speech("x", raw, title="Given"), Source("x.txt", raw.encode(), "utf-8"), "x")


@pytest.mark.parametrize(("first", "second"), [(REPORT, RESOLUTION), (MINUTES, DECISION)])
def test_two_documents_become_two_readings(first: str, second: str) -> None:
    """Together they are the whole text; the second has its own heading and path, and an id for an address."""
    one, two = parts_of(reading(first + second))
    assert (one.speech.raw, two.speech.raw) == (first, second)
    assert (one.speech.id, two.speech.id) == ("x", "x~2") == ("x", quote(two.speech.id, safe=""))
    assert (one.speech.title, two.speech.title) == ("Given", second.splitlines()[0])
    assert (one.source.path, two.source.path) == ("x.txt", "x.txt~2")
    assert f"character {len(first):,} begins another document" in two.notes[0]


@pytest.mark.parametrize(
    "raw",
    [
        REPORT,
        RESOLUTION,  # a document that is one from its first line
        REPORT + "会议决议\n各港口要负责。\n大家要团结。\n同心协力。\n再会。\n",  # no day, nothing adopted
        REPORT + "（2031年5月6日通过）\n会议批准报告。\n一。\n二。\n三。\n四。\n",  # no heading
        REPORT + RESOLUTION.splitlines()[0] + "\n（2031年5月6日通过）\n见附件。\n",  # a title, no document
        MINUTES + "The harbour\n(opened on 6 May 2031)\nIt is wide.\nIt is deep.\nIt is lit.\nIt is ours.\n",
    ],
)
def test_everything_else_is_one_document(raw: str) -> None:
    """A heading, a day in brackets or a resolution that is quoted by its title begins nothing."""
    whole = reading(raw)
    assert parts_of(whole) == (whole,)


def test_the_ledger_marks_the_place_and_changes_nothing() -> None:
    """A text that is only looked at stays whole, and says where it holds another."""
    cleaned = clean(REPORT + RESOLUTION)
    (mark,) = (repair for repair in cleaned.repairs if repair.rule == "second_document")
    assert (mark.start, mark.before) == (len(REPORT), mark.after)
    assert undo(cleaned.text, cleaned.repairs) == REPORT + RESOLUTION


def added(folder: Path, encoder: Encoder, *without: str) -> Indexed:
    return index(
        folder / "corpus", encoder, read([folder / "plenum.txt"]), rules=choose_rules(without=without)
    )


def test_a_corpus_keeps_both_and_says_so(tmp_path: Path, tiny: Encoder) -> None:
    """Two speeches, each with a finding that says which part it is; a second run changes nothing."""
    (tmp_path / "plenum.txt").write_text(REPORT + RESOLUTION, encoding="utf-8")
    done = added(tmp_path, tiny)
    assert done.added == ("plenum", "plenum~2")
    assert any("begins another document, kept as plenum~2" in note for _, note in done.notes)
    assert added(tmp_path, tiny).unchanged == ("plenum", "plenum~2")
    with closing(Store.open(tmp_path / "corpus")) as store:
        speeches = list(store.speeches())
        parts = [next(f for f in store.findings(speech.id) if f.field == "part") for speech in speeches]
        assert [part.value for part in parts] == ["1 of 2", "2 of 2"]
        for speech in speeches:
            for passage in store.passages(speech):
                assert speech.raw[passage.start : passage.end] == passage.text


def test_the_rule_can_be_left_out(tmp_path: Path, tiny: Encoder) -> None:
    """Without it the source is one speech."""
    (tmp_path / "plenum.txt").write_text(REPORT + RESOLUTION, encoding="utf-8")
    assert added(tmp_path, tiny, "second_document").added == ("plenum",)


def test_a_source_that_holds_one_document_again_is_one_speech_again(tmp_path: Path, tiny: Encoder) -> None:
    """The part it had is taken out, and the run says so."""
    (tmp_path / "plenum.txt").write_text(REPORT + RESOLUTION, encoding="utf-8")
    added(tmp_path, tiny)
    (tmp_path / "plenum.txt").write_text(REPORT, encoding="utf-8")
    done = added(tmp_path, tiny)
    assert (done.n_speeches, done.unchanged) == (1, ("plenum",))
    assert any("plenum~2, a part of it before, is taken out" in note for _, note in done.notes)


def test_a_part_of_a_speech_with_an_id_is_taken_out_too(tmp_path: Path, tiny: Encoder) -> None:
    """Its name was made up, so that it is known by where it came from."""
    for raw, ids in ((REPORT + RESOLUTION, ["plenum", "plenum~2"]), (REPORT, ["plenum"])):
        whole = reading(raw)
        named = replace(whole, speech=replace(whole.speech, id="plenum"))
        index(tmp_path, tiny, [named])
        with closing(Store.open(tmp_path)) as store:
            assert [speech.id for speech in store.speeches()] == ids
