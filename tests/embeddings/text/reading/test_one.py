from pathlib import Path

import pytest

from embeddings.errors import UnreadableSource
from embeddings.text.reading.one import read_one

TEXT = "The harbour of Veldhaven stays open all winter, and the ferries sail every day."


def test_a_file_with_one_speech_has_a_title_to_call_it_by(tmp_path: Path) -> None:
    """Its own, or the name of the file; that name is no id."""
    (tmp_path / "quay.txt").write_text(TEXT, encoding="utf-8")
    speech = read_one(tmp_path / "quay.txt")
    assert (speech.raw, speech.id) == (TEXT, "")
    assert speech.title


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("two.jsonl", f'{{"text": "{TEXT}"}}\n{{"text": "{TEXT} Again."}}\n', "2 speeches"),
        ("empty.txt", "", "empty.txt"),
        ("what.bin", "x", "what.bin"),
    ],
)
def test_anything_but_one_speech_is_refused(tmp_path: Path, name: str, content: str, why: str) -> None:
    """The line says which file, and how many there are."""
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableSource, match=why):
        read_one(tmp_path / name)
