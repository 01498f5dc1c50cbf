"""One speech against a corpus: the time besides encoding, the most memory, and how both grow with the corpus.

    python -m scripts.benchmarks.comparison.comparing small medium large [--characters 20000]

For each corpus, in a process of its own: the Chinese and the English speech whose length is nearest to the
one asked for are encoded and compared with all others, twice; the first comparison of a language measures
what its speeches' novelty is held against. CPU seconds, so that other work on the machine does not count.
"""

import argparse
import json
import math
import resource
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import process_time

from embeddings.comparison.result import Comparison
from embeddings.corpus import ReadyQuestion, prepare_comparison_of
from embeddings.encoder.encoding import Encoding
from embeddings.models.shelf import default_cache
from embeddings.snapshot.snapshot import Snapshot
from service.opening import open_corpus

_LANGUAGES = ("zh", "en")
_ALL = 1_000_000  # more speeches than there are


@dataclass(frozen=True, slots=True)
class MeasuredComparison:
    """CPU seconds: encoding the speech, comparing it for the first time, and again.  megabytes: at most
    resident so far.
    """

    language: str
    n_characters: int
    encoding: float
    first: float
    again: float
    megabytes: int


@dataclass(frozen=True, slots=True)
class MeasuredCorpus:
    """seeds: megabytes of the index of letters.  opened: megabytes resident before the first comparison."""

    n_speeches: int
    n_passages: int
    seeds: float
    opened: int
    comparisons: tuple[MeasuredComparison, ...]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpora", type=Path, nargs="+")
    parser.add_argument("--characters", type=int, default=20_000)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        print(json.dumps(asdict(_measured(asked.corpora[0], asked.characters))))
        return
    measured = [_in_a_child(corpus, asked.characters) for corpus in asked.corpora]
    print("corpus      speeches passages seeds MB opened MB  speech         encode   first   again  peak MB")
    for corpus, one in zip(asked.corpora, measured, strict=True):
        for found in one.comparisons:
            print(
                f"{corpus.name:11} {one.n_speeches:8} {one.n_passages:8} {one.seeds:8.1f} {one.opened:9} "
                f" {found.language} {found.n_characters:6} chars {found.encoding:7.1f} {found.first:7.2f} "
                f"{found.again:7.2f} {found.megabytes:8}"
            )
    if len(measured) > 1:
        _print_growth(measured)


def _in_a_child(corpus: Path, n_characters: int) -> MeasuredCorpus:
    command = [sys.executable, "-m", __spec__.name, str(corpus), f"--characters={n_characters}", "--child"]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    found = json.loads(ran.stdout)
    comparisons = tuple(MeasuredComparison(**one) for one in found.pop("comparisons"))
    return MeasuredCorpus(comparisons=comparisons, **found)


def _measured(folder: Path, n_characters: int) -> MeasuredCorpus:
    corpus = open_corpus(folder, cache=default_cache(), threads=1)
    snapshot = corpus.snapshot
    opened, comparisons = _peak(), []
    for language in _LANGUAGES:
        speech_id = _nearest_in_length(snapshot, language, n_characters)
        ready = prepare_comparison_of(snapshot, speech_id, k=3)
        start = process_time()
        encoding = corpus.encoder.passages(ready.texts)
        encoded = process_time() - start
        first, again = (_seconds(ready, encoding) for _ in range(2))
        length = snapshot.speech(speech_id).n_characters
        comparisons.append(MeasuredComparison(language, length, encoded, first, again, _peak()))
    size = sum(len(index.hashes) + len(index.rows) for _, index in snapshot.seeds.parts) * 4 / 1e6
    manifest = snapshot.manifest
    return MeasuredCorpus(manifest.n_speeches, manifest.n_passages, size, opened, tuple(comparisons))


def _seconds(ready: ReadyQuestion[Comparison], encoding: Encoding) -> float:
    start = process_time()
    ready.answer(encoding, lambda _: None)
    return process_time() - start


def _nearest_in_length(snapshot: Snapshot, language: str, n_characters: int) -> str:
    cards = [card for card in snapshot.speeches_after("", limit=_ALL) if card.language.startswith(language)]
    if not cards:
        sys.exit(f"the corpus holds no speech in {language}")
    return min(cards, key=lambda card: (abs(card.n_characters - n_characters), card.id)).id


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _print_growth(measured: Sequence[MeasuredCorpus]) -> None:
    """The exponents between the first and the last corpus: 1 is in step with the passages."""
    first, last = measured[0], measured[-1]
    more = math.log(last.n_passages / first.n_passages)
    print(f"growth exponents over {last.n_passages / first.n_passages:.1f} times the passages: ", end="")
    pairs = [("seeds", first.seeds, last.seeds)]
    for one, other in zip(first.comparisons, last.comparisons, strict=True):
        pairs.append((f"{one.language} first", one.first, other.first))
        pairs.append((f"{one.language} again", one.again, other.again))
    pairs.append(("peak memory", first.comparisons[-1].megabytes, last.comparisons[-1].megabytes))
    print(", ".join(f"{name} {math.log(there / here) / more:.2f}" for name, here, there in pairs))


if __name__ == "__main__":
    main()
