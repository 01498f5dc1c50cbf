"""What people reported as lost in comparable tools, as it was filed: each case with what is right of it.

Those of reports 22 and 28 and of documents 15 are in `tests/embeddings/search/test_own_language.py`.
"""

from pathlib import Path

import pytest

from embeddings.corpus import Corpus, prepare_search
from embeddings.encoder.encoding import Encoder
from embeddings.errors import TifaError, UnknownValue, UnusableQuestion
from embeddings.ingest.index import index
from embeddings.search.questions.question import Mode, Question, read_question
from embeddings.snapshot.filters import Filters
from embeddings.text.reading.read import read

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def reports(shared: Path) -> dict[str, Path]:
    """The folder of each case, by its number."""
    return {folder.name[:2]: folder for folder in (shared / "cases" / "reports").iterdir()}


@pytest.fixture(scope="module")
def corpora(
    reports: dict[str, Path], tiny: Encoder, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Corpus]:
    """Of each case that asks for words a corpus; which model made its vectors does not matter to them."""
    opened = {}
    for number in ("06", "07", "08", "12", "13", "14", "27", "29", "37"):
        folder = tmp_path_factory.mktemp("case") / "corpus"
        index(folder, tiny, read([reports[number] / "in.jsonl"]))
        opened[number] = Corpus.open(folder, tiny)
    return opened


def found(corpus: Corpus, text: str, mode: Mode = "hybrid", filters: Filters | None = None) -> list[str]:
    question = Question(text, mode=mode, k=20, filters=filters or Filters(), collapse=False)
    return [match.speech.id for match in corpus.answer(prepare_search(corpus.snapshot, question)).matches]


@pytest.mark.parametrize(
    ("number", "question", "mode", "names"),
    [
        ("06", '"Canada\'s northern ports"', "hybrid", ["a"]),
        ("06", '"COVID-19"', "hybrid", ["b"]),
        ("06", '"l\'économie"', "hybrid", ["c"]),
        ("07", '"istanbul"', "hybrid", ["tr"]),
        ("07", '"İzmir"', "hybrid", ["tr"]),
        ("07", "ISTANBUL", "words", ["tr"]),
        ("07", "Diyarbakir", "words", ["tr"]),
        ("12", "5%", "words", ["target-5"]),
        ("12", "地区生产总值增长8%", "words", ["target-8"]),
        ("12", "Bill C-9", "words", ["bill-9"]),
        ("13", "旱", "words", ["a"]),
        ("13", '"旱"', "hybrid", ["a"]),
        ("14", '"隨著"', "hybrid", ["cn", "tw"]),
        ("14", '"着力推动"', "hybrid", ["cn", "tw"]),
        ("27", "WHO", "words", ["a"]),
        ("27", '"WHO"', "hybrid", ["a"]),
    ],
)
def test_what_holds_the_words_comes_first(
    corpora: dict[str, Corpus], number: str, question: str, mode: Mode, names: list[str]
) -> None:
    """However it is printed, and however short or common they are."""
    assert sorted(found(corpora[number], question, mode)[: len(names)]) == names


@pytest.mark.parametrize(
    ("question", "mode"),
    [('"取組"', "hybrid"), ('"気候変動"', "hybrid"), ("取組", "words"), ('"取組"の', "hybrid")],
)
def test_kanji_alone_find_japanese(corpora: dict[str, Corpus], question: str, mode: Mode) -> None:
    """Case 08: where Japanese is asked for."""
    assert found(corpora["08"], question, mode, Filters(language=("ja",))) == ["ja"]


@pytest.mark.parametrize("question", ["oeuvre", "lodzkie", "Oresund"])
def test_letters_that_do_not_decompose_are_met(corpora: dict[str, Corpus], question: str) -> None:
    """Case 29: each finds the one passage that holds it."""
    assert len(found(corpora["29"], question, "words")) == 1


def test_both_scripts_are_identical(corpora: dict[str, Corpus]) -> None:
    """Case 14: letter by letter, script aside."""
    corpus = corpora["14"]
    (match,) = corpus.answer(prepare_search(corpus.snapshot, Question('"改革深入"'))).matches
    assert [copy.identical for copy in match.also_in] == [True]


@pytest.mark.parametrize("question", ["???", "🙂", "—"])
def test_a_question_without_a_letter_or_digit_is_told_so(reports: dict[str, Path], question: str) -> None:
    """Case 36."""
    assert question[0] in (reports["36"] / "expected.md").read_text(encoding="utf-8")
    with pytest.raises(UnusableQuestion):
        read_question(Question(question))


@pytest.mark.parametrize(
    "filters", [Filters(speaker=("張三",)), Filters(language=("tlh",)), Filters(place=("Nowhere",))]
)
def test_filters_that_name_nothing_are_told(corpora: dict[str, Corpus], filters: Filters) -> None:
    """Case 37: instead of an answer without matches."""
    with pytest.raises(UnknownValue):
        found(corpora["37"], "防汛", filters=filters)


def test_an_unknown_topic_is_told(corpora: dict[str, Corpus]) -> None:
    """Case 37: that there is none of this id, or that no topics are made."""
    with pytest.raises(TifaError):
        found(corpora["37"], "防汛", filters=Filters(topic=("t_40ae91d9",)))
