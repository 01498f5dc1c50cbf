"""A .doc of Word 97 made by hand: its streams in a compound file, so that a test says what is in each."""

import struct
from collections.abc import Sequence

_SECTOR = 512
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
_TEXT_AT = 2 * _SECTOR  # where the text begins in its stream
_RUNS_PAGE = 1  # the page that says which characters are hidden


def old_word(
    pieces: Sequence[tuple[str, bool]],
    *,
    hidden: tuple[int, int] = (0, 0),
    notes: str = "",
    flags: int = 0,
    n_fib: int = 0xC1,
) -> bytes:
    """pieces: of the text, each written one byte a character or not.  hidden: bytes of the first piece.

    notes: the text of the footnotes, which the last piece holds behind the main text.
    """
    said = "".join(text for text, _ in pieces)
    body, entries, starts = b"", b"", [0]
    for text, narrow in pieces:
        at = _TEXT_AT + len(body)
        body += text.encode("cp1252" if narrow else "utf-16-le")
        entries += struct.pack("<HIH", 0, (at * 2) | (1 << 30) if narrow else at, 0)
        starts.append(starts[-1] + len(text))
    pcd = struct.pack(f"<{len(starts)}I", *starts) + entries
    clx = b"\x02" + struct.pack("<I", len(pcd)) + pcd
    chpx = struct.pack("<3I", _TEXT_AT, _TEXT_AT + len(body), _RUNS_PAGE)
    fib = bytearray(_SECTOR)
    struct.pack_into("<HH", fib, 0, 0xA5EC, n_fib)
    struct.pack_into("<H", fib, 0x0A, flags)
    struct.pack_into("<2I", fib, 0x4C, len(said) - len(notes), len(notes))
    struct.pack_into("<2I", fib, 0xFA, 0, len(chpx))
    struct.pack_into("<2I", fib, 0x1A2, len(chpx), len(clx))
    return _compound(
        {"WordDocument": bytes(fib) + _page_of_runs(hidden, len(body)) + body, "0Table": chpx + clx}
    )


def _page_of_runs(hidden: tuple[int, int], n_bytes: int) -> bytes:
    """Three runs: before, in and behind what is hidden; the one in the middle has a property."""
    page = bytearray(_SECTOR)
    edges = (0, *hidden, n_bytes)
    struct.pack_into("<4I", page, 0, *(_TEXT_AT + edge for edge in edges))
    page[16:19] = bytes((0, 200 if hidden[1] else 0, 0))
    page[400:404] = b"\x03" + struct.pack("<H", 0x083C) + b"\x01"
    page[-1] = 3
    return bytes(page)


def _compound(streams: dict[str, bytes]) -> bytes:
    """A compound file of streams that are no small ones: header, table of sectors, directory, streams."""
    sectors: list[bytes] = []
    chain = [_FAT, _END]
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    for number, (name, content) in enumerate(streams.items(), start=1):
        padded = content.ljust(4096, b"\0")
        padded += b"\0" * (-len(padded) % _SECTOR)
        first = 2 + len(sectors)
        parts = [padded[at : at + _SECTOR] for at in range(0, len(padded), _SECTOR)]
        sectors += parts
        chain += [*range(first + 1, first + len(parts)), _END]
        right = number + 1 if number < len(streams) else _NONE
        entries.append(_entry(name, 2, first, len(padded), right=right))
    directory = b"".join(entries).ljust(_SECTOR, b"\0")
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(_SECTOR, b"\xff")
    assert len(table) == len(directory) == _SECTOR
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 16
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + b"\0" * 6
    )
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, _END, 0, _END, 0) + struct.pack("<109I", 0, *([_FREE] * 108))
    return head + table + directory + b"".join(sectors)


def _entry(name: str, kind: int, first: int, size: int, *, child: int = _NONE, right: int = _NONE) -> bytes:
    written = (name + "\0").encode("utf-16-le")
    return (
        written.ljust(64, b"\0")
        + struct.pack("<HBB3I", len(written), kind, 1, _NONE, right, child)
        + b"\0" * 36
        + struct.pack("<IQ", first, size)
    )
