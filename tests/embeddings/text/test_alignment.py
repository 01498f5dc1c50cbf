from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.text.alignment import SharedRun, tile
from embeddings.text.tokens.alignment_units import Wording, wording_of

UNHURRIED = settings(deadline=None)  # the first call of a run loads its tables


def shared_runs(a: Wording, b: Wording) -> tuple[SharedRun, ...]:
    """The shared tiles of two wordings, as stretches of their texts."""
    return tuple(
        SharedRun(*a.span(tile.a, tile.a + tile.length), *b.span(tile.b, tile.b + tile.length))
        for tile in tile(a, b)
    )


PIECE = st.sampled_from(
    [
        "以潮立港",
        "港口更繁忙",
        "渔民收入",
        "的",
        "发展",
        "我们",
        ",",
        "。",
        " ",
        "2031年",
        "winter quay",
        "the harbour",
        "Veldhaven",
    ]
)
FORM = st.lists(PIECE, max_size=14).map("".join) | st.text(max_size=30)


def taken(normalized: str, language: str = "zh-Hans") -> Wording:
    return wording_of(normalized, language)


def shared(a: str, b: str, language: str = "zh-Hans") -> list[str]:
    """The shared runs as they stand in the first text."""
    return [a[run.a_start : run.a_end] for run in shared_runs(taken(a, language), taken(b, language))]


@UNHURRIED
@given(FORM, FORM)
def test_a_shared_run_is_the_same_in_both(a: str, b: str) -> None:
    """Spelt without signs, spaces and capitals, the two spans are one text, and not an empty one."""
    for run in shared_runs(taken(a), taken(b)):
        one, other = taken(a[run.a_start : run.a_end]), taken(b[run.b_start : run.b_end])
        assert one.units == other.units != ()


@UNHURRIED
@given(FORM, FORM)
def test_no_character_is_in_two_runs(a: str, b: str) -> None:
    """Neither side is marked twice."""
    runs = shared_runs(taken(a), taken(b))
    for spans in ([(run.a_start, run.a_end) for run in runs], [(run.b_start, run.b_end) for run in runs]):
        ordered = sorted(spans)
        assert all(one[1] <= other[0] for one, other in pairwise(ordered))


@UNHURRIED
@given(FORM, FORM)
def test_which_text_comes_first_changes_nothing(a: str, b: str) -> None:
    """What a shares with b is what b shares with a."""
    mirrored = [
        SharedRun(run.b_start, run.b_end, run.a_start, run.a_end) for run in shared_runs(taken(b), taken(a))
    ]
    assert sorted(mirrored, key=place) == sorted(shared_runs(taken(a), taken(b)), key=place)


def place(run: SharedRun) -> tuple[int, int]:
    return run.a_start, run.b_start


@UNHURRIED
@given(FORM)
def test_a_text_shares_all_of_itself(text: str) -> None:
    """In one run, from its first unit to its last, unless it holds nothing but grammar."""
    wording = taken(text)
    expected = [text[slice(*wording.span(0, len(wording.units)))]] if wording.weight else []
    assert shared(text, text) == expected


@UNHURRIED
@given(FORM, FORM)
def test_runs_are_as_long_as_they_can_be(a: str, b: str) -> None:
    """The most telling run cannot be extended by the unit before or behind it."""
    one, other = taken(a), taken(b)
    for run in shared_runs(one, other)[:1]:
        first = (
            one.starts.index(run.a_start),
            other.starts.index(run.b_start),
        )
        last = (
            one.ends.index(run.a_end),
            other.ends.index(run.b_end),
        )
        assert min(first) == 0 or one.units[first[0] - 1] != other.units[first[1] - 1]
        ends = (last[0] + 1 == len(one.units), last[1] + 1 == len(other.units))
        assert any(ends) or one.units[last[0] + 1] != other.units[last[1] + 1]


def test_moved_wording_is_found() -> None:
    """Runs may stand in another order, which aligners that keep the order lose."""
    assert sorted(shared("以潮立港,以渠润田。", "要以渠润田、以潮立港")) == ["以渠润田", "以潮立港"]


def test_signs_and_spaces_part_nothing() -> None:
    """A comma more or less, a space or a capital hides no shared wording."""
    assert shared("以潮立港,以渠润田", "以潮立港以渠润田") == ["以潮立港,以渠润田"]
    assert shared("The winter quay.", "at the Winter — Quay", "en") == ["The winter quay"]


@pytest.mark.parametrize(
    ("a", "b", "language"),
    [
        ("全国经营户的港口条件", "中国经济的海湾面积", "zh-Hans"),  # 国经 is a word in neither
        ("我们的海湾,都是我们的", "我们的学校,都是孩子的", "zh-Hans"),
        ("we are at the harbour for all", "they are at the school for all", "en"),
    ],
)
def test_accidents_are_no_shared_wording(a: str, b: str, language: str) -> None:
    """Neither characters that only happen to meet across words, nor runs of grammar."""
    assert shared(a, b, language) == []


def test_a_short_question_may_share_its_one_word() -> None:
    """What is little for a paragraph is much for a word."""
    assert shared("教育", "办好教育和医疗") == ["教育"]


def test_korean_words_meet_without_their_particles() -> None:
    """A stem is shared whatever particle follows it."""
    assert shared("항구도시를 짓고", "새로운 항구도시가", "ko") == ["항구도시"]


def test_a_text_of_one_character_is_no_burden() -> None:
    """Where pairs of equal units are too many the commonest are left out, and the rest is still found."""
    flood, other = "港" * 3000 + "以渠润田,以潮立港", "以渠润田,以潮" + "港" * 3000
    assert shared(flood, other) == ["以渠润田,以潮"]
