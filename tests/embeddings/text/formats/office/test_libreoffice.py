import shutil
from pathlib import Path

import pytest

from embeddings.errors import UnreadableSource
from embeddings.text.formats.office.libreoffice import convert


def test_without_the_program_the_refusal_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It names the program, and the format that is read without it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnreadableSource, match=r"LibreOffice.*save it as \.docx"):
        convert(b"", ".doc", "docx")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_what_it_cannot_read_is_refused() -> None:
    """A file that is none ends in a refusal, not in an empty document."""
    with pytest.raises(UnreadableSource):
        convert(b"", ".doc", "docx")
