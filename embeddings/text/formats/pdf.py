"""The text layer of a .pdf, by PDFium: a line of the page is a line of text, a form feed parts the pages."""

import re

import pypdfium2
import pypdfium2.raw

from embeddings.errors import UnreadableSource
from embeddings.text.formats.extract import Extract

MOST_PAGES = 5_000
LONGEST = 32 * 2**20  # characters
_HYPHEN = "\ufffe"  # what PDFium makes of a hyphen that ends a line, and of the line break behind it
_LEAST_ON_A_PAGE = 20  # characters on average; a scan has none, or the stamp of the scanner
_UNREADABLE = re.compile(
    "[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]"
)  # what a font without names of its signs gives
_MOST_UNREADABLE = 0.1
_EMPTY_PAGES_NAMED = 10


def text_of(content: bytes) -> Extract:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = pypdfium2.raw.FPDF_GetLastError() == pypdfium2.raw.FPDF_ERR_PASSWORD or "assword" in str(
            error
        )
        raise UnreadableSource("locked with a password" if locked else "not a sound .pdf") from None
    if len(document) > MOST_PAGES:
        raise UnreadableSource(f"{len(document)} pages, more than {MOST_PAGES}")
    pages: list[str] = []
    length = 0
    for page in document:
        pages.append(_page(page))
        length += len(pages[-1])
        if length > LONGEST:
            raise UnreadableSource(f"more than {LONGEST} characters")
    _refuse_scan(pages)
    text = "\f".join(pages)
    _refuse_gibberish(text)
    empty = [number for number, page in enumerate(pages, start=1) if not page.strip()]
    if not empty:
        return Extract(text)
    named = ", ".join(map(str, empty[:_EMPTY_PAGES_NAMED])) + (
        " …" if len(empty) > _EMPTY_PAGES_NAMED else ""
    )
    note = f"no text on {len(empty)} of {len(pages)} pages, which may be scanned: {named}"
    return Extract(text, confidence=round(1 - len(empty) / len(pages), 2), notes=(note,))


def _page(page: pypdfium2.PdfPage) -> str:
    text = page.get_textpage()
    try:
        found: str = text.get_text_range()
    finally:
        text.close()
        page.close()
    return found.replace("\r\n", "\n").replace(_HYPHEN, "-\n")


def _refuse_scan(pages: list[str]) -> None:
    if sum(len(page.strip()) for page in pages) < _LEAST_ON_A_PAGE * len(pages):
        raise UnreadableSource(
            "a scanned document without a text layer: have its text recognised first (ocrmypdf does)"
        )


def _refuse_gibberish(text: str) -> None:
    if len(_UNREADABLE.findall(text)) > _MOST_UNREADABLE * len(text):
        raise UnreadableSource(
            "a text layer of signs without a known meaning: have its text recognised (ocrmypdf --force-ocr)"
        )
