"""`tifa topics`: its options, and labels by hand."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from embeddings.encoder.encoding import Encoder
from embeddings.snapshot.current import CurrentSnapshot
from scripts.topics import main
from tests.support.served import SPEECHES, add, add_topics


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.fixture
def folder(tmp_path: Path, tiny: Encoder) -> Path:
    add(tmp_path / "corpus", tiny, *SPEECHES)
    add_topics(tmp_path / "corpus")
    return tmp_path / "corpus"


def test_a_topic_is_called_something_else(folder: Path) -> None:
    """With the corpus named before or behind; "" takes it back; an unknown topic is one clear line."""
    assert run("label", "t_00000000", "Winter ferries", "--corpus", str(folder)).exit_code == 0
    assert CurrentSnapshot(folder).held.snapshot.topic("t_00000000").label == "Winter ferries"
    assert "is called Quays" in run("--corpus", str(folder), "label", "t_00000000", "Quays").output
    missing = run("label", "t_x", "Quays", "--corpus", str(folder))
    assert (missing.exit_code, "t_x" in missing.output) == (1, True)
    assert run("label", "t_00000000", "Quays").exit_code == 2


def test_subjects_are_read_from_a_file(folder: Path, tmp_path: Path) -> None:
    """JSON of another shape is wrong usage, said with the shape that is right."""
    file = tmp_path / "subjects.json"
    for content in ("[1]", '{"Ports": "harbour"}', '{"Ports": []}', "{"):
        file.write_text(content)
        wrong = run("--corpus", str(folder), "--guide", str(file))
        assert wrong.exit_code == 2
        assert "{name: [word, …]}" in wrong.output


def test_too_few_passages_are_said(folder: Path) -> None:
    """In one line, with what is needed."""
    few = run("--corpus", str(folder))
    assert (few.exit_code, "topics need 8 different passages" in few.output) == (1, True)
