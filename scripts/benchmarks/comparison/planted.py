"""Planted edits: how well the stretches of a comparison tell what was done to a text.

    python -m scripts.benchmarks.comparison.planted CORPUS ../shared [--half report] [--speeches 6]

CORPUS must hold the parallel work reports (`gwr_parallel-…` of ../shared/corpus). Thresholds were chosen on
`--half tune`; the two halves draw from different speeches with different seeds. Prints, for Chinese and
English, the confusion matrix, precision, recall and F1 of each class, their mean, the character F1 of the
diffs, and plagdet (Potthast and others, An evaluation framework for plagiarism detection, COLING 2010). What
is told verbatim and was planted as something else is looked for by plain string search: where it stands in
the corpus word for word, the planting is wrong and not the comparison; both figures are printed.
"""

import argparse
import hashlib
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from time import perf_counter

from embeddings.comparison.result import Comparison
from embeddings.corpus import Corpus, prepare_comparison
from embeddings.index.seeds import letters_of
from embeddings.models.shelf import default_cache
from embeddings.snapshot.snapshot import Snapshot
from embeddings.speech import Passage, Speech
from embeddings.text.sentences import sentences
from embeddings.text.tokens.alignment_units import wording_of
from scripts.benchmarks.comparison.planting import Material, PlantedText, plant, sentences_of
from scripts.benchmarks.comparison.scores import report
from scripts.benchmarks.comparison.truth import PlainTexts
from service.opening import open_corpus

_RARE, _MANY = 2, 5  # speeches that hold a sentence: at most, to be copied; at least, to be common


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
        own = _reports_in(corpus.snapshot, language)
        plain = PlainTexts(_of_language(corpus.snapshot, language), leave_out=own)
        report(_compared(corpus, texts, own), plain, show_wrong=asked.wrong)


def _reports_in(snapshot: Snapshot, language: str) -> list[str]:
    """The reports that planted translations are taken from: their lines stand in the corpus, so these are not
    asked.
    """
    return [id_ for id_ in _parallel(snapshot) if snapshot.speech(id_).language.startswith(language)]


def _of_language(snapshot: Snapshot, language: str) -> list[Passage]:
    return [p for p, _ in snapshot.placed_passages() if p.language.startswith(language)]


def _compared(
    corpus: Corpus, texts: Sequence[PlantedText], own: Sequence[str]
) -> list[tuple[PlantedText, Comparison]]:
    compared = []
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
    of_language = _of_language(snapshot, language)
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


if __name__ == "__main__":
    main()
