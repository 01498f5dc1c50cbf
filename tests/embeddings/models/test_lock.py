from pathlib import Path

import pytest

from embeddings.errors import ModelError, UnknownModel
from embeddings.models.lock import LOCK_FILE, read_lock


def edited(folder: Path, old: str, new: str) -> Path:
    lock = folder / "models.lock"
    content = LOCK_FILE.read_text(encoding="utf-8")
    assert old in content
    lock.write_text(content.replace(old, new), encoding="utf-8")
    return lock


def test_the_default_model_is_locked_whole() -> None:
    """Without a name the default is meant, and the lock says what an encoder has to know of it."""
    model = read_lock().model()
    assert model == read_lock().model("multilingual-e5-small")
    assert (model.dimension, model.max_tokens, model.licence) == (384, 512, "MIT")
    assert (model.prompts.query, model.prompts.passage) == ("query: ", "passage: ")
    assert model.id == f"multilingual-e5-small@{model.digest[:12]}"


def test_an_unknown_model_is_told_which_are_known() -> None:
    """One line names what was asked for and what there is."""
    with pytest.raises(UnknownModel, match=r"'e6'.*it knows: multilingual-e5-small, bge-m3$"):
        read_lock().model("e6")


def test_a_missing_lock_is_one_line(tmp_path: Path) -> None:
    """Tifa says which file is missing."""
    with pytest.raises(ModelError, match=r"models\.lock is missing"):
        read_lock(tmp_path / "models.lock")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('default = "multi', "default = multi", "models.lock"),
        ('source = "pypi"', 'source = "ftp"', "source 'ftp'"),
        ('pooling = "mean"', 'pooling = "max"', "pooling"),
        ('licence = "MIT"', "", "lacks 'licence'"),
        ("member = ", "membre = ", "membre"),
    ],
)
def test_a_lock_that_cannot_be_kept_is_refused(tmp_path: Path, old: str, new: str, reason: str) -> None:
    """A broken or unsupported entry is one line naming the file and what is wrong in it."""
    with pytest.raises(ModelError, match=reason) as error:
        read_lock(edited(tmp_path, old, new))
    assert "\n" not in str(error.value)
