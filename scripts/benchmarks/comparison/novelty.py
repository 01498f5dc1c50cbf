"""Novelty: are the percentiles of held-out speeches uniform?

    python -m scripts.benchmarks.comparison.novelty CORPUS [--splits 40]

The speeches of a language are parted in two at random. One half gives the reference, as a comparison takes
it; the percentiles of the other half, each speech left out, should be uniform. Prints the distance to the
uniform (Kolmogorov-Smirnov D) for speeches and for passages, median of the splits. Passages of one speech are
alike, so the usual bound, made for independent draws, is not theirs: beside it stands what 95 of 100 splits
stay below when all of the first half is the reference, and D for one passage of each speech, drawn apart.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.comparison import novelty
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.snapshot import Snapshot

Values = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]

_AT_05 = 1.358  # of Kolmogorov's distribution
_MOST_ROWS = 12_000  # of one language that are looked at


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--languages", nargs="+", default=["zh", "en", "ko"])
    parser.add_argument("--splits", type=int, default=40)
    asked = parser.parse_args()
    snapshot = CurrentSnapshot(asked.corpus).held.snapshot
    for language in asked.languages:
        _report(snapshot, language, asked.splits)


def _report(snapshot: Snapshot, language: str, n_splits: int) -> None:
    rows = np.flatnonzero(snapshot.groups == snapshot.languages.index(language))[:_MOST_ROWS]
    numbers, lengths = snapshot.speech_numbers, snapshot.row_lengths
    values = _values(snapshot, rows)
    speeches = np.unique(numbers[rows])
    draw = np.random.default_rng(5)
    found: dict[str, list[float]] = {"speeches": [], "passages": [], "all passages": [], "one of each": []}
    n_passages = []
    for _ in range(n_splits):
        order = draw.permutation(speeches)
        half, other = np.sort(order[: len(order) // 2]), order[len(order) // 2 :]
        is_half = np.isin(numbers[rows], half)
        reference = _reference(snapshot, rows[is_half])
        held = rows[~is_half]
        n_passages.append(len(held))
        own = [np.flatnonzero(numbers[rows] == number) for number in other]
        whole = [novelty.mean(values[at].tolist(), lengths[rows[at]].tolist()) for at in own]
        one = [values[draw.choice(at)] for at in own]
        found["speeches"].append(_distance(np.array(whole), reference.speeches))
        found["passages"].append(_distance(values[~is_half], reference.passages))
        found["all passages"].append(_distance(values[~is_half], np.sort(values[is_half])))
        found["one of each"].append(_distance(np.array(one), _one_of_each(values, numbers[rows], half, draw)))
    n = len(speeches) - len(speeches) // 2
    print(f"{language}: {len(speeches)} speeches, {len(rows)} passages; {n_splits} splits")
    _print("speeches", found["speeches"], n, min(n, novelty.MOST_SPEECHES))
    _print("passages", found["passages"], int(np.mean(n_passages)), novelty.MOST_PASSAGES)
    print(f"  95 of 100 splits without sampling stay below {np.quantile(found['all passages'], 0.95):.3f}")
    _print("one passage of each speech", found["one of each"], n, len(speeches) // 2 * 8)


def _values(snapshot: Snapshot, rows: Numbers) -> Values:
    """The novelty of every row when its speech is left out."""
    numbers = snapshot.speech_numbers
    nearest = novelty.nearest_elsewhere(snapshot.index, numbers, rows)
    unheard = 1 - novelty.heard_elsewhere(snapshot.seeds, numbers, rows)
    pairs = zip(unheard.tolist(), nearest.tolist(), strict=True)
    return np.array([novelty.value(*pair) for pair in pairs])


def _reference(snapshot: Snapshot, rows: Numbers) -> novelty.Reference:
    return novelty.reference(
        snapshot.index, snapshot.seeds, snapshot.speech_numbers, snapshot.row_lengths, rows
    )


def _one_of_each(values: Values, numbers: Numbers, half: Numbers, draw: np.random.Generator) -> Values:
    """Passages of the first half, drawn as those of the other half are, several times."""
    drawn = [values[draw.choice(np.flatnonzero(numbers == number), 8)] for number in half]
    return np.sort(np.concatenate(drawn))


def _distance(values: Values, among: Values) -> float:
    """D between the percentiles of some values and the uniform distribution."""
    below = np.searchsorted(among, values, "left") + np.searchsorted(among, values, "right")
    shares = np.sort(below / 2 / len(among))
    n = len(shares)
    steps = np.arange(n + 1) / n
    return float(max((steps[1:] - shares).max(), (shares - steps[:-1]).max()))


def _print(what: str, distances: Sequence[float], n: int, among: int) -> None:
    bound = _AT_05 * np.sqrt(1 / n + 1 / min(n, among))
    print(f"  {what}: D {np.median(distances):.3f} (n {n}; 5 % bound for independent draws {bound:.3f})")


if __name__ == "__main__":
    main()
