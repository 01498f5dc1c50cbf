"""Taking out of the speeches of a source the lines that most of them begin or end with.

What is boilerplate shows only in the corpus as a whole, so this comes after the speeches of a run are in the
store. The outcome depends on which speeches are there, not on the order in which they came. The store keeps
how many speeches have each line, so only speeches that came, went or changed are read, and the others of a
source whose boilerplate changed with that.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from embeddings.errors import EmptySpeech
from embeddings.speech import Repair, Speech
from embeddings.store.line_counts import Counts, line_key
from embeddings.store.store import Store
from embeddings.text.cleaning.furniture.boilerplate import NAME, boilerplate_rule, edge_lines, is_boilerplate
from embeddings.text.cleaning.page import Page
from embeddings.text.cleaning.rules import Rule, choose_rules
from embeddings.text.passages import passages_of
from embeddings.text.reading.parts import PART

_Keys = frozenset[bytes]


def drop_boilerplate(store: Store) -> int:
    """Split anew every speech in which a line turned out to be boilerplate, or no longer is.

    Returns how many lines were dropped from those speeches as boilerplate.

    It is repaired by the rules it was repaired by before, and becomes a new revision. Speeches without a
    source have no boilerplate. A speech of which nothing would be left stays as it is.
    """
    unsettled = store.line_counts.unsettled()
    changes = _changes(store, unsettled)
    counts = store.line_counts.of(changes.speeches)
    before, now = _boilerplate(counts), _boilerplate(counts + changes)
    moved = [source for source in changes.speeches if before.get(source) != now.get(source)]
    came = [speech_id for speech_id, _, revision in unsettled if revision is not None]
    touched = sorted({*came, *store.line_counts.speeches_from(moved)})
    dropped = sum(_drop(store, store.speech(speech_id), now) for speech_id in touched)
    # Last, so that a run killed before this looks through the same speeches again.
    store.line_counts.settle(changes, {*touched, *(speech_id for speech_id, _, _ in unsettled)})
    return dropped


def _changes(store: Store, unsettled: Sequence[tuple[str, str | None, str | None]]) -> Counts:
    changes = Counts()
    for speech_id, *revisions in unsettled:
        for revision, times in zip(revisions, (-1, 1), strict=True):
            if revision is not None:
                source, raw = store.line_counts.content(speech_id, revision)
                if source:
                    changes.add(source, edge_lines(line.text for line in Page(raw).lines), times)
    return changes


def _boilerplate(counts: Counts) -> Mapping[str, _Keys]:
    """The keys of the lines that are boilerplate, by source; sources without any are left out."""
    found: defaultdict[str, set[bytes]] = defaultdict(set)
    for (source, key), count in counts.lines.items():
        if is_boilerplate(count, counts.speeches[source]):
            found[source].add(key)
    return {source: frozenset(keys) for source, keys in found.items()}


class _Lines:
    """The lines that have one of these keys."""

    def __init__(self, keys: _Keys) -> None:
        self._keys = keys

    def __contains__(self, line: object) -> bool:
        return isinstance(line, str) and line_key(line) in self._keys


def _drop(store: Store, speech: Speech, boilerplate: Mapping[str, _Keys]) -> int:
    rule = boilerplate_rule(_Lines(boilerplate.get(speech.source, frozenset())))
    if _stands(speech, rule, store.repairs(speech.id)):
        return 0
    try:
        split = passages_of(speech, (*choose_rules(without=store.left_out(speech.id)), rule))
    except EmptySpeech:
        return 0
    parts = tuple(finding for finding in store.findings(speech.id) if finding.field == PART)
    store.resplit(speech, replace(split, findings=(*split.findings, *parts)))
    return sum(repair.rule == NAME for repair in split.repairs)


def _stands(speech: Speech, rule: Rule, repairs: Sequence[Repair]) -> bool:
    """Whether just the lines that the rule drops are dropped already, by it or by another rule."""
    dropped = {(repair.start, repair.end): repair.rule for repair in repairs}
    wanted = {(change.start, change.end) for change in rule.find(Page(speech.raw))}
    return wanted <= dropped.keys() and all(span in wanted for span, name in dropped.items() if name == NAME)
