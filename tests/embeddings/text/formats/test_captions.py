"""Captions: what is shown twice was said once. All texts are invented."""

from pathlib import Path

import pytest

from embeddings.text.passages import passages_of
from embeddings.text.reading.read import Reading, read

FIRST = "The harbour of Veldhaven stays open all winter, and the ferries sail every day."
SECOND = "Every village school keeps its teacher, and every teacher keeps a roof over the head."


def _cues(shown: list[str], kind: str) -> bytes:
    point = "." if kind == "vtt" else ","
    times = [f"00:00:{n:02}{point}000 --> 00:00:{n + 1:02}{point}500" for n in range(len(shown))]
    return (
        "WEBVTT\n\n" * (kind == "vtt") + "\n\n".join(map("\n".join, zip(times, shown, strict=True)))
    ).encode()


@pytest.mark.parametrize("kind", ["srt", "vtt"])
def test_captions_that_roll_up_are_said_once(tmp_path: Path, kind: str) -> None:
    """A line that is shown again above the next one, or grows word by word, was said once."""
    words = f"{FIRST} {SECOND}".split()
    lines = [" ".join(words[n : n + 5]) for n in range(0, len(words), 5)]
    pairs = zip(["", *lines], lines, strict=False)
    rolled = [lines[0], *(cue for above, line in pairs for cue in (f"{above}\n{line}".strip(), line))]
    growing = [" ".join(words[: n + 1]) for n in range(len(words))]
    for shown in (rolled, growing):
        (tmp_path / f"a.{kind}").write_bytes(_cues(shown, kind))
        (reading,) = read([tmp_path / f"a.{kind}"])
        assert isinstance(reading, Reading)
        assert " ".join(reading.speech.raw.split()) == f"{FIRST} {SECOND}"


def test_what_is_said_twice_in_a_few_captions_stays(tmp_path: Path) -> None:
    """A refrain is no rolled-up line."""
    shown = [FIRST, "We will not sleep.", "We will not sleep, and we will not rest.", SECOND, "Thank you."]
    (tmp_path / "a.srt").write_bytes(_cues(shown, "srt"))
    (reading,) = read([tmp_path / "a.srt"])
    assert isinstance(reading, Reading)
    assert reading.speech.raw.count("We will not sleep") == 2


def test_captions_that_name_who_speaks_are_turns(tmp_path: Path) -> None:
    """The name before each caption is a label, said once; sentences make paragraphs."""
    words = f"{FIRST} {SECOND}".split()
    pieces = [" ".join(words[n : n + 6]) for n in range(0, len(words), 6)]
    shown = [f"Mara Lind: {piece}" for piece in pieces] + [f"Jon Pell: {piece}" for piece in pieces]
    (tmp_path / "a.vtt").write_bytes(_cues(shown, "vtt"))
    (reading,) = read([tmp_path / "a.vtt"])
    assert isinstance(reading, Reading)
    passages = passages_of(reading.speech).passages
    assert [passage.speaker for passage in passages] == ["Mara Lind", "Jon Pell"]
    assert all(" ".join(passage.normalized.split()) == f"{FIRST} {SECOND}" for passage in passages)
