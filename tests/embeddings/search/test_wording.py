import pytest

from embeddings.search.wording import wording_of


@pytest.mark.parametrize(
    ("text", "share", "wording"),
    [
        ("The quay of Veldhaven stays open.", 1.0, "exact"),
        ("the QUAY of Veldhaven, all winter", 1.0, "exact"),
        ("Veldhaven keeps its quay open.", 0.9, "most"),
        ("A quay is a quay.", 0.3, "some"),
        ("Barley was cut before the rain.", 0.0, "none"),
    ],
)
def test_wording_tells_how_much_of_the_question_stands_there(text: str, share: float, wording: str) -> None:
    """Word for word, most of what the words tell, some, or none."""
    assert wording_of([(text, share)], "quay of Veldhaven?") == [wording]


def test_a_question_of_signs_stands_nowhere_word_for_word() -> None:
    """What is left when signs are taken away must be something."""
    assert wording_of([("What?!", 0.0)], "?!") == ["none"]
