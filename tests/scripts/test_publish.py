import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from embeddings.snapshot.publish import publish
from scripts.publish import main
from tests.support.invented import data, speech


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    publish(tmp_path, data([speech("quay", "The quay is open.")]))
    return tmp_path


def test_what_is_no_engine_is_told_in_a_line(corpus: Path) -> None:
    """And how one is written."""
    ended = CliRunner().invoke(main, ["--to", "localhost", "--corpus", str(corpus)])
    assert ended.exit_code == 1
    assert "write milvus://HOST" in ended.output


def test_without_the_client_it_is_told_what_to_install(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The default installation does without it."""
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    ended = CliRunner().invoke(main, ["--to", "milvus://localhost", "--corpus", str(corpus)])
    assert ended.exit_code == 1
    assert "pip install 'tifa[milvus]'" in ended.output


def test_a_snapshot_is_put_into_an_embedded_engine(corpus: Path) -> None:
    """Once; the second time it is there already."""
    pytest.importorskip("milvus_lite", reason="`make test-engines` installs it")
    pytest.importorskip("pymilvus", reason="`make test-engines` installs it")
    arguments = ["--to", f"milvus+lite://{corpus}/engine.db", "--corpus", str(corpus)]
    assert "1 passages, put there and verified" in CliRunner().invoke(main, arguments).output
    assert "there already" in CliRunner().invoke(main, arguments).output
