"""What changed since an older version, as rows that a template shows."""

from dataclasses import dataclass

from embeddings.comparison.versions.versions import FATES, Fate, VersionPair, Versions, join

_SHOWN = 90  # characters of a passage


@dataclass(frozen=True, slots=True)
class ChangedNumber:
    """counted: what is counted, as the newer version says it.  position: of its passage there, from 0."""

    counted: str
    old: str
    new: str
    position: int


@dataclass(frozen=True, slots=True)
class ChangedPassage:
    """fate: see `Fate`.  old, new: positions, from 0.  text: the beginning of what it says now, or said."""

    fate: Fate
    moved: bool
    old: tuple[int, ...]
    new: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class VersionFigures:
    """counts: passages by fate, those without any left out.  same: numbers that both say."""

    counts: tuple[tuple[Fate, int], ...]
    numbers: tuple[ChangedNumber, ...]
    same: int
    passages: tuple[ChangedPassage, ...]


def version_figures(versions: Versions) -> VersionFigures:
    """Numbers and passages that changed, in the order of the newer version."""
    return VersionFigures(
        counts=tuple((fate, versions.counts[fate]) for fate in FATES if versions.counts[fate]),
        numbers=tuple(number for pair in versions.pairs for number in _numbers(pair)),
        same=sum(len(pair.numbers.same) for pair in versions.pairs),
        passages=tuple(_passage(pair) for pair in versions.pairs if pair.fate != "kept" or pair.moved),
    )


def _numbers(pair: VersionPair) -> list[ChangedNumber]:
    old, new = join(pair.old), join(pair.new)
    return [
        ChangedNumber(
            counted=change.new.counted,
            old=old[change.old.start : change.old.end].strip(),
            new=new[change.new.start : change.new.end].strip(),
            position=pair.new[0].position,
        )
        for change in pair.numbers.changed
    ]


def _passage(pair: VersionPair) -> ChangedPassage:
    return ChangedPassage(
        pair.fate,
        pair.moved,
        tuple(passage.position for passage in pair.old),
        tuple(passage.position for passage in pair.new),
        join(pair.new or pair.old)[:_SHOWN],
    )
