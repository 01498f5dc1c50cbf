"""What many tests stand on: the real speeches beside the project, and tiny real corpora."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the real speeches and the labelled sets; the test is skipped where it is not there."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"needs the real speeches in {folder.name}/ beside the project")
    return folder
