"""Documents of older programs, by LibreOffice where it is installed: .wpd and others become .docx."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from embeddings.errors import UnreadableSource

SECONDS = 120.0  # for one document
_PROGRAMS = ("soffice", "libreoffice")


def _program() -> str | None:
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


def is_installed() -> bool:
    return _program() is not None


def convert(content: bytes, suffix: str, to: str) -> bytes:
    """The document in another format. Raises UnreadableSource, saying what to do, when it cannot be had."""
    program = _program()
    if program is None:
        raise UnreadableSource(
            f"reading {suffix} needs LibreOffice (soffice), which is not installed; or save it as .{to}"
        )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"document{suffix}"
        source.write_bytes(content)
        command = [
            program,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--norestore",
            "--convert-to",
            to,
            "--outdir",
            folder,
            str(source),
        ]
        try:
            subprocess.run(
                command, capture_output=True, timeout=SECONDS, check=False, stdin=subprocess.DEVNULL
            )
        except subprocess.TimeoutExpired:
            raise UnreadableSource(f"takes LibreOffice more than {SECONDS:g} seconds") from None
        result = source.with_suffix(f".{to}")
        if not result.exists():
            raise UnreadableSource(f"LibreOffice cannot read it: not a sound {suffix} file")
        return result.read_bytes()
