"""The maps of the houses: what a reader who comes to the project reads first."""

import re
from pathlib import Path
from types import ModuleType

import pytest

import embeddings
import service


@pytest.mark.parametrize("house", [embeddings, service])
def test_every_module_stands_in_the_map_of_its_house(house: ModuleType) -> None:
    """The docstring of the package names every file and every folder in it, and no other folder."""
    assert house.__doc__
    named = set(re.findall(r"[a-z_]+/|[a-z_]+", house.__doc__))
    folder = Path(house.__path__[0])
    files = {file.stem for file in folder.glob("*.py")} - {"__init__"}
    rooms = {f"{room.parent.name}/" for room in folder.glob("*/__init__.py")}
    assert files | rooms <= named
    assert {name for name in named if name.endswith("/")} == rooms
