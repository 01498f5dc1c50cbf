"""Provenance: who was first, and what cannot be told."""

from dataclasses import replace

from embeddings.comparison.provenance import Use, provenance
from embeddings.snapshot.tables.speeches import SpeechCard
from embeddings.speech import Passage
from embeddings.text.tokens.alignment_units import wording_of


def use(id_: str, date: str, text: str = "The harbour stays open.") -> Use:
    card = SpeechCard(id_, "r", id_, "", date, "", "en", "", 1, len(text), None)
    wording = wording_of(text, "en")
    passage = Passage(id_, 0, 0, len(text), text, text, "en")
    return Use(card, passage, 0, len(text), wording, 0, len(wording.units))


def test_the_earliest_dated_use_is_the_first() -> None:
    """In whatever order they are given."""
    found = provenance([use("c", "2021"), use("a", "2019-05-06"), use("b", "2020-01")])
    assert found.first is not None
    assert found.first.id == "a"
    assert [step.speech.id for step in found.steps] == ["a", "b", "c"]
    assert found.tied == ()


def test_dates_that_overlap_are_told_so() -> None:
    """A year covers all its days; the same day is the same day."""
    found = provenance([use("a", "2020"), use("b", "2020-05-06"), use("c", "2021-01-01")])
    assert [card.id for card in found.tied] == ["b"]


def test_the_undated_are_first_in_nothing() -> None:
    """They are counted, and come into no order."""
    found = provenance([use("a", ""), use("b", "--05-06"), use("c", "2021")])
    assert found.first is not None
    assert (found.first.id, found.n_undated) == ("c", 2)
    nobody = provenance([use("a", "")])
    assert (nobody.first, nobody.n_undated, nobody.steps) == (None, 1, ())


def test_each_step_says_what_it_changed() -> None:
    """Against the step before."""
    steps = provenance([use("a", "2019"), use("b", "2020", "The harbour stays closed.")]).steps
    assert [step.changes for step in steps] == [(), (("replace", "open", "closed"),)]


def test_a_speech_is_one_step() -> None:
    """However often it says it."""
    twice = use("a", "2019")
    again = replace(twice, passage=replace(twice.passage, position=1))
    assert len(provenance([twice, again]).steps) == 1
