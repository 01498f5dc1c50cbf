"""How well topics recover labels, beside BERTopic as its documentation sets it up; and across languages.

    python -m scripts.benchmarks.quality.topics labelled EVAL_DIR --kept vectors.safetensors
    python -m scripts.benchmarks.quality.topics corpus CORPUS_DIR EVAL_DIR [--bertopic]

`labelled` fits each set of topics_labelled.jsonl with five seeds, on the same vectors: all texts, those whose
number is even (on which settings were chosen) and the others; as topics are found, and at the level of their
hierarchy that is best for the labels. `corpus` tells of the topics that a corpus has: how many aligned lines
of crosslingual_docs.jsonl are in one topic, language entropy, what is assigned; with --bertopic also of those
that BERTopic makes of the same passages.
"""

import argparse
import hashlib
import json
import time
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from math import log2
from pathlib import Path
from typing import cast

import numpy as np
from safetensors.numpy import load_file, save_file

from embeddings.encoder.encoding import Encoder, Encoding
from embeddings.evaluation.topics import (
    Agreement,
    LabelledSet,
    agreement,
    fit_set,
    labelled_sets,
    level_agreements,
)
from embeddings.models.shelf import default_cache
from embeddings.similarity.space import Vectors, centre_key
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.snapshot import Snapshot
from embeddings.store.store import Store
from embeddings.topics.fitting.wishes import Wishes
from scripts.terminal.opening import load
from service.settings import available_cores

SEEDS = range(5)


class Kept:
    """An encoder that remembers in a file what it made of which texts."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._kept = load_file(file) if file is not None and file.is_file() else {}
        self.asked: list[Vectors] = []

    def passages(self, texts: Sequence[str], *, progress: object = None) -> Encoding:
        name = hashlib.sha256(json.dumps(texts).encode()).hexdigest()
        if name not in self._kept:
            encoder = load(None, None, cache=default_cache(), threads=available_cores())
            self._kept[name] = encoder.passages(texts).vectors
            if self._file is not None:
                save_file(self._kept, self._file)
        self.asked.append(self._kept[name])
        return Encoding(self._kept[name], np.zeros(len(texts), bool))


def halves(labelled: LabelledSet) -> dict[str, list[int]]:
    n = len(labelled.labels)
    return {"all": list(range(n)), "even": list(range(0, n, 2)), "odd": list(range(1, n, 2))}


def fit_as_documented(raw: Vectors, texts: Sequence[str], seed: int) -> list[str | None]:
    """BERTopic with its own defaults for many languages, whose UMAP is given the seed."""
    from bertopic import BERTopic
    from umap import UMAP

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reduction = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
        topics, _ = BERTopic(language="multilingual", umap_model=reduction).fit_transform(list(texts), raw)
    return [None if topic < 0 else str(topic) for topic in topics]


def told(name: str, found: Sequence[Agreement], seconds: float | None = None) -> None:
    mean = {
        one: np.mean([getattr(each, one) for each in found]) for one in ("ami", "ari", "coverage", "n_topics")
    }
    took = "" if seconds is None else f"  {seconds:6.1f} s"
    print(
        f"{name:44} AMI {mean['ami']:.3f}  ARI {mean['ari']:.3f}  coverage {mean['coverage']:.2f}"
        f"  topics {mean['n_topics']:5.1f}{took}",
        flush=True,
    )


def stability(fits: Sequence[Sequence[str | None]]) -> float:
    """The mean AMI of all pairs of fits."""
    from sklearn.metrics import adjusted_mutual_info_score

    plain = [[topic or "" for topic in one] for one in fits]
    pairs = [(a, b) for at, a in enumerate(plain) for b in plain[at + 1 :]]
    return float(np.mean([adjusted_mutual_info_score(a, b) for a, b in pairs]))


def measure_labelled(folder: Path, kept: Path | None) -> None:
    rows = [json.loads(line) for line in (folder / "topics_labelled.jsonl").open(encoding="utf-8")]
    rows.sort(key=lambda row: row["dataset"])
    encoder = Kept(kept)
    sets = labelled_sets(rows, cast(Encoder, encoder))
    for labelled, raw in zip(sets, encoder.asked, strict=True):
        _measure_set(labelled, raw)


def _measure_set(labelled: LabelledSet, raw: Vectors) -> None:
    for half, own in halves(labelled).items():
        some = replace(
            labelled,
            labels=tuple(labelled.labels[row] for row in own),
            vectors=labelled.vectors[own],
            facts=tuple(labelled.facts[row] for row in own),
        )
        name = f"{labelled.name} ({half}, n {len(own)})"
        begun = time.process_time()
        fits = [fit_set(some, Wishes(seed=seed))[1] for seed in SEEDS]
        took = (time.process_time() - begun) / len(SEEDS)
        told(f"{name} default", [agreement(some.labels, topics) for topics in fits], took)
        runs = [level_agreements(some, seed=seed) for seed in SEEDS]
        told(f"{name} best level", [max(run.values(), key=lambda one: one.ami) for run in runs])
        print(f"{name} fits of other seeds agree {stability(fits):.3f}")
        if half == "all":
            theirs = [
                fit_as_documented(raw, [fact.normalized for fact in some.facts], seed) for seed in SEEDS
            ]
            told(f"{name} BERTopic, documented", [agreement(some.labels, topics) for topics in theirs])
            print(f"{name} BERTopic, documented: fits agree {stability(theirs):.3f}")


def measure_corpus(folder: Path, labelled: Path, *, bertopic: bool) -> None:
    snapshot = CurrentSnapshot(folder).held.snapshot
    pairs = aligned(snapshot, labelled)
    languages = [centre_key(language) for language in snapshot.passage_languages]
    model = snapshot.need_topics()
    subjects = sum(topic.kind == "subject" for topic in model.topics)
    print(f"passages {len(languages):,}, aligned lines {len(pairs)}, subjects {subjects}")
    print(dict(model.measures))
    told_of_languages("Tifa", snapshot.topics(), languages, pairs)
    if bertopic:
        passages = snapshot.passages(range(len(languages)))
        with Store.open_to_read(folder) as store:
            raw = store.vectors.of([passage.normalized for passage in passages])
        centred = np.asarray(snapshot.index.vectors, np.float32)
        by_space = {"as encoded": raw, "centred by language": centred}
        for name, vectors in by_space.items():
            found = fit_as_documented(vectors, [passage.text for passage in passages], SEEDS[0])
            told_of_languages(f"BERTopic, documented, vectors {name}", found, languages, pairs)


def told_of_languages(
    name: str, topics: Sequence[str | None], languages: Sequence[str], pairs: Sequence[tuple[int, int]]
) -> None:
    same = [topics[a] is not None and topics[a] == topics[b] for a, b in pairs]
    print(
        f"{name:50} topics {len(set(topics) - {None}):4}  coverage {1 - topics.count(None) / len(topics):.4f}"
        f"  aligned lines in one topic {np.mean(same) if same else float('nan'):.3f}"
        f"  language entropy {entropy(topics, languages):.2f} bits",
        flush=True,
    )


def aligned(snapshot: Snapshot, labelled: Path) -> list[tuple[int, int]]:
    """The rows of passages that hold the middle of the same line of two versions of a text."""
    found = []
    for line in (labelled / "crosslingual_docs.jsonl").open(encoding="utf-8"):
        pair = json.loads(line)
        ids = [pair["id_a"], pair["id_b"]]
        if pair["kind"] == "aligned subset" and len(snapshot.speeches(ids)) == 2:
            one, other = (_rows_of_lines(snapshot, id_) for id_ in ids)
            found += [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]
    return found


def _rows_of_lines(snapshot: Snapshot, speech_id: str) -> list[int | None]:
    raw, at, rows = snapshot.raw(speech_id), 0, []
    passages = snapshot.passages_of(speech_id)
    for line in filter(str.strip, raw.split("\n")):
        at = raw.index(line, at)
        middle = at + len(line) // 2
        holding = next((one for one in passages if one.start <= middle < one.end), None)
        rows.append(None if holding is None else snapshot.passage(speech_id, holding.position)[0])
        at += len(line)
    return rows


def entropy(topics: Sequence[str | None], languages: Sequence[str]) -> float:
    """The mean entropy of a topic's languages in bits, weighed by its passages."""
    by_topic: dict[str, Counter[str]] = {}
    for topic, language in zip(topics, languages, strict=True):
        if topic is not None:
            by_topic.setdefault(topic, Counter())[language] += 1
    total = sum(counts.total() for counts in by_topic.values())
    return sum(
        counts.total() / total * -sum(n / counts.total() * log2(n / counts.total()) for n in counts.values())
        for counts in by_topic.values()
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    kinds = parser.add_subparsers(dest="what", required=True)
    labelled = kinds.add_parser("labelled")
    labelled.add_argument("folder", type=Path)
    labelled.add_argument("--kept", type=Path)
    corpus = kinds.add_parser("corpus")
    corpus.add_argument("folder", type=Path)
    corpus.add_argument("labelled", type=Path)
    corpus.add_argument("--bertopic", action="store_true")
    asked = parser.parse_args()
    if asked.what == "labelled":
        measure_labelled(asked.folder, asked.kept)
    else:
        measure_corpus(asked.folder, asked.labelled, bertopic=asked.bertopic)


if __name__ == "__main__":
    main()
