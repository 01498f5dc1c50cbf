"""The int8 graph made again, and compared byte for byte with the one on the shelf.

The record beside a graph says which bytes it had when it was made; who changes the graph can change the
record. What the graph has to be follows from the locked model, the recipe and the libraries alone: on one
machine they make the same bytes each time.
"""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from embeddings.errors import ModelTampered
from embeddings.models.digest import file_sha256
from embeddings.models.exported import RECORD_FILE, Exported, library_versions
from embeddings.models.fetching import build_export
from embeddings.models.placing import Say
from embeddings.models.shelf import Shelf

Make = Callable[
    [Shelf, Say, Path, Path], None
]  # writes an export into the first folder, working in the second


def made_otherwise(record: Exported) -> str:
    """Why the graph cannot be made again as it was: other versions of libraries than here; "" when it can."""
    here = library_versions()
    others = [
        f"{library} {made_by} (here {here.get(library)})"
        for library, made_by in sorted(record.versions.items())
        if here.get(library) != made_by
    ]
    return ", ".join(others)


def verify_by_making_again(shelf: Shelf, say: Say, make: Make = build_export) -> None:
    """Takes one to three minutes. The shelf is to be verified before.

    Raises ModelTampered for a file that is another than what is made of the locked model here and now.
    """
    with TemporaryDirectory() as place:
        again, workspace = Path(place, "again"), Path(place, "work")
        again.mkdir()
        workspace.mkdir()
        make(shelf, say, again, workspace)
        for file in sorted(again.iterdir()):
            there = shelf.export / file.name
            if file.name == RECORD_FILE:
                continue
            if not there.is_file() or file_sha256(there) != file_sha256(file):
                name = shelf.model.name
                raise ModelTampered(
                    f"{there} is not what this machine makes of {name}: it was changed, or made on another"
                    f" machine; remove {shelf.export} and run: tifa models fetch {name}"
                )
