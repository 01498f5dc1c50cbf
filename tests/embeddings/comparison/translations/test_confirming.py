"""Translations: what confirms them, and what does not."""

from embeddings.comparison.translations.confirming import TranslationSide, confirm
from embeddings.comparison.translations.proposals import Proposal

LINE = TranslationSide("The harbour stays open.", 20.0)


def run(n: int, *, margin: float = 0.1, first_row: int = 40) -> list[Proposal]:
    return [Proposal(at, first_row + at, 0.6, margin) for at in range(n)]


def test_passages_that_follow_one_another_confirm_each_other() -> None:
    """Three whose mates follow one another in one speech."""
    proposals = run(3)
    rows = {one.row for one in proposals}
    confirmed = confirm(proposals, [LINE] * 3, dict.fromkeys(rows, LINE), dict.fromkeys(rows, "s"), {})
    assert {at: one.row for at, one in confirmed.items()} == {0: 40, 1: 41, 2: 42}


def test_a_near_passage_alone_is_no_translation() -> None:
    """However near it is."""
    (alone,) = run(1, margin=0.9)
    assert confirm([alone], [LINE], {40: LINE}, {40: "s"}, {}) == {}


def test_mates_in_different_speeches_confirm_nothing() -> None:
    """They have to follow one another in one source."""
    proposals = run(3)
    rows = [one.row for one in proposals]
    assert (
        confirm(proposals, [LINE] * 3, dict.fromkeys(rows, LINE), {row: str(row) for row in rows}, {}) == {}
    )


def test_the_same_figures_confirm_a_passage_alone() -> None:
    """Two of them, of two digits or more."""
    text = TranslationSide("2035 and 1,200 ferries", 20.0)
    other = TranslationSide("2035 年 1200 艘渡轮", 20.0)
    (alone,) = run(1)
    assert set(confirm([alone], [text], {40: other}, {40: "s"}, {})) == {0}


def test_lengths_have_to_agree() -> None:
    """A passage ten times as long is no translation."""
    proposals = run(3)
    rows = {one.row for one in proposals}
    long = dict.fromkeys(rows, TranslationSide("x" * 200, 200.0))
    assert confirm(proposals, [LINE] * 3, long, dict.fromkeys(rows, "s"), {}) == {}


def test_a_passage_beside_a_run_needs_to_tell_less() -> None:
    """Where its mate is beside theirs: then two may share one."""
    proposals = [*run(3), Proposal(3, 42, 0.3, 0.0), Proposal(4, 60, 0.3, 0.0)]
    rows = {one.row for one in proposals}
    confirmed = confirm(proposals, [LINE] * 5, dict.fromkeys(rows, LINE), dict.fromkeys(rows, "s"), {})
    assert {at: one.row for at, one in confirmed.items()} == {0: 40, 1: 41, 2: 42, 3: 42}
