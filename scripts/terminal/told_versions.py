"""What changed since an older version, as the terminal tells it: numbers first, then passages."""

from embeddings.comparison.numbers.changes import NumberChange
from embeddings.comparison.versions.versions import Fate, VersionPair, Versions, join
from scripts.terminal.console import in_line

_FATES: dict[Fate, str] = {
    "kept": "kept word for word",
    "edited": "edited",
    "rewritten": "rewritten",
    "translated": "translated",
    "merged": "merged",
    "split": "split",
    "added": "new",
    "dropped": "dropped",
}
_SHOWN = 60  # characters of a passage
_BEFORE = 24  # characters before a number


def tell_versions(versions: Versions) -> list[str]:
    """The lines: how many passages had which fate, the numbers that changed, and each passage that did."""
    counts = [f"{versions.counts[fate]} {name}" for fate, name in _FATES.items() if versions.counts[fate]]
    moved = sum(pair.moved for pair in versions.pairs)
    lines = ["passages: " + ", ".join([*counts, *([f"{moved} of them moved"] if moved else [])])]
    changes = [(change, pair) for pair in versions.pairs for change in pair.numbers.changed]
    same = sum(len(pair.numbers.same) for pair in versions.pairs)
    lines.append(f"numbers: {len(changes)} changed, {same} the same")
    lines += [f"   {_changed(change, pair)}" for change, pair in changes]
    lines.append("")
    lines += [_passages(pair) for pair in versions.pairs if pair.fate != "kept" or pair.moved]
    return lines


def _changed(change: NumberChange, pair: VersionPair) -> str:
    old, new = join(pair.old), join(pair.new)
    counted = in_line(change.new.counted or new[max(0, change.new.start - _BEFORE) : change.new.start])
    told = f"{counted} {in_line(new[change.new.start : change.new.end])}"
    return f"{told}, was {in_line(old[change.old.start : change.old.end])}"


def _passages(pair: VersionPair) -> str:
    name = _FATES[pair.fate] + (", moved" if pair.moved else "")
    places = " → ".join(
        "+".join(str(passage.position) for passage in side) or "–" for side in (pair.old, pair.new)
    )
    return f"{places}  {name}: {in_line(join(pair.new or pair.old))[:_SHOWN]}"
