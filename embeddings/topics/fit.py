"""The topics of a corpus, found by BERTopic. The only file that knows BERTopic, UMAP and HDBSCAN.

    different passages --UMAP and HDBSCAN; Ward's linkage where they are few--> clusters --c-TF-IDF--> words
        --`build`--> centroids, and with `assign`'s own kernel the topic of every passage

The libraries find clusters and words. What stays is centroids, so that a passage's topic is told by one
pure function when the topics are made and ever after. Importing this file takes seconds and compiles code:
a service never does.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.cluster import AgglomerativeClustering
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics import silhouette_score
from threadpoolctl import threadpool_limits

from embeddings.errors import TooFewPassages
from embeddings.similarity.space import Vectors
from embeddings.topics.build import Cluster, topics_of
from embeddings.topics.model import TopicModel
from embeddings.topics.passages import TopicPassages

with warnings.catch_warnings():  # bertopic silences every UserWarning of the process: not beyond this block
    warnings.filterwarnings("ignore", "Tensorflow not installed", ImportWarning)  # umap's; nothing needs it
    from bertopic import BERTopic
    from bertopic.dimensionality import BaseDimensionalityReduction
    from bertopic.vectorizers import ClassTfidfTransformer
    from hdbscan import HDBSCAN
    from umap import UMAP

FEWEST_PASSAGES = 8  # different ones; below this there is nothing to group
FEW_PASSAGES = 300  # below this HDBSCAN lumps nearly everything into two or three topics
MOST_FITTED = 20_000  # UMAP takes many minutes beyond; the other passages are assigned all the same
FEWEST_IN_CLUSTER = 3
RANKED_WORDS = 60  # enough to choose a label from in any one language
FILLER = ("\x00", "\x01")  # stand in for words: BERTopic fails when all passages together have fewer than two


@dataclass(frozen=True, slots=True)
class Method:
    """How clusters are found: BERTopic's two exchangeable parts, and what to say of them."""

    reduction: Any
    clustering: Any
    parameters: dict[str, str | int | float]


def fit(
    vectors: Vectors,
    words: Sequence[Sequence[str]],
    languages: Sequence[str],
    addresses: Sequence[str],
    *,
    seed: int = 0,
    say: Callable[[str], None] | None = None,
) -> TopicModel:
    """The topics of these passages, given in any order; the same ones give the same topics on one machine.

    vectors: centred unit rows, shape (n, dim); the words, language and address of each.  say: is told in a
    line what is being done.  Passages with equal vectors are fitted once and counted each.
    Raises TooFewPassages below eight different passages, ValueError when the columns differ in length or
    an address comes twice.
    """
    tell = say if say is not None else _silence
    passages = TopicPassages.in_order(vectors, words, languages, addresses)
    n_distinct = len(passages.distinct)
    if n_distinct < FEWEST_PASSAGES:
        raise TooFewPassages(
            f"topics need {FEWEST_PASSAGES} different passages, here are {n_distinct}; add speeches"
        )
    rows = passages.sample(MOST_FITTED)
    tell(f"grouping {len(rows):,} different passages of {len(vectors):,}")
    with threadpool_limits(1):  # sums on several threads differ from run to run
        method = _for_few(passages.vectors[rows]) if len(rows) < FEW_PASSAGES else _for_many(len(rows), seed)
        clusters = _clusters(passages, rows, method)
    fitted_with = {
        "n_passages": len(vectors),
        "n_fitted": len(rows),
        "seed": seed,
        **method.parameters,
        **_versions(),
    }
    topic_model = topics_of(clusters, passages, fitted_with)
    tell(f"found {len(topic_model.topics)} topics")
    return topic_model


def _silence(_line: str) -> None:
    return None


def _for_many(n: int, seed: int) -> Method:
    """UMAP and HDBSCAN, whose smallest and largest clusters follow the number of passages.

    Without the upper bound HDBSCAN lumps whole fields into one cluster on some seeds and not on others.
    """
    smallest, largest = max(5, round(0.4 * n**0.5)), n // 4
    return Method(
        reduction=UMAP(
            n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed, n_jobs=1
        ),
        clustering=HDBSCAN(min_cluster_size=smallest, max_cluster_size=largest, core_dist_n_jobs=1),
        parameters={"method": "UMAP, HDBSCAN", "min_cluster_size": smallest, "max_cluster_size": largest},
    )


def _for_few(vectors: Vectors) -> Method:
    """Ward's linkage of the vectors themselves, cut where the silhouette is highest.

    In small corpora the silhouette is highest for two clusters or for single passages, so the cut is sought
    between 2/3 √n and 4/3 √n clusters: 9 to 18 for 180 passages.
    """
    root = len(vectors) ** 0.5
    least = max(2, round(2 / 3 * root))
    most = max(2, min(round(4 / 3 * root), len(vectors) // FEWEST_IN_CLUSTER))
    cuts = {k: AgglomerativeClustering(n_clusters=k).fit_predict(vectors) for k in range(least, most + 1)}
    best = max(cuts, key=lambda k: (silhouette_score(vectors, cuts[k], metric="cosine"), -k))
    return Method(
        reduction=BaseDimensionalityReduction(),  # passes the vectors on
        clustering=AgglomerativeClustering(n_clusters=best),
        parameters={"method": "Ward's linkage", "n_clusters": best},
    )


def _clusters(passages: TopicPassages, rows: npt.NDArray[np.intp], method: Method) -> list[Cluster]:
    """What BERTopic finds in these passages; when it finds nothing, all of them as one cluster."""
    topics, model = _bertopic([passages.words[row] for row in rows], passages.vectors[rows], method)
    sizes = dict(zip(*np.unique(topics, return_counts=True), strict=True))
    found = [topic for topic, size in sizes.items() if topic >= 0 and size >= FEWEST_IN_CLUSTER]
    if not found:
        return [Cluster(rows, _ranked_words(model, int(topics[0])))]
    return [Cluster(rows[topics == topic], _ranked_words(model, int(topic))) for topic in found]


def _bertopic(
    words: Sequence[Sequence[str]], vectors: Vectors, method: Method
) -> tuple[npt.NDArray[np.intp], BERTopic]:
    """The cluster of each passage, -1 for none, and the fitted model."""
    model = BERTopic(
        language="multilingual",  # "english", the default, deletes every letter outside ASCII
        umap_model=method.reduction,
        hdbscan_model=method.clustering,
        vectorizer_model=CountVectorizer(analyzer=str.split),  # our words, which hold no spaces
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
        top_n_words=RANKED_WORDS,
    )
    topics, _ = model.fit_transform(_texts(words), vectors)
    return np.array(topics, dtype=np.intp), model


def _texts(words: Sequence[Sequence[str]]) -> list[str]:
    enough = len({word for passage in words for word in passage}) > 1
    return [" ".join(passage if enough and passage else (*passage, *FILLER)) for passage in words]


def _ranked_words(model: BERTopic, topic: int) -> tuple[str, ...]:
    # BERTopic fills a short list up with "".
    return tuple(word for word, _ in model.get_topic(topic) if word not in ("", *FILLER))


def _versions() -> dict[str, str]:
    return {name: version(name) for name in ("bertopic", "umap-learn", "hdbscan", "scikit-learn", "numpy")}
