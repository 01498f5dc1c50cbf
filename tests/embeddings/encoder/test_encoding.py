import numpy as np
import pytest

from embeddings.encoder.encoding import fingerprint_of, unit_rows
from embeddings.errors import UnusableVector


def test_rows_are_made_one_long() -> None:
    """The direction stays."""
    assert unit_rows(np.array([[3, 4], [0, -2]], np.float32)).tolist() == pytest.approx(
        np.array([[0.6, 0.8], [0, -1]])
    )


@pytest.mark.parametrize(
    ("value", "named"), [(0.0, "a zero vector"), (np.nan, "NaN"), (np.inf, "infinity"), (-np.inf, "infinity")]
)
def test_a_vector_without_direction_is_refused(value: float, named: str) -> None:
    """The text it was given for is named by its place."""
    with pytest.raises(UnusableVector, match=f"{named}.* for text 1 of 3"):
        unit_rows(np.array([[1, 0], [value, 0], [value, 0]], np.float32))


def test_no_texts_are_no_vectors() -> None:
    """Nothing to encode is not an error."""
    assert unit_rows(np.empty((0, 4), np.float32)).shape == (0, 4)


def test_a_fingerprint_changes_with_every_circumstance() -> None:
    """Equal circumstances give equal fingerprints in any order; another value or kind gives another."""
    here = fingerprint_of("int8", {"a": 1, "b": "x"})
    assert here == fingerprint_of("int8", {"b": "x", "a": 1})
    others = [fingerprint_of("fp32", {"a": 1, "b": "x"}), fingerprint_of("int8", {"a": 2, "b": "x"})]
    assert len({here, *others}) == 3
