"""Names do not collide: what was made up takes no place of what was given, and no row that of another."""

import json
import unicodedata
from pathlib import Path

import pytest

from embeddings.encoder.encoding import Encoder
from embeddings.ingest.index import Indexed, index
from embeddings.ingest.rows_of_file import are_alike
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.text.reading.read import read

COUNCIL = [f"The council decides that the harbour number {i} stays open all the winter." for i in range(6)]
RESOLUTION = ["Resolution on harbours", "(Adopted 3 March 2020 by the council)", *COUNCIL]
REPORT = ["Report of the council", "(Adopted 5 May 2020 by the council)"]
REPORT += [f"The report says that the pier number {i} was built of good oak." for i in range(6)]
TWO = "\n".join([*RESOLUTION, *REPORT])
MINE = "My own acknowledged speech about bread and honey in the village market of the border."
BREAD = "The bread of the village market is baked at dawn by the council of bakers."
TRAINS = "The trains of the northern railway cross the border bridge every hour."
WATER = "The water of the reservoir is clean and the pumps are repaired in spring."


def rows(folder: Path, encoder: Encoder, *given: dict[str, str]) -> Indexed:
    """Index rows of JSON."""
    file = folder.parent / "given.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in given))
    return index(folder, encoder, read([file]))


def table(folder: Path, encoder: Encoder, *texts: str) -> Indexed:
    """Index a table without ids."""
    file = folder.parent / "shift.csv"
    file.write_text("text\n" + "".join(f'"{text}"\n' for text in texts))
    return index(folder, encoder, read([file]))


def shown(folder: Path) -> dict[str, str]:
    """The beginnings of all speeches that are searched, by id."""
    snapshot = CurrentSnapshot(folder).held.snapshot
    return {card.id: snapshot.raw(card.id)[:20] for card in snapshot.speeches_after("", limit=100)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "corpus"


def test_a_part_never_takes_a_given_id(folder: Path, tiny: Encoder) -> None:
    """It gets the next name that is free, and keeps that when it comes again."""
    rows(folder, tiny, {"id": "doc~2", "text": MINE})
    first = rows(folder, tiny, {"id": "doc", "text": TWO})
    assert first.added == ("doc", "doc~2~2")
    assert shown(folder)["doc~2"] == MINE[:20]
    again = rows(folder, tiny, {"id": "doc", "text": TWO})
    assert (again.added, again.changed) == ((), ())


def test_an_id_that_is_given_later_is_not_taken_back_by_the_part(folder: Path, tiny: Encoder) -> None:
    """Whoever gives an id has it from then on; the part comes again under another name."""
    rows(folder, tiny, {"id": "doc", "text": TWO})
    rows(folder, tiny, {"id": "doc~2", "text": MINE})
    rows(folder, tiny, {"id": "doc", "text": f"{TWO}\nThe pier is closed."})
    assert shown(folder)["doc~2"] == MINE[:20]
    assert sum(text.startswith("Report of the") for text in shown(folder).values()) == 1


def test_a_part_that_is_gone_is_taken_out_under_whatever_name(folder: Path, tiny: Encoder) -> None:
    """And what was given keeps its place."""
    rows(folder, tiny, {"id": "doc~2", "text": MINE})
    rows(folder, tiny, {"id": "doc", "text": TWO})
    rows(folder, tiny, {"id": "doc", "text": "\n".join(RESOLUTION)})
    assert sorted(shown(folder)) == ["doc", "doc~2"]


def test_a_row_put_before_others_leaves_them_what_they_were(folder: Path, tiny: Encoder) -> None:
    """Each keeps its id; only the new one is new, and taking it out again changes nothing."""
    table(folder, tiny, BREAD, TRAINS)
    before = shown(folder)
    done = table(folder, tiny, WATER, BREAD, TRAINS)
    assert (len(done.added), done.changed, len(done.unchanged)) == (1, (), 2)
    assert {name: shown(folder)[name] for name in before} == before
    done = table(folder, tiny, BREAD, TRAINS)
    assert (done.added, done.changed, len(done.unchanged)) == ((), (), 2)


def test_rows_in_another_order_are_the_same_speeches(folder: Path, tiny: Encoder) -> None:
    """Also twins, each of which stays one."""
    table(folder, tiny, BREAD, TRAINS, WATER, BREAD)
    before = shown(folder)
    done = table(folder, tiny, WATER, BREAD, BREAD, TRAINS)
    assert (done.added, done.changed) == ((), ())
    assert shown(folder) == before


def test_a_row_that_was_edited_is_a_new_revision(folder: Path, tiny: Encoder) -> None:
    """It is known by its number when it says nearly the same."""
    table(folder, tiny, BREAD, TRAINS)
    done = table(folder, tiny, BREAD.replace("at dawn", "at night"), TRAINS)
    assert (done.added, len(done.changed), len(done.unchanged)) == ((), 1, 1)


def test_forms_of_an_id_that_look_alike_are_one(folder: Path, tiny: Encoder) -> None:
    """é in one character or in two."""
    rows(folder, tiny, {"id": unicodedata.normalize("NFD", "café"), "text": BREAD})
    again = rows(folder, tiny, {"id": unicodedata.normalize("NFC", "café"), "text": BREAD})
    assert (again.added, again.unchanged) == ((), ("café",))


@pytest.mark.parametrize("given", [".", "..", "a/../b", "a/./b", "a//b", "/a", "a/", "../../etc/passwd"])
def test_ids_that_clients_change_are_not_taken(folder: Path, tiny: Encoder, given: str) -> None:
    """Nobody could ask for them by their address: the speech gets an id of its own, and keeps it."""
    for added in (("given-1", "a/b..c"), ()):
        done = rows(folder, tiny, {"id": given, "text": BREAD}, {"id": "a/b..c", "text": TRAINS})
        assert (done.added, done.refused) == (added, ())
    assert set(done.unchanged) == {"given-1", "a/b..c"}


def test_likeness_of_short_and_long_texts() -> None:
    """An edit is alike; another speech is not, in any script."""
    assert are_alike(BREAD, BREAD.replace("bread", "cake"))
    assert not are_alike(BREAD, WATER)
    assert are_alike("港口今年冬天继续开放，渔民满意。", "港口今年春天继续开放，渔民满意。")
    assert not are_alike("港口今年冬天继续开放，渔民满意。", "村里的学校留住了老师。")
    assert not are_alike(BREAD * 20, WATER * 20)
