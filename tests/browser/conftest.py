"""A headless Chromium of the system's; these tests skip where there is none."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from scripts.benchmarks.chromium import chromium, found
from tests.conftest import ROOT, SampleCorpus


# Playwright runs an event loop for as long as it is there: no other test could run one of its own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if found() is None:
        pytest.skip("needs Chromium: apt-get install chromium")
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def site(sample: SampleCorpus) -> Iterator[str]:
    """The sample speeches, served by a process of its own with the default model."""
    with serving(sample.folder) as address:
        yield address


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a service of this corpus, in a process of its own."""
    command = [sys.executable, "-m", "scripts.serve", "--corpus", str(folder), "--port", "0"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        told = (re.search(r"http://127\.0\.0\.1:\d+", line) for line in process.stderr)
        yield next(found[0] for found in told if found)
    finally:
        process.terminate()
        process.communicate(timeout=20)
