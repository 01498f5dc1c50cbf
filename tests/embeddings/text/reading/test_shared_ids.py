"""Ids that many rows share, tested."""

import json
from pathlib import Path

import pytest

from embeddings.encoder.encoding import Encoder
from embeddings.ingest.index import index
from embeddings.text.reading.read import Reading, Refusal, read
from embeddings.text.reading.rows import columns_of
from embeddings.text.reading.shared_ids import shared_id_columns

SAID = [
    "The ferry sails at six on every day of the week.",
    "It has never sailed on a Sunday, as the harbour master knows.",
    "Then the member has never been on the quay at six.",
    "The winter timetable was printed before the storm.",
    "Nobody reads the timetable in a storm.",
    "The quay will be rebuilt sixty centimetres higher.",
]
OF_SPEAKERS = [{"id": f"member-{number % 2}", "text": text} for number, text in enumerate(SAID)]


def rows(folder: Path, *fields: dict[str, str]) -> Path:
    file = folder / "debate.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in fields), encoding="utf-8")
    return file


def test_the_ids_of_speakers_are_no_ids_of_speeches(tmp_path: Path) -> None:
    """Each row is a speech with an id of its own, and a note says why."""
    found = list(read([rows(tmp_path, *OF_SPEAKERS)]))
    readings = [each for each in found if isinstance(each, Reading)]
    assert readings == found
    assert [each.speech.raw for each in readings] == SAID
    assert {each.speech.id for each in readings} == {""}
    assert [each.suggested_id for each in readings] == [f"debate-{number}" for number in range(1, 7)]
    assert all("no ids of speeches" in each.notes[0] for each in readings)


def test_indexed_again_they_are_unchanged(tmp_path: Path, tiny: Encoder) -> None:
    """Also behind a row that was put before the others."""
    folder = tmp_path / "corpus"
    first = index(folder, tiny, read([rows(tmp_path, *OF_SPEAKERS)]))
    assert (len(first.added), first.refused) == (6, ())
    again = index(folder, tiny, read([rows(tmp_path, *OF_SPEAKERS)]))
    assert (again.added, again.changed, set(again.unchanged)) == ((), (), set(first.added))
    new = {"id": "member-0", "text": "The harbour master has the word."}
    more = index(folder, tiny, read([rows(tmp_path, new, *OF_SPEAKERS)]))
    assert (len(more.added), more.changed, set(more.unchanged)) == (1, (), set(first.added))


@pytest.mark.parametrize(
    "fields",
    [
        [{"id": str(number), "text": text} for number, text in enumerate(SAID)],
        [*OF_SPEAKERS[:1], *[{"id": f"s{number}", "text": text} for number, text in enumerate(SAID)][1:]],
        [{"id": "same", "text": SAID[0]}] * 6,
        [{"id": "one", "text": SAID[0]}, {"id": "one", "text": SAID[1]}],
    ],
    ids=["distinct", "distinct, of two forms", "one row many times", "one double"],
)
def test_other_ids_are_kept(fields: list[dict[str, str]]) -> None:
    """A double by mistake is refused, as ever, when it is indexed."""
    assert shared_id_columns(fields, {}) == ()


def test_a_column_that_is_named_is_believed(tmp_path: Path) -> None:
    found = list(read([rows(tmp_path, *OF_SPEAKERS)], columns=columns_of("id=id")))
    assert [each.speech.id for each in found if not isinstance(each, Refusal)][:2] == ["member-0", "member-1"]


def test_another_column_may_hold_the_ids() -> None:
    """The next that is called so is asked as well."""
    rows = [{**row, "uuid": f"u{number}"} for number, row in enumerate(OF_SPEAKERS)]
    assert shared_id_columns(rows, {}) == ("id",)
