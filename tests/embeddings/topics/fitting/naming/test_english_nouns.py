"""Nouns and verbs of English, by what stands before them."""

from embeddings.topics.fitting.naming.english_nouns import noun_power, noun_powers

SAID = [
    "we must strengthen the harbour and its ferries to receive visitors",
    "to strengthen our harbour we will receive the ferries of the islands",
    "they can strengthen a harbour, and we receive more ferries",
    "you should not strengthen what the harbour cannot receive",
]


def test_a_verb_names_less_than_a_noun() -> None:
    """However often both stand with a subject."""
    powers = noun_powers(SAID * 3)
    assert powers["harbour"] == powers["ferries"] == 1
    assert max(powers["strengthen"], powers["receive"]) < 0.2


def test_what_is_not_told_is_a_noun() -> None:
    """A word that stands nowhere behind a telling word, and one that was seen once behind *to*."""
    assert noun_power("quay", noun_powers(SAID)) == 1
    assert noun_powers(["to dredge"])["dredge"] > 0.6


def test_a_phrase_is_named_by_its_noun() -> None:
    assert noun_power("receive visitors", {"receive": 0.1, "visitors": 1.0}) == 1
