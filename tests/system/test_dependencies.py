import tomllib

import pytest

from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKED = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("package", ["bertopic", "uvicorn"])
def test_what_is_used_by_its_internals_is_pinned(package: str) -> None:
    """To the release that is tested: another may have other internals."""
    (wanted,) = [one for one in PROJECT["dependencies"] if one.startswith(package)]
    assert wanted.startswith(f"{package}==")
    assert wanted in LOCKED
