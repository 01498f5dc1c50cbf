"""What a service has freed is the system's again, also behind many arrays of all sizes."""

import gc
import subprocess
import sys
import weakref
from pathlib import Path

import pytest

from embeddings.corpus import Corpus, prepare_facets, prepare_search
from embeddings.encoder.encoding import Encoder
from embeddings.search.questions.question import Question
from service.server.allocation import LARGE

# Large arrays are freed, so that the allocator learns their size; then arrays of that size are made beside
# small ones that stay, and freed: where they came from a heap, what stays holds all of it.
_WORK = """
import sys
from service.server.allocation import LARGE, give_back_memory

if sys.argv[1] == "given back":
    give_back_memory()
def own():
    lines = open("/proc/self/smaps_rollup").read().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Anonymous:")) // 1024
for _ in range(3):
    large = [bytearray(2 * LARGE) for _ in range(2)]
    del large
before, kept, large = own(), [], []
for _ in range(10):
    large.append(bytearray(2 * LARGE - 100_000))
    kept.append(bytearray(100_000))
del large
print(own() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="memory is read from Linux")
def test_what_is_freed_is_given_back() -> None:
    """Without it most of ten large arrays stays; with it none does."""
    grown = {
        what: int(subprocess.run([sys.executable, "-c", _WORK, what], check=True, capture_output=True).stdout)
        for what in ("kept", "given back")
    }
    assert grown["given back"] <= 2
    if grown["kept"] < LARGE // 1_000_000:
        pytest.skip("this C library gives it back by itself")


_ASKED = """
import resource
import sys
from service.server.allocation import LARGE, give_back_memory

give_back_memory(int(sys.argv[1]))
for _ in range(3):
    bytearray(2 * LARGE)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(10):
    bytearray(2 * LARGE)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the C library of Linux is told")
def test_what_every_question_takes_is_kept() -> None:
    """In a large corpus that is more than is given back: its pages need not be fetched again."""
    fetched = [
        int(subprocess.run([sys.executable, "-c", _ASKED, n], check=True, capture_output=True).stdout)
        for n in ("1000", "900000")
    ]
    assert fetched[1] < 100 < fetched[0]


def test_a_snapshot_that_is_let_go_is_freed_by_its_references(corpus_folder: Path, tiny: Encoder) -> None:
    """Python's collector does not look at what was open when the service began: see `keep_what_is_open`."""
    corpus = Corpus.open(corpus_folder, tiny)
    corpus.answer(prepare_search(corpus.snapshot, Question("climate")))
    corpus.answer(prepare_facets(corpus.snapshot, Question("climate")))
    parts = {name: getattr(corpus.snapshot, name) for name in ("index", "space", "scaling")}
    kept = {name: weakref.ref(part) for name, part in parts.items()}
    gc.disable()
    try:
        del corpus, parts
        assert [name for name, part in kept.items() if part() is not None] == []
    finally:
        gc.enable()
