"""Everything that is installed for Tifa may be used with it: no licence asks for our users' sources."""

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution

import pytest

from tests.conftest import ROOT

_PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", re.MULTILINE)
_COPYLEFT = re.compile(
    r"\bA?GPL|\bGNU (?:Affero )?General Public|SSPL|Commons Clause|Business Source", re.IGNORECASE
)
_LESSER = re.compile(r"\bLGPL|Lesser General Public|GPL.{0,20}with.{0,40}exception", re.IGNORECASE)


def pinned() -> list[str]:
    return sorted(
        {
            name
            for file in ROOT.glob("requirements*.lock")
            for name in _PINNED.findall(file.read_text("utf-8"))
        }
    )


def licences_of(found: Distribution) -> list[str]:
    """What a package says of its licence, in each place where it may; only the first line of a whole text."""
    about = found.metadata.json
    said = [str(about.get("license_expression", "")), str(about.get("license", "")).strip().split("\n")[0]]
    said += [each for each in about.get("classifier", []) if each.startswith("License ::")]
    return [each for each in said if each]


def refused(licences: list[str]) -> bool:
    """Whether all that is said is copyleft; of what may be had under either, the other is taken."""
    free = [each for each in licences if _LESSER.search(each) or not _COPYLEFT.search(each)]
    choice = any(" OR " in each for each in licences)
    return bool(licences) and not free and not choice


@pytest.mark.parametrize("name", pinned())
def test_a_pinned_package_may_be_used(name: str) -> None:
    """None is under the GPL or the like; one that says nothing is named, so that somebody looks."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        pytest.skip(f"{name} is not installed here")
    licences = licences_of(found)
    assert licences or (found.files and any("LICEN" in str(file).upper() for file in found.files)), name
    assert not refused(licences), f"{name}: {licences}"


def test_what_is_refused() -> None:
    """GPL alone; not what may be had otherwise, nor a library's own licence."""
    assert refused(["GPL-3.0-or-later"])
    assert refused(["License :: OSI Approved :: GNU Affero General Public License v3"])
    assert not refused(["GPL-2.0-or-later OR Apache-2.0"])
    assert not refused(["LGPL-3.0-or-later"])
    assert not refused(["MIT", "License :: OSI Approved :: MIT License"])
