from embeddings.formulas.telling_words import BODIES, LIGHT, OFFICES, listed


def test_lists_are_words_between_spaces() -> None:
    """However many spaces there are."""
    assert listed(" a  b\n") == {"a", "b"}


def test_what_only_joins_names_no_body() -> None:
    """`and` stands within the name of an office and is none."""
    assert BODIES < OFFICES
    assert "和" in OFFICES - BODIES
    assert "the" not in LIGHT  # STOP_WORDS has it
