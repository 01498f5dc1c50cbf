"""How well topics recover labels that people gave: topics_labelled.jsonl, one fit for each of its sets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from embeddings.encoder.encoding import Encoder
from embeddings.evaluation.asking import Row
from embeddings.evaluation.measures import Measure
from embeddings.similarity.fitting import make_space
from embeddings.similarity.space import Vectors
from embeddings.text.passages import normalize_query
from embeddings.text.tokens.words import words
from embeddings.topics.assignment import assignments
from embeddings.topics.fitting.passages import PassageFacts
from embeddings.topics.fitting.wishes import Wishes
from embeddings.topics.model import TopicModel, level

_MARGIN = 0.02  # fits of other versions of a library differ by as much


@dataclass(frozen=True, slots=True, eq=False)
class LabelledSet:
    """Texts of one data set, each with its label.

    vectors: centred unit rows, (n, dim).  centres: what was taken from them, by language.
    """

    name: str
    labels: tuple[str, ...]
    vectors: Vectors
    facts: tuple[PassageFacts, ...]
    centres: Mapping[str, Vectors] | None = None

    @property
    def languages(self) -> list[str]:
        return [fact.language for fact in self.facts]


@dataclass(frozen=True, slots=True)
class Agreement:
    """ami, ari: adjusted mutual information and adjusted Rand index over all texts, the unassigned as one
    more cluster (Vinh, Epps and Bailey 2010; Hubert and Arabie 1985).  coverage: share of texts that have a
    topic.
    """

    ami: float
    ari: float
    coverage: float
    n_topics: int


def labelled_sets(rows: Sequence[Row], encoder: Encoder) -> list[LabelledSet]:
    """The sets of a file, each in a space of its own. rows: with text, label, dataset and lang."""
    by_set: dict[str, list[Row]] = {}
    for row in rows:
        by_set.setdefault(row["dataset"], []).append(row)
    return [_labelled_set(name, own, encoder) for name, own in sorted(by_set.items())]


def _labelled_set(name: str, rows: Sequence[Row], encoder: Encoder) -> LabelledSet:
    languages = [row["lang"] for row in rows]
    normalized = [normalize_query(row["text"], language=row["lang"]).normalized for row in rows]
    vectors = encoder.passages(normalized).vectors
    addresses = [f"{name}:{number:06}" for number in range(len(rows))]
    space = make_space(vectors, languages, addresses)
    facts = [
        PassageFacts(address, language, tuple(words(text, language)), normalized=text)
        for address, language, text in zip(addresses, languages, normalized, strict=True)
    ]
    return LabelledSet(
        name,
        tuple(row["label"] for row in rows),
        space.centred(vectors, languages),
        tuple(facts),
        space.centres,
    )


def agreement(labels: Sequence[str], topics: Sequence[str | None]) -> Agreement:
    """How far topics, None for unassigned, are the labels."""
    told = [topic or "" for topic in topics]
    return Agreement(
        ami=float(adjusted_mutual_info_score(labels, told)),
        ari=float(adjusted_rand_score(labels, told)),
        coverage=float(np.mean([topic is not None for topic in topics])) if topics else 0.0,
        n_topics=len({topic for topic in topics if topic is not None}),
    )


def fit_set(labelled: LabelledSet, wishes: Wishes) -> tuple[TopicModel, list[str | None]]:
    """The topics of a set, and that of each text, as a served corpus would tell it."""
    # BERTopic takes seconds to import: only who measures topics pays.
    from embeddings.topics.fitting.fit import fit

    fitted = fit(labelled.vectors, labelled.facts, centres=labelled.centres, wishes=wishes)
    ids = [topic.id for topic in fitted.topic_model.topics]
    return fitted.topic_model, [one.topic for one in assignments(fitted.placed, ids)]


def level_agreements(labelled: LabelledSet, *, seed: int = 0) -> dict[str, Agreement]:
    """How far the topics of each level of the hierarchy are the labels.

    `default`: as they are found.  `fine`: at a finer grain.  A number: the default ones, joined to so many.
    """
    fine = fit_set(labelled, Wishes(grain="fine", seed=seed))[1]
    topic_model, default = fit_set(labelled, Wishes(seed=seed))
    levels = {"default": default, "fine": fine}
    for n in range(2, len(topic_model.topics)):
        stands_for = level(topic_model, n)
        levels[str(n)] = [None if topic is None else stands_for[topic] for topic in default]
    return {name: agreement(labelled.labels, topics) for name, topics in levels.items()}


def topic_measures(rows: Sequence[Row], encoder: Encoder) -> dict[str, Measure]:
    """AMI, ARI and coverage of every set, at the default grain and at the best level of the hierarchy."""
    measures: dict[str, Measure] = {}
    for labelled in labelled_sets(rows, encoder):
        n = len(labelled.labels)
        found = level_agreements(labelled)
        best = max(found.values(), key=lambda one: (one.ami, one.ari))
        default, name = found["default"], f"topics_labelled {labelled.name}"
        measures |= {
            f"{name} AMI": Measure(default.ami, n, margin=_MARGIN),
            f"{name} ARI": Measure(default.ari, n, margin=_MARGIN),
            f"{name} AMI, best grain": Measure(best.ami, n, margin=_MARGIN),
            f"{name} ARI, best grain": Measure(best.ari, n, margin=_MARGIN),
            f"{name} coverage": Measure(default.coverage, n, margin=_MARGIN),
        }
    return measures
