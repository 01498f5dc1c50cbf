"""The commands, called as a person calls them, with the default model and the sample speeches.

Covers `service.reports.comparison_table`, `scripts.tifa`, `scripts.compare`, `scripts.cite`,
`scripts.backup`, `scripts.restore`, `scripts.search`, `scripts.demo`, `scripts.doctor`,
`scripts.evaluate`, `scripts.remove`, `scripts.show`, `scripts.index`, `scripts.models`, `scripts.list`,
`scripts.serve`, `scripts.keys`, `scripts.terminal.opening`,
`scripts.terminal.console`, `scripts.terminal.matches`, `scripts.terminal.filtering`,
`scripts.terminal.addresses`.
"""

import csv
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from embeddings.errors import NotPublished
from embeddings.snapshot.current import current_name
from scripts.terminal.screen import columns
from scripts.tifa import SUMMARIES, main
from service.settings import Settings
from tests.conftest import SAMPLE, SampleCorpus

pytestmark = pytest.mark.model


def tifa(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus made by the command, for tests that change it."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "a.txt").write_text("推进堤防建设，做好防汛工作，守住江河安全。", encoding="utf-8")
    (folder / "b.md").write_text("# On jobs\n\nTraining and work for every young person.", encoding="utf-8")
    return folder


def test_help_lists_every_command_with_what_it_does() -> None:
    """And no command's help is without an example or a sentence."""
    listed = tifa("--help").output
    for command in SUMMARIES:
        assert command in listed
        assert tifa(command, "--help").exit_code == 0


def test_what_the_list_says_of_a_command_is_how_its_own_help_begins() -> None:
    """The list is written by hand, so that nothing is imported to print it."""
    for name, summary in SUMMARIES.items():
        own = import_module(f"scripts.{name}").main.help
        assert " ".join(own.split()).startswith(summary.rstrip("."))


def test_index_tells_what_it_did_and_a_second_time_does_nothing(own: Path) -> None:
    """Added, repaired, encoded, published; then unchanged, and the same snapshot."""
    first = tifa("index", own, "--corpus", own / "corpus")
    assert first.exit_code == 0
    assert "added 2, changed 0, unchanged 0" in first.output
    name = current_name(own / "corpus")
    again = tifa("index", own / "a.txt", own / "b.md", "--corpus", own / "corpus")
    assert "added 0, changed 0, unchanged 2" in again.output
    assert "encoded 0 texts" in again.output
    assert current_name(own / "corpus") == name


@pytest.mark.parametrize("answered", [False, True])
def test_what_a_failed_run_stored_is_told_when_it_is_published(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answered: bool
) -> None:
    """Its speeches are unchanged and were in no answer so far; later runs say no more of it."""
    if answered:
        assert tifa("index", own / "a.txt", "--corpus", tmp_path).exit_code == 0

    def fail(*_: object) -> str:
        raise NotPublished("the disk is full")

    with monkeypatch.context() as full:
        full.setattr("embeddings.ingest.index.publish", fail)
        assert tifa("index", own / "a.txt", own / "b.md", "--corpus", tmp_path).exit_code == 1
    n_stored = 1 if answered else 2
    again = tifa("index", own / "a.txt", own / "b.md", "--corpus", tmp_path)
    assert f"unchanged 2 ({n_stored} of them stored by a run that published nothing" in again.output
    third = tifa("index", own / "a.txt", own / "b.md", "--corpus", tmp_path)
    assert "unchanged 2, refused 0" in third.output


def test_what_cannot_be_read_is_refused_by_name_and_the_rest_goes_on(own: Path) -> None:
    """One line for each; the exit status is 1 when nothing could be read, 3 when the rest was."""
    (own / "bad.txt").write_bytes(b"\xff\xfe\x00broken")
    mixed = tifa("index", own / "a.txt", own / "bad.txt", "--corpus", own / "corpus")
    assert mixed.exit_code == 3
    assert "bad.txt" in mixed.stderr
    alone = tifa("index", own / "bad.txt", "--corpus", own / "corpus")
    assert alone.exit_code == 1
    assert "nothing that was named could be read" in alone.stderr


def test_refused_rows_are_counted_as_rows(own: Path) -> None:
    """Two rows of one file are no file that was refused."""
    (own / "rows.jsonl").write_text('{"text": "The harbour is open."}\n{"text": ""}\n{"title": "no text"}\n')
    mixed = tifa("index", own / "a.txt", own / "rows.jsonl", "--corpus", own / "corpus")
    assert "refused 0, and 2 rows of 1 file" in mixed.output
    assert mixed.exit_code == 3


def test_remove_takes_a_speech_out(own: Path) -> None:
    """An unknown id is an error of one line, and nothing is changed."""
    tifa("index", own / "a.txt", own / "b.md", "--corpus", own / "corpus")
    assert "removed 1: b" in tifa("remove", "b", "--corpus", own / "corpus").output
    wrong = tifa("remove", "no-such", "--corpus", own / "corpus")
    assert (wrong.exit_code, wrong.stderr.count("\n")) == (1, 1)


def test_search_prints_passages_for_people(sample: SampleCorpus) -> None:
    """How sure, who, when; the part that answers, marked; an address that can be cited; numbers with -v."""
    found = tifa("search", "防汛责任", "--corpus", sample.folder, "-k", "2")
    assert found.exit_code == 0
    assert "2018-06-05" in found.output
    assert "*防汛*" in found.output
    assert "% of random pairs" not in found.output
    address = re.search(r"\S+@[0-9a-f]{10}:\d+", found.output)
    assert address
    assert tifa("cite", address[0], "--corpus", sample.folder).exit_code == 0
    assert "% of random pairs" in tifa("search", "防汛责任", "--corpus", sample.folder, "-v").output


def test_search_is_paged_counted_and_exported(sample: SampleCorpus) -> None:
    """The second page goes on where the first ends; facets and files instead of a page."""
    pages = [
        tifa("search", "防汛", "--corpus", sample.folder, "-k", "1", "--page", str(n)).output for n in (1, 2)
    ]
    assert pages[0].startswith("1. ")
    assert "more: --page 2" in pages[0]
    assert pages[1].startswith("2. ")
    assert "language" in tifa("search", "防汛", "--corpus", sample.folder, "--facets").output
    rows = list(
        csv.reader(tifa("search", "防汛", "--corpus", sample.folder, "--export", "csv").output.splitlines())
    )
    assert "address" in rows[0][0]
    assert "@" in tifa("search", "防汛", "--corpus", sample.folder, "--export", "bibtex").output


def test_search_says_that_nothing_is_strong_enough(sample: SampleCorpus) -> None:
    """How many passages there are, and how strong the nearest is."""
    question = "How many strings has a violin?"
    found = tifa("search", question, "--corpus", sample.folder, "--at-least", "strong")
    assert found.exit_code == 0
    assert "no match is at least strong; the nearest of " in found.output


def test_search_prints_what_the_api_answers(sample: SampleCorpus) -> None:
    """With --json the shape is that of GET /v1/search."""
    arguments = ("search", "elderly care", "--corpus", sample.folder, "--language", "zh", "-k", "3", "--json")
    answer = json.loads(tifa(*arguments).stdout)
    assert [match["rank"] for match in answer["matches"]] == [1, 2, 3]
    assert {match["passage"]["language"] for match in answer["matches"]} <= {"zh-Hans", "zh-Hant"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("search", " "), "no text"), (("search", "x", "--date-from", "then"), "YYYY-MM-DD")],
)
def test_a_question_that_means_nothing_is_one_line(
    sample: SampleCorpus, arguments: tuple[str, ...], said: str
) -> None:
    """It says what is wrong; no traceback."""
    wrong = tifa(*arguments, "--corpus", sample.folder)
    assert (wrong.exit_code, wrong.stderr.count("\n")) == (1, 1)
    assert said in wrong.stderr


def test_a_folder_without_a_corpus_is_one_line(tmp_path: Path) -> None:
    """It names the command that makes one."""
    wrong = tifa("search", "x", "--corpus", tmp_path / "none")
    assert wrong.exit_code == 1
    assert "tifa index" in wrong.stderr


def test_search_names_the_copies_or_shows_each(own: Path) -> None:
    """A passage that others repeat is shown once, with their addresses; with --all-copies each for itself."""
    rows = [{"id": name, "text": "Open the harbour gates."} for name in ("one", "two")]
    (own / "copies.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    tifa("index", own / "copies.jsonl", "--corpus", own / "copies")
    once = tifa("search", "harbour gates", "--corpus", own / "copies").stdout
    assert "one@" in once
    assert "also in: two:0" in once
    each = tifa("search", "harbour gates", "--corpus", own / "copies", "--all-copies").stdout
    assert "two@" in each
    assert "also in" not in each


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("harbour", "--date-from", "1800", "--date-to", "1801"),
            "nothing matches: no passage passes the filters",
        ),
        (('"zyzzyva"',), "nothing matches: no passage holds what stands in quotation marks"),
        (("zyzzyva", "--mode", "words"), "nothing matches: no passage shares a word with the question"),
    ],
)
def test_search_says_what_kept_every_passage_out(
    sample: SampleCorpus, arguments: tuple[str, ...], said: str
) -> None:
    """Only what was asked for is named."""
    assert tifa("search", *arguments, "--corpus", sample.folder).stdout.strip() == said


def test_a_question_that_begins_with_a_minus_is_given_after_two(sample: SampleCorpus) -> None:
    """What is after -- is no option."""
    found = tifa("search", "--corpus", sample.folder, "-k", "1", "--", "-harbour flood defences")
    assert found.stdout.startswith("1. ")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("-housing",), "'-housing' begins as options do"),
        (("-x1", "-k", "3"), "'-x1' begins as options do"),
        (("--", "-housing", "--corpus", "x"), "'--corpus' stands behind '--'"),
    ],
)
def test_a_text_that_was_taken_for_options_is_explained(
    arguments: tuple[str, ...], named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the way to give it; an option that is none is still called so."""
    monkeypatch.delenv("TIFA_CORPUS", raising=False)
    wrong = tifa("search", *arguments)
    assert wrong.exit_code == 2
    assert named in wrong.stderr
    assert 'tifa search --corpus my-corpus -- "-tax reform"' in wrong.stderr
    assert "No such option '--facet'" in tifa("search", "x", "--facet").stderr


def test_a_minus_alone_is_told_that_it_only_leaves_out(sample: SampleCorpus) -> None:
    """There is nothing to look for."""
    wrong = tifa("search", "--corpus", sample.folder, "--", "-housing")
    assert wrong.exit_code == 1
    assert "a minus only leaves out" in wrong.stderr


def test_what_is_cited_is_wrapped(sample: SampleCorpus) -> None:
    """As a match is; no line is wider than the terminal."""
    found = tifa("search", "防汛责任", "--corpus", sample.folder, "-k", "1").output
    (address,) = re.findall(r"\S+@[0-9a-f]{10}:\d+", found)
    told = tifa("cite", address, "--corpus", sample.folder).output
    assert max(map(columns, told.splitlines())) <= 80
    assert address in told.replace("\n", "")


def test_threads_are_read_from_the_environment(sample: SampleCorpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """TIFA_THREADS means the same as --threads, and is refused alike."""
    monkeypatch.setenv("TIFA_THREADS", "0")
    wrong = tifa("search", "x", "--corpus", sample.folder)
    assert wrong.exit_code == 2
    assert "TIFA_THREADS" in wrong.stderr


def test_serve_names_every_setting() -> None:
    """The help tells each variable, also those that no option stands for."""
    told = tifa("serve", "--help").output
    for setting in fields(Settings):
        assert f"TIFA_{setting.name.upper()}  " in told


@pytest.mark.parametrize("command", [("serve", "--corpus", "no-such-corpus"), ("demo",)])
def test_a_taken_port_is_one_line(command: tuple[str, ...], tmp_path: Path) -> None:
    """It is said before anything is opened or made."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        wrong = tifa(*command, "--port", str(port), "--cache", tmp_path)
    said = f"Error: port {port} on 127.0.0.1 is taken; choose another with --port\n"
    assert (wrong.exit_code, wrong.stderr) == (1, said)
    assert not any(tmp_path.iterdir())


def test_compare_takes_a_file_for_no_speech_of_that_name(own: Path, tmp_path: Path) -> None:
    """A file that is called like a speech of the corpus is compared with it all the same."""
    tifa("index", own / "a.txt", own / "b.md", "--corpus", own / "corpus")
    (tmp_path / "b.txt").write_text("Work for the young people of every town.", encoding="utf-8")
    told = tifa("compare", tmp_path / "b.txt", "--corpus", own / "corpus").output
    assert "[b:0]" in told


def test_compare_reports_on_the_one_speech_it_was_held_against(sample: SampleCorpus, tmp_path: Path) -> None:
    """The page names it."""
    new, page = tmp_path / "new.txt", tmp_path / "report.html"
    new.write_bytes("推进堤防建设，做好防汛工作。".encode("gb18030"))
    one = "lanchuan-2018-flood-control"
    done = tifa(
        "compare", new, "--corpus", sample.folder, "--encoding", "gb18030", "--with", one, "--html", page
    )
    assert done.exit_code == 0
    assert "推进堤防建设" in page.read_text(encoding="utf-8")
    assert sample.corpus.snapshot.speech(one).title in page.read_text(encoding="utf-8")


def test_compare_prints_a_report_and_writes_one(sample: SampleCorpus, tmp_path: Path) -> None:
    """For people, as JSON, and as a page."""
    new = tmp_path / "new.txt"
    rows = (SAMPLE / "speeches.jsonl").read_text(encoding="utf-8").splitlines()
    new.write_text(json.loads(rows[3])["text"] + "\n另有一段全新的话，讲的是山里的图书馆。", encoding="utf-8")
    told = tifa("compare", new, "--corpus", sample.folder)
    assert "divergence" in told.output
    page = tmp_path / "report.html"
    table = tmp_path / "stretches.csv"
    as_json = tifa("compare", new, "--corpus", sample.folder, "--json", "--html", page, "--csv", table)
    answer = json.loads(as_json.stdout)
    assert answer["passages"][0]["matches"]
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    with table.open(encoding="utf-8-sig", newline="") as file:
        stretches: list[dict[str, str]] = list(csv.DictReader(file))
    kinds = [stretch["class"] for passage in answer["passages"] for stretch in passage["stretches"]]
    assert [row["class"] for row in stretches] == kinds
    assert "verbatim" in kinds


def test_compare_leaves_a_speech_of_the_corpus_out_of_what_it_is_held_against(sample: SampleCorpus) -> None:
    """Asked by its id; either a file or a speech is asked."""
    told = tifa("compare", "--speech", "lanchuan-2018-flood-control", "--corpus", sample.folder)
    assert "without lanchuan-2018-flood-control" in told.output
    assert tifa("compare", "--corpus", sample.folder).exit_code == 2


def test_topics_writes_tables_and_a_report(sample: SampleCorpus, tmp_path: Path) -> None:
    """The shares of every speech in speeches.csv sum to 1, and the labels are on standard output."""
    corpus = tmp_path / "corpus"
    tifa("index", SAMPLE / "speeches.jsonl", "--corpus", corpus)
    told = tifa("topics", "--corpus", corpus, "--out", tmp_path / "topics")
    assert told.exit_code == 0
    assert "unassigned" in told.stdout
    written = {file.name for file in (tmp_path / "topics").iterdir()}
    tables = {"speeches.csv", "passages.csv", "timeline.csv", "groups.csv"}
    assert written == {"topics.json", "report.html"} | tables
    with (tmp_path / "topics" / "speeches.csv").open(encoding="utf-8-sig", newline="") as file:
        rows: list[dict[str, Any]] = list(csv.DictReader(file))
    shares = [name for name in rows[0] if name.startswith("t_") or name == "unassigned"]
    for row in rows:
        assert sum(float(row[name] or 0) for name in shares) == pytest.approx(1)


def test_topics_of_too_few_passages_is_one_line(own: Path) -> None:
    """It says how many are needed."""
    tifa("index", own / "a.txt", "--corpus", own / "corpus")
    wrong = tifa("topics", "--corpus", own / "corpus")
    assert wrong.exit_code == 1
    assert "different passages" in wrong.stderr


def test_models_are_listed_and_verified() -> None:
    """The default model is ready, and every byte of it is what models.lock says."""
    assert re.search(r"multilingual-e5-small@\w{12} .*default.*: ready", tifa("models", "list").output)
    verified = tifa("models", "verify", "--quick").output
    assert "is what models.lock says" in verified
    assert "encodes as the reference does" in verified
    unknown = tifa("models", "verify", "no-such-model")
    assert "multilingual-e5-small" in unknown.stderr


def test_a_service_answers_over_http_and_stops_when_told(sample: SampleCorpus) -> None:
    """`tifa serve` over what the demo made: asked over a socket, ended by SIGTERM."""
    port = _free_port()
    with subprocess.Popen(
        [sys.executable, "-m", "scripts.serve", "--corpus", sample.folder, "--port", str(port)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=os.environ | {"PYTHONUNBUFFERED": "1"},
    ) as service:  # fmt: skip
        try:
            answer = _ask(f"http://127.0.0.1:{port}/v1/search?q=%E9%98%B2%E6%B1%9B&k=1", seconds=60)
        finally:
            service.send_signal(signal.SIGTERM)
            service.communicate(timeout=40)
    assert answer["matches"][0]["passage"]["speech_id"] == "lanchuan-2018-flood-control"
    assert service.returncode == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _ask(address: str, *, seconds: float) -> Any:
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 -- our own service
                return json.load(answer)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def test_speeches_are_listed_and_shown(sample: SampleCorpus) -> None:
    """By filters, in a table or as the service answers; what does not exist is said to not exist."""
    folder = sample.folder
    listed = json.loads(tifa("list", "--corpus", folder, "--json").output)["speeches"]
    assert listed
    one = listed[0]
    assert one["id"] in tifa("list", "--corpus", folder, "--speech", one["id"]).output
    shown = tifa("show", one["id"], "--corpus", folder)
    assert one["title"] in shown.output
    assert json.loads(tifa("show", one["id"], "--corpus", folder, "--json").output)["passages"]
    assert "no speech" in tifa("show", "nobody", "--corpus", folder).output
    assert tifa("list", "--corpus", folder, "--speaker", "Nobody Atall").exit_code == 1


def test_a_slip_is_told_what_was_meant() -> None:
    """In the name of a command and in the value of an option; both are wrong usage."""
    for arguments, meant in ((("serch",), "search"), (("search", "x", "--mode", "hybird"), "hybrid")):
        told = tifa(*arguments, *(("--corpus", "somewhere") if len(arguments) > 1 else ()))
        assert told.exit_code == 2
        assert f"Did you mean '{meant}'" in told.output


def test_the_help_says_what_the_exit_status_means() -> None:
    """Of each command, under -h as well, also after it was asked alone."""
    for command in SUMMARIES:
        CliRunner().invoke(import_module(f"scripts.{command}").main, ["--help"])
        told = tifa(command, "-h")
        assert told.exit_code == 0, f"{command}: {told.output}"
        assert "Exit status" in told.output
