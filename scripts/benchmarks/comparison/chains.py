"""Planted chains of known dates: is the first one who said something found?

    python -m scripts.benchmarks.comparison.chains CORPUS ../shared

Sentences of CORPUS (a published one) are handed on through speeches of a new corpus: copied, edited once more
at each step, across scripts. Each speech stands on fresh text. A new speech takes all of them up; for each,
the first source told is compared with the true one, before and after the dates are shuffled. Only speeches of
`--half` are used, as in `comparison`.
"""

import argparse
import random
import tempfile
from pathlib import Path

from embeddings.comparison.result import REUSED, Comparison
from embeddings.corpus import Corpus, prepare_comparison
from embeddings.encoder.encoding import Encoder
from embeddings.ingest.index import index
from embeddings.models.shelf import default_cache
from embeddings.speech import Source, Speech
from embeddings.text.reading.read import Reading
from scripts.benchmarks.comparison.planted import material_of
from scripts.benchmarks.comparison.planting import Material, edit
from service.opening import open_corpus

_CHAINS, _LENGTH = 50, 4  # for each language


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", type=Path)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--half", choices=("tune", "report"), default="report")
    asked = parser.parse_args()
    source = open_corpus(asked.corpus, cache=default_cache(), threads=1)
    for language in ("zh", "en"):
        material = material_of(source.snapshot, asked.shared, language, asked.half)
        draw = random.Random(f"chains {language} {asked.half}")  # noqa: S311
        speeches, new, starts = _planted(material, draw)
        right, found = _first_right(source.encoder, speeches, new, starts)
        dates = [speech.date for speech in speeches]
        draw.shuffle(dates)
        shuffled = [
            Speech(one.id, one.raw, date=date, language=one.language)
            for one, date in zip(speeches, dates, strict=True)
        ]
        wrong, _ = _first_right(source.encoder, shuffled, new, starts)
        print(f"{language}: first source right {right} of {_CHAINS} (found {found}); dates shuffled: {wrong}")


def _planted(material: Material, draw: random.Random) -> tuple[list[Speech], str, list[int]]:
    """The speeches of all chains, the text that takes all up, and where in it each chain begins."""
    speeches, parts, starts, length = [], [], [], 0
    sentences = [one for one, _ in material.sentences if len(one) >= (24 if material.is_chinese else 90)]
    language = "zh-Hans" if material.is_chinese else "en"
    for number, sentence in enumerate(draw.sample(sentences, _CHAINS)):
        version = sentence
        for step in range(_LENGTH):
            if step:
                operation = draw.choice(("copy", "swap", "insert", "delete", "script"))
                version = edit(version, operation, material, draw) or version
            text = f"{draw.choice(material.fresh)}{version}{draw.choice(material.fresh)}"
            date = (
                f"{2001 + step * 3 + draw.randrange(3)}-{draw.randrange(1, 13):02}-{draw.randrange(1, 28):02}"
            )
            speeches.append(
                Speech(f"{draw.getrandbits(32):08x}-{number}-{step}", text, date=date, language=language)
            )
        starts.append(length)
        parts.append(version)
        length += len(version) + 2
    return speeches, "\n\n".join(parts), starts


def _first_right(encoder: Encoder, speeches: list[Speech], new: str, starts: list[int]) -> tuple[int, int]:
    with tempfile.TemporaryDirectory() as folder:
        index(Path(folder), encoder, [_reading(speech) for speech in speeches])
        corpus = Corpus.open(Path(folder), encoder)
        comparison = corpus.answer(prepare_comparison(corpus.snapshot, Speech("", new), k=1))
        told = [_told(comparison, start + 6) for start in starts]
    return sum(first == f"{number}-0" for number, first in enumerate(told)), sum(map(bool, told))


def _told(comparison: Comparison, place: int) -> str:
    """The chain and step of the first source told for what stands at a place."""
    for passage in comparison.passages:
        for stretch in passage.stretches:
            if stretch.start <= place < stretch.end and stretch.kind in REUSED and stretch.provenance:
                first = stretch.provenance.first
                return first.id.partition("-")[2] if first is not None else ""
    return ""


def _reading(speech: Speech) -> Reading:
    return Reading(speech, Source(f"{speech.id}.txt", speech.raw.encode(), "utf-8"), speech.id)


if __name__ == "__main__":
    main()
