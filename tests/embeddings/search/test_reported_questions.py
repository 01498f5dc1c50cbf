"""Questions that people reported as lost elsewhere, each with the passages that answer it."""

from pathlib import Path

import pytest

from embeddings.errors import UnusableQuestion
from embeddings.search.questions.question import Mode, Question, read_question
from embeddings.search.search import search
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.publish import publish
from embeddings.snapshot.snapshot import Snapshot
from tests.support.invented import data, speech, unit_rows

SPEECHES = {
    "possessive": ("en", "Canada’s northern ports need ice pilots, and the pilots’ guild asks for a school."),
    "hyphen": ("en", "During the COVID‑19 outbreak the ferries kept sailing between the islands."),
    "elision": (
        "fr",
        "L’économie de l’île dépend de la pêche ; le député a demandé une aide.",
    ),
    "turkish": (
        "tr",
        "İstanbul’un ışıkları altında Diyarbakır ve Iğdır için okullar; İZMİR limanı.",
    ),
    "japanese": ("ja", "本町では街づくりの取組として、気候変動への備えと堤防の維持管理を進めてまいります。"),
    "target-5": ("zh-Hans", "今年的主要预期目标是：地区生产总值增长5%左右，粮食产量保持稳定。"),
    "target-8": ("zh-Hans", "今年的主要预期目标是：地区生产总值增长8%左右，粮食产量保持稳定。"),
    "bill-5": ("en", "The committee has finished its work on Bill C-5, and thanks the fishermen who came."),
    "bill-9": ("en", "The committee has finished its work on Bill C-9, and thanks the fishermen who came."),
    "lab": ("en", "Spending on R&D in the saltworks rose; the U.S. helped."),
    "drought": ("zh-Hans", "各位同事，今年旱情重，全县上下抗旱保苗，饮水安全放在第一位。"),
    "library": ("zh-Hans", "镇里的图书馆每周开放六天，孩子们放学以后可以在这里读书写字。"),
    "simplified": ("zh-Hans", "随着改革深入，全县着力推动渔港建设，沿着既定的路走下去。"),
    "traditional": ("zh-Hant", "隨著改革深入，全縣著力推動漁港建設，沿著既定的路走下去。"),
    "health": ("en", "The WHO sent vaccine coolers to the valley, and our clinics kept their records."),
    "quay": ("en", "The quay is open, and it will stay open all winter, since the school is theirs."),
    "lights": ("fr", "Le député a demandé une aide pour l’œuvre des phares."),
    "polish": ("pl", "Rząd zbuduje szkoły we wsiach, a łódzkie porty dostaną więcej środków."),
    "danish": ("da", "Broen over Øresund skal have nye fyr."),
    "article": ("zh-Hans", "根据条例第三条，堤防由县里管理。"),
}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("corpus")
    speeches = [speech(name, text, language=language) for name, (language, text) in SPEECHES.items()]
    publish(folder, data(speeches))
    return CurrentSnapshot(folder).held.snapshot


def found(snapshot: Snapshot, text: str, mode: Mode = "words") -> list[str]:
    asked = read_question(Question(text, mode=mode, k=50, collapse=False))
    page = search(snapshot, asked, unit_rows(1, seed=7)[0])
    return [match.speech.id for match in page.matches]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ('"Canada\'s northern ports"', {"possessive"}),
        ('"COVID-19"', {"hyphen"}),
        ('"l\'économie"', {"elision"}),
        ('"istanbul"', {"turkish"}),
        ('"İzmir"', {"turkish"}),
        ('"取組"', {"japanese"}),
        ('"気候変動"', {"japanese"}),
        ('"隨著"', {"simplified", "traditional"}),
        ('"着力推动"', {"simplified", "traditional"}),
        ('"旱"', {"drought"}),
        ('"WHO"', {"health", "bill-5", "bill-9"}),  # a phrase knows no capitals
        ('"第3条"', {"article"}),
        ('"第三条"', {"article"}),
        ('"5%"', {"target-5"}),
    ],
)
@pytest.mark.parametrize("mode", ["hybrid", "meaning", "words"])
def test_a_phrase_is_found_however_it_is_printed(
    snapshot: Snapshot, question: str, names: set[str], mode: Mode
) -> None:
    """Those passages, and no others."""
    assert set(found(snapshot, question, mode)) == names


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("ISTANBUL", "turkish"),
        ("Diyarbakir", "turkish"),
        ("取組", "japanese"),
        ("5%", "target-5"),
        ("地区生产总值增长8%", "target-8"),
        ("Bill C-9", "bill-9"),
        ("R&D", "lab"),
        ("US", "lab"),
        ("旱", "drought"),
        ("WHO", "health"),
        ("oeuvre", "lights"),
        ("lodzkie", "polish"),
        ("Oresund", "danish"),
        ("第3条", "article"),
    ],
)
def test_a_word_however_short_or_common_comes_first_where_it_stands(
    snapshot: Snapshot, question: str, name: str
) -> None:
    """By words alone, which are never thrown away."""
    assert found(snapshot, question)[0] == name


@pytest.mark.parametrize("question", ["their", "这里", "it is", "一"])
def test_a_question_of_nothing_but_common_words_is_answered_by_them(
    snapshot: Snapshot, question: str
) -> None:
    """There is something to find, so it is not said that there is nothing."""
    assert found(snapshot, question)


@pytest.mark.parametrize("question", ["???", "🙂", "—", "  ", "%", '"…"'])
def test_a_question_without_a_letter_or_digit_is_told_so(question: str) -> None:
    """The model would answer it with the same few passages each time."""
    with pytest.raises(UnusableQuestion):
        read_question(Question(question))


def test_a_word_that_must_not_occur_is_met_however_it_is_printed(snapshot: Snapshot) -> None:
    """An exclusion is folded as a phrase is."""
    assert "turkish" not in found(snapshot, "okullar -istanbul", "meaning")
    assert "turkish" in found(snapshot, "okullar -ankara", "meaning")


def test_passages_that_differ_in_their_characters_alone_are_one(snapshot: Snapshot) -> None:
    """隨著 and 随着 say the same letter by letter."""
    asked = read_question(Question('"改革深入"'))
    match, *others = search(snapshot, asked, unit_rows(1, seed=7)[0]).matches
    assert not others
    assert [copy.identical for copy in match.also_in] == [True]


def test_every_passage_that_holds_a_word_is_reached_by_words(snapshot: Snapshot, tmp_path: Path) -> None:
    """Each word of every passage, and each two beside each other, asked as a question of its own."""
    for name, (_, text) in SPEECHES.items():
        words = [word for word in text.replace("’", " ").split() if any(map(str.isalnum, word))]
        for at in range(len(words)):
            for question in (words[at], " ".join(words[at : at + 2])):
                assert name in found(snapshot, question.strip('“”"-'))
