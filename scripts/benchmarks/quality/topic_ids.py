"""Whether topics keep their ids as a corpus grows, and whether two runs give the same files.

    python -m scripts.benchmarks.quality.topic_ids grown CORPUS [--by 0.1 --by 0.5] [--draw 1]
    python -m scripts.benchmarks.quality.topic_ids planted CORPUS [--draw 0]
    python -m scripts.benchmarks.quality.topic_ids equal CORPUS

`grown` fits a part of the speeches, drawn at random, then all of them, going on from the topics of the part,
and tells how many of the part's passages have a topic with the same id; all in the space of the whole corpus.
`planted` makes one of eight pairs of unrelated topics, and two of eight other topics, along their parts, fits
from there, and tells how many splits and merges are told. The topics are the largest, or drawn at random.
`equal` runs `tifa topics` on two copies, in processes with other hash seeds and numbers of threads, and
compares every file of the two snapshots, byte by byte.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import click
import numpy as np

from embeddings.ingest.make_topics import passage_facts
from embeddings.ingest.snapshot_data import project_afresh
from embeddings.similarity.space import Vectors
from embeddings.snapshot.current import current_name, snapshot_folder
from embeddings.store.store import Store
from embeddings.topics.assignment import assignments
from embeddings.topics.fitting.fit import Before, Fitted, fit
from embeddings.topics.fitting.passages import PassageFacts
from embeddings.topics.fitting.wishes import Wishes
from embeddings.topics.model import Topic, TopicModel

_PLANTED = 8  # of each
_UNRELATED = 0.1  # cosine of the centres of two topics, below which they are joined


@click.group()
def main() -> None:
    """Topics from fit to fit."""


@main.command()
@click.argument("corpus", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--by", "growths", type=float, multiple=True, default=(0.1, 0.5), show_default=True)
@click.option("--draw", default=1, show_default=True, help="Which speeches are the part: another draw.")
@click.option("--threads", default=2, show_default=True)
def grown(corpus: Path, growths: tuple[float, ...], draw: int, threads: int) -> None:
    vectors, facts = _passages(corpus)
    speeches = np.array([fact.speech for fact in facts])
    ids = sorted(set(speeches.tolist()))
    order = np.random.default_rng(draw).permutation(len(ids))
    for growth in growths:
        part = {ids[at] for at in order[: round(len(ids) / (1 + growth))]}
        rows = np.flatnonzero([speech in part for speech in speeches])
        first = fit(vectors[rows], [facts[row] for row in rows.tolist()], threads=threads)
        then = fit(vectors, facts, before=Before(first.topic_model), threads=threads)
        kept = np.mean([a == b for a, b in zip(_topics(first), np.array(_topics(then))[rows], strict=True)])
        events = Counter(event.what for event in then.topic_model.events)
        print(
            f"{growth:.0%} more speeches: {kept:.3f} of {len(rows):,} passages keep their topic;"
            f" {dict(sorted(events.items()))}",
            flush=True,
        )


@main.command()
@click.argument("corpus", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--draw", default=0, show_default=True, help="Which topics: 0 for the largest.")
@click.option("--threads", default=2, show_default=True)
def planted(corpus: Path, draw: int, threads: int) -> None:
    vectors, facts = _passages(corpus)
    before, unions, cuts = _plant(fit(vectors, facts, threads=threads).topic_model, draw)
    for afresh in (False, True):
        wishes = Wishes(afresh=afresh)
        events = fit(vectors, facts, before=Before(before), wishes=wishes, threads=threads).topic_model.events
        split = {event.other for event in events if event.what == "split"}
        merged = [{event.topic, event.other} for event in events if event.what == "merged"]
        print(
            f"{'afresh' if afresh else 'going on'}: {sum(one in split for one in unions)} of {len(unions)}"
            f" splits told, {sum(set(pair) in merged for pair in cuts)} of {len(cuts)} merges;"
            f" {dict(sorted(Counter(event.what for event in events).items()))}",
            flush=True,
        )


def _plant(found: TopicModel, draw: int) -> tuple[TopicModel, list[str], list[tuple[str, str]]]:
    """The same topics but for some unions and cuts: the ids of the unions, and the two of each cut."""
    topic, part = found.voters.topic.copy(), found.voters.part
    size = np.bincount(topic, minlength=len(found.topics))
    order = np.argsort(-size, kind="stable")
    order = (np.random.default_rng(draw).permutation(order) if draw else order).tolist()
    nearness = found.centroids @ found.centroids.T
    unions: list[int] = []
    gone: set[int] = set()
    added: list[tuple[int, Topic]] = []
    for row in order:
        if row in gone or row in unions:
            continue
        others = [other for other in order[::-1] if other not in {row, *gone, *unions}]
        unlike = (o for o in others if nearness[row, o] < _UNRELATED and _both_count(size[row], size[o]))
        other = next(unlike, None) if len(unions) < _PLANTED else None
        parts, n = np.unique(part[(topic == row) & (part >= 0)], return_counts=True)
        if other is not None:
            topic[topic == other] = row
            unions.append(row)
            gone.add(other)
        elif len(added) < _PLANTED and len(parts) > 1:
            topic[(topic == row) & (part != parts[np.argmax(n)])] = len(found.topics) + len(added)
            added.append((row, replace(found.topics[row], id=f"t_{len(added):08x}")))
    topics = [*found.topics, *(half for _, half in added)]
    centroids = [*found.centroids, *(found.centroids[row] for row, _ in added)]
    left = sorted((row for row in range(len(topics)) if row not in gone), key=lambda row: topics[row].id)
    rank = {row: at for at, row in enumerate(left)}
    changed = replace(
        found,
        topics=tuple(topics[row] for row in left),
        centroids=np.stack([centroids[row] for row in left]),
        voters=replace(found.voters, topic=np.array([rank[row] for row in topic.tolist()], np.int64)),
        joins=(),
        groups=(),
        parts=(),
        events=(),
    )
    ids = [found.topics[row].id for row in unions]
    return changed, ids, [(found.topics[row].id, half.id) for row, half in added]


def _both_count(one: int, other: int) -> bool:
    """Whether neither of two topics is too small for its leaving the other to be a split."""
    return min(one, other) >= max(30, 0.15 * max(one, other))


def _passages(corpus: Path) -> tuple[Vectors, list[PassageFacts]]:
    with Store.open(corpus) as store:
        data = project_afresh(store)
        return np.asarray(data.vectors[:]), list(passage_facts(data))


def _topics(fitted: Fitted) -> list[str | None]:
    ids = [topic.id for topic in fitted.topic_model.topics]
    return [one.topic for one in assignments(fitted.placed, ids)]


@main.command()
@click.argument("corpus", type=click.Path(exists=True, file_okay=False, path_type=Path))
def equal(corpus: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        found = []
        for name, hash_seed, threads in (("one", "1", "1"), ("other", "2", "2")):
            copy = Path(scratch, name)
            shutil.copytree(corpus, copy)
            command = [sys.executable, "-m", "scripts.tifa", "topics", "--afresh", "--threads", threads]
            environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "OMP_NUM_THREADS": threads}
            subprocess.run(
                [*command, "--corpus", str(copy)], check=True, env=environment, stdout=subprocess.DEVNULL
            )
            found.append(digests(copy))
    for name in sorted({*found[0], *found[1]}):
        print(f"{'same' if found[0].get(name) == found[1].get(name) else 'OTHER'}  {name}")
    if found[0] != found[1]:
        raise SystemExit("the two snapshots are not the same")


def digests(corpus: Path) -> dict[str, str]:
    """Of each file of the current snapshot what its bytes are known by; and the snapshot's name."""
    folder = snapshot_folder(corpus, current_name(corpus))
    files = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}
    return {"the name of the snapshot": folder.name, **files}


if __name__ == "__main__":
    main()
