"""Questions of few words to real speeches in twelve languages: what is near comes first, whoever says it."""

from pathlib import Path

import pytest

from embeddings.corpus import Corpus, prepare_search
from embeddings.encoder.encoding import Encoder
from embeddings.ingest.index import index
from embeddings.search.questions.question import Question
from embeddings.search.search import Match
from embeddings.text.reading.read import read

pytestmark = [pytest.mark.model, pytest.mark.shared]


@pytest.fixture(scope="module")
def speeches(shared: Path, default_encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("speeches") / "corpus"
    index(folder, default_encoder, read([shared / "seeds", shared / "corpus" / "small.jsonl"]))
    return Corpus.open(folder, default_encoder)


def answers(corpus: Corpus, text: str) -> list[Match]:
    return list(corpus.answer(prepare_search(corpus.snapshot, Question(text))).matches)


def test_a_stray_stem_does_not_outrank_what_is_near(speeches: Corpus) -> None:
    """Floods come first, though the passages that speak of them share no word with the question."""
    first = answers(speeches, "flood defences")[0]
    assert first.strength in ("moderate", "strong")
    assert first.cosine > 0.3
    assert any(word in first.passage.text for word in ("flood", "洪", "防汛", "高潮", "浸水"))


def test_an_epidemic_is_found_in_the_speeches_about_it(speeches: Corpus) -> None:
    """The meeting in Wuhan, in Chinese, before English passages that hold one of the words."""
    first, second, *_ = answers(speeches, "Hubei epidemic lockdown")
    for match in (first, second):
        assert match.passage.language == "zh-Hans"
        assert "疫情" in match.passage.text


def test_where_nothing_is_near_the_language_of_the_question_comes_first(speeches: Corpus) -> None:
    """Two German speeches, of which one has some of the words; what is nearer is so by chance."""
    first = answers(speeches, "Föderalismusreform Bund und Länder")[0]
    assert first.passage.language == "de"
    assert first.wording in ("most", "some")
