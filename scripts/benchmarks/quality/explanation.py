"""Does what is marked as shared carry the match? Delete it, and see if the score falls more than by chance.

    python -m scripts.benchmarks.quality.explanation EVAL_DIR [--cases 100] [--seed 1]

Cases are drawn from `zh_retrieval` in EVAL_DIR: a question and a passage that answers it. From the passage
the most telling shared run is deleted, and in turn a random stretch of its length that does not touch it.
All three versions are indexed, and the question is asked of them.
"""

import json
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

from embeddings.encoder.encoding import Encoder
from embeddings.encoder.load import load_encoder
from embeddings.ingest.index import index
from embeddings.models.lock import read_lock
from embeddings.models.shelf import default_cache
from embeddings.search.explanation import explain
from embeddings.search.questions.question import Mode, Question, read_question
from embeddings.search.search import search
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.filters import Filters
from embeddings.snapshot.snapshot import Snapshot
from embeddings.speech import Source, Speech
from embeddings.text.passages import normalize_query, passages_of, trace_passage
from embeddings.text.reading.read import Reading

VERSIONS = ("whole", "without-shared", "without-random")
MODES: tuple[Mode, ...] = ("hybrid", "meaning")


@dataclass(frozen=True, slots=True)
class Case:
    """A question, the passage in its VERSIONS, and what was deleted from the second and the third."""

    question: str
    language: str
    texts: tuple[str, str, str]
    deleted: tuple[str, str]

    def speeches(self, number: int) -> Iterator[Reading]:
        for version, text in zip(VERSIONS, self.texts, strict=True):
            speech = Speech(f"{number}-{version}", text, language=self.language)
            yield Reading(speech, Source(speech.id, text.encode(), "utf-8"), speech.id)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--cases", "n_cases", default=100, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--show", is_flag=True, help="Print the cases where chance costs more.")
def main(folder: Path, n_cases: int, seed: int, show: bool) -> None:
    cases, n_tried = _drawn(folder, n_cases, seed)
    print(
        f"{len(cases)} cases from {n_tried} questions; deleting what is shared costs more than at random in"
    )
    encoder = load_encoder(read_lock().model(), cache=default_cache(), threads=1)
    with tempfile.TemporaryDirectory() as corpus:
        readings = (reading for number, case in enumerate(cases) for reading in case.speeches(number))
        index(Path(corpus), encoder, readings)
        snapshot = CurrentSnapshot(Path(corpus)).held.snapshot
        for mode in MODES:
            scores = np.asarray([_scores(snapshot, encoder, n, case, mode) for n, case in enumerate(cases)])
            costs = scores[:, :1] - scores[:, 1:]
            right = costs[:, 0] > costs[:, 1]
            shared, chance = costs.mean(axis=0)
            print(f"  {mode:8} {right.sum():4}    at a mean cost of {shared:.3f} against {chance:.3f}")
            if show:
                for case in np.asarray(cases, object)[~right]:
                    print("          ", case.question, *case.deleted, sep=" | ")
        print(f"explaining ten matches takes {_milliseconds(snapshot, cases):.1f} ms of CPU (median)")


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _drawn(folder: Path, n_cases: int, seed: int) -> tuple[list[Case], int]:
    """Cases, and how many questions were drawn for them."""
    passages = {row["id"]: row for row in _rows(folder / "zh_retrieval_corpus.jsonl")}
    rows = list(_rows(folder / "zh_retrieval.jsonl"))
    draw = random.Random(seed)  # noqa: S311 -- not for secrets
    draw.shuffle(rows)
    cases: list[Case] = []
    for n_tried, row in enumerate(rows, start=1):
        passage = passages[row["positives"][0]]
        case = _case(row["query"], passage["text"], passage["lang"], draw)
        if case:
            cases.append(case)
        if len(cases) == n_cases:
            return cases, n_tried
    raise click.ClickException(f"only {len(cases)} of {len(rows)} questions can be used")


def _case(question: str, text: str, language: str, draw: random.Random) -> Case | None:
    """None when the text is more than one passage, or nothing is shared, or nothing else is as long."""
    passages = passages_of(Speech("", text, language=language)).passages
    (found,) = explain(normalize_query(question), [(passages[0], trace_passage(passages[0]))])
    if len(passages) > 1 or not found.shared:
        return None
    best = found.shared[0]
    length = best.b_end - best.b_start
    text = passages[0].text
    apart = [at for at in range(len(text) - length + 1) if at + length <= best.b_start or at >= best.b_end]
    if not apart:
        return None
    at = draw.choice(apart)
    texts = (text, text[: best.b_start] + text[best.b_end :], text[:at] + text[at + length :])
    return Case(question, language, texts, (text[best.b_start : best.b_end], text[at : at + length]))


def _scores(snapshot: Snapshot, encoder: Encoder, number: int, case: Case, mode: Mode) -> list[float]:
    """What the question gives each of the VERSIONS."""
    versions = tuple(f"{number}-{version}" for version in VERSIONS)
    filters = Filters(speech=versions)
    asked = read_question(
        Question(case.question, mode=mode, k=3, filters=filters, literal=True, collapse=False)
    )
    page = search(snapshot, asked, encoder.query(asked.normalized).vectors[0])
    score_of = {match.passage.speech_id: match.score for match in page.matches}
    return [score_of[version] for version in versions]


def _milliseconds(snapshot: Snapshot, cases: Sequence[Case]) -> float:
    """CPU time of explaining ten matches of one question, the median over all cases."""
    passages = snapshot.passages(range(len(snapshot.index)))
    times = []
    for number, case in enumerate(cases):
        some = [passages[(3 * number + 7 * i) % len(passages)] for i in range(10)]
        ten = [(passage, trace_passage(passage)) for passage in some]
        start = time.process_time()
        explain(normalize_query(case.question), ten)
        times.append(time.process_time() - start)
    return 1000 * float(np.median(times))


if __name__ == "__main__":
    main()
