"""How the process gives memory back that it has used, and what it need not look through for garbage.

The allocator of glibc learns from what is freed: once a large array was, arrays of that size come from its
heaps, one for each of many threads, and leave holes there. A service that publishes and compares for hours
grows so, though it holds no more. See mallopt(3), and docs/benchmarks.md for how much.
"""

import ctypes
import gc
from contextlib import suppress

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # malloc.h
LARGE = 4 * 1024 * 1024  # bytes from which on an array has pages of its own, given back when it is freed
_LARGEST = 32 * 1024 * 1024  # bytes; more than this some versions of the library refuse
# Arrays of so many bytes a passage are made for each question: of a number a passage, and a few times that.
# Were their pages given back each time, fetching them again took a third of an answer among 900,000 passages.
_BYTES_OF_PASSAGE = 32
_HEAPS = 4  # few threads compute at once


def give_back_memory(n_passages: int = 0) -> None:
    """Have what is freed given back to the system. To be called before there are threads.

    n_passages: of the corpus that is answered from; what each question takes is kept for the next.
    Where the C library has no such setting, it stays as it is.
    """
    large = min(max(LARGE, _BYTES_OF_PASSAGE * n_passages), _LARGEST)
    with suppress(AttributeError, OSError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_MMAP_THRESHOLD, large)
        mallopt(_TRIM_THRESHOLD, large)
        mallopt(_ARENA_MAX, _HEAPS)


def keep_what_is_open() -> None:
    """Have Python's collector of cycles leave alone all that there is now; to be called once it is all open.

    A hundred thousand objects of modules and tables, of which ten are garbage: to look through them took .1 s
    every few hundred questions, while nobody was answered. What is let go is still freed, by its references.
    """
    gc.freeze()
