"""Bytes -> text: which encoding they are in, and how sure that is.

What is certain comes first: a byte order mark, then UTF-8, which no text in another encoding happens to be
(but for a few characters of UTF-16). The rest is a guess that is never silent: two detectors, chardet and
chardetng (the one of Firefox), have to agree, or the text of one has to be plainly the less strange.
The confidences are below the shares of right readings that scripts/benchmarks/text_encodings.py measures.
"""

import codecs
import re
from dataclasses import dataclass
from typing import NamedTuple

import chardet
import chardetng_py

from embeddings.errors import UnreadableSource
from embeddings.text.formats.everyday import share_of_everyday, strangeness

# Longest mark first: the one of UTF-16 begins that of UTF-32.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# A name that a detector or a page gives -> the codecs to try: what Windows and browsers read by that name.
_CODECS = {
    "big5": ("cp950", "big5hkscs"),
    "big5hkscs": ("cp950", "big5hkscs"),
    "euc_jis_2004": ("euc_jp", "euc_jis_2004"),
    "euc_kr": ("cp949",),
    "gb2312": ("gb18030",),
    "gbk": ("gb18030",),
    "iso8859-1": ("cp1252",),
    "iso8859-9": ("cp1254",),
    "shift_jis": ("cp932",),
}
_GUESSED = (
    *("gb18030", "big5hkscs", "cp932", "euc_jis_2004", "cp949"),
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8-r"),
)
_DAMAGED = (
    "gb18030",
    "cp950",
    "cp932",
    "euc_jp",
    "cp949",
)  # of several bytes: one lost one is told from others
_SHORTEST_DAMAGED = 200  # bytes: of less nobody can tell what is damaged
_FEW_WRONG = 3
_WRONG_SHARE = 0.002  # of the characters
LEAST_CONFIDENCE = 0.6  # below it a text is refused rather than guessed
AGREED, LESS_STRANGE, WESTERN, UNDECIDED = 0.99, 0.95, 0.8, 0.5
_CLEARLY_LESS = 0.05  # of strangeness
_TOO_STRANGE = 0.3  # strangeness of what both detectors take for text
_FEW = 0.01  # of the bytes: an English text with a few foreign names and curly quotes has fewer beyond ASCII
_SOME_CONTROLS, _MOST_CONTROLS = 0.01, 0.1  # of the characters: what may be UTF-16; what is no text
_LEAST_EVERYDAY = 0.85  # of the characters of UTF-16 without a mark
_LOOKED_AT = 2**16  # bytes from the first that is not ASCII
_COMPARED = 4_000  # characters
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_BEYOND_ASCII = bytes(range(0x80, 0x100))
_CONTROLS = bytes({*range(0x20)} - {*b"\t\n\v\f\r\x1b"})
_SURELY_UTF_8 = 20  # bytes beyond ASCII before the first wrong one: no other encoding gets so far


@dataclass(frozen=True, slots=True)
class TextEncoding:
    name: str  # a codec of Python; the text is content.decode(name)
    confidence: float = 1.0  # 1 is certain; anything else was guessed
    instead: str = ""  # the other one it may be
    damaged: int = 0  # places where bytes are no text in it, each of which stands as U+FFFD


class _Reading(NamedTuple):
    strangeness: float
    codec: str
    text: str


def check_encoding(name: str) -> None:
    """Raises ValueError when Python knows no text encoding of this name."""
    try:
        "a".encode(name)
    except (LookupError, ValueError):
        raise ValueError(f"not a text encoding: {name!r}") from None


def decode(content: bytes, encoding: str = "", *, said: str = "") -> tuple[str, TextEncoding]:
    """The text of a whole file. encoding: as a person gave it; found out when empty.  said: as the file says.

    A text with a few damaged bytes is read, and says how many. Raises UnreadableSource, naming the first
    wrong byte, when it is in no encoding that can be told.
    """
    try:
        found = find_encoding(content, encoding)
        return decode_as(content, found.name), found
    except UnreadableSource:
        padded = content.strip(b"\0")
        if padded != content and b"\0" not in padded:  # a program filled up its block
            return decode(padded, encoding, said=said)
        if read := _despite_damage(padded, encoding or said):
            return read
        raise


def _despite_damage(content: bytes, given: str) -> tuple[str, TextEncoding] | None:
    """The text of a file in which a few bytes are wrong: cut in a character, or lost on the way."""
    if _count(_CONTROLS, content) > _SOME_CONTROLS * len(content):
        return None
    if len(content) < _SHORTEST_DAMAGED:
        return None
    tried = _codecs(given) if given else ("utf-8", *_DAMAGED)
    readings = []
    for codec in tried:
        text = content.decode(codec, "replace")
        wrong = text.count("\ufffd")
        if wrong <= max(_FEW_WRONG, _WRONG_SHARE * len(text)):
            strange = 0.0 if codec == "utf-8" else strangeness(text.replace("\ufffd", "")[:_COMPARED])
            readings.append((strange, wrong, codec, text))
    if not readings:
        return None
    strange, wrong, codec, text = min(readings)
    if strange > _CLEARLY_LESS:
        return None
    return text, TextEncoding(codec, LEAST_CONFIDENCE if codec != "utf-8" else WESTERN, damaged=wrong)


def decode_as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableSource(f"not {_shown(encoding)} at byte {_offset(error, encoding)}") from None


def decode_row(row: bytes, encoding: str) -> str:
    """The text of a row without the mark that the first of a file may begin with."""
    return decode_as(row, encoding).removeprefix("\ufeff")


def find_encoding(content: bytes, given: str = "", *, whole: bool = True) -> TextEncoding:
    """The encoding of a file; of the first part of one, which may break off in a character, if not whole.

    Raises UnreadableSource when it cannot be told.
    """
    mark = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    if given:
        marked = codecs.lookup(given).name == "utf-8" and mark == "utf-8-sig"
        return TextEncoding(mark if marked else given)
    if mark:
        return TextEncoding(mark)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(content, whole)
    except UnicodeDecodeError as error:
        if _count(_BEYOND_ASCII, content[: error.start]) >= _SURELY_UTF_8:
            raise UnreadableSource(f"damaged: UTF-8, but not at byte {error.start}") from None
        return _utf_16(content, whole=whole) or _guess(content, error.start, whole=whole)
    controls = _count(_CONTROLS, content)
    if controls > _SOME_CONTROLS * len(content) and (found := _utf_16(content, whole=whole)):
        return found
    if controls > _MOST_CONTROLS * len(content):
        raise UnreadableSource("too many control characters: not a text, or in an encoding to be named")
    return TextEncoding("utf-8")


def find_row_encoding(sample: bytes, given: str = "", *, guess: bool) -> TextEncoding:
    """The encoding of a file of rows, from its first part. One bad row does not make it another.

    guess: whether it may be in another than UTF-8 or UTF-16; JSON may not.
    Raises UnreadableSource when it cannot be told.
    """
    if given or b"\0" in sample or sample.startswith(tuple(mark for mark, _ in _MARKS)):
        found = find_encoding(sample, given, whole=False)
        if found.name not in ("utf-16", "utf-32"):
            return found
        # A row behind the first has no mark to tell the order of its bytes.
        order = "be" if sample.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)) else "le"
        return TextEncoding(f"{found.name}-{order}")
    lines = [line for line in sample.split(b"\n")[:-1] or [sample] if not line.isascii()]
    in_utf_8 = sum(_decoded(line, "utf-8") is not None for line in lines)
    if not guess or in_utf_8 * 2 >= len(lines):
        return TextEncoding("utf-8")
    return find_encoding(sample, whole=False)


def declared_encoding(name: str, content: bytes) -> TextEncoding | None:
    """The encoding a page says it is in, when its bytes are."""
    return next((TextEncoding(codec, AGREED) for codec, _ in _first_decoded(content, name)), None)


def _utf_16(content: bytes, *, whole: bool) -> TextEncoding | None:
    """UTF-16 without a mark: nearly every pair of bytes is a common character, in one order of the two."""
    if whole and len(content) % 2:
        return None
    start = content[: min(len(content), _LOOKED_AT) // 2 * 2]
    texts = ((_decoded(start, name, whole=False) or "", name) for name in ("utf-16-le", "utf-16-be"))
    share, name = max((share_of_everyday(text[:_COMPARED]), name) for text, name in texts)
    return TextEncoding(name, round(min(share, AGREED), 2)) if share >= _LEAST_EVERYDAY else None


def _guess(content: bytes, wrong_at: int, *, whole: bool) -> TextEncoding:
    """Of the two detectors' answers the one both give, or the less strange. wrong_at: byte, in UTF-8."""
    first = _NOT_ASCII.search(content)
    start = content.rfind(b"\n", 0, first.start() if first else 0) + 1  # what stands before it is ASCII
    readings = [
        _Reading(strangeness(text[start : start + _COMPARED]), codec, text)
        for guess in _guesses(content[start : start + _LOOKED_AT])
        for codec, text in _first_decoded(content, guess, whole=whole)
    ]
    if not readings:
        raise UnreadableSource(f"not UTF-8 at byte {wrong_at}, and in no other encoding throughout")
    few = _count(_BEYOND_ASCII, content) < _FEW * len(content)
    found = _judged(sorted(readings, key=lambda reading: reading.strangeness), few_beyond_ascii=few)
    if found.confidence < LEAST_CONFIDENCE:
        names = " or ".join(filter(None, (found.name, found.instead)))
        raise UnreadableSource(
            f"not UTF-8 at byte {wrong_at}; it may be {names}: say which it is with --encoding"
        )
    return found


def _judged(readings: list[_Reading], *, few_beyond_ascii: bool) -> TextEncoding:
    """Of one or two readings, the less strange first, the more likely."""
    best, *others = readings
    for other in others:
        if other.text == best.text:
            return TextEncoding(best.codec, AGREED if best.strangeness <= _TOO_STRANGE else UNDECIDED)
        if other.strangeness - best.strangeness >= _CLEARLY_LESS:
            return TextEncoding(best.codec, LESS_STRANGE, other.codec)
        western = next((each for each in readings if each.codec == "cp1252"), None)
        if few_beyond_ascii and western:
            return TextEncoding("cp1252", WESTERN, other.codec if best is western else best.codec)
        return TextEncoding(best.codec, UNDECIDED, other.codec)
    return TextEncoding(best.codec, LESS_STRANGE if best.strangeness < _CLEARLY_LESS else UNDECIDED)


def _guesses(sample: bytes) -> list[str]:
    detector = chardetng_py.EncodingDetector()
    detector.feed(sample, last=True)
    second = detector.guess(tld=None, allow_utf8=False)
    first = chardet.detect(
        sample,
        include_encodings=_GUESSED,
        prefer_superset=True,
        compat_names=False,
        no_match_encoding="cp1252",
    )["encoding"]
    return [first, second] if first else [second]


def _first_decoded(content: bytes, name: str, *, whole: bool = True) -> list[tuple[str, str]]:
    """The first codec of that name that reads the bytes, and their text; nothing when none does."""
    for codec in _codecs(name):
        text = _decoded(content, codec, whole=whole)
        if text is not None:
            return [(codec, text)]
    return []


def _count(these: bytes, content: bytes) -> int:
    return len(content) - len(content.translate(None, these))


def _codecs(name: str) -> tuple[str, ...]:
    """Nothing for the names of what is no encoding, or of one in which the page could not have said so."""
    try:
        codec = codecs.lookup(name).name
        if "<".encode(codec) != b"<":
            return ()
    except (LookupError, ValueError):
        return ()
    return _CODECS.get(codec, (codec,))


def _decoded(content: bytes, encoding: str, *, whole: bool = True) -> str | None:
    """The text, or None when it is in another encoding; what is not whole may end inside a character."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(content, whole)
    except (LookupError, UnicodeError):
        return None


def _offset(error: UnicodeDecodeError, encoding: str) -> int:
    """Of the first wrong byte in the file; the decoder of utf-8-sig does not count the mark."""
    return error.start + (len(codecs.BOM_UTF8) if encoding == "utf-8-sig" else 0)


def _shown(encoding: str) -> str:
    return "UTF-8" if encoding in ("utf-8", "utf-8-sig") else encoding
