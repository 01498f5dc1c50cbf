from pathlib import Path

import pytest

from embeddings.corpus import Corpus, prepare_comparison, prepare_comparison_of, prepare_search
from embeddings.encoder.encoding import Encoder, Encoding
from embeddings.errors import TooFewPassages, TopicsNotMade, UnknownSpeech, UnusableQuestion
from embeddings.ingest.index import index
from embeddings.ingest.make_topics import make_topics
from embeddings.search.questions.question import LONGEST_QUESTION, Question
from embeddings.search.search import similar_passages
from embeddings.snapshot.filters import Filters
from embeddings.speech import Speech
from embeddings.text.reading.read import read
from tests.embeddings.ingest.test_index import write_rows

FLOOD_FR = "Nous renforçons les digues contre les inondations."
ROWS = [
    {"id": "harbour", "language": "en", "date": "2021-03",
     "text": "The harbour stays open all winter.\nOur dykes and levee hold against flooding."},
    {"id": "school", "language": "en", "text": "The village school keeps its teacher, and a roof."},
    {"id": "digues", "language": "fr", "text": FLOOD_FR},
    {"id": "fangxun", "language": "zh-Hans", "text": "今年要做好防汛工作，推进堤防。\n港航和船舶的工作。"},
    {"id": "jobs", "language": "en", "text": "Jobs and work for all: training in skills is a job."},
]  # fmt: skip


@pytest.fixture(scope="module")
def corpus(tiny: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("asked")
    index(folder / "corpus", tiny, read([write_rows(folder, ROWS)]))
    return Corpus.open(folder / "corpus", tiny)


def found(corpus: Corpus, question: str, k: int = 3, filters: Filters | None = None) -> list[str]:
    matches = corpus.answer(
        prepare_search(corpus.snapshot, Question(question, k=k, filters=filters or Filters()))
    ).matches
    return [match.passage.speech_id for match in matches]


def test_a_question_finds_passages_in_other_languages(corpus: Corpus) -> None:
    """An English question about floods finds the French and the Chinese passage before the school."""
    assert set(found(corpus, "flood")) == {"harbour", "digues", "fangxun"}


def test_a_question_may_be_encoded_elsewhere(corpus: Corpus) -> None:
    """Whoever encodes the texts of many questions at once gets the same answers."""
    questions = [Question("flood"), Question('"teacher" -jobs'), Question("", like=(("harbour", 0),))]
    ready = [prepare_search(corpus.snapshot, question) for question in questions]
    together = corpus.encoder.queries([text for one in ready for text in one.texts])
    encodings = [Encoding(together.vectors[i : i + 1], together.truncated[i : i + 1]) for i in range(2)]
    for one, encoding in zip(ready, [*encodings, None], strict=True):
        assert one.answer(encoding, ignore) == corpus.answer(one)


def test_a_new_speech_may_be_encoded_elsewhere(corpus: Corpus) -> None:
    """The same for a comparison."""
    speech = Speech("new", "We keep the harbour open.\nFlooding is held off.")
    ready = prepare_comparison(corpus.snapshot, speech, k=2)
    assert ready.encoded_as == "passage"
    assert ready.answer(corpus.encoder.passages(ready.texts), ignore) == corpus.answer(ready)


def ignore(_steps: int) -> None:
    pass


def test_a_traditional_question_is_the_simplified_one(corpus: Corpus) -> None:
    """Script, width and pinyin in brackets make no difference."""
    answers = [
        corpus.answer(prepare_search(corpus.snapshot, Question(question, k=5))).matches
        for question in ("推进防汛工作", "推進防汛工作", "推進(jìn)防汛工作")
    ]
    assert answers[0] == answers[1] == answers[2]


def test_matches_by_meaning_are_ranked_by_falling_nearness(corpus: Corpus) -> None:
    """Ranks count from 1; scores fall, and within a language so do cosines."""
    matches = corpus.answer(
        prepare_search(corpus.snapshot, Question("harbour", mode="meaning", k=10))
    ).matches
    assert [match.rank for match in matches] == list(range(1, 8))
    assert [match.score for match in matches] == sorted((m.score for m in matches), reverse=True)
    for language in {match.passage.language for match in matches}:
        cosines = [match.cosine for match in matches if match.passage.language == language]
        assert cosines == sorted(cosines, reverse=True)


def test_filters_are_applied_before_the_search(corpus: Corpus) -> None:
    """The nearest passages among those that pass, however far behind others they are."""
    assert found(corpus, "flood", k=1, filters=Filters(language=("fr",))) == ["digues"]
    assert "harbour" not in found(corpus, "flood", k=10, filters=Filters(exclude_speech=("harbour",)))
    assert found(corpus, "school", k=10, filters=Filters(date_from="2021")) == ["harbour", "harbour"]


def test_a_passage_finds_others_like_it_and_not_itself(corpus: Corpus) -> None:
    """More like this: the flood passage in one language finds those in the others."""
    matches = similar_passages(corpus.snapshot, "digues", 0, k=2)
    assert {match.passage.speech_id for match in matches} == {"harbour", "fangxun"}


def test_a_long_question_is_cut_and_says_so(corpus: Corpus) -> None:
    """What is beyond the limit is not read, and the answer tells."""
    question = "flood " * LONGEST_QUESTION
    answer = corpus.answer(prepare_search(corpus.snapshot, Question(question, k=1)))
    assert answer.truncated
    assert not corpus.answer(prepare_search(corpus.snapshot, Question("flood", k=1))).truncated


@pytest.mark.parametrize("question", ["", "  \n", "\u200b\u2060"])
def test_a_question_without_text_is_refused(corpus: Corpus, question: str) -> None:
    """Nothing visible is nothing to look for."""
    with pytest.raises(UnusableQuestion, match="no text"):
        corpus.answer(prepare_search(corpus.snapshot, Question(question, k=1)))


def test_a_new_speech_is_compared_passage_by_passage(corpus: Corpus) -> None:
    """Each passage has its nearest ones in other speeches, and before topics are made there are none."""
    new = Speech(
        id="new", raw="Flooding again: the dykes must hold.\nEvery school keeps a teacher for training."
    )
    comparison = corpus.answer(prepare_comparison(corpus.snapshot, new, k=1))
    assert [c.matches[0].passage.speech_id for c in comparison.passages][-1:] == ["school"]
    assert comparison.topics is None


def test_a_comparison_with_one_speech_meets_only_that_one(corpus: Corpus) -> None:
    """And an unknown one is told."""
    new = Speech(id="new", raw="The flood came over the dykes of our town.")
    compared = corpus.answer(prepare_comparison(corpus.snapshot, new, k=5, with_speech="school")).passages[0]
    assert {match.passage.speech_id for match in compared.matches} == {"school"}
    with pytest.raises(UnknownSpeech):
        corpus.answer(prepare_comparison(corpus.snapshot, new, k=5, with_speech="scool"))


def test_a_speech_of_the_corpus_does_not_meet_itself(corpus: Corpus) -> None:
    """Asked by its id; its text alone is compared with all of the corpus."""
    ready = prepare_comparison_of(corpus.snapshot, "digues", k=10)
    met = corpus.answer(ready).passages[0].matches
    assert "digues" not in [match.passage.speech_id for match in met]
    copy = corpus.answer(prepare_comparison(corpus.snapshot, Speech(id="copy", raw=FLOOD_FR), k=10))
    assert [card.id for card in copy.copies] == ["digues"]
    with pytest.raises(UnknownSpeech):
        prepare_comparison_of(corpus.snapshot, "nobody", k=1)


def test_themes_need_enough_text(corpus: Corpus, tmp_path: Path, tiny: Encoder) -> None:
    """A handful of passages makes no topics, says so, and leaves the corpus as it was."""
    index(tmp_path / "corpus", tiny, read([write_rows(tmp_path, ROWS)]))
    with pytest.raises(TooFewPassages, match="add speeches"):
        make_topics(tmp_path / "corpus", lambda: tiny)
    with pytest.raises(TopicsNotMade, match="tifa topics"):
        Corpus.open(tmp_path / "corpus", tiny).snapshot.shares("school")


def test_a_running_corpus_takes_up_what_is_published(tmp_path: Path, tiny: Encoder) -> None:
    """After a refresh the new speech answers; a question that began before goes on with what it had."""
    index(tmp_path / "corpus", tiny, read([write_rows(tmp_path, ROWS[:2])]))
    running = Corpus.open(tmp_path / "corpus", tiny)
    before = running.snapshot
    index(tmp_path / "corpus", tiny, read([write_rows(tmp_path, ROWS)]))
    assert running.current.refresh()
    assert found(running, "inondations", k=1) == ["digues"]
    assert len(running.answer(prepare_search(before, Question("inondations", k=10))).matches) == 3
