import os
from pathlib import Path

import pytest

from embeddings.durable_files import replace


def test_a_file_is_replaced_for_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its bytes are on the disk before it gets its name, and the name after it."""
    really, seen = os.fsync, []

    def fsync(descriptor: int) -> None:
        seen.append((Path(f"/proc/self/fd/{descriptor}").readlink(), (tmp_path / "lock").read_bytes()))
        really(descriptor)

    (tmp_path / "lock").write_bytes(b"before")
    monkeypatch.setattr(os, "fsync", fsync)
    replace(tmp_path / "lock", b"after")
    assert seen == [(tmp_path / "lock.new", b"before"), (tmp_path, b"after")]
    assert [file.name for file in tmp_path.iterdir()] == ["lock"]
