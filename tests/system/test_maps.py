"""The maps of the rooms: what a reader who comes to the project reads first."""

import ast
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

import embeddings
import embeddings.text
import embeddings.text.cleaning
import service
from tests.conftest import ROOT

_LINE = re.compile(r"^    ([a-z_]+/?) {2,}\S", re.MULTILINE)


@pytest.mark.parametrize(
    "room", [embeddings, service, embeddings.text, embeddings.text.cleaning], ids=lambda room: room.__name__
)
def test_a_map_has_a_line_for_every_file_and_room(room: ModuleType) -> None:
    """No line is missing, none is left over, and none stands twice."""
    folder = Path(room.__path__[0])
    files = [file.stem for file in folder.glob("*.py") if file.stem != "__init__"]
    rooms = [f"{inner.parent.name}/" for inner in folder.glob("*/__init__.py")]
    assert sorted(_LINE.findall(room.__doc__ or "")) == sorted(files + rooms)


@pytest.mark.parametrize(("contract", "room"), [("rooms", embeddings), ("service", service)])
def test_the_map_is_in_the_order_of_the_layers(contract: str, room: ModuleType) -> None:
    """What import-linter checks is what the map says: the layers from top to bottom."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (found,) = (one for one in settings["tool"]["importlinter"]["contracts"] if one["id"] == contract)
    layers = [layer.split(" | ") for layer in found["layers"]]
    order = [name.rstrip("/") for name in _LINE.findall(room.__doc__ or "")]
    at = 0
    for layer in layers:
        assert sorted(order[at : at + len(layer)]) == sorted(layer)
        at += len(layer)
    assert at == len(order)


def test_every_room_says_what_it_is_for() -> None:
    """Each package of the product has a docstring, and none is a corridor of more than fifteen files."""
    for top in ("embeddings", "service", "scripts"):
        for inner in (ROOT / top).rglob("__init__.py"):
            assert inner.read_text(encoding="utf-8").startswith('"""'), inner
            commands = inner.parent == ROOT / "scripts"  # a file for each, known by the command's name
            assert commands or len(list(inner.parent.glob("*.py"))) - 1 <= 15, inner


def test_every_module_has_its_test_or_one_that_names_it() -> None:
    """A test file of its name in the same room, or one whose docstring says that it covers the module."""
    tests = list((ROOT / "tests").rglob("test_*.py"))
    named = " ".join(ast.get_docstring(ast.parse(test.read_text(encoding="utf-8"))) or "" for test in tests)
    own = {(test.parent.relative_to(ROOT / "tests"), test.stem.removeprefix("test_")) for test in tests}
    untested = []
    for top in ("embeddings", "service", "scripts"):
        for file in (ROOT / top).rglob("*.py"):
            module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
            if file.stem == "__init__" or module.startswith("scripts.benchmarks"):
                continue
            if (file.parent.relative_to(ROOT), file.stem) not in own and f"`{module}`" not in named:
                untested.append(module)
    assert untested == []
