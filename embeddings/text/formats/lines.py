"""The lines of a file as bytes, in any encoding, without ever holding more than one of them and a block."""

from collections.abc import Iterator
from gzip import GzipFile
from io import BufferedReader

File = BufferedReader | GzipFile  # both can be looked into before they are read
_BLOCK = 2**16  # bytes


def lines_of(file: File, encoding: str, largest: int) -> Iterator[bytes]:
    """Each line with its line feed. One longer than `largest` bytes comes as its first `largest + 1`."""
    if encoding.startswith(("utf-16", "utf-32")):
        return _wide_lines(file, "\n".encode(encoding), largest)
    return _lines(file, largest)


def _lines(file: File, largest: int) -> Iterator[bytes]:
    """No encoding but the wide ones has the byte of a line feed inside another character."""
    while line := file.readline(largest + 1):
        rest = line
        while len(rest) > largest and not rest.endswith(b"\n"):
            rest = file.readline(largest + 1)
        yield line


def _wide_lines(file: File, line_feed: bytes, largest: int) -> Iterator[bytes]:
    """Of units of as many bytes as the line feed has: its bytes count only where a unit begins."""
    kept = bytearray()
    too_long = False  # the line's beginning was handed out, and the rest of it is passed over
    searched = 0
    while block := file.read(_BLOCK):
        kept += block
        while (end := _find(kept, line_feed, searched)) >= 0:
            if not too_long:
                yield bytes(kept[:end][: largest + 1])
            del kept[:end]
            too_long, searched = False, 0
        searched = max(0, len(kept) - len(line_feed)) // len(line_feed) * len(line_feed)
        if len(kept) > largest:
            if not too_long:
                yield bytes(kept[: largest + 1])
            too_long = True
            del kept[:searched]
            searched = 0
    if kept and not too_long:
        yield bytes(kept)


def _find(content: bytearray, line_feed: bytes, start: int) -> int:
    """The end of the first line feed from `start` that stands where a unit does; -1 when there is none."""
    at = content.find(line_feed, start)
    while at >= 0 and at % len(line_feed):
        at = content.find(line_feed, at + 1)
    return at + len(line_feed) if at >= 0 else -1
