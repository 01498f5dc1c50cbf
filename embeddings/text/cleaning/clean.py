"""Raw text -> clean text and the ledger of its repairs. Each follows from the other and the ledger."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from embeddings.interruption import go_on, going_on
from embeddings.speech import Repair
from embeddings.text.cleaning.page import Page, Rule
from embeddings.text.cleaning.rules import RULES, boilerplate_rule
from embeddings.text.cleaning.speaker_labels import SPEAKER_LABELS
from embeddings.text.script.offsets import TextChange, Traced

# The rules whose changes part the text before them from the text behind them.
_PARTING = frozenset(rule.name for rule in (*RULES, boilerplate_rule(())) if rule.whole_lines) | {
    SPEAKER_LABELS.name
}


@dataclass(frozen=True, slots=True, eq=False)
class CleanText:
    """What is left of a raw text when the repairs are made.

    walls: offsets in the clean text where whole lines were dropped, or where another person takes the word.
    No passage reaches across one: `raw[start:end]` of it would show the lines again, or be of two voices.
    """

    traced: Traced
    repairs: tuple[Repair, ...]
    walls: tuple[int, ...]

    @property
    def text(self) -> str:
        return self.traced.text

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the raw text `text[start:end]` stands."""
        return self.traced.span(start, end)


def clean(raw: str, rules: Sequence[Rule] = RULES) -> CleanText:
    """Apply the rules to a raw text.

    Every rule sees the raw text, less the lines that rules before it have dropped.
    """
    return apply(raw, _ledger(raw, rules))


def apply(raw: str, repairs: tuple[Repair, ...]) -> CleanText:
    """Make the repairs of a ledger again. Raises ValueError when it is not the ledger of this text."""
    walls = []
    shorter = 0
    for repair in repairs:
        if raw[repair.start : repair.end] != repair.before:
            raise ValueError(f"the repair {repair.rule} at {repair.start} is not of this text")
        if repair.rule in _PARTING:
            walls.append(repair.start - shorter)
        shorter += len(repair.before) - len(repair.after)
    traced = Traced.of(raw).rewrite(TextChange(repair.start, repair.end, repair.after) for repair in repairs)
    return CleanText(traced, repairs, tuple(walls))


def undo(text: str, repairs: Iterable[Repair]) -> str:
    """The raw text again, from the clean text and its ledger."""
    pieces: list[str] = []
    done = 0  # in the clean text
    shift = 0  # how much further on in the raw text
    for repair in repairs:
        start = repair.start - shift
        pieces += (text[done:start], repair.before)
        done = start + len(repair.after)
        shift += len(repair.before) - len(repair.after)
    return "".join([*pieces, text[done:]])


def _ledger(raw: str, rules: Sequence[Rule]) -> tuple[Repair, ...]:
    """All that the rules find, in order. A dropped line swallows every smaller change that touches it."""
    page = Page(raw)
    lines: list[Repair] = []
    for rule in rules:
        go_on()
        if rule.whole_lines and (found := sorted(set(rule.find(page)))):  # each line is dropped once
            lines += [_repair(page, change, rule) for change in found]
            page = page.without(found)
    lines.sort(key=lambda repair: repair.start)
    ends = [line.end for line in lines]

    def stays(repair: Repair) -> bool:
        after = bisect_right(ends, repair.start)
        return after == len(lines) or repair.end <= lines[after].start

    smaller = _smaller(page, [rule for rule in rules if not rule.whole_lines])
    return tuple(sorted([*lines, *filter(stays, smaller)], key=lambda repair: repair.start))


def _smaller(page: Page, rules: Sequence[Rule]) -> list[Repair]:
    """What the rules find inside lines, sorted; of two that overlap the earlier, the longer, the first."""
    changes = [(change, rule) for rule in going_on(rules, each=1) for change in rule.find(page)]
    changes.sort(key=lambda found: (found[0].start, -found[0].end))
    repairs: list[Repair] = []
    for change, rule in changes:
        if not repairs or change.start >= repairs[-1].end:
            repairs.append(_repair(page, change, rule))
    return repairs


def _repair(page: Page, change: TextChange, rule: Rule) -> Repair:
    start, end, after = change
    return Repair(rule.name, start, end, page.raw[start:end], after, rule.confidence)
