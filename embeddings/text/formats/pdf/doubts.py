"""Is the text layer of a .pdf text? Fonts without names of their signs give letters that mean nothing."""

import re
import unicodedata
from collections.abc import Sequence

from embeddings.errors import UnreadableSource
from embeddings.text.formats.everyday import strangeness

_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x10\x13-\x1f]")
_MOST_UNREADABLE = 0.1
_GIBBERISH = "a text layer of signs without a known meaning: have its text recognised (ocrmypdf --force-ocr)"
_COMPARED = 20_000  # characters looked at
_FEWEST = 120  # letters before anything is said of them
_VOWELS = re.compile("[aeiouyàâäáãåæèéêëìíîïòóôõöøœùúûüýăąęėēįīőūųűůıаеёиоуыэюяіїє]", re.IGNORECASE)
_LEAST_VOWELS = 0.26  # of Latin letters; real languages have .33 and more
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_STRANGE = 0.25  # strangeness at which characters beyond ASCII mean nothing
_HAN = re.compile("[\u3400-\u9fff]")
_MOST_FOREIGN = 0.003  # of the characters beside Chinese ones
_FOREIGN_SURE = 0.2
_STAMPED = 0.9  # of the pages
_LEAST_ON_A_PAGE = 20  # characters on average; a scan has none, or the stamp of the scanner


def check(text: str) -> tuple[str, ...]:
    """Notes on what may be wrong with a text. Raises UnreadableSource for one that is none."""
    if len(_UNREADABLE.findall(text)) > _MOST_UNREADABLE * len(text):
        raise UnreadableSource(_GIBBERISH)
    sample = text[:_COMPARED]
    latin = _LATIN.findall(sample)
    if len(latin) >= _FEWEST and len(latin) > 0.5 * len(re.findall(r"[^\W\d_]", sample)):
        vowels = len(_VOWELS.findall("".join(latin))) / len(latin)
        if vowels < _LEAST_VOWELS:
            raise UnreadableSource(_GIBBERISH)
    beyond = re.sub(r"[\x00-\x7f]", "", sample)
    if len(beyond) >= 30 and strangeness(sample) > _STRANGE and len(beyond) > 0.2 * len(sample):
        raise UnreadableSource(_GIBBERISH)
    return _foreign(sample)


def _foreign(sample: str) -> tuple[str, ...]:
    """Letters of far scripts inside Chinese: a font of the file names some of its signs wrongly."""
    n_han = len(_HAN.findall(sample))
    if n_han < 0.3 * len(sample):
        return ()
    foreign = sum(_is_far(character) for character in sample)
    if foreign > _FOREIGN_SURE * n_han:
        raise UnreadableSource(_GIBBERISH)
    if foreign <= _MOST_FOREIGN * n_han:
        return ()
    return (
        f"{foreign / n_han:.1%} of its characters are letters of other scripts inside Chinese: its"
        f" text layer is"
        " damaged there; have its text recognised (ocrmypdf --force-ocr)",
    )


def _is_far(character: str) -> bool:
    if character < "\u0250" or not unicodedata.category(character).startswith(("L", "M")):
        return False
    name = unicodedata.name(character, "")
    return not name.startswith(
        (
            "LATIN",
            "CJK",
            "HIRAGANA",
            "KATAKANA",
            "HANGUL",
            "BOPOMOFO",
            "GREEK",
            "CYRILLIC",
            "FULLWIDTH",
            "IDEOGRAPHIC",
            "COMBINING",
            "HALFWIDTH",
        )
    )


def refuse_scan(pages: Sequence[str]) -> None:
    """A stamp that stands on page after page is no text."""
    lines = [page.split("\n") for page in pages]
    on_pages: dict[str, int] = {}
    for page in lines:
        for line in {line.strip() for line in page}:
            on_pages[line] = on_pages.get(line, 0) + 1
    stamps = {line for line, count in on_pages.items() if len(pages) > 1 and count >= _STAMPED * len(pages)}
    letters = sum(len(line.strip()) for page in lines for line in page if line.strip() not in stamps)
    stamp = len(pages) == 1 and re.fullmatch(
        r"(?i)\W*(?:scanned|scan|gescannt|escaneado) (?:by|with|mit|con) .{3,30}", pages[0].strip()
    )
    if letters < _LEAST_ON_A_PAGE * len(pages) or stamp:
        raise UnreadableSource(
            "a scanned document without a text layer: have its text recognised first (ocrmypdf does)"
        )
