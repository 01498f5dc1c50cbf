import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.formulas.finding import Spoken, dated_bits, find_formulas
from tests.support.spoken import babble, planted

PHRASE = "守住港口常年开放的底线"


def _texts(passages: list[Spoken], kind: str = "phrase") -> list[str]:
    return [formula.text for formula in find_formulas(passages) if formula.kind == kind]


def test_a_planted_phrase_is_found_whole() -> None:
    """The phrase comes out, and no part of it, since the whole explains every part."""
    assert _texts(planted(PHRASE)) == [PHRASE]


def test_a_part_that_also_stands_alone_is_a_formula_too() -> None:
    """A part is dropped only where the longer phrase explains it."""
    alone = [replace(one, speech=one.speech + 100) for one in planted("港口常年开放,", seed=2, n=14)]
    found = {formula.text for formula in find_formulas([*planted(PHRASE), *alone])}
    assert found == {PHRASE, "港口常年开放"}


def test_ends_of_sentences_do_not_kill_a_phrase() -> None:
    """A phrase that always stands between commas has no neighbour but breaks, and is free all the same."""
    draw = random.Random(3)  # noqa: S311 -- a test draws
    passages = [Spoken(f"{babble(draw, 8)},{PHRASE},{babble(draw, 8)}", "zh", i, i % 4) for i in range(8)]
    assert _texts(passages) == [PHRASE]


def test_what_one_voice_says_is_no_formula() -> None:
    """However often one speaker repeats it."""
    assert find_formulas([replace(one, voice=1) for one in planted(PHRASE)]) == []


def test_what_one_speech_repeats_is_no_formula() -> None:
    """A refrain is not a set phrase."""
    assert find_formulas([replace(one, speech=1) for one in planted(PHRASE)]) == []


@given(st.permutations(planted(PHRASE, n=8)))
@settings(max_examples=10)
def test_the_order_of_passages_tells_nothing(passages: list[Spoken]) -> None:
    """The same passages in any order give the same formulas in the same order."""
    assert find_formulas(passages) == find_formulas(planted(PHRASE, n=8))


@given(st.lists(st.text("港口开放,。、“”《》 ab1;-", min_size=4, max_size=40), min_size=6, max_size=12))
@settings(max_examples=60)
def test_no_formula_crosses_punctuation(texts: list[str]) -> None:
    """Every formula stands somewhere as it is, letter by letter, with no sign in it but what joins items."""
    passages = [Spoken(text, "zh", i % 4, i % 3) for i, text in enumerate([*texts, *texts, *texts])]
    for formula in find_formulas(passages):
        assert not set(formula.text) & set(",。“”《》;")
        squeezed = [text.replace(" ", "").lower() for text in texts]
        assert any(formula.text.replace(" ", "") in text for text in squeezed)


def test_a_quoted_saying_is_found_however_rare() -> None:
    """Two speeches that quote the same line as somebody's spirit make it a quotation."""
    draw = random.Random(4)  # noqa: S311 -- a test draws
    passages = [
        Spoken(f"{babble(draw, 6)},发扬“潮平风正好扬帆”的拼搏精神,{babble(draw, 6)}", "zh", i, i)
        for i in range(2)
    ]
    assert _texts(passages, "quotation") == ["潮平风正好扬帆"]


def test_a_masthead_is_told_from_a_phrase() -> None:
    """What begins every speech of several sources, alone between breaks, is of the frame."""
    draw = random.Random(5)  # noqa: S311 -- a test draws
    passages = [
        Spoken(f"海岸电视台消息:{babble(draw, 12)}。", "zh", i, i % 3, at_end=True) for i in range(10)
    ]
    assert _texts(passages, "frame") == ["海岸电视台消息"]
    assert _texts(passages) == []


def test_english_phrases_begin_and_end_with_words_of_meaning() -> None:
    """`of the` and the like are at no end of a formula."""
    nouns = [
        "harbour",
        "quay",
        "winter",
        "school",
        "forest",
        "river",
        "market",
        "bridge",
        "tower",
        "garden",
        "meadow",
        "island",
    ]
    passages = [
        Spoken(f"For {noun} peace and open waters, as every {noun} has it. No {noun} sleeps.", "en", i, i % 5)
        for i, noun in enumerate(nouns)
    ]
    assert "peace and open waters" in _texts(passages)
    for text in _texts(passages) + _texts(passages, "term"):
        assert text.split()[0] not in ("the", "and", "of", "no")


def test_age_is_sure_where_all_uses_are_late() -> None:
    """Ten uses in the last tenth of the corpus are no accident; one use is."""
    import numpy as np

    years = np.repeat(np.arange(2000, 2020), 5)
    assert (dated_bits(np.full(10, 2019), years) or 0) > 30
    assert (dated_bits(np.asarray([2000, 2019]), years) or 0) < 1
    assert dated_bits(np.zeros(3, np.int64), years) is None


def test_parallel_items_are_one_phrase() -> None:
    """Items that 、 joins are found as one, whatever leads into the first and follows the last."""
    phrase = "以潮立港、以渠润田、以信安民"
    assert phrase in _texts(planted(phrase))


def test_a_row_within_a_longer_one_is_none() -> None:
    """Two of three items are explained by all three."""
    found = _texts(planted("以潮立港、以渠润田、以信安民"))
    assert not {"以潮立港、以渠润田", "以渠润田、以信安民"} & set(found)


def test_a_list_of_bodies_is_no_phrase() -> None:
    """Names side by side are a list, however often they return."""
    assert not [text for text in _texts(planted("渔业局、商务局、港口局")) if "、" in text]
