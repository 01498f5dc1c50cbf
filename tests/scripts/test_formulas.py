import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from embeddings.encoder.encoding import Encoder
from scripts.formulas import main
from tests.support.phrased import PHRASE, add_formulas, speeches
from tests.support.served import SPEECHES, add


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, tiny: Encoder) -> Path:
    folder = tmp_path_factory.mktemp("phrased")
    add(folder, tiny, *speeches())
    add_formulas(folder)
    return folder


def run(folder: Path, *arguments: str) -> str:
    result = CliRunner().invoke(main, [*arguments, "--corpus", str(folder)])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_list_shows_use_over_time(folder: Path) -> None:
    """The phrase, its speeches, its first and last date, and a sign for each year."""
    printed = run(folder)
    assert PHRASE in printed
    assert "8 speeches, first 2012-05-01" in printed
    assert any(line.strip().startswith("2012") and "█" in line for line in printed.splitlines())


def test_json_is_what_the_service_answers(folder: Path) -> None:
    """The same shape."""
    answer = json.loads(run(folder, "--json", "--find", PHRASE))
    assert answer["formulas"][0]["formula"]["text"] == PHRASE


def test_csv_has_a_line_for_each_formula(folder: Path) -> None:
    """With a head."""
    head, *rows = csv.reader(io.StringIO(run(folder, "--csv", "--find", PHRASE)))
    assert head[:2] == ["id", "text"]
    assert [row[1] for row in rows] == [PHRASE]


def test_a_wording_is_traced(folder: Path) -> None:
    """Its variants, each with a speech that says it."""
    printed = run(folder, PHRASE)
    assert f"same: {PHRASE}, 8 speeches" in printed
    assert "inserted: 守住港口和航道常年开放的底线" in printed
    assert "no passage says this" in run(folder, "深海里的列车")


def test_what_is_not_there_is_said(folder: Path) -> None:
    """And how to trace it all the same."""
    assert "tifa formulas" in run(folder, "--find", "深海里的列车")


def test_before_they_are_made_the_command_is_named(tmp_path: Path, tiny: Encoder) -> None:
    """Exit status 1, one line."""
    add(tmp_path, tiny, *SPEECHES)
    result = CliRunner().invoke(main, ["--corpus", str(tmp_path)])
    assert result.exit_code == 1
    assert "tifa topics" in result.stderr
