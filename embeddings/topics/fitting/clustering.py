"""Communities in the shape in which BERTopic takes a cluster model."""

from typing import Any, Self

from embeddings.topics.fitting.communities import Labels


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
