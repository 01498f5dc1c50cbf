"""`make lock`: the ranges of pyproject.toml -> the sets of packages that are installed, by their SHA-256.

    python -m scripts.development.requirements [--upgrade]

uv resolves for every Python and system that Tifa runs on at once, and names the hashes of all files of each
release. What was pinned stays as it was where the ranges allow it, unless --upgrade asks for the newest.

    requirements.lock        what Tifa runs on
    requirements-cuda.lock   what PyTorch of the index needs on Linux besides: libraries for graphics cards
    requirements-dev.lock    what the tests and checks need besides
    requirements-engines.lock   what `make test-engines` needs besides: the extras, and a server to test

`requirements-cpu.lock` is written by hand: builds of PyTorch without those libraries, not in the index.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

ROOT = Path(__file__).parents[2]
RUN, CUDA, DEV = "requirements.lock", "requirements-cuda.lock", "requirements-dev.lock"
ENGINES = "requirements-engines.lock"

_ABOUT = {
    RUN: "What Tifa runs on, the one set that is tested. To renew it: make lock",
    CUDA: "What PyTorch for Linux needs besides when it is taken from the index. To renew it: make lock",
    DEV: "What the tests and checks need besides requirements.lock. To renew it: make lock",
    ENGINES: "What `make test-engines` needs besides the other locks. To renew it: make lock",
}
_FOR_GRAPHICS_CARDS = re.compile(r"(?:nvidia|cuda|triton)\b")
EXTRAS = ("dev", "milvus", "ray", "engine-tests")
_COMPILE = (
    *("uv", "pip", "compile", "pyproject.toml", "--universal", "--python-version=3.11"),
    *("--generate-hashes", "--no-annotate", "--no-header", "--quiet"),
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?===)")


def entries(lock: str) -> Iterator[tuple[str, str]]:
    """The packages of a lock: name, and the lines that pin it."""
    for block in re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE):
        if name := _NAME.match(block):
            yield name[0], "".join(line + "\n" for line in block.splitlines() if not line.startswith("#"))


def parted(run: str, tested: str, everything: str) -> dict[str, str]:
    """What each file holds. run: all that Tifa runs on, locked.  tested: that, and what tests need.
    everything: that, and what engines need.
    """
    needed, for_tests = dict(entries(run)), dict(entries(tested))
    parts: dict[str, dict[str, str]] = {RUN: {}, CUDA: {}, DEV: {}, ENGINES: {}}
    for name, lines in entries(everything):
        if name in needed:
            part = CUDA if _FOR_GRAPHICS_CARDS.match(name) else RUN
        else:
            part = DEV if name in for_tests else ENGINES
        parts[part][name] = lines
    return {file: f"# {_ABOUT[file]}\n" + "".join(pins.values()) for file, pins in parts.items()}


def resolved(*options: str, preferred: Mapping[str, str]) -> str:
    """The ranges of pyproject.toml as one lock. preferred: the pins to stay with where they fit."""
    with tempfile.TemporaryDirectory() as place:
        lock = Path(place, "lock.txt")
        lock.write_text("".join(preferred.values()), encoding="utf-8")
        subprocess.run(
            [*_COMPILE, "--output-file", str(lock), *options],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return lock.read_text(encoding="utf-8")


@click.command()
@click.option("--upgrade", is_flag=True, help="Take the newest releases that the ranges allow.")
def main(*, upgrade: bool) -> None:
    """Write the four files anew."""
    if shutil.which("uv") is None:
        raise click.ClickException("uv is not installed here; run: pip install uv")
    locked = [ROOT / name for name in (RUN, CUDA, DEV, ENGINES)]
    preferred = {} if upgrade else dict(pin for file in locked for pin in entries(file.read_text("utf-8")))
    everything = resolved(*(f"--extra={extra}" for extra in EXTRAS), preferred=preferred)
    tested = resolved("--extra=dev", preferred=dict(entries(everything)))
    run = resolved(preferred=dict(entries(everything)))
    for name, content in parted(run, tested, everything).items():
        (ROOT / name).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
