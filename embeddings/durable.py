"""What must still be there after a power cut."""

import os
from pathlib import Path


def fsync(path: Path) -> None:
    """Put a file's bytes, or a folder's names, on the disk.

    Raises OSError. Then the bytes may be lost although they can be read: write them anew, to another file.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
