"""Folders in memory, for tests that write much and need no disk."""

import os
import tempfile
from pathlib import Path

_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - folders of random names are made in it


def folder_in_memory() -> tempfile.TemporaryDirectory[str]:
    """A new folder that goes when it is left. There an fsync costs nothing, so that a busy disk delays no
    test. Where the system has no such place, a temporary folder on the disk.
    """
    in_memory = os.access(_IN_MEMORY, os.W_OK | os.X_OK)
    return tempfile.TemporaryDirectory(dir=_IN_MEMORY if in_memory else None)
