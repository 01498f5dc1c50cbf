"""Whether an encoder makes of some kept sentences what the reference engine made of them.

The int8 graph is made on each machine, so that no digest of it can be known beforehand. The reference vectors
come with Tifa: whoever changed the graph, and the record beside it, did not change them.
"""

from pathlib import Path

import numpy as np
from safetensors import safe_open

from embeddings.encoder.encoding import Encoder
from embeddings.errors import ModelTampered
from embeddings.models.exported import CALIBRATION_FILE

KEPT = "kept"
REFERENCE_FILE = Path(__file__).with_name("reference.safetensors")
LEAST_COSINE = 0.99  # int8 against float32, on the sentences: .9993 and more
_EVERY = 6  # of the texts that the graph was calibrated with


def sentences() -> list[str]:
    """In many languages, one of a word and one of some hundred among them."""
    return CALIBRATION_FILE.read_text(encoding="utf-8").splitlines()[::_EVERY]


def lowest_cosine(encoder: Encoder) -> float | None:
    """Between the kept sentences as this encoder has them and their reference; None for another model.

    Raises ModelTampered when they are too far apart for rounding.
    """
    with safe_open(REFERENCE_FILE, framework="numpy") as file:
        if (file.metadata() or {}).get("model") != encoder.embedding_model.model:
            return None
        reference = file.get_tensor(KEPT).astype(np.float32)
    found = encoder.passages(sentences()).vectors
    cosines = (found * reference).sum(axis=1) / np.linalg.norm(reference, axis=1)
    if not cosines.min() >= LEAST_COSINE:
        raise ModelTampered(
            f"{encoder.embedding_model.name} does not encode as its reference does: a cosine of"
            f" {cosines.min():.3f}, and less than {LEAST_COSINE} is no rounding; run: tifa models verify"
        )
    return float(cosines.min())
