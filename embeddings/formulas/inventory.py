"""The formulas of a corpus as they are kept: in one JSON file, their uses beside it in safetensors."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from embeddings.formulas.formula import KINDS, Formula

INVENTORY_FILE = "formulas.json"
USES_FILE = "formula_uses.safetensors"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Inventory:
    """formulas: the most significant first.  n_passages, n_speeches: what they were found in, so that an
    answer can say how much was added since.
    """

    formulas: tuple[Formula, ...]
    n_passages: int
    n_speeches: int

    def pack(self) -> bytes:
        """All of it as JSON; `unpack` gives back exactly the same values."""
        about = {
            "format": FORMAT,
            "n_passages": self.n_passages,
            "n_speeches": self.n_speeches,
            "formulas": [asdict(formula) for formula in self.formulas],
        }
        return json.dumps(about, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def unpack(cls, content: bytes) -> "Inventory":
        """Raises ValueError, KeyError or TypeError for what `pack` of this version did not write."""
        about = json.loads(content)
        if about.get("format") != FORMAT:
            raise ValueError(
                f"{INVENTORY_FILE} has format {about.get('format')}, this version reads {FORMAT}"
            )
        return cls(_formulas(about["formulas"]), int(about["n_passages"]), int(about["n_speeches"]))


def _formulas(rows: Sequence[dict[str, Any]]) -> tuple[Formula, ...]:
    formulas = tuple(Formula(**{**row, "tokens": tuple(row["tokens"])}) for row in rows)
    if unknown := {formula.kind for formula in formulas} - set(KINDS):
        raise ValueError(f"{INVENTORY_FILE} has formulas of kinds that are not known: {sorted(unknown)}")
    return formulas
