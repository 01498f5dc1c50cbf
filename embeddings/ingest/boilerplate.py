"""Taking out of the speeches of a source the lines that most of them begin or end with.

What is boilerplate shows only in the corpus as a whole, so this comes after the speeches of a run are in the
store. The outcome depends on which speeches are there, not on the order in which they came.
"""

from collections.abc import Sequence
from dataclasses import replace

from embeddings.errors import EmptySpeech
from embeddings.speech import Repair, Speech
from embeddings.store.store import Store
from embeddings.text.cleaning.furniture.boilerplate import NAME, boilerplate
from embeddings.text.cleaning.page import Page
from embeddings.text.cleaning.rules import Rule, boilerplate_rule, chosen
from embeddings.text.passages import passages_of
from embeddings.text.reading.parts import PART


def drop_boilerplate(store: Store) -> int:
    """Split anew every speech in which a line turned out to be boilerplate, or no longer is.

    Returns how many lines were dropped from those speeches as boilerplate.

    It is repaired by the rules it was repaired by before, and becomes a new revision. Speeches without a
    source have no boilerplate. A speech of which nothing would be left stays as it is.
    """
    found = boilerplate((speech.source, _lines(speech)) for speech in store.speeches() if speech.source)
    dropped = 0
    for speech in list(store.speeches()):
        rule = boilerplate_rule(found.get(speech.source, frozenset()))
        if _stands(speech, rule, store.repairs(speech)):
            continue
        try:
            split = passages_of(speech, (*chosen(without=store.left_out(speech.id)), rule))
        except EmptySpeech:
            continue
        dropped += sum(repair.rule == NAME for repair in split.repairs)
        parts = tuple(finding for finding in store.findings(speech) if finding.field == PART)
        store.resplit(speech, replace(split, findings=(*split.findings, *parts)))
    return dropped


def _lines(speech: Speech) -> list[str]:
    return [line.text for line in Page(speech.raw).lines]


def _stands(speech: Speech, rule: Rule, repairs: Sequence[Repair]) -> bool:
    """Whether just the lines that the rule drops are dropped already, by it or by another rule."""
    dropped = {(repair.start, repair.end): repair.rule for repair in repairs}
    wanted = {(change.start, change.end) for change in rule.find(Page(speech.raw))}
    return wanted <= dropped.keys() and all(span in wanted for span, name in dropped.items() if name == NAME)
