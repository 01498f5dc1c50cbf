import re
import tomllib

import pytest

from scripts.development.requirements import CUDA, DEV, ENGINES, RUN, entries
from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CPU = "requirements-cpu.lock"


def locked(file: str) -> dict[str, str]:
    return dict(entries((ROOT / file).read_text(encoding="utf-8")))


def names(wanted: list[str]) -> set[str]:
    """Of requirements, as a lock has them."""
    return {re.sub(r"[-_.]+", "-", re.split(r"[^A-Za-z0-9._-]", one)[0]).lower() for one in wanted}


@pytest.mark.parametrize("package", ["bertopic", "uvicorn", "torch"])
def test_what_is_used_by_its_internals_is_pinned(package: str) -> None:
    """To the release that is tested: another may have other internals."""
    (wanted,) = [one for one in PROJECT["dependencies"] if one.startswith(package)]
    assert wanted.startswith(f"{package}==")
    assert locked(RUN)[package].startswith(f"{wanted} \\")


def test_the_locks_hold_what_the_project_asks_for() -> None:
    """What it runs on, and apart from that what its tests need."""
    runs_on = names(PROJECT["dependencies"])
    assert runs_on <= locked(RUN).keys()
    assert names(PROJECT["optional-dependencies"]["dev"]) <= locked(RUN).keys() | locked(DEV).keys()
    assert not runs_on & locked(DEV).keys()
    engines = PROJECT["optional-dependencies"]["milvus"] + PROJECT["optional-dependencies"]["ray"]
    assert names(engines) <= locked(ENGINES).keys()


@pytest.mark.parametrize("file", [RUN, CUDA, DEV, ENGINES, CPU])
def test_every_pin_has_its_hashes(file: str) -> None:
    """A package without one could be another than the one that was tested."""
    for name, lines in locked(file).items():
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", lines), name


def test_both_builds_of_pytorch_are_of_one_release() -> None:
    """Otherwise setting up would take one and then put the other over it."""
    (cpu,) = locked(CPU).values()
    assert cpu.split("+cpu")[0] == locked(RUN)["torch"].split(" ")[0]
