import pytest

from embeddings.snapshot.speaker_names import SpeakerNames, joined_name, words_of_name
from embeddings.text.script.search_folding import search_fold

NAMES = SpeakerNames.of(["Governor Mette B. Anders", "Mette Anders", "Bor", "陈渡口", "陈渡", "X.", ""])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("what Mette Anders said", ["Governor Mette B. Anders", "Mette Anders"]),
        ("METTE-ANDERS", ["Governor Mette B. Anders", "Mette Anders"]),
        ("Anders, Mette", []),
        ("what Anders said", ["Governor Mette B. Anders", "Mette Anders"]),
        ("Governor Anders in 2024", ["Governor Mette B. Anders", "Mette Anders"]),
        ("Lars Anders", []),
        ("Anders Lund", []),
        ("Bor on herring", ["Bor"]),
        ("a bor in the rock", []),
        ("陳渡口2024年", ["陈渡", "陈渡口"]),
        ("渡口", []),
        ("X", []),
    ],
)
def test_the_names_that_a_text_says(text: str, said: list[str]) -> None:
    """Two words side by side, a surname or an only word with a capital, characters in a row."""
    assert NAMES.said_in(text, search_fold(text)) == said


def test_a_name_without_its_initials() -> None:
    """A letter of the Latin alphabet is one; a Chinese character is a word."""
    assert words_of_name("Mette B. Anders") == ["mette", "anders"]
    assert joined_name("Mette B. Anders") == "metteanders"
    assert joined_name("林") == "林"
