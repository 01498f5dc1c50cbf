import json
from hashlib import sha256
from pathlib import Path

import pytest

from embeddings.errors import ModelTampered
from embeddings.models.exported import RECIPE, Exported, library_versions, write_record
from embeddings.models.lock import read_lock
from embeddings.models.remade import made_otherwise, verify_by_making_again
from embeddings.models.shelf import Shelf, verify_export

GRAPH = b"<net/>"


def make(shelf: Shelf, _say: object, folder: Path, _workspace: Path) -> None:
    """As exporting does, in no time."""
    (folder / "model.xml").write_bytes(GRAPH)
    record(shelf, folder, GRAPH)


def record(shelf: Shelf, folder: Path, graph: bytes) -> None:
    files = {"model.xml": sha256(graph).hexdigest()}
    write_record(Exported(shelf.model.digest, RECIPE, "", library_versions(), files, {}), folder)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelf = Shelf(read_lock().model(), tmp_path)
    shelf.export.mkdir(parents=True)
    make(shelf, None, shelf.export, tmp_path)
    return shelf


def test_a_graph_that_was_left_alone_is_what_is_made_again(shelf: Shelf) -> None:
    """Nothing is said."""
    verify_by_making_again(shelf, lambda _: None, make)


@pytest.mark.parametrize("at", range(len(GRAPH)))
def test_a_changed_byte_is_found_though_the_record_was_mended(shelf: Shelf, at: int) -> None:
    """The record believes the change; what is made of the locked model does not."""
    changed = bytearray(GRAPH)
    changed[at] ^= 1
    (shelf.export / "model.xml").write_bytes(changed)
    record(shelf, shelf.export, bytes(changed))
    verify_export(shelf)
    with pytest.raises(ModelTampered, match=r"model\.xml is not what this machine makes"):
        verify_by_making_again(shelf, lambda _: None, make)


def test_a_graph_of_other_libraries_is_told_apart(shelf: Shelf) -> None:
    """It cannot be compared byte for byte; the line names both versions."""
    written = json.loads((shelf.export / "export.json").read_bytes())
    assert made_otherwise(Exported(**written)) == ""
    written["versions"]["nncf"] = "2.0"
    assert made_otherwise(Exported(**written)).startswith("nncf 2.0 (here ")
