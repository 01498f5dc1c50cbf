"""The passages that a topic's words are read from, in each language.

A topic is mostly said in one language or two and holds a few passages of others, some of them by chance. So
its own passages tell its words where they are near its centre; and where these are few, the nearest others of
their language stand beside them, if few topics are nearer to those.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from embeddings.similarity.space import Vectors
from embeddings.topics.fitting.communities import Labels
from embeddings.topics.neighbours import Numbers, Rows

Means = npt.NDArray[np.float64]

ENOUGH = 12  # passages of a language, from which on a topic's own tell its words
_CLOSE = 0.62  # of a passage that tells words; below it English labels of Chinese topics mislead
_AMONG = 3  # topics nearest to a passage, of which a topic must be one to borrow its words
_SHRUNK = 20  # passages of all languages that what is usual in one counts beside


def closeness_to(centres: Vectors, vectors: Vectors, keys: Sequence[str], labels: Labels) -> Numbers:
    """How close each passage is to each topic: 0 as others of its language are, 1 as the topic's own are.

    Shape (n_passages, n_topics), made of cosines with the centres. Cosines between languages are lower than
    within one, so that those of two languages cannot be compared as they are.
    centres: unit rows (n_topics, dim).  vectors: unit rows (n_passages, dim).  keys: the language of each.
    labels: the topic of each, from 0.
    """
    cosines = np.asarray(vectors @ centres.T, np.float32)
    n_topics = len(centres)
    inside = cosines[np.arange(len(labels)), labels].astype(np.float64)
    usual = _outside(cosines, inside, labels, np.zeros(n_topics))
    languages = np.array(keys)
    for key in np.unique(languages):
        rows = np.flatnonzero(languages == key)
        cosines[rows] -= _outside(cosines[rows], inside[rows], labels[rows], usual).astype(np.float32)
    sums = np.bincount(labels, cosines[np.arange(len(labels)), labels], minlength=n_topics)
    means = sums / np.maximum(np.bincount(labels, minlength=n_topics), 1)
    return np.asarray(cosines / np.maximum(means, 1e-6), np.float32)


def _outside(cosines: Numbers, inside: Means, labels: Labels, usual: Means) -> Means:
    """The mean cosine with each centre of the passages outside its topic, shrunk towards what is usual.

    inside: of each passage the cosine with its own centre.
    """
    n_topics = cosines.shape[1]
    total = cosines.sum(axis=0, dtype=np.float64) - np.bincount(labels, inside, minlength=n_topics)
    n = len(labels) - np.bincount(labels, minlength=n_topics)
    means: Means = (total + _SHRUNK * usual) / (n + _SHRUNK)
    return means


def telling_passages(closeness: Numbers, keys: Sequence[str], labels: Labels) -> csr_matrix:
    """Which passages tell each topic's words: ones in a (n_topics, n_passages) matrix.

    closeness: as `closeness_to` gives it.  keys: the language of each passage.  labels: its topic, from 0.
    """
    n_passages, n_topics = closeness.shape
    among = min(_AMONG, n_topics)
    limit = np.partition(closeness, n_topics - among, axis=1)[:, n_topics - among]
    languages = np.array(keys)
    rows_of = [np.flatnonzero(languages == key) for key in np.unique(languages)]
    topics: list[Rows] = []
    passages: list[Rows] = []
    for topic in range(n_topics):
        for rows in rows_of:
            near = closeness[rows, topic]
            close, own = near >= _CLOSE, labels[rows] == topic
            mine = np.flatnonzero(close & own)
            others = np.flatnonzero(close & ~own & (near >= limit[rows]))
            best = others[np.argsort(-near[others], kind="stable")][: max(0, ENOUGH - len(mine))]
            passages += [rows[mine], rows[best]]
            topics.append(np.full(len(mine) + len(best), topic))
    row, column = np.concatenate(topics), np.concatenate(passages)
    return csr_matrix((np.ones(len(row)), (row, column)), shape=(n_topics, n_passages))
