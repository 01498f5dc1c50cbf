from pathlib import Path

import pytest

from embeddings.search.question import Question, read_question
from embeddings.search.question_language import resolve_language
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.publish import publish
from embeddings.snapshot.snapshot import Snapshot
from tests.support.invented import data, speech


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("corpus")
    publish(
        folder,
        data(
            [
                speech("en", "The harbour stays open.", "A mole keeps the harbour.", language="en"),
                speech("de", "Die Mole bleibt.", "Der Hafen bleibt offen.", "Die Mole hielt.", language="de"),
                speech("zh", "港口全年开放。", language="zh-Hans"),
            ]
        ),
    )
    return CurrentSnapshot(folder).held.snapshot


@pytest.mark.parametrize(("text", "language"), [("harbour", "en"), ("Hafen", "de"), ("bleibt offen", "de")])
def test_a_word_is_in_the_language_that_has_it(snapshot: Snapshot, text: str, language: str) -> None:
    """Its letters alone would tell little; the passages that hold it do, and its terms follow."""
    asked = resolve_language(snapshot, read_question(Question(text)))
    assert asked.language == asked.typed.language == language


def test_words_that_stand_nowhere_are_in_a_language_of_the_corpus(snapshot: Snapshot) -> None:
    """The one they look most like; never in one that no passage is in."""
    asked = read_question(Question("Sprachgefühl"))
    assert resolve_language(snapshot, asked).language == "de"
    assert resolve_language(snapshot, read_question(Question("perché"))).language in ("de", "en")


def test_a_corpus_in_other_scripts_leaves_the_guess(tmp_path: Path) -> None:
    """An English question to Chinese speeches stays English."""
    publish(tmp_path, data([speech("zh", "港口全年开放。", language="zh-Hans")]))
    asked = read_question(Question("harbour"))
    assert resolve_language(CurrentSnapshot(tmp_path).held.snapshot, asked) is asked


@pytest.mark.parametrize("question", [Question("mole", language="en"), Question("港口"), Question("港")])
def test_a_language_that_is_known_stays(snapshot: Snapshot, question: Question) -> None:
    """Given by the person, or told by the script."""
    asked = read_question(question)
    assert not asked.guesses
    assert resolve_language(snapshot, asked) is asked
