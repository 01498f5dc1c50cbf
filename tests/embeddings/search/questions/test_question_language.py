from pathlib import Path

import pytest

from embeddings.search.questions.question import Question, read_question
from embeddings.search.questions.question_language import resolve_language
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.filters import Filters
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


@pytest.mark.parametrize("question", [Question("mole", language="en"), Question("发展"), Question("经济")])
def test_a_language_that_is_known_stays(snapshot: Snapshot, question: Question) -> None:
    """Given by the person, or told by the script."""
    asked = read_question(question)
    assert not asked.guesses
    assert resolve_language(snapshot, asked) is asked


KANJI = (
    ("取組", "街づくりの取組として、堤防の維持管理を進めます。"),
    ("気候変動", "気候変動への備えを急ぎます。"),
    ("介護", "介護の人材を町で育てます。"),
)


@pytest.mark.parametrize(("question", "passage"), KANJI)
def test_kanji_alone_are_japanese_where_the_corpus_is(tmp_path: Path, question: str, passage: str) -> None:
    """And the encoder is given them as Japanese writes them, not simplified."""
    publish(tmp_path, data([speech("ja", passage, language="ja")]))
    snapshot = CurrentSnapshot(tmp_path).held.snapshot
    asked = resolve_language(snapshot, read_question(Question(question)))
    assert (asked.language, asked.normalized) == ("ja", question)


def test_kanji_are_chinese_where_only_chinese_passages_hold_them(tmp_path: Path) -> None:
    """Both languages write 外交; here one says it."""
    speeches = [
        speech("zh", "外交工作开创新局面。", "外交为民。", language="zh-Hans"),
        speech("ja", "町の学校を建て直します。", language="ja"),
    ]
    publish(tmp_path, data(speeches))
    snapshot = CurrentSnapshot(tmp_path).held.snapshot
    assert resolve_language(snapshot, read_question(Question("外交"))).language.startswith("zh")


def test_the_language_that_is_searched_in_settles_kanji() -> None:
    """Whoever filters by Japanese asks in Japanese, unless the characters are Chinese alone."""
    japanese = Filters(language=("ja",))
    assert read_question(Question("取組", filters=japanese)).language == "ja"
    assert read_question(Question("气候变化", filters=japanese)).language == "zh-Hans"
    assert read_question(Question("取組", language="zh", filters=japanese)).language.startswith("zh")
