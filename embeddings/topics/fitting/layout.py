"""A map of the passages: the graph laid out in two dimensions, by UMAP, from a start that repeats."""

import warnings
from typing import Any

import numpy as np

from embeddings.similarity.space import Vectors
from embeddings.topics.fitting.communities import Labels, aggregate
from embeddings.topics.neighbours import Numbers

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", "Tensorflow not installed", ImportWarning)  # nothing needs it
    from umap.umap_ import find_ab_params, simplicial_set_embedding

_EPOCHS = 100
_SPREAD = 10.0
_JITTER = 0.6  # of passages around the middle of their topic, at the start
_SEED = 20_260_101


def lay_out(graph: Any, labels: Labels, vectors: Vectors, *, epochs: int = _EPOCHS) -> Numbers:
    """Where each passage lies on the map, (n, 2), within 0 to 1; the same graph gives the same map."""
    if len(labels) < 3:
        return np.zeros((len(labels), 2), np.float32)
    a, b = find_ab_params(1.0, 0.15)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        places, _ = simplicial_set_embedding(
            vectors,
            graph.tocoo(),
            2,
            1.0,
            a,
            b,
            1.0,
            5,
            epochs,
            start_places(graph, labels),
            np.random.RandomState(0),
            "cosine",
            {},
            False,
            {},
            False,
        )
    return scale(places.astype(np.float32))


def start_places(graph: Any, labels: Labels) -> Numbers:
    """Where each passage lies at the start: around the middle of its topic, close topics side by side.

    Middles are the second and third eigenvectors of the normalised graph between topics.
    Shape (n, 2), within about -10 to 10.
    """
    between = np.asarray(aggregate(graph, labels).todense(), dtype=np.float64)
    degree = np.maximum(between.sum(axis=1), 1e-12)
    normal = between / np.sqrt(degree[:, None] * degree[None, :])
    _, vectors = np.linalg.eigh((normal + normal.T) / 2)
    middles = np.zeros((len(between), 2))
    for axis in range(min(2, len(between) - 1)):
        vector = vectors[:, -2 - axis]
        # The sign of an eigenvector is anybody's: the largest entry points upwards.
        vector = vector * np.sign(vector[np.argmax(np.abs(vector))])
        # By rank: eigenvectors crowd most topics into one corner.
        middles[:, axis] = np.argsort(np.argsort(vector, kind="stable"), kind="stable")
    span = max(1, len(between) - 1)
    middles = (middles / span * 2 - 1) * _SPREAD
    draw = np.random.default_rng(_SEED)
    places: Numbers = (middles[labels] + draw.normal(scale=_JITTER, size=(len(labels), 2))).astype(np.float32)
    return places


def scale(places: Numbers) -> Numbers:
    """The same within 0 to 1 on the longer side, the middle half kept clear of far outliers."""
    if not len(places):
        return places
    low, high = np.quantile(places, [0.002, 0.998], axis=0)
    span = float(max((high - low).max(), 1e-6))
    clipped = np.clip(places, low, high)
    inside: Numbers = ((clipped - low) / span).astype(np.float32)
    return inside
