"""Shelf, tested.

Covers `embeddings.models.exported`, `embeddings.models.digest`, `embeddings.models.verified_files`,
`embeddings.models.default.e5_small`, `embeddings.models.placing`.
"""

import json
import os
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from embeddings.errors import ModelNotFetched, ModelTampered
from embeddings.models.default.e5_small import settings_files
from embeddings.models.default.pieces import sentencepiece_model
from embeddings.models.exported import PIECES_FILE, RECIPE, Exported, write_record
from embeddings.models.lock import LockedModel, WheelModel, read_lock
from embeddings.models.shelf import Shelf, verify, weights_sha256

TOKENIZER = {  # of the kind that can be had as pieces
    "model": {
        "type": "Unigram",
        "vocab": [["<s>", 0], ["<pad>", 0], ["</s>", 0], ["<unk>", 0], ["▁quay", -1]],
    },
    "normalizer": {"type": "Precompiled", "precompiled_charsmap": ""},
    "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
    "post_processor": {
        "single": [
            {"SpecialToken": {"id": "<s>", "type_id": 0}},
            {"Sequence": {"id": "A", "type_id": 0}},
            {"SpecialToken": {"id": "</s>", "type_id": 0}},
        ]
    },
}


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """A shelf as fetching leaves it, of a model with one tensor."""
    tokenizer, graph = b"{}", b"<net/>"
    weights = tmp_path / "weights.safetensors"
    save_file({"w": np.arange(6, dtype=np.float32).reshape(2, 3)}, weights)
    default = read_lock().model()
    assert isinstance(default, WheelModel)
    locked_tokenizer = replace(default.tokenizer, member_sha256=sha256(tokenizer).hexdigest())
    model = replace(default, name="tiny", digest=weights_sha256(weights), tokenizer=locked_tokenizer)
    shelf = Shelf(model, tmp_path / "cache")
    for name, content in settings_files(model).items():
        (shelf.source / name).parent.mkdir(parents=True, exist_ok=True)
        (shelf.source / name).write_bytes(content)
    shelf.tokenizer.write_bytes(tokenizer)
    weights.rename(shelf.weights)
    shelf.export.mkdir()
    (shelf.export / "model.xml").write_bytes(graph)
    record(shelf.model, shelf.export, graph)
    return shelf


def record(model: LockedModel, folder: Path, graph: bytes, recipe: str = RECIPE) -> None:
    files = {"model.xml": sha256(graph).hexdigest()}
    write_record(Exported(model.digest, recipe, "", {}, files, {"model.xml": len(graph)}), folder)


def refusal(shelf: Shelf, *, thoroughly: bool = False) -> str:
    with pytest.raises(ModelTampered) as error:
        verify(shelf.model, shelf.cache, thoroughly=thoroughly)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_sound_model_is_verified(shelf: Shelf) -> None:
    """Verifying gives its place, the first time and when it is recognised."""
    assert verify(shelf.model, shelf.cache) == verify(shelf.model, shelf.cache) == shelf


def test_a_model_that_is_not_there_says_how_to_get_it(shelf: Shelf, tmp_path: Path) -> None:
    """The line names the model, the place and the command."""
    with pytest.raises(ModelNotFetched, match=r"tiny .*run: tifa models fetch tiny$"):
        verify(shelf.model, tmp_path / "elsewhere")


@pytest.mark.parametrize(
    "name",
    [
        "source/model.safetensors",
        "source/tokenizer.json",
        "source/config.json",
        "source/1_Pooling/config.json",
        "openvino/model.xml",
    ],
)
@pytest.mark.parametrize("change", ["byte", "gone", "cut"])
def test_no_file_can_change_unseen(shelf: Shelf, name: str, change: str) -> None:
    """A changed byte, a missing file or a cut one is refused by its name, also after it was once sound."""
    verify(shelf.model, shelf.cache)
    path = shelf.folder / name
    content = bytearray(path.read_bytes())
    if change == "gone":
        path.unlink()
    elif change == "cut":
        path.write_bytes(content[:-1])
    else:
        content[-1] ^= 1
        path.write_bytes(content)
    assert str(path) in refusal(shelf)


def test_a_file_is_hashed_once(shelf: Shelf) -> None:
    """What was found sound is recognised by its looks, not read again."""
    verify(shelf.model, shelf.cache)
    kept = json.loads((shelf.folder / "verified.json").read_bytes())
    status = shelf.tokenizer.stat()
    shelf.tokenizer.write_bytes(b"[]")  # as many bytes, other ones
    looks = shelf.tokenizer.stat()
    kept["source/tokenizer.json"][-2:] = [looks.st_mtime_ns, looks.st_ctime_ns]
    (shelf.folder / "verified.json").write_text(json.dumps(kept))
    assert (looks.st_ino, looks.st_size) == (status.st_ino, status.st_size)
    assert verify(shelf.model, shelf.cache) == shelf
    assert "tokenizer.json was changed" in refusal(shelf, thoroughly=True)


def test_setting_the_clock_back_hides_nothing(shelf: Shelf) -> None:
    """A file whose bytes changed is seen though its size and modification time are the old ones."""
    verify(shelf.model, shelf.cache)
    before = shelf.tokenizer.stat()
    shelf.tokenizer.write_bytes(b"[]")
    os.utime(shelf.tokenizer, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert "tokenizer.json was changed" in refusal(shelf)


@pytest.mark.parametrize("name", ["source/pytorch_model.bin", "source/modeling.py", "openvino/plugin.so"])
def test_a_planted_file_is_refused(shelf: Shelf, name: str) -> None:
    """Nothing lies beside the model's own files, where a library might pick it up."""
    (shelf.folder / name).write_bytes(b"")
    assert "is not part of tiny" in refusal(shelf)


def test_pieces_are_known_by_the_tokenizer_not_by_their_record(shelf: Shelf) -> None:
    """They are made of the locked tokenizer: changed ones are seen though their record was changed, too."""
    tokenizer = json.dumps(TOKENIZER).encode()
    shelf.tokenizer.write_bytes(tokenizer)
    assert isinstance(shelf.model, WheelModel)
    locked = replace(shelf.model.tokenizer, member_sha256=sha256(tokenizer).hexdigest())
    shelf = replace(shelf, model=replace(shelf.model, tokenizer=locked))
    pieces = sentencepiece_model(shelf.tokenizer)
    assert pieces is not None
    graph = (shelf.export / "model.xml").read_bytes()

    def keep(pieces: bytes) -> None:
        (shelf.export / PIECES_FILE).write_bytes(pieces)
        files = {"model.xml": sha256(graph).hexdigest(), PIECES_FILE: sha256(pieces).hexdigest()}
        write_record(Exported(shelf.model.digest, RECIPE, "", {}, files, {}), shelf.export)

    keep(pieces)
    assert verify(shelf.model, shelf.cache) == shelf
    keep(pieces[:-1] + bytes([pieces[-1] ^ 1]))
    assert f"{PIECES_FILE} was changed" in refusal(shelf)


def test_a_record_that_cannot_be_read_is_refused(shelf: Shelf) -> None:
    """Without its record an export cannot be checked, and is not used."""
    (shelf.export / "export.json").write_text("{")
    assert "export.json" in refusal(shelf)


def test_an_export_by_another_recipe_is_made_again(shelf: Shelf) -> None:
    """After an update that exports differently, the line says to fetch."""
    record(shelf.model, shelf.export, b"<net/>", recipe="int8-0")
    with pytest.raises(ModelNotFetched, match="another model or recipe; run: tifa models fetch tiny"):
        verify(shelf.model, shelf.cache)


def test_a_read_only_cache_is_verified_all_the_same(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be remembered is hashed at every start."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "write_text", refuse)
    assert verify(shelf.model, shelf.cache) == shelf
    assert not (shelf.folder / "verified.json").exists()
