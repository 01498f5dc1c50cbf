"""Which language stands first, in corpora where one has few speeches or all of its passages answer."""

from collections.abc import Callable
from pathlib import Path

import pytest

from embeddings.corpus import Corpus, prepare_search
from embeddings.encoder.encoding import Encoder
from embeddings.ingest.index import index
from embeddings.search.questions.question import Mode, Question
from embeddings.search.search import Match
from embeddings.text.reading.read import read

CASES = Path(__file__).parent / "cases"
Ask = Callable[..., list[Match]]


def asking(folder: Path, encoder: Encoder, *sources: Path) -> Ask:
    index(folder, encoder, read(list(sources)))
    corpus = Corpus.open(folder, encoder)

    def ask(text: str, mode: Mode = "hybrid") -> list[Match]:
        return list(corpus.answer(prepare_search(corpus.snapshot, Question(text, mode=mode))).matches)

    return ask


@pytest.fixture(scope="module")
def few_speeches(tmp_path_factory: pytest.TempPathFactory, default_encoder: Encoder) -> Ask:
    """One speech in German, all of it about one reform, and one in English that names it three times."""
    return asking(tmp_path_factory.mktemp("few"), default_encoder, CASES / "de.txt", CASES / "en.txt")


@pytest.fixture(scope="module")
def many_languages(tmp_path_factory: pytest.TempPathFactory, default_encoder: Encoder) -> Ask:
    """46 passages, two or three in each language."""
    return asking(tmp_path_factory.mktemp("many"), default_encoder, CASES / "many_languages.jsonl")


@pytest.fixture(scope="module")
def contradicting(tmp_path_factory: pytest.TempPathFactory, default_encoder: Encoder) -> Ask:
    """Long passages that differ in a number or in a "not"."""
    return asking(tmp_path_factory.mktemp("contradicting"), default_encoder, CASES / "contradicting.jsonl")


@pytest.mark.model
@pytest.mark.parametrize(
    "question", ["Föderalismusreform Reich und Provinzen", "Mischfinanzierung von Reich und Provinzen"]
)
def test_a_language_whose_passages_all_answer_does_not_lose(few_speeches: Ask, question: str) -> None:
    """Those that share words with the question stand before what others say of the subject."""
    first, second, *_ = few_speeches(question)
    assert [first.speech.id, second.speech.id] == ["de", "de"]


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "speech"),
    [("Brackwater?", "en-covid-b"), ("Brackwater", "en-covid-b"), ("‘guild’", "en-poss")],
)
def test_the_only_passage_that_has_the_word_comes_first(
    many_languages: Ask, question: str, speech: str
) -> None:
    """However near passages of other languages happen to be."""
    assert many_languages(question)[0].speech.id == speech


@pytest.mark.model
def test_all_passages_that_have_the_word_come_before_strangers(many_languages: Ask) -> None:
    """Both towns of herring."""
    assert {match.speech.id for match in many_languages("herring")[:2]} == {"en-hyph", "en-hyph-b"}


@pytest.mark.model
@pytest.mark.parametrize("mode", ["hybrid", "words"])
@pytest.mark.parametrize(
    ("question", "speech"),
    [("the toll should not be raised", "en-no"), ("toll should be raised", "en-yes")],
)
def test_passages_that_contradict_stand_apart(
    contradicting: Ask, question: str, speech: str, mode: Mode
) -> None:
    """The one that says it word for word comes first, and none is told as a repeat of another."""
    first, *others = contradicting(question, mode)
    assert first.speech.id == speech
    assert {"en-yes", "en-no"} <= {match.speech.id for match in (first, *others)}
    assert not {"en-yes", "en-no"} & {copy.speech.id for match in (first, *others) for copy in match.also_in}
