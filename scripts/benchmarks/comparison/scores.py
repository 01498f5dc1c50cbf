"""What a comparison told of planted texts, beside what was planted."""

from collections import Counter
from collections.abc import Sequence
from math import log2

from embeddings.comparison.result import CLASSES, REUSED, Comparison, Stretch
from scripts.benchmarks.comparison.planting import Planted, PlantedText
from scripts.benchmarks.comparison.truth import PlainTexts

_SCORED = ("verbatim", "edited", "translation", "common", "new")
_SHORTEST = 6  # characters of a stretch that is counted


def report(
    compared: Sequence[tuple[PlantedText, Comparison]], plain: PlainTexts, *, show_wrong: bool
) -> None:
    """Print the measures. plain: the texts that were asked."""
    matrix: Counter[tuple[str, str]] = Counter()
    by_operation: Counter[tuple[str, str]] = Counter()
    right_of_told: Counter[tuple[str, str]] = Counter()
    stand_elsewhere = 0  # stretches told verbatim, planted as something else, and found by plain search
    changed = [0, 0, 0]  # characters: told and true, told, true
    for text, comparison in compared:
        told = [stretch for passage in comparison.passages for stretch in passage.stretches]
        kinds = _by_character(told, len(text.raw))
        for planted in text.planted:
            kind = Counter(kinds[planted.start : planted.end]).most_common(1)[0][0]
            matrix[planted.right, kind] += 1
            by_operation[planted.operation, kind] += 1
            if show_wrong and kind != planted.right and (planted.right, kind) != ("new", "same_topic"):
                wording = text.raw[planted.start : planted.end]
                print(f"{planted.operation}: {planted.right} told {kind}: {wording}")
        truth = _truth(text)
        for stretch in told:
            own = [one for one in truth[stretch.start : stretch.end] if one]
            if own and stretch.length >= _SHORTEST:
                right = Counter(own).most_common(1)[0][0]
                right_of_told[_folded(stretch.kind), right] += 1
                if stretch.kind == "verbatim" != right:
                    wording = text.raw[stretch.start : stretch.end]
                    found = plain.hold(wording)
                    stand_elsewhere += found
                    if show_wrong:
                        print(f"  not verbatim but {right}{', yet found' * found}: {wording}")
        _count_changes(text, told, changed)
    _print_matrix(matrix)
    print("by operation:", {f"{op}>{kind}": n for (op, kind), n in sorted(by_operation.items())})
    scores = []
    for kind in _SCORED:
        n_right = sum(n for (right, told), n in matrix.items() if right == kind == _folded(told))
        recall = n_right / max(1, sum(n for (right, _), n in matrix.items() if right == kind))
        n_told = sum(n for (told_kind, _), n in right_of_told.items() if told_kind == kind)
        precision = right_of_told[kind, kind] / max(1, n_told)
        scores.append(2 * precision * recall / max(1e-9, precision + recall))
        print(f"{kind:12} precision {precision:.3f} ({n_told}), recall {recall:.3f}, F1 {scores[-1]:.3f}")
    n_told = sum(n for (kind, _), n in right_of_told.items() if kind == "verbatim")
    n_right = right_of_told["verbatim", "verbatim"]
    print(
        f"verbatim, {stand_elsewhere} of the {n_told - n_right} others being found by plain search: ", end=""
    )
    print(f"precision {(n_right + stand_elsewhere) / max(1, n_told):.3f}")
    precision, recall = changed[0] / max(1, changed[1]), changed[0] / max(1, changed[2])
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(f"macro-F1 {sum(scores) / len(scores):.3f}; characters of diffs: F1 {f1:.3f} ", end="")
    print(f"(precision {precision:.3f}, recall {recall:.3f}); plagdet {_plagdet(compared):.3f}")


def _folded(kind: str) -> str:
    """Neither is reuse, and what is from another field may be near to something all the same."""
    return "new" if kind == "same_topic" else kind


def _by_character(stretches: Sequence[Stretch], length: int) -> list[str]:
    kinds = [""] * length
    for stretch in stretches:
        kinds[stretch.start : stretch.end] = [stretch.kind] * stretch.length
    return kinds


def _truth(text: PlantedText) -> list[str]:
    truth = [""] * len(text.raw)
    for planted in text.planted:
        truth[planted.start : planted.end] = [planted.right] * (planted.end - planted.start)
    return truth


def _count_changes(text: PlantedText, told: Sequence[Stretch], changed: list[int]) -> None:
    """Letters that were changed, in stretches that were edited and are called so."""
    edited = [p for p in text.planted if p.right == "edited" and p.operation != "reorder"]
    marked = {
        at
        for stretch in told
        if stretch.kind == "edited" and stretch.sources
        for edit in stretch.sources[0].diff
        if edit.operation in ("replace", "insert")
        for at in range(edit.start, edit.end)
    }
    kinds = _by_character(told, len(text.raw))
    for planted in edited:
        if Counter(kinds[planted.start : planted.end]).most_common(1)[0][0] != "edited":
            continue
        span = {at for at in range(planted.start, planted.end) if text.raw[at].isalnum()}
        here, true = marked & span, set(planted.changed) & span
        changed[0] += len(here & true)
        changed[1] += len(here)
        changed[2] += len(true)


def _print_matrix(matrix: Counter[tuple[str, str]]) -> None:
    print(f"{'planted':12}" + "".join(f"{kind[:10]:>11}" for kind in CLASSES))
    for right in _SCORED:
        print(f"{right:12}" + "".join(f"{matrix[right, kind]:>11}" for kind in CLASSES))


def _plagdet(compared: Sequence[tuple[PlantedText, Comparison]]) -> float:
    """F1 of characters, averaged over cases and detections, over log2(1 + granularity).

    A case is found where a stretch of reuse names its speech among the sources; common lines are nobody's.
    """
    recalls: list[float] = []
    precisions: list[float] = []
    pieces: list[int] = []
    for text, comparison in compared:
        cases = [planted for planted in text.planted if planted.source]
        told = [
            stretch
            for passage in comparison.passages
            for stretch in passage.stretches
            if stretch.kind in REUSED and stretch.kind != "common"
        ]
        for case in cases:
            found = [one for one in told if _meets(one, case)]
            covered = {
                at for one in found for at in range(max(one.start, case.start), min(one.end, case.end))
            }
            recalls.append(len(covered) / (case.end - case.start))
            if found:
                pieces.append(len(found))
        for one in told:
            hit = {
                at
                for case in cases
                if _meets(one, case)
                for at in range(max(one.start, case.start), min(one.end, case.end))
            }
            precisions.append(len(hit) / one.length)
    recall = sum(recalls) / max(1, len(recalls))
    precision = sum(precisions) / max(1, len(precisions))
    granularity = sum(pieces) / max(1, len(pieces))
    return 2 * precision * recall / max(1e-9, precision + recall) / log2(1 + max(1.0, granularity))


def _meets(stretch: Stretch, case: Planted) -> bool:
    if stretch.end <= case.start or case.end <= stretch.start:
        return False
    return any(source.speech.id == case.source for source in stretch.sources)
