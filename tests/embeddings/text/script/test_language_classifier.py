import numpy as np
import py3langid.langid as langid
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.text.script.language_classifier import LanguageClassifier

ALL = LanguageClassifier.load()
LANGUAGES = ("en", "de", "fr", "tr", "pl")
CLASSIFIER = ALL.among(LANGUAGES)
LIBRARY = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
LIBRARY.set_languages(LANGUAGES)
LONG = "The harbour is very busy this year. Der Hafen ist in diesem Jahr sehr belebt, и гавань тоже. " * 4


@pytest.mark.parametrize(
    "text", [LONG, LONG[:40], LONG.upper(), "港口" * 90, "\ud800" * 100, "9" * 300, " ", ""]
)
def test_a_text_has_the_numbers_that_the_library_gives_it(text: str) -> None:
    """To the last bit, whatever the script; in a text that says nothing, too."""
    assert CLASSIFIER.rank(text) == LIBRARY.rank(text)


@given(st.text(min_size=60, max_size=400) | st.text("abcehinorstu äöüßığşçé", min_size=201, max_size=900))
def test_any_text_has_the_numbers_that_the_library_gives_it(text: str) -> None:
    """Letters of all planes, and words that look like words."""
    assert CLASSIFIER.rank(text) == LIBRARY.rank(text)


def test_languages_share_the_tables_of_all_of_them() -> None:
    """Scripts are asked for one after the other; each would take 75 MB."""
    other = ALL.among(("ru", "uk"))
    assert other.tk_nextmove is CLASSIFIER.tk_nextmove
    assert np.shares_memory(other._next, CLASSIFIER._next)
    assert {language for language, _ in other.rank(LONG)} == {"ru", "uk"}
