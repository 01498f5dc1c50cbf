"""The encoding of a web page: a mark, then UTF-8, then what the page says, then a guess."""

import re

from embeddings.errors import UnreadableSource
from embeddings.text.formats.encodings import TextEncoding, declared_encoding, decode, decode_as

_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:-]{2,40})|<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w:-]{2,40})",
    re.I,
)
_HEAD = 4096  # bytes in which a page has to say it


def decode_page(content: bytes, given: str = "") -> tuple[str, TextEncoding]:
    """Raises UnreadableSource, naming the first wrong byte, when it is in no encoding that can be told."""
    said = _DECLARED.search(content[:_HEAD])
    if not given and said:
        encoding = _utf_8(content) or declared_encoding((said[1] or said[2]).decode("ascii"), content)
        if encoding:
            return decode_as(content, encoding.name), encoding
    return decode(content, given, said=(said[1] or said[2]).decode("ascii") if said else "")


def _utf_8(content: bytes) -> TextEncoding | None:
    """Many a page in UTF-8 still says gb2312."""
    try:
        decode_as(content, "utf-8")
    except UnreadableSource:
        return None
    return TextEncoding("utf-8")
