"""The record kept beside an int8 graph: what it was made of, by which recipe, and its bytes."""

import json
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from embeddings.errors import ModelNotFetched, ModelTampered
from embeddings.models.lock import LockedModel

# Changes whenever export.py would make another graph of the same model: older exports are then made again.
RECIPE = "int8-2"
GRAPH_FILE = "model.xml"
PIECES_FILE = "sentencepiece.model"  # only where the tokenizer can be had as one
RECORD_FILE = "export.json"
CALIBRATION_FILE = Path(__file__).with_name("calibration.txt")
_MADE_BY = ("openvino", "nncf", "torch", "transformers")


@dataclass(frozen=True, slots=True)
class Exported:
    """recipe and calibration: how it was made.  files: SHA-256 by name."""

    model: str  # the digest of the model it was made of
    recipe: str
    calibration: str  # SHA-256 of the calibration texts
    versions: dict[str, str]  # of the libraries that made it
    files: dict[str, str]
    sizes: dict[str, int]


def library_versions() -> dict[str, str]:
    """The versions here of what an export is made by."""
    return {library: version(library) for library in _MADE_BY}


def write_record(record: Exported, folder: Path) -> None:
    (folder / RECORD_FILE).write_text(json.dumps(asdict(record), indent=2) + "\n", encoding="utf-8")


def read_record(folder: Path, *, made_of: LockedModel) -> Exported:
    """The record of the export in `folder`.

    Raises ModelTampered when it cannot be read, ModelNotFetched when it is of another model or recipe.
    """
    again = f"run: tifa models fetch {made_of.name}"
    try:
        record = Exported(**json.loads((folder / RECORD_FILE).read_bytes()))
    except (OSError, ValueError, TypeError):
        raise ModelTampered(
            f"{folder / RECORD_FILE} is missing or not a record of an export; {again}"
        ) from None
    if record.model != made_of.digest or record.recipe != RECIPE:
        raise ModelNotFetched(f"the int8 graph of {made_of.name} is of another model or recipe; {again}")
    if GRAPH_FILE not in record.files:
        raise ModelTampered(f"{folder / RECORD_FILE} lists no {GRAPH_FILE}; {again}")
    return record
