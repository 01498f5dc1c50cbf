"""Questions of few words to real speeches in twelve languages: what is near comes first, whoever says it."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from embeddings.corpus import Corpus, prepare_comparison_of, prepare_search
from embeddings.encoder.encoding import Encoder
from embeddings.ingest.index import index
from embeddings.search.questions.question import Question
from embeddings.search.search import Match, similar_passages
from embeddings.snapshot.filters import Filters
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
    assert first.strength != "none"
    assert first.cosine > 0.3
    assert any(word in first.passage.text for word in ("flood", "洪", "防汛", "高潮", "浸水", "水害"))


def test_an_epidemic_is_found_in_the_speeches_about_it(speeches: Corpus) -> None:
    """How it spread from Wuhan, and the meetings about it, before languages of few passages."""
    first, *others = answers(speeches, "Hubei epidemic lockdown")
    assert "武漢" in first.passage.text or "武汉" in first.passage.text
    assert "感染症" in first.passage.text or "疫情" in first.passage.text
    for match in others[:3]:
        assert any(word in match.passage.text for word in ("疫情", "epidemia", "湖北", "感染症"))
    assert {match.passage.language for match in others[1:3]} == {"zh-Hans", "zh-Hant"}


def test_where_nothing_is_near_the_language_of_the_question_comes_first(speeches: Corpus) -> None:
    """Two German speeches, of which one has some of the words; what is nearer is so by chance."""
    first = answers(speeches, "Föderalismusreform Bund und Länder")[0]
    assert first.passage.language == "de"
    assert first.wording in ("most", "some")


def test_every_door_measures_nearness_alike(speeches: Corpus) -> None:
    """A passage like another one, asked for as an example, as its like, and in a comparison of its speech."""
    snapshot, speech = speeches.snapshot, "gwr_parallel-dfe3424a89"
    others = Filters(exclude_speech=(speech,))
    compared = speeches.answer(prepare_comparison_of(snapshot, speech, k=10)).passages
    for position in (8, 30, 72):
        like = ((speech, position),)
        question = Question("", mode="meaning", k=10, filters=others, like=like, collapse=False)
        expected = told(speeches.answer(prepare_search(snapshot, question)).matches)
        assert told(similar_passages(snapshot, speech, position, k=10, filters=others)) == expected
        assert told(compared[position].matches) == expected
        assert len({address for address, *_ in expected}) == 10


def told(matches: Sequence[Match]) -> list[tuple[object, ...]]:
    return [
        (one.passage.address, one.rank, one.score, one.cosine, one.percentile, one.strength)
        for one in matches
    ]
