"""Records whose form is found out: XML tables, nested JSON, named captions, unnamed rows; old documents."""

import json
import struct
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from embeddings.errors import UnreadableSource
from embeddings.text.formats import captions, xml_text
from embeddings.text.formats.office import old_word
from embeddings.text.reading.json_files import json_file_rows
from embeddings.text.reading.read import read
from scripts.benchmarks.robustness.growing.work import Work
from scripts.benchmarks.robustness.hostile_texts import Hostile, numbered, repeated

_SAID = "The harbour of Veldhaven stays open all winter, and the ferries sail every day."
_TEXT_AT = 1_024  # where a text begins in its stream
_FIELD = "\x13 REF a \x14two\x15"


def every_record() -> Iterator[Work]:
    yield Work("XML of records", _read_xml, _xml_texts)
    yield Work("JSON file", _read_json, _json_files)
    yield Work("captions", _read_captions, _captions)
    yield Work("old Word document", _read_old_word, _old_documents)
    yield Work("rows of unknown names", _read_rows, _unnamed_rows)


def _read_xml(text: str) -> None:
    with suppress(UnreadableSource):
        xml_text.text_of(text.encode())


def _xml_texts() -> Iterator[Hostile]:
    for name, unit in {
        "rows": f"<row><no>1</no><said>{_SAID}</said></row>",
        "empty rows": "<row><a/><b/></row>",
        "attributes": f'<row a="{_SAID}" b="1"/>',
        "paragraphs": f"<p>{_SAID}</p>",
        "speakers": f"<speaker><name>Ms A</name></speaker><p>{_SAID}</p>",
        "days": "<date>2031-06-04</date>",
        "signs": "a &amp; b ",
    }.items():
        yield Hostile(name, repeated(unit, before="<?xml version='1.0'?><r>", after="</r>"))
    yield Hostile("nested", lambda n: "<a>" * (n // 7) + _SAID + "</a>" * (n // 7))
    yield Hostile("nested rows", lambda n: "<r><n>1</n><p>" * (n // 20) + _SAID + "</p></r>" * (n // 20))
    yield Hostile(
        "nested markup", lambda n: "<r><t>" + "<p>" * (n // 7) + "a" + "</p>" * (n // 7) + "</t></r>"
    )
    yield Hostile(
        "fields", lambda n: "<r><row>" + "".join(f"<f{i}>a b</f{i}>" for i in range(n // 16)) + "</row></r>"
    )
    yield Hostile("names", lambda n: "<r><speaker>" + "<name>a</name>" * (n // 14) + "</speaker></r>")


def _read_json(text: str) -> None:
    with suppress(UnreadableSource):
        for _ in json_file_rows(text):
            pass


def _json_files() -> Iterator[Hostile]:
    piece = {"start": 1.5, "end": 2.5, "text": _SAID[:30]}
    yield Hostile("pieces", lambda n: json.dumps([piece] * (n // 60)))
    yield Hostile(
        "turns", lambda n: json.dumps({"title": "a", "parts": [{"speaker": "A", "text": _SAID}] * (n // 110)})
    )
    yield Hostile("lists in lists", lambda n: json.dumps([{"parts": [{"said": _SAID}] * 5}] * (n // 500)))
    yield Hostile("fields of fields", lambda n: '{"a":' * (n // 12) + "1" + "}" * (n // 12))
    yield Hostile("one object", lambda n: json.dumps({f"k{i}": _SAID for i in range(n // 90)}))
    yield Hostile("objects by key", lambda n: json.dumps({f"k{i}": {"said": _SAID} for i in range(n // 100)}))
    yield Hostile("lists of an object", lambda n: json.dumps({f"k{i}": [{"a": 1}] for i in range(n // 20)}))
    yield Hostile("paragraphs", lambda n: json.dumps([_SAID] * (n // 85)))


def _read_captions(text: str) -> None:
    with suppress(UnreadableSource):
        captions.subtitles_text(text.encode())


def _captions() -> Iterator[Hostile]:
    time = "00:00:01,000 --> 00:00:02,000\n"
    yield Hostile("cues", numbered(f"\n{time}{_SAID}\n"))
    yield Hostile("one cue", lambda n: time + f"{_SAID}\n" * (n // 80))
    yield Hostile("growing cues", _growing)
    yield Hostile("rolled up", lambda n: "".join(f"{time}line {i}\nline {i + 1}\n\n" for i in range(n // 50)))
    yield Hostile("named", repeated(f"{time}Ms Vole (SL): {_SAID}\n\n"))
    yield Hostile("voices", repeated(f"{time}<v Ms Vole>a\n\n"))
    yield Hostile("open tags", lambda n: time + "<i " * (n // 3))
    yield Hostile("times", repeated(time))


def _growing(n: int) -> str:
    """Captions that grow by a word each: the whole is as long as the square of the last one."""
    words = [f"word{i}" for i in range(max(2, int((n / 4) ** 0.5)))]
    cues = (" ".join(words[: i + 1]) for i in range(len(words)))
    return "".join(f"00:00:01,000 --> 00:00:02,000\n{cue}\n\n" for cue in cues)


def _read_old_word(text: str) -> None:
    body = text.encode("utf-16-le", "replace")
    half = len(text) // 2
    pieces = [(text[at : at + 1], at) for at in range(0, half, 8)]
    starts = [*(at for _, at in pieces), len(text)]
    entries = b"".join(struct.pack("<HIH", 0, _TEXT_AT + 2 * at, 0) for _, at in pieces)
    table = struct.pack(f"<{len(starts)}I", *starts) + entries
    clx = b"\x02" + struct.pack("<I", len(table)) + table
    main = bytearray(_TEXT_AT)
    struct.pack_into("<I", main, 0x4C, len(text))
    struct.pack_into("<2I", main, 0x1A2, 0, len(clx))
    with suppress(UnreadableSource, ValueError):
        old_word.parts_of(bytes(main) + body, clx)


def _old_documents() -> Iterator[Hostile]:
    yield Hostile("paragraphs", repeated(f"{_SAID}\r"))
    yield Hostile("fields", repeated(_FIELD))
    yield Hostile("open fields", repeated("\x13a"))
    yield Hostile("nested fields", lambda n: "\x13a\x14" * (n // 4) + "\x15" * (n // 4))
    yield Hostile("cells", repeated("a\x07"))
    yield Hostile("notes", repeated("a\x02"))


def _read_rows(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "rows.csv")
        file.write_text(text, encoding="utf-8")
        for _ in read([file]):
            pass


def _unnamed_rows() -> Iterator[Hostile]:
    yield Hostile("long values", lambda n: f"a,b\n1,{_SAID[:30] * (n // 30)}")
    yield Hostile("tags", lambda n: "a,b\n1," + "<b " * (n // 3))
    yield Hostile("no row of names", lambda n: f'1,"{_SAID * 3}"\n' * (n // 250))
    yield Hostile(
        "fields of names", lambda n: ",".join(f"speech date{i}" for i in range(n // 15)) + f"\n{_SAID}"
    )
    yield Hostile("brackets", lambda n: "text\n" + "(Applause " * (n // 10))
    yield Hostile("gaps", lambda n: "text\n" + "Mr Pell:    " * (n // 12))
