"""The text layer of a .pdf, by PDFium: a line of the page is a line of text, a form feed parts the pages.

PDFium gives characters in the order they were painted. Where the boxes of the characters say otherwise, they
decide: columns painted row by row, bold printed twice, Arabic and Hebrew lines painted from the left. Lines
that stand on most pages are left out, which is noted, and a sentence that runs over a page goes on.
"""

import re
from itertools import chain, pairwise

import pypdfium2
import pypdfium2.raw

from embeddings.errors import UnreadableSource
from embeddings.text.formats.extract import Extract
from embeddings.text.formats.pdf.doubts import check, refuse_scan
from embeddings.text.formats.pdf.layout import (
    from_the_left,
    from_the_right,
    glyphs_of,
    gutter_of,
    lines_of,
    without_overprints,
)
from embeddings.text.metadata.dating import dates_in
from embeddings.text.running_lines import without_running_lines
from embeddings.text.sentences import is_sentence

MOST_PAGES = 5_000
LONGEST = 32 * 2**20  # characters
_HYPHEN = "\ufffe"  # what PDFium makes of a hyphen that ends a line, and of the line break behind it
_EMPTY_PAGES_NAMED = 10
_WHOLE_DAY = len("2031-06-04")
_LINES_NAMED = 3
_DAMAGED = 0.6  # confidence in a text layer with foreign letters in it
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_DOUBLED = re.compile(r"([\u3040-\u9fff\uac00-\ud7a3])\1")
_MOST_DOUBLED = 0.04  # of the characters; no language doubles so many
_WIDE = re.compile("[\u3000-\u9fff\uac00-\ud7a3\uff01-\uffee]")
_SHORT = 20  # columns of a last line that may be a heading or a name
_TITLE_NOT = re.compile(
    r"(?i)^(?:microsoft |untitled|document\d*$|.*\.(?:docx?|pdf|indd|qxd|rtf|wpd|xlsx?|pptx?|odt|dvi"
    r"|tex|html?)$|.*pagemaker|created by|slide \d|无标题|文档)"
)


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
    refuse_scan(pages)
    notes = check("\n".join(pages))
    kept, running = without_running_lines(pages)
    if running:
        named = "; ".join(line[:60] for line in running[:_LINES_NAMED])
        notes += (f"left out {len(running)} lines that stand on most pages: {named}",)
    empty = [number for number, page in enumerate(pages, start=1) if not page.strip()]
    confidence = 1 - len(empty) / len(pages)
    if notes and "damaged" in notes[0]:
        confidence = min(confidence, _DAMAGED)
    if empty:
        named = ", ".join(map(str, empty[:_EMPTY_PAGES_NAMED]))
        more = " …" if len(empty) > _EMPTY_PAGES_NAMED else ""
        notes += (f"no text on {len(empty)} of {len(pages)} pages, which may be scanned: {named}{more}",)
    return Extract(
        _joined(kept),
        _title(document),
        round(confidence, 2),
        notes,
        date=_day_in(running) or _date(document),
        author=str(document.get_metadata_value("Author")).strip(),
    )


def _joined(pages: list[str]) -> str:
    """A page that ends in mid-sentence goes on with the next one; else a form feed parts them."""
    text = ""
    for page in pages:
        page = page.strip("\n")
        if text and page:
            last = text.rsplit("\n", 1)[-1].strip()
            runs_on = _width(last) > _SHORT and not is_sentence(last) and last[-1] not in ":："
            text = text.rstrip("\f\n") if runs_on else text
            text += "\n" if runs_on else "\f"
        elif text:
            text += "\f"
        text += page
    return text


def _width(line: str) -> int:
    """In columns: a wide character fills two."""
    return len(line) + len(_WIDE.findall(line))


def _page(page: pypdfium2.PdfPage) -> str:
    text = page.get_textpage()
    try:
        found = text.get_text_range().replace("\r\n", "\n").replace(_HYPHEN, "-\n")
        if len(_RIGHT_TO_LEFT.findall(found)) > 0.3 * len(found.replace(" ", "")):
            return "\n".join(map(from_the_right, lines_of(without_overprints(glyphs_of(text)))))
        if len(_DOUBLED.findall(found)) > _MOST_DOUBLED * max(len(found), 1):
            return "\n".join(map(from_the_left, lines_of(without_overprints(glyphs_of(text)))))
        return _in_columns(text, page.get_width(), found)
    finally:
        text.close()
        page.close()


def _in_columns(text: pypdfium2.PdfTextPage, width: float, found: str) -> str:
    """The text column by column, when it was painted across both of them."""
    boxes = [text.get_rect(number) for number in range(text.count_rects())]
    gutter = gutter_of(boxes, width)
    if gutter is None:
        return found
    sides = [box[0] >= gutter for box in boxes]
    changes = sum(one != other for one, other in pairwise(sides))
    if changes <= 3:
        return found  # painted one after the other
    across = [box[0] < gutter < box[2] for box in boxes]
    beside = [box for box, crosses in zip(boxes, across, strict=True) if not crosses]
    highest, lowest = max(box[3] for box in beside), min(box[1] for box in beside)
    parts: list[list[str]] = [[], [], [], []]  # a head across both columns, the columns, a foot
    for box, side, crosses in zip(boxes, sides, across, strict=True):
        part = 1 + side
        if crosses and (box[1] >= highest or box[3] <= lowest):
            part = 0 if box[1] >= highest else 3
        if piece := text.get_text_bounded(*box).strip():
            parts[part].append(piece)
    return "\n".join(chain.from_iterable(parts)).replace("\r\n", " ").replace(_HYPHEN, "-")


def _title(document: pypdfium2.PdfDocument) -> str:
    """What the file's properties call it; nothing for the name of a program or a file."""
    title = str(document.get_metadata_value("Title")).strip()
    return "" if len(title) < 4 or _TITLE_NOT.search(title) else title


def _day_in(running: list[str]) -> str:
    """The day that a running head gives a sitting."""
    days = {each.date for line in running for each in dates_in(line) if len(each.date) == _WHOLE_DAY}
    return days.pop() if len(days) == 1 else ""


def _date(document: pypdfium2.PdfDocument) -> str:
    match = re.match(r"D:(\d{4})(\d{2})(\d{2})", str(document.get_metadata_value("CreationDate")))
    return "-".join(match.groups()) if match else ""
