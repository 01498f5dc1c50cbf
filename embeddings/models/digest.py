"""SHA-256 of files, of several files as one, and of tensors whatever file they are kept in."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files_sha256(digests: Mapping[str, str]) -> str:
    """One digest of several files, from the SHA-256 of each by its path."""
    lines = "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def tensors_sha256(tensors: Iterable[tuple[str, npt.NDArray[np.float32]]]) -> str:
    """A digest of a model's tensors, given by rising name: their names, types, shapes and bytes."""
    digest = hashlib.sha256()
    for name, tensor in tensors:
        shape = "x".join(map(str, tensor.shape))
        digest.update(f"{name}\0{tensor.dtype.str}\0{shape}\0".encode())
        digest.update(np.ascontiguousarray(tensor).data)
    return digest.hexdigest()
