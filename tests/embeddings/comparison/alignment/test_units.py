from embeddings.comparison.alignment.units import Vocabulary, unit_text
from tests.support.laid import taken_apart


def test_sentences_hold_all_units() -> None:
    """One behind the other, without a gap."""
    (text,) = taken_apart("The harbour is open. Ferries sail! The school too", language="en")
    assert text.sentences[0][0] == 0
    assert text.sentences[-1][1] == len(text)
    assert all(
        before[1] == after[0] for before, after in zip(text.sentences, text.sentences[1:], strict=False)
    )
    assert len(text.sentences) == 3


def test_a_syllable_weighs_three_letters() -> None:
    """So that one threshold serves every script."""
    vocabulary = Vocabulary()
    assert unit_text("港口", "zh", vocabulary).size(0, 2) == 6
    assert unit_text("quay", "en", vocabulary).size(0, 1) == 4


def test_clauses_begin_behind_signs() -> None:
    """A comma ends one, in either width."""
    (text,) = taken_apart("港口开放，渡轮航行,学校开门", language="zh")
    assert sorted(text.breaks) == [0, 4, 8, 12]
    assert (text.clause_start(6), text.clause_end(6)) == (4, 8)


def test_quotes_are_known() -> None:
    """What stands between quotation marks, and whether units lie in it."""
    (text,) = taken_apart("他说“港口永远开放”。", language="zh")
    assert text.quotes == [(2, 8)]
    assert text.in_quotes(2, 8)
    assert not text.in_quotes(1, 8)
