"""Health, tested.

Covers `embeddings.health.check`, `embeddings.health.machine`, `embeddings.health.folder`.
"""

import json
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from embeddings.encoder.encoding import Encoder
from embeddings.health.check import Check
from embeddings.health.folder import corpus
from embeddings.health.machine import machine
from embeddings.ingest.remove import remove, republish
from embeddings.ingest.snapshot_data import project
from embeddings.snapshot.current import SNAPSHOTS
from embeddings.snapshot.publish import publish
from embeddings.snapshot.snapshot import VECTORS
from embeddings.store.connection import FILE
from embeddings.store.store import Store
from embeddings.store.writer_lock import sole_writer
from embeddings.text.passages import passages_of
from scripts.doctor import main as doctor
from tests.conftest import SampleCorpus
from tests.support.served import SPEECHES, add, reading


@pytest.fixture
def folder(tmp_path: Path, tiny: Encoder) -> Path:
    """A corpus with two snapshots."""
    add(tmp_path / "corpus", tiny, SPEECHES[0])
    add(tmp_path / "corpus", tiny, *SPEECHES)
    return tmp_path / "corpus"


def looked_at(folder: Path) -> dict[str, Check]:
    return {check.name: check for check in corpus(folder)}


def told(folder: Path, name: str, state: str) -> str:
    """What is said of one thing, which is the only one in that state but for the tiny model, never locked."""
    checks = looked_at(folder)
    assert {check.name for check in checks.values() if check.state == state} - {"made with"} == {name}
    assert "\n" not in checks[name].said
    return checks[name].said


def test_a_sound_corpus_is_told_to_be_sound(folder: Path) -> None:
    """Every line but that of the model, which is in no models.lock, is ok."""
    checks = looked_at(folder)
    assert Counter(check.state for check in checks.values()) == {"ok": len(checks) - 1, "problem": 1}
    assert checks["made with"].state == "problem"
    assert checks["store"].said == "4 speeches, every one whole"
    assert checks["snapshot"].said.startswith("2-")
    assert checks["older snapshots"].said == "1 to fall back on"


def test_a_calibration_that_the_corpus_has_outgrown_is_told(folder: Path, tiny: Encoder) -> None:
    """With what to run; once it has been run all is well."""
    assert looked_at(folder)["calibration"].said == "7 passages are too few to tell how strong a match is"
    with sole_writer(folder), Store.open(folder) as store:
        contents = project(store)
        publish(folder, replace(contents, space=replace(contents.space, calibrated_on=4)))
    said = told(folder, "calibration", "note")
    assert said == "strengths and percentiles were measured on 4 passages, there are 7 now"
    republish(folder, lambda: tiny)
    assert looked_at(folder)["calibration"].state == "ok"


def test_of_a_corpus_that_was_emptied_nothing_is_missed(folder: Path, tiny: Encoder) -> None:
    """There is nothing to measure, so nobody is told to have it measured."""
    remove(folder, [speech.id for speech in SPEECHES], lambda: tiny)
    assert looked_at(folder)["calibration"].state == "ok"


def test_codes_of_an_earlier_version_are_told(folder: Path, tiny: Encoder) -> None:
    """They are not read; once it has been published again nothing is said of them."""
    with sole_writer(folder), Store.open(folder) as store:
        contents = project(store)
        files = {**contents.derived_files, "row-codes-depth.json": b"{}"}
        publish(folder, replace(contents, derived_files=files, recall=0.9993))
    assert told(folder, "index", "note").startswith("the codes are of an earlier version")
    republish(folder, lambda: tiny)
    assert looked_at(folder)["index"].said == "a question is compared with every passage"


def test_looking_changes_nothing(folder: Path) -> None:
    """No file is made, touched or left behind."""

    def files() -> dict[str, int]:
        return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*")}

    before = files()
    looked_at(folder)
    assert files() == before


def test_who_is_writing_is_named(folder: Path) -> None:
    """By the number of the process."""
    with sole_writer(folder):
        assert "process" in told(folder, "writer", "note")


def test_a_changed_letter_in_the_store_is_found(folder: Path) -> None:
    """SQLite cannot see it; the name of the revision can."""
    with closing(sqlite3.connect(folder / FILE)) as db, db:
        db.execute("UPDATE revisions SET raw = replace(raw, 'oak', 'elm') WHERE speech_id = '2020/brekkadal'")
    assert told(folder, "store", "problem") == "1 faults: 2020/brekkadal is not what its revision says"


def test_a_store_that_cannot_be_read_is_a_problem_and_the_rest_is_looked_at(folder: Path) -> None:
    """What is published can still be told."""
    (folder / FILE).write_bytes(b"no database" * 1000)
    assert "damaged" in told(folder, "store", "problem")
    assert looked_at(folder)["snapshot"].state == "ok"


def test_what_a_killed_run_did_not_publish_is_told(folder: Path, tiny: Encoder) -> None:
    """A speech in the store that no answer knows, and texts without vectors; the next run makes both good."""
    late = reading(SPEECHES[0]).speech
    with Store.open(folder) as store:
        new = type(late)("late", "The quay of Veldhaven has a new light.", language="en")
        store.put(new, reading(new).source, passages_of(new))
    checks = looked_at(folder)
    assert checks["published"].said == "the snapshot and the store differ in 1 speeches: late"
    assert checks["vectors"].said == "1 texts have no vector yet"
    add(folder, tiny, SPEECHES[0])
    assert {looked_at(folder)[name].state for name in ("published", "snapshot", "store")} == {"ok"}
    assert "vectors" not in looked_at(folder)


def test_a_move_to_another_model_that_was_killed_before_it_was_published_is_told(
    folder: Path, tiny: Encoder
) -> None:
    """The store is tied to the new model already, while the snapshot still answers with the old one."""
    embedding_model = replace(tiny.embedding_model, encoding="another")
    with Store.open(folder) as store:
        store.adopt(embedding_model, {})
    assert "the snapshot is not yet" in looked_at(folder)["model"].said


def test_a_broken_snapshot_is_told_with_what_answers_instead(folder: Path) -> None:
    """The file is named; a broken older one is only good to know."""
    older, newest = sorted((folder / SNAPSHOTS).iterdir())
    (newest / VECTORS).unlink()
    checks = looked_at(folder)
    assert f"{older.name} answers instead" in checks["snapshot"].said
    assert VECTORS in checks["snapshot"].said
    (older / VECTORS).unlink()
    checks = looked_at(folder)
    assert (checks["snapshot"].state, "older snapshots" in checks) == ("problem", False)


def test_a_broken_older_snapshot_is_good_to_know(folder: Path) -> None:
    """Nothing can fall back on it."""
    older = min((folder / SNAPSHOTS).iterdir())
    (older / VECTORS).unlink()
    assert older.name in told(folder, "older snapshots", "note")


def test_what_a_killed_run_left_is_good_to_know(folder: Path) -> None:
    """It is in nobody's way."""
    (folder / SNAPSHOTS / "unfinished-3").mkdir()
    assert told(folder, "leftovers", "note") == "a killed run left unfinished-3"


def test_copies_and_cut_passages_are_named(tmp_path: Path, tiny: Encoder) -> None:
    """Both are good to know, and no fault."""
    twin = type(SPEECHES[0])("twin", SPEECHES[0].raw, language="en")
    add(tmp_path, tiny, SPEECHES[0], twin)
    with Store.open(tmp_path) as store:
        normalized_texts = [passage.normalized for passage in store.passages(SPEECHES[0])][:1]
        store.vectors.put(normalized_texts, store.vectors.of(normalized_texts), [True])
    checks = looked_at(tmp_path)
    assert checks["duplicates"].said == "1 speech is a copy: veldhaven-2019 of twin"
    assert checks["truncated"].said.startswith("2 passages are longer than the model reads")
    assert {checks[name].state for name in ("duplicates", "truncated")} == {"note"}


def test_a_full_disk_is_a_problem(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before a job finds it out."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1_000_000))
    assert told(folder, "disk of corpus", "problem").startswith("0.0 GB free")


def test_a_model_that_is_not_here_comes_with_the_command(tmp_path: Path) -> None:
    """The cache need not be there."""
    checks = {check.name: check for check in machine(tmp_path / "none", {}, cores=2)}
    assert (checks["model"].state, checks["model"].do) == (
        "problem",
        "tifa models fetch multilingual-e5-small",
    )
    assert checks["threads"].said == "2 cores; none set: all cores are used"


@pytest.mark.parametrize("value", ["64", "0", "many"])
def test_a_setting_of_threads_that_means_nothing_good_is_told(tmp_path: Path, value: str) -> None:
    """More threads than cores only stand in each other's way."""
    checks = {check.name: check for check in machine(tmp_path, {"OMP_NUM_THREADS": value}, cores=2)}
    assert checks["threads"].state == "note"
    assert f"OMP_NUM_THREADS={value}" in checks["threads"].said


def test_a_folder_without_a_corpus_is_one_line(tmp_path: Path) -> None:
    """It says how to make one."""
    ended = CliRunner().invoke(doctor, ["--corpus", str(tmp_path), "--cache", str(tmp_path)])
    assert (ended.exit_code, ended.stderr.count("\n")) == (1, 1)
    assert "tifa index" in ended.stderr


def test_a_problem_is_exit_status_1(folder: Path, tmp_path: Path) -> None:
    """Each check is a line on standard output, and the problems are named on standard error."""
    ended = CliRunner().invoke(doctor, ["--corpus", str(folder), "--cache", str(tmp_path / "none")])
    assert ended.exit_code == 1
    assert ended.stderr == "Error: not everything works: models.lock, made with\n"
    lines = ended.stdout.splitlines()
    assert {line.split()[0] for line in lines} <= {"ok", "note", "problem"}


@pytest.mark.model
def test_the_doctor_finds_nothing_wrong_with_the_sample(sample: SampleCorpus) -> None:
    """As JSON: no problem, with and without a corpus."""
    for arguments in (["--json"], ["--json", "--corpus", str(sample.folder)]):
        ended = CliRunner().invoke(doctor, arguments)
        assert ended.exit_code == 0
        checks = json.loads(ended.stdout)["checks"]
        assert {check["state"] for check in checks} <= {"ok", "note"}
