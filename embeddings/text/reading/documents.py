"""The bytes of one document -> its text, by the reader of its kind, most in the confined process."""

import re

from embeddings.errors import UnreadableSource
from embeddings.text.formats.encodings import TextEncoding, decode
from embeddings.text.formats.extract import Extract
from embeddings.text.formats.office.libreoffice import convert, is_installed
from embeddings.text.formats.plain_text import extract_of_plain
from embeddings.text.formats.sandbox.sandbox import Confined
from embeddings.text.formats.web.encoding import decode_page
from embeddings.text.reading.sources import CONVERTED, DOCUMENTS, OLD_WORD, PAGES, SUBTITLES

_XML = (b"<?xml", b"<TEI", b"<teiCorpus", b"<akomaNtoso")
_CAPTIONS = "WEBVTT"
_PAGE = re.compile(r"\s*(?:<!doctype html|<html[\s>])", re.IGNORECASE)
# What begins a .doc of Word, and what is called so although it is of another kind.
_CALLED_DOC = ((b"\xd0\xcf\x11\xe0", "doc"), (b"{\\rtf", "rtf"), (b"PK\x03\x04", "docx"))
_ITS_OWN = TextEncoding("")  # a document knows how its text is encoded


def extract_of(confined: Confined, suffix: str, content: bytes, given: str) -> tuple[TextEncoding, Extract]:
    """What a file with this suffix holds, and how its text is encoded. given: the encoding, or empty.

    Raises UnreadableSource, saying why and what to do, when nothing can be had.
    """
    if suffix == OLD_WORD:
        return _old_word(confined, content, given)
    if suffix in CONVERTED:
        to = CONVERTED[suffix]
        return _ITS_OWN, confined.parse(to, convert(content, suffix, to))
    if suffix in SUBTITLES:
        text, encoding = decode(content, given)
        return encoding, confined.parse(suffix.removeprefix("."), text.encode("utf-8"))
    if suffix in DOCUMENTS:
        return _ITS_OWN, confined.parse(suffix.removeprefix("."), content)
    if suffix in PAGES:
        page, encoding = decode_page(content, given)
        return encoding, confined.parse("html", page.encode("utf-8"))
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_XML):
        return _ITS_OWN, confined.parse("xml", content)
    return _text(confined, content, given)


def _text(confined: Confined, content: bytes, given: str) -> tuple[TextEncoding, Extract]:
    text, encoding = decode(content, given)
    if _PAGE.match(text):
        return encoding, confined.parse("html", text.encode("utf-8"))
    if text.lstrip("\ufeff").startswith(_CAPTIONS):
        return encoding, confined.parse("vtt", text.encode("utf-8"))
    return encoding, extract_of_plain(text)


def _old_word(confined: Confined, content: bytes, given: str) -> tuple[TextEncoding, Extract]:
    """A .doc, or what is called so; by LibreOffice where its piece table is unreadable."""
    kind = next((kind for magic, kind in _CALLED_DOC if content.startswith(magic)), "")
    if not kind:
        return _text(confined, content, given)
    try:
        return _ITS_OWN, confined.parse(kind, content)
    except UnreadableSource as refused:
        if kind != "doc" or "password" in str(refused):
            raise
        if not is_installed():
            raise UnreadableSource(
                f"{refused}; LibreOffice (soffice) may read it and is not installed; or save it as .docx"
            ) from None
    return _ITS_OWN, confined.parse("docx", convert(content, OLD_WORD, "docx"))
