"""What became of the passages of a version whose changes are known: planted in real speeches.

    python -m scripts.benchmarks.quality.planted_versions CORPUS [--half report] [--seed 1] [--wrong]

Passages of a speech of the corpus are taken out, put in (a whole passage of another speech, or one sentence
of it), replaced by such, cut in two at a sentence, joined with the next, moved, or given another number.
Prints for Chinese and English, and for each fate, how many of those told are right (the same passages on
both sides) and how many of those planted are told. Rules were chosen on `--half tune`, which has other
speeches.
"""

import argparse
import hashlib
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from embeddings.comparison.versions.versions import Versions, compare_versions
from embeddings.corpus import Corpus
from embeddings.models.shelf import default_cache
from embeddings.speech import Passage
from embeddings.text.sentences import sentences
from service.opening import open_corpus

_LEAST, _MOST = 25, 250  # passages of a speech that changes are planted in
_APART = 6  # passages that one moves by, at least
_ACTS = (
    "insert",
    "insert sentence",
    "drop",
    "replace",
    "replace by sentence",
    "split",
    "merge",
    "move",
    "number",
)
_EVERY = 4  # one passage in so many is changed


@dataclass(frozen=True, slots=True)
class Told:
    """A fate, and the passages that have it, by their places; moved counts as a fate of its own."""

    fate: str
    old: tuple[int, ...]
    new: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Planted:
    """A newer version, and what became of each passage of the older one."""

    new: tuple[Passage, ...]
    truth: frozenset[Told]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--half", choices=("tune", "report"), default="report")
    parser.add_argument("--speeches", type=int, default=12, help="Of each language.")
    parser.add_argument("--seed", type=int, default=1, help="Another draws other speeches and changes.")
    parser.add_argument("--wrong", action="store_true", help="Print what was told wrong.")
    asked = parser.parse_args()
    corpus = open_corpus(asked.corpus, cache=default_cache(), threads=1)
    for language in ("zh", "en"):
        draw = random.Random(f"{language} {asked.half} {asked.seed}")  # noqa: S311 -- a sample, not a secret
        _report(corpus, language, asked.half, asked.speeches, draw, show_wrong=asked.wrong)


def _report(
    corpus: Corpus, language: str, half: str, n_speeches: int, draw: random.Random, *, show_wrong: bool
) -> None:
    speeches = _speeches(corpus, language, half)
    strangers = [passage for speech in speeches for passage in speech if len(passage.normalized) > _LEAST]
    right: Counter[str] = Counter()
    told: Counter[str] = Counter()
    there: Counter[str] = Counter()
    for old in draw.sample(speeches, min(n_speeches, len(speeches))):
        planted = _plant(old, strangers, draw)
        found = frozenset(_told(_compared(corpus, old, planted.new)))
        right.update(one.fate for one in found & planted.truth)
        told.update(one.fate for one in found)
        there.update(one.fate for one in planted.truth)
        if show_wrong:
            _show(old, planted, found)
    print(f"{language}, {half} half: {min(n_speeches, len(speeches))} of {len(speeches)} speeches")
    for fate, n in there.most_common():
        print(
            f"  {fate:9} precision {right[fate] / max(1, told[fate]):.3f} of {told[fate]:4}, "
            f"recall {right[fate] / n:.3f} of {n:4}"
        )


def _speeches(corpus: Corpus, language: str, half: str) -> list[list[Passage]]:
    """The speeches of a half, passage by passage, in the order of their ids."""
    by_speech: dict[str, list[Passage]] = {}
    for passage, _ in corpus.snapshot.placed_passages():
        by_speech.setdefault(passage.speech_id, []).append(passage)
    return [
        sorted(passages, key=lambda passage: passage.position)
        for id_, passages in sorted(by_speech.items())
        if _LEAST <= len(passages) <= _MOST
        and all(passage.language.partition("-")[0] == language for passage in passages)
        and hashlib.sha256(id_.encode()).digest()[0] % 2 == (half == "tune")
    ]


# What is planted


def _plant(old: Sequence[Passage], strangers: Sequence[Passage], draw: random.Random) -> Planted:
    """At every fourth passage one change, whose place among the four is drawn."""
    parts: list[tuple[str, tuple[int, ...], list[str]]] = []  # fate, old places, new texts
    moved: list[tuple[int, tuple[str, tuple[int, ...], list[str]]]] = []
    at = 0
    while at < len(old):
        act = draw.choice(_ACTS) if draw.randrange(_EVERY) == 0 else ""
        text = old[at].normalized
        other = _stranger(old, strangers, draw)
        if act.startswith("insert"):
            parts.append(("added", (), [_sentence(other, draw) if "sentence" in act else other.normalized]))
        if act == "drop":
            parts.append(("dropped", (at,), []))
        elif act.startswith("replace"):
            parts.append(("dropped", (at,), []))
            parts.append(("added", (), [_sentence(other, draw) if "sentence" in act else other.normalized]))
        elif act == "split" and len(cut := _cut(old[at], draw)) == 2:
            parts.append(("split", (at,), cut))
        elif act == "merge" and at + 1 < len(old):
            between = "" if old[at].language.startswith("zh") else " "
            parts.append(("merged", (at, at + 1), [text + between + old[at + 1].normalized]))
            at += 1
        elif act == "move" and len(text) > _LEAST and at + _APART < len(old):
            moved.append((at + draw.randint(_APART, 3 * _APART), ("moved", (at,), [text])))
        elif act == "number" and (changed := re.sub(r"\d", _other_digit, text, count=1)) != text:
            parts.append(("edited", (at,), [changed]))
        else:
            parts.append(("kept", (at,), [text]))
        due = [part for place, part in moved if place <= at]
        moved = [(place, part) for place, part in moved if place > at]
        parts += due
        at += 1
    return _numbered([*parts, *(part for _, part in moved)], old[0].language)


def _numbered(parts: Sequence[tuple[str, tuple[int, ...], list[str]]], language: str) -> Planted:
    new: list[Passage] = []
    truth: set[Told] = set()
    for fate, places, texts in parts:
        truth.add(Told(fate, places, tuple(range(len(new), len(new) + len(texts)))))
        new += [Passage("new", len(new) + i, 0, len(t), t, t, language) for i, t in enumerate(texts)]
    return Planted(tuple(new), frozenset(truth))


def _stranger(old: Sequence[Passage], strangers: Sequence[Passage], draw: random.Random) -> Passage:
    """A passage of another speech that no passage of this one is."""
    known = {passage.normalized for passage in old}
    while True:
        one = draw.choice(strangers)
        if one.speech_id != old[0].speech_id and one.normalized not in known:
            return one


def _sentence(passage: Passage, draw: random.Random) -> str:
    return draw.choice(
        [passage.normalized[start:end].strip() for start, end in sentences(passage.normalized)]
    )


def _cut(passage: Passage, draw: random.Random) -> list[str]:
    text = passage.normalized
    ends = [end for _, end in sentences(text)][:-1]
    if not ends:
        return [text]
    end = draw.choice(ends)
    return [text[:end].strip(), text[end:].strip()]


def _other_digit(found: re.Match[str]) -> str:
    return str(1 + int(found[0]) % 9)


# What is told of it


def _compared(corpus: Corpus, old: Sequence[Passage], new: Sequence[Passage]) -> Versions:
    snapshot = corpus.snapshot
    rows = [snapshot.passage(passage.speech_id, passage.position)[0] for passage in old]
    vectors = corpus.encoder.passages([passage.normalized for passage in new]).vectors
    centred = snapshot.space.centred(vectors, [passage.language for passage in new])
    return compare_versions(old, np.stack([snapshot.index.vector(row) for row in rows]), new, centred)


def _told(versions: Versions) -> Iterator[Told]:
    for pair in versions.pairs:
        old, new = (tuple(passage.position for passage in side) for side in (pair.old, pair.new))
        yield Told("moved" if pair.moved else pair.fate, old, new)


def _show(old: Sequence[Passage], planted: Planted, found: frozenset[Told]) -> None:
    for mark, ones in (("told", found - planted.truth), ("planted", planted.truth - found)):
        for one in sorted(ones, key=lambda told: (told.new, told.old)):
            before = " | ".join(old[at].normalized[:60] for at in one.old)
            after = " | ".join(planted.new[at].normalized[:60] for at in one.new)
            print(f"{mark:7} {one.fate} {one.old} {before} => {one.new} {after}")


if __name__ == "__main__":
    main()
