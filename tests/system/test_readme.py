"""The README cannot lie: its commands are run, its links lead somewhere."""

import itertools
import json
import re
import shlex
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from embeddings.encoder.encoding import Encoder
from scripts.tifa import SUMMARIES, main
from tests.conftest import ROOT, SAMPLE, SampleCorpus
from tests.support.served import SPEECHES, add, served
from tests.support.written import ended

README = (ROOT / "README.md").read_text(encoding="utf-8")
SERVING = (ROOT / "docs" / "serving.md").read_text(encoding="utf-8")


def commands_in(page: str) -> list[str]:
    """The lines of the shell blocks, without their comments."""
    blocks = re.findall(r"```sh\n(.*?)```", page, flags=re.DOTALL)
    return [line.partition("  #")[0].strip() for block in blocks for line in block.splitlines()]


COMMANDS = commands_in(README)


@pytest.mark.model
def test_the_commands_for_own_speeches_run_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each `tifa` line does its work on a folder of speeches and a new one.

    Serving is tested elsewhere, and so is another model, which has to be downloaded.
    """
    monkeypatch.chdir(tmp_path)
    Path("speeches").mkdir()
    sample = (SAMPLE / "speeches.jsonl").read_text(encoding="utf-8")
    Path("speeches", "sample.jsonl").write_text(sample, encoding="utf-8")
    Path("new-speech.txt").write_text("The dykes hold, and the harbour stays open.", encoding="utf-8")
    lines = [line for line in COMMANDS if line.startswith("tifa ")]
    lines = [line for line in lines if not any(word in line for word in ("serve", "--model", "models lock"))]
    assert len(lines) >= 4
    for line in lines:
        done = CliRunner().invoke(main, shlex.split(line)[1:])
        assert done.exit_code == 0, (line, done.output)
    assert Path("report.html").is_file()


@pytest.mark.model
def test_the_comparison_is_what_the_command_prints(sample: SampleCorpus) -> None:
    """To the letter, but for what is nearest to what is new, which may differ with the machine's numbers."""
    new = str(SAMPLE / "new-speech.txt")
    done = CliRunner().invoke(main, ["compare", new, "--corpus", str(sample.folder)])
    assert done.exit_code == 0
    (shown,) = [
        block for block in re.findall(r"```text\n(.*?)```", README, flags=re.DOTALL) if "WORD FOR" in block
    ]

    def exact(text: str) -> list[str]:
        return [line for line in text.splitlines() if not line.lstrip().startswith("nearest in meaning")]

    assert exact(shown) == exact(done.output)


@pytest.mark.model
def test_the_question_to_the_demo_is_answered(sample: SampleCorpus) -> None:
    """The curl line asks for something the sample answers."""
    (curl,) = [line for line in COMMANDS if line.startswith("curl ") and "/v1/search" in line]
    address = urlsplit(shlex.split(curl)[1])
    with served(sample.folder, sample.corpus.encoder) as client:
        answer = client.get(f"{address.path}?{address.query}")
    assert answer.status_code == 200
    assert len(answer.json()["matches"]) == 3


def test_the_commands_for_writing_run_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny: Encoder
) -> None:
    """The key opens, each curl line is answered, and each job is done."""
    monkeypatch.chdir(tmp_path)
    Path("new-speech.txt").write_text("The dykes hold, and the harbour stays open.", encoding="utf-8")
    add(Path("my-corpus"), tiny, *SPEECHES)
    commands = commands_in(SERVING)
    (made,) = [line for line in commands if line.startswith("KEY=")]
    make = made.removeprefix("KEY=$(tifa ").removesuffix(")")
    key = CliRunner().invoke(main, shlex.split(make)).stdout.strip()
    lines = [line for line in commands if line.startswith("curl ")]
    assert len(lines) == 4
    with served(Path("my-corpus"), tiny) as client:
        for line in lines:
            answer = asked_as_curl_does(client, shlex.split(line.replace("$KEY", key))[1:])
            assert answer.is_success, (line, answer.text)
            if answer.status_code == 202:
                assert ended(client, answer)["state"] == "done"


def asked_as_curl_does(client: TestClient, arguments: list[str]) -> httpx2.Response:
    """With the options that the README uses."""
    (address,) = [argument for argument in arguments if argument.startswith("http://")]
    given = dict(itertools.pairwise(arguments))
    headers = dict([given["-H"].split(": ", 1)]) if "-H" in given else {}
    if "-F" in given:
        file = Path(given["-F"].removeprefix("file=@"))
        return client.post(address, headers=headers, files={"file": (file.name, file.read_bytes())})
    if "--json" in given:
        return client.post(address, headers=headers, json=json.loads(given["--json"]))
    return client.request(given.get("-X", "GET"), address, headers=headers)


def test_the_make_targets_are_there() -> None:
    """`make demo` and `make test` are what the README says they are."""
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    wanted = [line.split()[1] for line in COMMANDS if line.startswith("make ")]
    assert wanted == ["demo", "test"]
    assert set(wanted) <= set(targets)


@pytest.mark.parametrize("command", SUMMARIES)
def test_every_command_is_named(command: str) -> None:
    """As `tifa NAME`, or `make NAME` where that is how it is begun."""
    assert re.search(rf"\b(tifa|make) {command}\b", README)


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]
)
def test_links_to_files_lead_somewhere(page: str) -> None:
    """No link is to a file that is not there."""
    text = (ROOT / page).read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#]+)\)", text):
        assert link.startswith("https://") or (ROOT / page).parent.joinpath(link).exists(), link
