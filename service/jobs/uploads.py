"""Files in a multipart body -> files in a folder of ours, as they arrive: in memory is a block of them.

They are numbered there; what the sender called them is kept as text, and is never a path.
"""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from embeddings.text.reading.sources import suffix_of
from service.errors import BodyTooLarge, BodyTooSlow, NotMultipart, UnknownKind
from service.jobs.job import SentFile
from service.jobs.spools import SpooledFile, disk_faults, sync_folder
from service.jobs.threads import DiskThreads
from service.settings import Settings

MEDIA_TYPE = "multipart/form-data"
MOST_FILES = 1_000
LONGEST_NAME = 200  # characters
_STALLED_SECONDS = 30.0  # in which something more has to arrive
_BLOCK = 2**20  # bytes gathered before they are written
_FOLDERS = re.compile(r".*[/\\]", re.DOTALL)


async def receive_files(
    request: Request, folder: Path, settings: Settings, threads: DiskThreads
) -> tuple[SentFile, ...]:
    """The files of a request, in `folder` under their numbers from 0, and safe there from a power cut.

    Raises BodyTooLarge as soon as that is known, NotMultipart, UnknownKind, BodyTooSlow, CannotWrite
    or NoSpace.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > settings.upload_bytes:
        raise BodyTooLarge
    with _Files(folder, request.headers["content-type"]) as files:
        try:
            async with asyncio.timeout(settings.upload_seconds):
                await _receive(request, files, settings.upload_bytes, threads)
        except TimeoutError:
            raise BodyTooSlow from None
        return await threads.do(files.finish)


async def _receive(request: Request, files: "_Files", most: int, threads: DiskThreads) -> None:
    block, length = bytearray(), 0
    chunks = request.stream()
    while True:
        async with asyncio.timeout(_STALLED_SECONDS):
            chunk = await anext(chunks, None)
        if chunk is None:
            break
        length += len(chunk)
        if length > most:
            raise BodyTooLarge
        block += chunk
        if len(block) >= _BLOCK:
            await threads.do(files.feed, bytes(block))
            block.clear()
    await threads.do(files.feed, bytes(block))


class _Files:
    """Takes a body apart, and writes its files.

    Its methods raise NotMultipart, UnknownKind, CannotWrite or NoSpace.
    """

    def __init__(self, folder: Path, content_type: str) -> None:
        self._folder = folder
        self._sent: list[SentFile] = []
        self._file: SpooledFile | None = None
        self._whole = False
        self._field, self._value, self._disposition = b"", b"", b""
        boundary = parse_options_header(content_type)[1].get(b"boundary", b"")
        if not boundary:
            raise NotMultipart
        with _told():
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin,
                    "on_header_field": self._on_field,
                    "on_header_value": self._on_value,
                    "on_header_end": self._on_header,
                    "on_headers_finished": self._open,
                    "on_part_data": self._write,
                    "on_part_end": self._close,
                    "on_end": self._end,
                },
            )

    def __enter__(self) -> "_Files":
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def feed(self, block: bytes) -> None:
        with _told():
            self._parser.write(block)

    def finish(self) -> tuple[SentFile, ...]:
        # The parser does not mind a body that stops before its closing boundary: it forgets the last file.
        if not self._whole or not self._sent:
            raise NotMultipart
        with _told():
            sync_folder(self._folder)
        return tuple(self._sent)

    def _begin(self) -> None:
        self._disposition = b""

    def _on_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header(self) -> None:
        if self._field.lower() == b"content-disposition":
            self._disposition = self._value
        self._field, self._value = b"", b""

    def _open(self) -> None:
        named = parse_options_header(self._disposition.decode("latin-1"))[1].get(b"filename")
        if named is None or len(self._sent) >= MOST_FILES:
            raise NotMultipart
        number, name = len(self._sent), _plain(named)
        if not suffix_of(name):
            raise UnknownKind(number)
        self._file = SpooledFile(self._folder / str(number), _printable(name))

    def _write(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._file.write(data[start:end])

    def _close(self) -> None:
        if self._file is not None:
            self._sent.append(self._file.finish())
            self._file = None

    def _end(self) -> None:
        self._whole = True


def _plain(named: bytes) -> str:
    """The name of a file without its folders, as text."""
    try:
        name = named.decode("utf-8")
    except UnicodeDecodeError:
        name = named.decode("latin-1")
    return _FOLDERS.sub("", name)[-LONGEST_NAME:]


def _printable(name: str) -> str:
    return "".join(character if character.isprintable() else "_" for character in name)


@contextmanager
def _told() -> Iterator[None]:
    try:
        with disk_faults():
            yield
    except FormParserError:
        raise NotMultipart from None
