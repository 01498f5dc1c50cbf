"""BERTopic on communities that are found already: it makes topics of them and weighs their words.

The only file that knows BERTopic. Importing it takes seconds and compiles code: a service never
does.
"""

import warnings
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, Self

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer
from threadpoolctl import threadpool_limits

from embeddings.similarity.space import Vectors
from embeddings.topics.fitting.communities import Labels
from embeddings.topics.fitting.naming.words import WordTable, untag

with warnings.catch_warnings():  # bertopic silences every UserWarning of the process: not beyond this block
    warnings.filterwarnings("ignore", "Tensorflow not installed", ImportWarning)  # umap's; nothing needs it
    from bertopic import BERTopic
    from bertopic.dimensionality import BaseDimensionalityReduction
    from bertopic.vectorizers import ClassTfidfTransformer

_FILLER = (
    "\x00",
    "\x01",
)  # stand in for words: BERTopic fails when all passages together have fewer than two


class CommunityClustering:
    """BERTopic's `hdbscan_model`: gives the passages the communities that were found in their graph.

    The graph needs languages and exact neighbours, which BERTopic does not hand to a cluster model; so it is
    made before, and row i here is the passage in row i there.
    """

    def __init__(self, labels: Labels) -> None:
        self.labels_ = labels

    def fit(self, embeddings: Any, y: Any = None) -> Self:
        """Raises ValueError when these are not as many passages as there are labels."""
        if len(embeddings) != len(self.labels_):
            raise ValueError(f"{len(embeddings)} passages but {len(self.labels_)} communities")
        return self

    def fit_predict(self, embeddings: Any, y: Any = None) -> Labels:
        return self.fit(embeddings).labels_


def weigh_words(
    words: Sequence[Sequence[str]],
    vectors: Vectors,
    labels: Labels,
    speeches: Sequence[str],
    telling: csr_matrix,
) -> WordTable:
    """What BERTopic finds in these communities, row i for the community with label i.

    words: of each passage, tagged with their language.  labels: from 0, none left out.  speeches: of each
    passage the speech it belongs to, each "" one of its own.  telling: of which passages the words of each
    are, ones in a (n_topics, n_passages) matrix; the rarity of words is that in the communities themselves.
    """
    texts = [" ".join(passage) if passage else " ".join(_FILLER) for passage in words]
    if len({word for passage in words for word in passage}) < 2:
        texts = [f"{text} {' '.join(_FILLER)}" for text in texts]
    counting = CountVectorizer(analyzer=str.split)  # our words, which hold no spaces
    model = BERTopic(
        language="multilingual",  # "english", the default, deletes every letter outside ASCII
        umap_model=BaseDimensionalityReduction(),  # passes the vectors on
        hdbscan_model=CommunityClustering(labels),
        vectorizer_model=counting,
        ctfidf_model=ClassTfidfTransformer(),  # what all topics use is discounted by `rank_words`
        top_n_words=5,
    )
    with threadpool_limits(1):  # sums on several threads differ from run to run
        model.fit_transform(texts, vectors)
    counted = counting.transform(texts)
    weights = model.ctfidf_model.transform(csr_matrix(telling @ counted))
    counted.data[:] = 1
    known = [untag(tag) for tag in counting.get_feature_names_out()]
    real = np.array([language not in _FILLER for language, _ in known], bool)
    columns = np.flatnonzero(real)
    return WordTable(
        weights=csr_matrix(weights)[:, columns],
        uses=csr_matrix(telling @ counted)[:, columns],
        speeches=_in_speeches(counted, telling, speeches)[:, columns],
        holds=csr_matrix(counted)[:, columns].T.tocsr(),
        vocabulary=[known[column] for column in columns],
    )


def _in_speeches(counted: Any, telling: csr_matrix, speeches: Sequence[str]) -> csr_matrix:
    """How many speeches of each topic use each word. counted: (n_passages, n_words), 0 or 1."""
    number = {speech: at for at, speech in enumerate(dict.fromkeys(speeches))}
    own = np.array([number[speech] if speech else len(number) + row for row, speech in enumerate(speeches)])
    told = telling.tocoo()
    pieces, piece = np.unique(np.stack([told.row, own[told.col]]), axis=1, return_inverse=True)
    n = pieces.shape[1]
    shown = csr_matrix((np.ones(len(told.row)), (piece.ravel(), told.col)), shape=(n, telling.shape[1]))
    in_piece = csr_matrix(shown @ counted)
    in_piece.data[:] = 1
    of_topic = csr_matrix((np.ones(n), (pieces[0], np.arange(n))), shape=(telling.shape[0], n))
    return csr_matrix(of_topic @ in_piece)


def versions() -> dict[str, str]:
    return {
        name: version(name)
        for name in ("bertopic", "umap-learn", "graspologic-native", "scikit-learn", "numpy")
    }
