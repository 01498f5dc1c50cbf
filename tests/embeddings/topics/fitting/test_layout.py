"""The map."""

import numpy as np
from scipy.sparse import csr_matrix

from embeddings.topics.fitting.layout import lay_out, scale


def test_communities_lie_together_and_the_map_repeats() -> None:
    """Passages of one block are nearer to each other than to the other's, and a second map is the same."""
    n = 40
    own = np.arange(n) // 20
    weights = (own[:, None] == own[None, :]) * 0.8 + 0.01
    np.fill_diagonal(weights, 0)
    vectors = np.eye(n, dtype=np.float32)
    places = lay_out(csr_matrix(weights), own, vectors)
    middles = np.stack([places[own == block].mean(axis=0) for block in (0, 1)])
    spread = max(places[own == block].std() for block in (0, 1))
    assert np.linalg.norm(middles[0] - middles[1]) > spread
    assert np.array_equal(places, lay_out(csr_matrix(weights), own, vectors))
    assert ((places >= 0) & (places <= 1)).all()


def test_few_passages_have_a_place_too() -> None:
    """Two lie in one point; nothing is divided by nothing."""
    assert lay_out(csr_matrix((2, 2)), np.array([0, 1]), np.eye(2, dtype=np.float32)).shape == (2, 2)
    assert scale(np.ones((3, 2), np.float32)).tolist() == [[0, 0]] * 3
