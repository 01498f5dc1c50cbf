import numpy as np

from embeddings.encoder.encoding import Encoding
from service.answering.question_cache import LONGEST, QuestionCache


def encoding(number: int) -> Encoding:
    return Encoding(np.full((1, 2), number, np.float32), np.zeros(1, np.bool_))


def test_the_question_asked_longest_ago_is_forgotten() -> None:
    """There is an end to what is kept, and asking again counts as asking."""
    cache = QuestionCache(most=2)
    cache.keep("harbour", encoding(1))
    cache.keep("school", encoding(2))
    assert cache.get("harbour") is not None
    cache.keep("forest", encoding(3))
    assert len(cache) == 2
    assert cache.get("school") is None
    found = cache.get("harbour")
    assert found is not None
    assert found.vectors.tolist() == [[1.0, 1.0]]


def test_a_page_of_text_is_not_kept() -> None:
    """What is kept is bounded in bytes, too."""
    cache = QuestionCache()
    cache.keep("x" * (LONGEST + 1), encoding(1))
    assert len(cache) == 0


def test_what_is_kept_does_not_hold_its_batch() -> None:
    """A question was encoded among others; they are let go."""
    batch = np.zeros((8, 2), np.float32)
    cache = QuestionCache()
    cache.keep("harbour", Encoding(batch[:1], np.zeros(1, np.bool_)))
    found = cache.get("harbour")
    assert found is not None
    assert found.vectors.base is None
