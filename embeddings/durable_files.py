"""What must still be there after a power cut."""

import errno
import os
from pathlib import Path

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # what a write fails with on a full disk


def fsync(path: Path) -> None:
    """Put a file's bytes, or a folder's names, on the disk.

    Raises OSError. Then the bytes may be lost although they can be read: write them anew, to another file.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace(path: Path, content: bytes) -> None:
    """All of the file or none of it: written beside it as PATH.new, fsynced, and put in its place.

    Raises OSError; then the file may be the one or the other, and PATH.new may be left.
    """
    draft = path.with_name(f"{path.name}.new")
    draft.write_bytes(content)
    fsync(draft)
    draft.replace(path)
    fsync(path.parent)
