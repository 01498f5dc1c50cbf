"""SHA-256 of files, and of tensors whatever file they are kept in."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def tensors_sha256(tensors: Iterable[tuple[str, npt.NDArray[np.float32]]]) -> str:
    """A digest of a model's tensors, given by rising name: their names, types, shapes and bytes."""
    digest = hashlib.sha256()
    for name, tensor in tensors:
        shape = "x".join(map(str, tensor.shape))
        digest.update(f"{name}\0{tensor.dtype.str}\0{shape}\0".encode())
        digest.update(np.ascontiguousarray(tensor).data)
    return digest.hexdigest()
