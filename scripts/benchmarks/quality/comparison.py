"""Planted edits: how well the stretches of a comparison tell what was done to a text.

    python -m scripts.benchmarks.quality.comparison CORPUS ../shared [--half report] [--speeches 6]

CORPUS must hold the parallel work reports (`gwr_parallel-…` of ../shared/corpus). Thresholds were chosen on
`--half tune`; the two halves draw from different speeches with different seeds. Prints, for Chinese and
English, the confusion matrix, precision, recall and F1 of each class, their mean, the character F1 of the
diffs, and plagdet (Potthast and others, An evaluation framework for plagiarism detection, COLING 2010).
"""

import argparse
import hashlib
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import log2
from pathlib import Path
from time import perf_counter

from embeddings.comparison.result import CLASSES, REUSED, Comparison, Stretch
from embeddings.corpus import Corpus, prepare_comparison
from embeddings.index.seeds import letters_of
from embeddings.models.shelf import default_cache
from embeddings.snapshot.snapshot import Snapshot
from embeddings.speech import Passage, Speech
from embeddings.text.sentences import sentences
from embeddings.text.tokens.alignment_units import wording_of
from scripts.benchmarks.quality.comparison_planting import Material, Planted, PlantedText, plant, sentences_of
from service.opening import open_corpus

_RARE, _MANY = 2, 5  # speeches that hold a sentence: at most, to be copied; at least, to be common
_SCORED = ("verbatim", "edited", "translation", "common", "new")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", type=Path)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--half", choices=("tune", "report"), default="report")
    parser.add_argument("--speeches", type=int, default=6)
    parser.add_argument("--wrong", action="store_true", help="Print what was told wrong.")
    asked = parser.parse_args()
    corpus = open_corpus(asked.corpus, cache=default_cache(), threads=1)
    for language in ("zh", "en"):
        material = material_of(corpus.snapshot, asked.shared, language, asked.half)
        print(f"\n{language}: {len(material.sentences)} sentences, {len(material.common)} common", flush=True)
        seed = 1000 if asked.half == "tune" else 77_000
        texts = [plant(material, random.Random(seed + n)) for n in range(asked.speeches)]  # noqa: S311
        _report(_compared(corpus, texts, language), show_wrong=asked.wrong)


def _compared(
    corpus: Corpus, texts: Sequence[PlantedText], language: str
) -> list[tuple[PlantedText, Comparison]]:
    compared = []
    # The line of a planted translation stands in the corpus itself: that speech is not asked.
    own = [
        id_ for id_ in _parallel(corpus.snapshot) if corpus.snapshot.speech(id_).language[:2] == language[:2]
    ]
    for text in texts:
        ready = prepare_comparison(corpus.snapshot, Speech("", text.raw), k=3, leave_out=own)
        encoding = corpus.encoder.passages(ready.texts)
        start = perf_counter()
        comparison = ready.answer(encoding, lambda _: None)
        print(f"  {len(text.raw)} characters in {perf_counter() - start:.1f} s", file=sys.stderr)
        compared.append((text, comparison))
    return compared


def _parallel(snapshot: Snapshot) -> list[str]:
    cards = snapshot.speeches_after("gwr_parallel", limit=50)
    return [card.id for card in cards if card.id.startswith("gwr_parallel")]


# What is planted


def material_of(snapshot: Snapshot, shared: Path, language: str, half: str) -> Material:
    of_language = [p for p, _ in snapshot.placed_passages() if p.language.startswith(language)]
    own = [p for p in of_language if _half(p.speech_id) == half and not p.speech_id.startswith("gwr_par")]
    draw = random.Random(f"{language} {half}")  # noqa: S311
    found = sorted(set(sentences_of(own, chinese=language == "zh")))
    draw.shuffle(found)
    counted = _speeches_holding([sentence for sentence, _ in found[:1500]], of_language)
    rare = [one for one in found[:1500] if counted[one[0]] <= _RARE]
    by_speech = dict(
        zip((p.speech_id for p, _ in snapshot.placed_passages()), snapshot.speech_groups, strict=True)
    )
    asked = [passage for passage in of_language if not passage.speech_id.startswith("gwr_par")]
    lines = _common_lines(asked, by_speech)
    words = sorted({word for sentence, _ in found[:400] for word in _some_words(sentence, language)})
    return Material(
        language, rare, lines, _fresh(shared, language, half), _runs(snapshot, language, half), words
    )


def _half(name: str) -> str:
    return "tune" if hashlib.sha256(name.encode()).digest()[0] % 2 else "report"


def _letters(text: str) -> str:
    return letters_of(text)[0].tobytes().decode("utf-32-le")


def _speeches_holding(wanted: Sequence[str], passages: Sequence[Passage]) -> dict[str, int]:
    whole: defaultdict[str, list[str]] = defaultdict(list)
    for passage in passages:
        whole[passage.speech_id].append(_letters(passage.normalized))
    joined = ["".join(parts) for parts in whole.values()]
    return {one: sum(_letters(one) in text for text in joined) for one in wanted}


def _common_lines(passages: Sequence[Passage], groups: Mapping[str, int]) -> list[str]:
    """Sentences that stand in many speeches letter by letter, copies of one speech counted once."""
    held: defaultdict[str, set[int]] = defaultdict(set)
    shown: dict[str, str] = {}
    for passage in passages:
        for sentence, _ in _short(passage):
            held[_letters(sentence)].add(int(groups[passage.speech_id]))
            shown.setdefault(_letters(sentence), sentence)
    return [shown[key] for key in sorted(held) if len(held[key]) >= _MANY]


def _short(passage: Passage) -> Iterable[tuple[str, str]]:
    least, most = (20, 200) if passage.language == "en" else (8, 120)
    for start, end in sentences(passage.normalized):
        if least <= end - start <= most:
            yield passage.normalized[start:end], passage.speech_id


def _some_words(sentence: str, language: str) -> list[str]:
    wording = wording_of(sentence, language)
    spans = [wording.span(word.first, word.end) for word in wording.words if word.weight > 0.5]
    return [word for start, end in spans if not any(map(str.isdigit, word := sentence[start:end]))]


def _fresh(shared: Path, language: str, half: str) -> list[str]:
    if language == "zh":
        rows = _rows(shared / "eval/zh_retrieval_corpus.jsonl")
        texts = [row["text"] for row in rows if row["lang"] == "zh-Hans"]
    else:
        rows = _rows(shared / "eval/crosslingual_retrieval_corpus.jsonl")
        texts = [row["text"] for row in rows if row["lang"] == "en"]
    own = [text for text in texts if _half(text) == half]
    found = sentences_of([Passage("", 0, 0, len(t), t, t, language) for t in own], chinese=language == "zh")
    return sorted({sentence for sentence, _ in found})


def _runs(snapshot: Snapshot, language: str, half: str) -> list[tuple[str, list[str]]]:
    """Lines of a report in this language, with the id of the same report in the other."""
    by_year: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for id_ in _parallel(snapshot):
        card = snapshot.speech(id_)
        by_year[card.date[:4]][card.language[:2]] = id_
    runs = []
    for _, pair in sorted(by_year.items()):
        if len(pair) == 2:
            lines = [p.text for p in snapshot.passages_of(pair[language])]
            middle = len(lines) // 2
            other = next(id_ for lang, id_ in pair.items() if lang != language)
            runs.append((other, lines[:middle] if half == "tune" else lines[middle:]))
    if not runs:
        sys.exit("the corpus holds no parallel work reports; add them with: tifa index")
    return runs


def _rows(file: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


# What came out


def _report(compared: Sequence[tuple[PlantedText, Comparison]], *, show_wrong: bool) -> None:
    matrix: Counter[tuple[str, str]] = Counter()
    by_operation: Counter[tuple[str, str]] = Counter()
    right_of_told: Counter[tuple[str, str]] = Counter()
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
            if own and stretch.length >= 6:
                right = Counter(own).most_common(1)[0][0]
                right_of_told[_folded(stretch.kind), right] += 1
                if show_wrong and stretch.kind == "verbatim" != right:
                    print(f"  not verbatim but {right}: {text.raw[stretch.start : stretch.end]}")
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


if __name__ == "__main__":
    main()
