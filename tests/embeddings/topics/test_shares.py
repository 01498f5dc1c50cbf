"""Shares of topics: they sum to 1, weigh by length, and are compared by the Jensen-Shannon divergence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.topics.shares import TopicShares, divergence, shares

TOPICS = st.sampled_from(["t_a", "t_b", "t_c", "t_d", None])
TEXTS = st.lists(st.tuples(TOPICS, st.integers(0, 5_000)), max_size=40)


def shares_of(text: list[tuple[str | None, int]]) -> TopicShares:
    return shares([topic for topic, _ in text], [length for _, length in text])


@given(TEXTS)
def test_shares_sum_to_one(text: list[tuple[str | None, int]]) -> None:
    """Whatever the passages, the shares and the unassigned part are the whole text."""
    found = shares_of(text)
    assert sum(share for _, share in found.by_topic) + found.unassigned == pytest.approx(1.0)
    assert all(share > 0 for _, share in found.by_topic)


def test_a_passage_weighs_as_much_as_its_length() -> None:
    """Two passages of 100 and 300 characters give a quarter and three quarters; largest first, then by id."""
    found = shares_of([("t_b", 100), ("t_a", 100), ("t_c", 300), (None, 500)])
    ranked = (("t_c", 0.3), ("t_a", 0.1), ("t_b", 0.1))
    assert found == TopicShares(ranked, 0.5, ranked)


def test_an_empty_text_is_unassigned() -> None:
    """A text without passages belongs to no topic, and its shares still sum to 1."""
    assert shares([], []) == TopicShares((), 1.0, ())


def test_lengths_must_fit() -> None:
    """A missing or negative length is a mistake of the caller."""
    with pytest.raises(ValueError, match="1 passages"):
        shares([None], [])
    with pytest.raises(ValueError, match="0 or more"):
        shares([None], [-1])


@given(TEXTS, TEXTS)
def test_divergence_is_symmetric_and_bounded(
    one: list[tuple[str | None, int]], other: list[tuple[str | None, int]]
) -> None:
    """0 to 1, the same from both sides, and 0 from a distribution to itself."""
    a, b = shares_of(one), shares_of(other)
    assert 0.0 <= divergence(a, b) <= 1.0
    assert divergence(a, b) == divergence(b, a)
    assert divergence(a, a) == 0.0


def test_divergence_by_hand() -> None:
    """Nothing in common is 1 bit; (1, 0) against (1/2, 1/2) is 0.3113 bits (worked out by hand)."""
    whole, half = TopicShares((("t_a", 1.0),), 0.0), TopicShares((("t_a", 0.5),), 0.5)
    assert divergence(whole, TopicShares((("t_b", 1.0),), 0.0)) == 1.0
    # KL((1,0) || (3/4,1/4)) = log2(4/3);  KL((1/2,1/2) || (3/4,1/4)) = log2(2/3)/2 + log2(2)/2
    assert divergence(whole, half) == pytest.approx(0.311278, abs=1e-6)


def test_votes_divide_a_passage_among_topics() -> None:
    """Each passage counts for every topic as its votes say; the unassigned share is the same either way."""
    votes = [(("t_a", 0.75), ("t_b", 0.25)), (), (("t_b", 1.0),)]
    found = shares(["t_a", None, "t_b"], [200, 100, 100], votes)
    assert found.by_topic == (("t_a", 0.5), ("t_b", 0.25))
    assert found.by_votes == (("t_a", 0.375), ("t_b", 0.375))
    assert found.unassigned == 0.25
    with pytest.raises(ValueError, match="votes for 1"):
        shares(["t_a", None], [1, 1], [()])
