import json

import pytest

from embeddings.formulas.inventory import Inventory
from tests.embeddings.formulas.test_families import formula


def test_what_is_packed_comes_back() -> None:
    """The same formulas, with what they were found in."""
    inventory = Inventory((formula("守住港口常年开放的底线", 3.0), formula("open water", 1.0, "en")), 12, 3)
    assert Inventory.unpack(inventory.pack()) == inventory


def test_another_format_is_refused() -> None:
    """A file of a later version is not guessed at."""
    about = json.loads(Inventory((), 0, 0).pack()) | {"format": 99}
    with pytest.raises(ValueError, match="format 99"):
        Inventory.unpack(json.dumps(about).encode())


def test_a_kind_that_is_not_known_is_refused() -> None:
    """What is shown is one of the kinds that are described."""
    about = json.loads(Inventory((formula("港口开放", 1.0),), 1, 1).pack())
    about["formulas"][0]["kind"] = "riddle"
    with pytest.raises(ValueError, match="riddle"):
        Inventory.unpack(json.dumps(about).encode())
