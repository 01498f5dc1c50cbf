"""The text of a .doc of Word 97 and later: what its piece table says stands where, without what is hidden.

Only the streams of the text are read, never macros or embedded files. Hidden, deleted and struck text is left
out, of a field its result stays; foot- and endnotes and text boxes stand at the end.
Source: [MS-DOC] 2.4.1 (retrieving text), 2.6.1 (properties of characters), 2.8.35 (the piece table)
"""

import io
import re
import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence

import olefile

from embeddings.errors import UnreadableSource
from embeddings.text.formats.extract import Extract

_MAGIC = 0xA5EC
_WORD_97 = 0x00C1
_ENCRYPTED, _OTHER_TABLE = 0x0100, 0x0200
_LENGTHS = 0x4C  # of the parts of the text, in the header: main, footnotes, headers, …
_CHARACTERS, _PIECES = 0x00FA, 0x01A2  # where the tables of runs and of pieces stand, and how long they are
_COMPRESSED = 1 << 30  # a piece of one byte a character
_PAGE = 512  # bytes of a page of runs
_HIDING = frozenset((0x083C, 0x0800, 0x0837, 0x2A53))  # vanish, deleted, struck, struck twice
_ON = frozenset((1, 0x81))
_OPERANDS = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}  # bytes, by the kind of a property; 6 says its own
_LONGEST = 32 * 2**20  # characters
_MOST_RUNS = 2_000_000
_FIELD = re.compile("\x13[^\x13\x14\x15]*\x14|\x13[^\x13\x14\x15]*\x15|[\x14\x15]")
_SIGNS = str.maketrans(
    {"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x1e": "\u2011", "\x1f": "\xad"}
    | dict.fromkeys("\x00\x01\x03\x04\x05\x06\x08\x0e\x0f\x10\x11\x12\x15", "")
)
_ROW_END, _CELL_END = "\x07\x07", "\x07"
_NOTE = "\x02"


def text_of(content: bytes) -> Extract:
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as file:
            main = _stream(file, "WordDocument")
            flags = _u16(main, 0x0A)
            if _u16(main, 0) != _MAGIC or _u16(main, 2) < _WORD_97:
                raise UnreadableSource("a .doc of a Word older than 97")
            if flags & _ENCRYPTED:
                raise UnreadableSource("locked with a password")
            table = _stream(file, "1Table" if flags & _OTHER_TABLE else "0Table")
            title, author, day = _properties(file)
    except (OSError, struct.error, IndexError) as error:
        raise UnreadableSource(f"not a sound .doc file ({type(error).__name__})") from None
    try:
        text = "\n".join(part for part in parts_of(main, table) if part.strip())
    except (struct.error, IndexError, ValueError):
        raise UnreadableSource("not a sound .doc file: its table of pieces cannot be read") from None
    if not text.strip():
        raise UnreadableSource("no text")
    return Extract(text, title, date=day, author=author)


def parts_of(main: bytes, table: bytes) -> list[str]:
    """The main text, then the notes, each behind its number, and the text boxes.

    main, table: the streams of those names. Raises ValueError, struct.error or IndexError for no such ones.
    """
    text = "".join(_pieces(main, table))
    n_main, n_foot, n_head, _, n_comments, n_end, n_boxes = (_u32(main, _LENGTHS + 4 * n) for n in range(7))
    foot = text[n_main:][:n_foot]
    end = text[n_main + n_foot + n_head + n_comments :][:n_end]
    boxes = text[n_main + n_foot + n_head + n_comments + n_end :][:n_boxes]
    notes = [
        f"[{number}] {' '.join(_shown(_without_fields(note)).split())}"
        for number, note in enumerate((foot + end).split(_NOTE)[1:], start=1)
    ]
    return [_shown(_numbered(_without_fields(text[:n_main]))), *notes, _shown(_without_fields(boxes))]


def _stream(file: olefile.OleFileIO, name: str) -> bytes:
    if not file.exists(name):
        raise UnreadableSource(f"not a Word document: it has no {name}")
    content: bytes = file.openstream(name).read()
    return content


def _u16(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<H", data, at)[0])


def _u32(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", data, at)[0])


def _pieces(main: bytes, table: bytes) -> Iterator[str]:
    """What the pieces hold, in the order of the text; a hidden character is one that nothing shows."""
    hidden = _hidden(main, table)
    starts = [start for start, _ in hidden]
    clx = table[_u32(main, _PIECES) :][: _u32(main, _PIECES + 4)]
    at = 0
    while clx[at] == 1:  # properties of pieces
        at += 3 + _u16(clx, at + 1)
    if clx[at] != 2:
        raise ValueError("no table of pieces")
    pieces = clx[at + 5 :][: _u32(clx, at + 1)]
    n = (len(pieces) - 4) // 12
    length = 0
    for number in range(n):
        n_characters = _u32(pieces, 4 * number + 4) - _u32(pieces, 4 * number)
        place = _u32(pieces, 4 * (n + 1) + 8 * number + 2)
        length += n_characters
        if n_characters < 0 or length > _LONGEST:
            raise ValueError("no table of pieces")
        compressed = bool(place & _COMPRESSED)
        width = 1 if compressed else 2
        start = (place & (_COMPRESSED - 1)) // (2 if compressed else 1)
        data = main[start : start + width * n_characters]
        if len(data) < width * n_characters:
            raise ValueError("a piece beyond the end")
        said = data.decode("cp1252" if compressed else "utf-16-le", "replace")
        if compressed or len(said) == n_characters:
            said = _without(said, start, width, hidden, starts)
        yield said.ljust(n_characters, "\x00")


def _without(
    said: str, start: int, width: int, hidden: Sequence[tuple[int, int]], starts: Sequence[int]
) -> str:
    """A piece in which what is hidden is written as nothing, so that the lengths of the parts stay true."""
    characters = list(said)
    for number in range(max(0, bisect_right(starts, start) - 1), len(hidden)):
        first, last = hidden[number]
        if first >= start + width * len(said):
            break
        begin, end = max(0, (first - start) // width), min(len(said), (last - start) // width)
        for place in range(begin, end):
            characters[place] = "\x00"
    return "".join(characters)


def _hidden(main: bytes, table: bytes) -> list[tuple[int, int]]:
    """Where in the stream runs of hidden characters stand, sorted."""
    plc = table[_u32(main, _CHARACTERS) :][: _u32(main, _CHARACTERS + 4)]
    n = (len(plc) - 4) // 8
    found: list[tuple[int, int]] = []
    n_runs = 0
    for number in range(max(n, 0)):
        page = main[(_u32(plc, 4 * (n + 1) + 4 * number) & 0x3FFFFF) * _PAGE :][:_PAGE]
        if len(page) < _PAGE:
            continue
        runs = page[-1]
        n_runs += runs
        if n_runs > _MOST_RUNS:
            raise ValueError("too many runs")
        for run in range(runs):
            at = page[4 * (runs + 1) + run] * 2
            if at and _hides(page[at + 1 : at + 1 + page[at]]):
                found.append((_u32(page, 4 * run), _u32(page, 4 * run + 4)))
    return sorted(found)


def _hides(properties: bytes) -> bool:
    at = 0
    hides = False
    while at + 2 < len(properties):
        name = _u16(properties, at)
        kind = name >> 13
        size = _OPERANDS.get(kind) or properties[at + 2] + 1
        if name in _HIDING:
            hides |= properties[at + 2] in _ON
        at += 2 + size
    return hides


def _numbered(text: str) -> str:
    """The marks of notes, in brackets."""
    first, *rest = text.split(_NOTE)
    return first + "".join(f" [{number}]{part}" for number, part in enumerate(rest, start=1))


def _without_fields(text: str) -> str:
    """Of a field its result: what it is made of is no text. Fields stand in each other a few deep."""
    for _ in range(20):
        text, found = _FIELD.subn("", text)
        if not found:
            break
    return text


def _shown(text: str) -> str:
    rows = text.replace(_ROW_END, "\n").replace(_CELL_END, "\t").translate(_SIGNS)
    return "\n".join(line.rstrip() for line in rows.split("\n") if line.strip())


def _properties(file: olefile.OleFileIO) -> tuple[str, str, str]:
    """Title, author and day as the program wrote them: weak."""
    try:
        said = file.get_metadata()
        encoding = f"cp{said.codepage}" if said.codepage and 0 < said.codepage < 65_001 else "utf-8"
        title, author = (
            value.decode(encoding, "replace").strip("\x00 ") if isinstance(value, bytes) else ""
            for value in (said.title, said.author)
        )
        day = said.create_time.date().isoformat() if said.create_time else ""
    except (OSError, LookupError, ValueError, AttributeError):
        return "", "", ""
    named = re.search(r"(?i)^(?:microsoft|untitled|document\d*$)|\.docx?$", title)
    return "" if named else title, author, day
