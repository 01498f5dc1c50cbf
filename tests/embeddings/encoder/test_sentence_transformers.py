from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder.encoding import Encoder
from embeddings.encoder.sentence_transformers import SentenceTransformersEncoder
from embeddings.errors import UnusableVector
from embeddings.models.lock import Model, Prompts
from tests.support.tiny_model import DIMENSION, tiny_model


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_model(tmp_path_factory.mktemp("reference"))


def loaded(folder: Path, query: str = "query: ", passage: str = "passage: ") -> Encoder:
    model = Model("tiny", DIMENSION, 512, Prompts(query, passage), "0" * 64)
    return SentenceTransformersEncoder.load(model, folder, threads=1)


def test_the_prompt_is_put_before_a_text_once(folder: Path) -> None:
    """With prompts it is as if the caller had written them, and the library adds none of its own."""
    prompted, bare = loaded(folder), loaded(folder, "", "")
    same = bare.passages(["passage: flood", "query: flood"]).vectors
    found = np.concatenate([prompted.passages(["flood"]).vectors, prompted.query("flood").vectors])
    assert found.tolist() == same.tolist()
    assert not np.allclose(found[0], found[1])


def test_prompts_are_part_of_what_made_a_vector(folder: Path) -> None:
    """Other prompts are another encoding of the same model."""
    one, other = loaded(folder).embedding_model, loaded(folder, passage="").embedding_model
    assert one.model == other.model
    assert one.encoding != other.encoding


def test_rows_are_in_the_order_of_the_texts(folder: Path) -> None:
    """Long, short and repeated texts come back where they were, each counted in the progress."""
    encoder = loaded(folder)
    texts = ["flood and port", "school", "flood and port", "solar power for every village", "school"]
    steps: list[int] = []
    vectors = encoder.passages(texts, progress=steps.append).vectors
    assert sum(steps) == len(texts)
    for row, text in enumerate(texts):
        np.testing.assert_allclose(vectors[row], encoder.passages([text]).vectors[0], atol=1e-6)


def test_no_texts_give_no_rows(folder: Path) -> None:
    """The dimension is there all the same."""
    encoding = loaded(folder).passages([])
    assert (encoding.vectors.shape, encoding.truncated.shape) == ((0, DIMENSION), (0,))


def test_a_text_without_a_word_is_refused_by_name(folder: Path) -> None:
    """Without a prompt an empty text has no direction; its place is told."""
    with pytest.raises(UnusableVector, match="text 1 of 2"):
        loaded(folder, "", "").passages(["flood", ""])
