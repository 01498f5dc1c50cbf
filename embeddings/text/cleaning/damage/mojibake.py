"""Text that was decoded with the wrong encoding: read back as it was meant, or marked as lost."""

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from ftfy import fix_encoding  # importing it registers the codec sloppy-windows-1252, used below
from ftfy.chardata import UTF8_DETECTOR_RE

from embeddings.text.cleaning.page import Page, Rule
from embeddings.text.script.offsets import TextChange

_LOST = "\ufffd"
_WESTERN = "\x80-\xff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"  # what bytes above 7F are in Western code pages
# Whole runs of even length: inside UTF-8 read as Latin-1 there are bytes that GB 2312 never has.
_GBK_AS_LATIN = re.compile(rf"(?<![{_WESTERN}])(?:[\xa1-\xfe]{{2}})+(?![{_WESTERN}])")
_PAIR = re.compile("[\xa1-\xfe]{2}")  # without one there is no run, and most texts have none
_SURE = 6  # letters of a run that can be nothing else: no Western word has so many beyond ASCII in a row
_COMMON = range(0xB0, 0xD8)  # rows of GB 2312's 3,755 common characters
_SIGNS = range(0xA1, 0xA4)  # rows of its punctuation and full-width forms
_REPLACEMENT_AS_GBK = re.compile("(?:锟斤拷)+(?:锟斤|锟)?")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]{4,}")
_FEWEST_HAN = 4
_MOST_LOST = 0.6  # of the characters; every byte that did not survive takes one or two with it
_THREE_BYTES = (0xE3, *range(0xE4, 0xEA), 0xEF)  # first bytes of CJK punctuation, Han, full-width forms


def _utf8_as_latin(page: Page) -> Iterator[TextChange]:
    """cafÃ© -> café, by ftfy's own test of what is plausible (it leaves İş and Ä Ö alone).

    In a line where one such run is sure, those too short for the test (å¹´) are read back as well.
    """
    western = _without(page.raw, _gbk_runs(page.raw))  # two letters of GBK may look like two bytes of UTF-8
    matches = list(UTF8_DETECTOR_RE.finditer(western))
    meant = [fix_encoding(match[0]) for match in matches]
    if not matches:
        return
    line_of = _line_numbers(page.raw)
    lines = [line_of(match.start()) for match in matches]
    sure = {line for line, match, fixed in zip(lines, matches, meant, strict=True) if fixed != match[0]}
    for line, match, fixed in zip(lines, matches, meant, strict=True):
        if fixed == match[0] and line in sure:
            fixed = _read_back(match[0])
        if fixed != match[0]:
            yield from _each(match.start(), match[0], fixed)


def _each(start: int, run: str, fixed: str) -> Iterator[TextChange]:
    """One change for each character read back; one for all when it took more than one step."""
    lengths = [len(character.encode("utf-8")) for character in fixed]
    if sum(lengths) != len(run):
        yield TextChange(start, start + len(run), fixed)
        return
    for character, length in zip(fixed, lengths, strict=True):
        yield TextChange(start, start + length, "" if character == "\ufeff" else character)
        start += length


def _read_back(run: str) -> str:
    for encoding in ("latin-1", "sloppy-windows-1252"):
        try:
            return run.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return run


def _without(raw: str, runs: Iterable[re.Match[str]]) -> str:
    """The text with spaces in place of these runs."""
    pieces: list[str] = []
    done = 0
    for run in runs:
        pieces += (raw[done : run.start()], " " * len(run[0]))
        done = run.end()
    return "".join([*pieces, raw[done:]])


def _gbk_runs(raw: str) -> list[re.Match[str]]:
    """Runs that are GBK: sure ones, and those in a line with a sure one that may be."""
    if not _PAIR.search(raw):
        return []
    runs = [match for match in _GBK_AS_LATIN.finditer(raw) if _may_be_gbk(match[0])]
    if not runs:
        return []
    line = _line_numbers(raw)
    sure = {line(match.start()) for match in runs if len(match[0]) >= _SURE and not _is_utf8(match[0])}
    return [match for match in runs if line(match.start()) in sure]


def _may_be_gbk(run: str) -> bool:
    """Are the pairs of letters common Chinese characters and signs (of a long run, nearly all)?"""
    leads = run.encode("latin-1")[::2]
    common = sum(lead in _COMMON for lead in leads)
    usual = common + sum(lead in _SIGNS for lead in leads)
    return common > 0 and (usual == len(leads) or (len(leads) >= 6 and usual >= 0.8 * len(leads)))


def _is_utf8(run: str) -> bool:
    try:
        run.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _line_numbers(raw: str) -> Callable[[int], int]:
    breaks = [found.start() for found in re.finditer("\n", raw)]
    return lambda place: bisect(breaks, place)


def _gbk_as_latin(page: Page) -> Iterator[TextChange]:
    """ÖÐ¹ú -> 中国"""
    for match in _gbk_runs(page.raw):
        for place in range(match.start(), match.end(), 2):
            pair = page.raw[place : place + 2].encode("latin-1")
            yield TextChange(place, place + 2, pair.decode("gb18030", "replace"))


@cache
def _utf8_as_gbk_pattern() -> re.Pattern[str]:
    """Two three-byte characters of UTF-8 are three two-byte characters of GBK: first, second, third."""
    follows = range(0x80, 0xC0)
    kinds: tuple[list[str], list[str], list[str]] = ([], [], [])
    for lead in range(0x81, 0xFF):
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFF)):
            character = bytes([lead, trail]).decode("gbk", "ignore")
            if len(character) != 1 or trail not in (*follows, *_THREE_BYTES):
                continue
            if lead in _THREE_BYTES and trail in follows:
                kinds[0].append(character)
            elif lead in follows:
                kinds[1 if trail in _THREE_BYTES else 2].append(character)
    first, second, third = ("".join(map(re.escape, kind)) for kind in kinds)
    return re.compile(f"[{first}][{second}][{third}]")


def _utf8_as_gbk(page: Page) -> Iterator[TextChange]:
    """涓浗 and the like. What did not survive the wrong decoding becomes the replacement character."""
    if not _utf8_as_gbk_pattern().search(page.raw):
        return
    for match in _BEYOND_ASCII.finditer(page.raw):
        if _utf8_as_gbk_pattern().search(match[0]):
            meant = b"".join(map(_gbk_bytes, match[0])).decode("utf-8", "replace")
            if _is_chinese_again(meant):
                yield TextChange(*match.span(), meant)


def _gbk_bytes(character: str) -> bytes:
    """Two bytes, or one that is never valid in UTF-8 for a lost one or a character that GBK has not."""
    try:
        return character.encode("gbk")
    except UnicodeEncodeError:
        return b"\xff"


def _is_chinese_again(text: str) -> bool:
    """Four or more common Chinese characters, and not much besides them, their marks and what was lost."""
    han = sum("\u4e00" <= character <= "\u9fff" for character in text)
    marks = sum(character in "，。、；：！？“”（）《》" for character in text)
    lost = text.count(_LOST)
    return han >= _FEWEST_HAN and lost <= _MOST_LOST * len(text) and han + marks + lost >= 0.95 * len(text)


def _replacements(page: Page) -> Iterator[TextChange]:
    """锟斤拷 was two replacement characters: what stood there is lost, and now says so."""
    for match in _REPLACEMENT_AS_GBK.finditer(page.raw):
        yield TextChange(*match.span(), _LOST * (len(match[0]) * 2 // 3))


MOJIBAKE = Rule(
    "mojibake", "reads back UTF-8 that was decoded as a Western code page", 0.95, False, _utf8_as_latin
)
MOJIBAKE_GBK = Rule("mojibake_gbk", "reads back GBK that was decoded as Latin-1", 0.95, False, _gbk_as_latin)
MOJIBAKE_UTF8 = Rule("mojibake_utf8", "reads back UTF-8 that was decoded as GBK", 0.95, False, _utf8_as_gbk)
LOST_TEXT = Rule(
    "lost_text", "writes 锟斤拷, a replacement character decoded as GBK, as one again", 0.95, False,
    _replacements,
)  # fmt: skip
