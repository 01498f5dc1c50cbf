"""Are the right passages found first?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import ir_measures
import numpy as np
from ir_measures import RR, P, Qrel, ScoredDoc, Success

from embeddings.evaluation.asking import Asking, Row
from embeddings.evaluation.measures import Measure
from embeddings.search.questions.question import Mode, Question
from embeddings.search.search import Match
from embeddings.snapshot.filters import Filters

MODES: tuple[Mode, ...] = ("hybrid", "meaning", "words")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question and the ids of the texts that answer it."""

    id: str
    text: str
    right: tuple[str, ...]
    language: str = ""


def chinese(rows: Sequence[Row]) -> list[Labelled]:
    """The questions of a `zh_retrieval` file."""
    return [Labelled(row["qid"], row["query"], tuple(row["positives"])) for row in rows]


def crosslingual(rows: Sequence[Row], corpus: Sequence[Row]) -> list[Labelled]:
    """The questions of a `crosslingual_retrieval` file; right are all versions of the paragraph."""
    versions: dict[int, list[str]] = {}
    for row in corpus:
        versions.setdefault(row["para"], []).append(row["id"])
    return [
        Labelled(row["qid"], row["query"], tuple(versions[row["positive_para"]]), row["lang"]) for row in rows
    ]


def retrieval(asking: Asking, questions: Sequence[Labelled], name: str) -> dict[str, Measure]:
    """In each mode: MRR@10, R@1 and R@10 of the first right text, and the time an answer takes."""
    measured: dict[str, Measure] = {}
    for mode in MODES:
        answers, seconds = _asked(
            asking, questions, [Question(q.text, mode, per_speech=1, collapse=False) for q in questions]
        )
        found = _aggregated(questions, answers, {"MRR@10": RR @ 10, "R@1": Success @ 1, "R@10": Success @ 10})
        measured |= {f"{name} {mode} {what}": Measure(value, len(questions)) for what, value in found.items()}
        for share in (50, 95):
            value = float(np.percentile(seconds, share)) * 1e3
            measured[f"{name} {mode} p{share} ms"] = Measure(
                round(value, 2), len(seconds), "lower", margin=None
            )
    return measured


def agreement(asking: Asking, questions: Sequence[Labelled], name: str) -> dict[str, Measure]:
    """Of the versions of a paragraph in n languages, the share among the first n; and in the question's own
    language alone, the MRR of the one version.
    """
    n = max(len(question.right) for question in questions)
    measured = {}
    for mode in ("hybrid", "meaning"):
        everywhere, _ = _asked(
            asking, questions, [Question(q.text, mode, k=n, per_speech=1, collapse=False) for q in questions]
        )
        at_home, _ = _asked(
            asking,
            questions,
            [
                Question(q.text, mode, per_speech=1, collapse=False, filters=Filters(language=(q.language,)))
                for q in questions
            ],
        )
        share = _aggregated(questions, everywhere, {"share": P @ n})["share"]
        own = _aggregated(questions, at_home, {"MRR": RR @ 10})["MRR"]
        measured[f"{name} {mode} share of {n} in top {n}"] = Measure(share, len(questions))
        measured[f"{name} {mode} same language MRR@10"] = Measure(own, len(questions), margin=0.01)
    return measured


def _asked(
    asking: Asking, labelled: Sequence[Labelled], questions: Iterable[Question]
) -> tuple[dict[str, list[Match]], list[float]]:
    """The matches by question, and the seconds of each."""
    answers, seconds = {}, []
    for one, question in zip(labelled, questions, strict=True):
        answers[one.id], took = asking.timed(question)
        seconds.append(took)
    return answers, seconds


def _aggregated(
    questions: Sequence[Labelled],
    answers: Mapping[str, Sequence[Match]],
    wanted: Mapping[str, ir_measures.measures.Measure],
) -> dict[str, float]:
    right = [Qrel(question.id, text, 1) for question in questions for text in question.right]
    # The order is what is measured; scores of different modes are of different kinds.
    run = [
        ScoredDoc(question.id, match.speech.id, -float(match.rank))
        for question in questions
        for match in answers[question.id]
    ]
    found = ir_measures.calc_aggregate(list(wanted.values()), right, run)
    return {what: round(float(found[measure]), 4) for what, measure in wanted.items()}
