"""What a speech says twice: whole sentences, letter by letter."""

from collections.abc import Sequence

from embeddings.comparison.placing import Placed
from embeddings.comparison.result import Repeat

_LEAST = 24.0  # letters of a sentence; a syllable is three


def repeats(passages: Sequence[Placed]) -> list[Repeat]:
    """The sentences that stood before in the speech, each with its first place; those in a row are one."""
    first: dict[tuple[int, ...], tuple[int, int, int, int]] = {}
    found: list[tuple[Repeat, tuple[int, int]]] = []
    number = 0
    for placed in passages:
        for start, end in placed.text.sentences:
            number += 1
            if placed.text.size(start, end) < _LEAST:
                continue
            here = placed.cut(start), placed.cut(end)
            units = tuple(placed.text.numbers[start:end].tolist())
            if units not in first:
                first[units] = (*here, number, placed.passage.position)
                continue
            of_start, of_end, of_number, _ = first[units]
            found.append((Repeat(*here, of_start, of_end), (number, of_number)))
    return _joined(found)


def _joined(found: Sequence[tuple[Repeat, tuple[int, int]]]) -> list[Repeat]:
    joined: list[Repeat] = []
    last = (-9, -9)
    for repeat, (number, of_number) in found:
        if joined and (number, of_number) == (last[0] + 1, last[1] + 1):
            joined[-1] = Repeat(joined[-1].start, repeat.end, joined[-1].of_start, repeat.of_end)
        else:
            joined.append(repeat)
        last = number, of_number
    return joined
