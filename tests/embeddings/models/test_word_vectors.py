import os
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from embeddings.errors import ModelTampered
from embeddings.models.word_vectors import WORD_VECTORS, WordVectors

TABLE = np.random.default_rng(3).standard_normal((50, 8)).astype(np.float32)


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    path = tmp_path / "model.safetensors"
    save_file({"before": np.ones(3, np.float32), WORD_VECTORS: TABLE, "last": np.ones(5, np.float32)}, path)
    return path


def test_each_token_has_its_row(weights: Path) -> None:
    """In whatever shape they are asked for, and however often."""
    tokens = np.array([[3, 0, 49], [3, 3, 7]])
    assert np.array_equal(WordVectors(weights).of(tokens), TABLE[tokens])


def test_a_table_cut_short_is_noticed(weights: Path) -> None:
    """It is an error, and neither another vector nor the end of the process."""
    words = WordVectors(weights)
    os.truncate(weights, 400)
    with pytest.raises(ModelTampered, match="cut short"):
        words.of(np.array([49]))
