"""The process that parses pages and documents: it writes nothing, and ends when the connection does.

python -m embeddings.text.formats.sandbox.child FILE_DESCRIPTOR
"""

import json
import mimetypes
import resource
import sys
from contextlib import suppress
from dataclasses import asdict
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from embeddings.errors import UnreadableSource
from embeddings.text.formats.sandbox.restrictions import confine

_ROOT = Path(__file__).resolve().parents[4]  # the folder this package is in
MEMORY = 2 * 2**30  # bytes of address space
_CPU_SECONDS = 60  # for one document
_OPEN_FILES = 64
# Imported when one is met: an HTML extractor takes half a second.
_MORE = "embeddings.text.formats.office.other_documents"
_CAPTIONS = "embeddings.text.formats.captions"
_PARSERS = {
    "html": ("embeddings.text.formats.web.page", "text_of"),
    "doc": ("embeddings.text.formats.office.old_word", "text_of"),
    "docx": ("embeddings.text.formats.office.word", "text_of"),
    "pdf": ("embeddings.text.formats.pdf.text_layer", "text_of"),
    "xml": ("embeddings.text.formats.xml_text", "text_of"),
    "odt": (_MORE, "odt_text"),
    "rtf": (_MORE, "rtf_text"),
    "epub": (_MORE, "epub_text"),
    "srt": (_CAPTIONS, "subtitles_text"),
    "vtt": (_CAPTIONS, "subtitles_text"),
    "xlsx": (_MORE, "sheet_text"),
    "pptx": (_MORE, "slides_text"),
}


def main() -> None:
    connection = Connection(int(sys.argv[1]))
    mimetypes.init()  # which reads files of the system; spreadsheets would do it once they are out of reach
    _confine()
    with suppress(EOFError):
        while True:
            kind = connection.recv_bytes().decode()
            content = connection.recv_bytes()
            _allow_cpu()
            connection.send_bytes(json.dumps(_answer(kind, content)).encode())


def _answer(kind: str, content: bytes) -> dict[str, Any]:
    module, function = _PARSERS[kind]
    try:
        return asdict(getattr(import_module(module), function)(content))
    except UnreadableSource as refused:
        return {"refused": str(refused)}
    except MemoryError:
        return {"refused": f"takes more than {MEMORY // 2**20} MiB to parse"}
    except Exception as error:  # noqa: BLE001, a damaged file makes a parser fail in any way there is
        return {"refused": f"not a sound .{kind} file ({type(error).__name__})"}


def _confine() -> None:
    with suppress(ValueError, OSError):  # macOS does not limit address space
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    confine([_ROOT])


def _allow_cpu() -> None:
    """The limit counts all that the process has used, so each document raises it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + _CPU_SECONDS, hard))


if __name__ == "__main__":
    main()
