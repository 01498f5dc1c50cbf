import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.similarity.strength import HeldOut, Kind, Strength, Strengths, length_of

ORDER = ("none", "weak", "moderate", "strong")


def held_out(n: int, *, short: float = 0.0, long: float = 0.0) -> HeldOut:
    """n texts of 10 bytes whose best cosines are spread over `short` to `short` + 0.2, and n of 1,000."""
    spread = np.linspace(0, 0.2, n)
    lengths = np.repeat([10.0, 1000.0], n).astype(np.float32)
    return HeldOut(lengths, np.concatenate([short + spread, long + spread]).astype(np.float32))


def strength_of(
    strengths: Strengths, cosine: float, normalized: str, kind: Kind = "question"
) -> Strength | None:
    thresholds = strengths.thresholds(normalized, kind)
    return None if thresholds is None else thresholds.of(cosine)


@given(low=st.floats(-1, 1), high=st.floats(-1, 1), length=st.integers(1, 3000))
def test_a_higher_cosine_is_never_weaker(low: float, high: float, length: int) -> None:
    """Strength follows the cosine, whatever the length of the text that asks."""
    strengths = Strengths({"question": held_out(200, short=0.2, long=0.4)}, self_match_floor=0.7)
    weaker, stronger = (strength_of(strengths, c, "x" * length) for c in sorted((low, high)))
    assert weaker is not None
    assert stronger is not None
    assert ORDER.index(weaker) <= ORDER.index(stronger)


def test_one_held_out_text_in_twenty_is_strong_one_in_four_moderate_or_more() -> None:
    """Of 100 held-out texts 95 must be beaten to be strong, 75 to be moderate, 50 to be weak."""
    found = held_out(100)
    strengths = Strengths({"question": found})
    told = [strength_of(strengths, float(best), "x" * 10) for best in found.best[:100]]
    assert [told.count(strength) for strength in ("strong", "moderate", "weak", "none")] == [5, 20, 25, 50]


def test_a_match_is_held_against_texts_of_its_own_length() -> None:
    """What is strong for a few words need not be for a paragraph."""
    strengths = Strengths({"question": held_out(100, short=0.2, long=0.5)})
    assert strength_of(strengths, 0.45, "x" * 10) == "strong"
    assert strength_of(strengths, 0.45, "x" * 1000) == "none"


def test_what_is_as_near_as_a_passage_to_itself_is_strong() -> None:
    """In a corpus that repeats itself all over, a near copy is strong all the same."""
    repeated = HeldOut(np.full(100, 50, np.float32), np.full(100, 0.99, np.float32))
    assert strength_of(Strengths({"passage": repeated}), 0.8, "x" * 50, "passage") == "none"
    assert (
        strength_of(Strengths({"passage": repeated}, self_match_floor=0.75), 0.8, "x" * 50, "passage")
        == "strong"
    )


def test_a_corpus_too_small_to_calibrate_has_no_strength() -> None:
    """With fewer than fifty held-out texts, or none of this kind, nothing is invented."""
    assert strength_of(Strengths(), 0.9, "x") is None
    assert strength_of(Strengths({"question": held_out(20)}), 0.9, "x") is None
    assert strength_of(Strengths({"question": held_out(200)}), 0.9, "x", "passage") is None


def test_a_chinese_character_counts_as_three_letters() -> None:
    """Four Chinese characters are as long as twelve Latin letters."""
    assert length_of("守住堤防") == length_of("hold the bank") - 1


def test_columns_must_match() -> None:
    """A cosine without its length is refused."""
    with pytest.raises(ValueError, match="lengths"):
        HeldOut(np.ones(3, np.float32), np.ones(2, np.float32))
