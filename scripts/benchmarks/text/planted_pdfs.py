"""PDFs made from the sample speeches: heads and feet, page breaks, wrapped lines, divided words, two columns.

    python -m scripts.benchmarks.text.planted_pdfs [--seed 17] [--files 12] [--show]

Of each layout and language: sentences that stand whole in one passage, lines of speech that are in none, and
heads and feet that came into a passage. The files are made in memory and read as any other.
"""

import argparse
import io
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from embeddings.speech import Speech
from embeddings.text.cleaning.clean import clean
from embeddings.text.formats.pdf.text_layer import text_of
from embeddings.text.passages import passages_of

SAMPLE = Path(__file__).parents[2] / "sample" / "speeches.jsonl"
LANGUAGES = ("en", "fr", "de", "es", "pt", "zh-Hans", "zh-Hant", "ja")
WIDTH, HEIGHT = A4
MARGIN, GUTTER, SIZE, LEADING = 72.0, 24.0, 11.0, 15.0  # points
LINES = (22, 40)  # of a page, drawn for each file
FONTS = {"zh-Hans": "STSong-Light", "zh-Hant": "MSung-Light", "ja": "HeiseiMin-W3"}
_ENDS = re.compile(r"(?<=[。！？])|(?<=[.!?]) +(?=[A-ZÀ-ÞİŞÇ¿¡])")
_CLOSING = "，。、；：！？）》」』】”’"
_SYLLABLE = re.compile(r"(?<=[aeiouäöüàéèêíóúãõı])(?=[bcdfgklmnprstvz][aeiouäöüàéèêíóúãõı])")

Row = tuple[float, str]  # the indent of a line and its text; an empty one is a gap


@dataclass(frozen=True, slots=True)
class Layout:
    """head, foot: of page n of so many; None for neither.  by_rows: two columns painted row by row."""

    name: str
    head: Callable[[int, int], str] | None = None
    foot: Callable[[int, int], str] | None = None
    columns: int = 1
    by_rows: bool = False
    indent: bool = False  # of a paragraph's first line; else a gap parts paragraphs
    divide: bool = False  # words at the ends of lines


def _sides(number: int, _: int) -> str:
    return f"{number}   HARBOUR COUNCIL" if number % 2 else f"ADDRESS TO THE HOUSE   {number}"


LAYOUTS = (
    Layout("plain"),
    Layout("indented", indent=True),
    Layout("head", head=lambda *_: "Veldhaven Harbour Board, 4 June 2031"),
    Layout("heads of two sides", head=_sides, indent=True),
    Layout("foot", foot=lambda number, pages: f"Page {number} of {pages}"),
    Layout("number", foot=lambda number, _: f"- {number} -", indent=True),
    Layout("head and bare number", head=lambda *_: "海湾港务 2031", foot=lambda number, _: f"{number}"),
    Layout("divided words", foot=lambda number, _: f"{number}", divide=True),
    Layout("two columns", columns=2, indent=True),
    Layout("two columns by rows", columns=2, by_rows=True, head=lambda *_: "Official Record of Veldhaven"),
    Layout("two columns, divided", columns=2, divide=True, foot=lambda number, pages: f"{number}/{pages}"),
)


@dataclass
class Planted:
    """A file and what it says."""

    content: bytes
    sentences: list[str]
    lines: list[str] = field(default_factory=list)  # of speech, as drawn
    furniture: set[str] = field(default_factory=set)


def planted(paragraphs: Sequence[str], language: str, layout: Layout, n_lines: int) -> Planted:
    font = FONTS.get(language, "Times-Roman")
    wide = language in FONTS
    column = (WIDTH - 2 * MARGIN - (layout.columns - 1) * GUTTER) / layout.columns
    rows: list[Row] = []
    for paragraph in paragraphs:
        rows += _wrapped(paragraph, font, column, wide=wide, layout=layout)
        rows += [] if layout.indent else [(0.0, "")]
    on_a_page = n_lines * layout.columns
    pages = [rows[start : start + on_a_page] for start in range(0, len(rows), on_a_page)]
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    made = Planted(b"", [each for paragraph in paragraphs for each in _sentences(paragraph)])
    for number, page in enumerate(pages, start=1):
        _paint(canvas, page, column, font, layout, n_lines)
        made.lines += [text for _, text in page if text]
        for write, height in ((layout.head, HEIGHT - MARGIN / 2), (layout.foot, MARGIN / 2)):
            if write:
                line = write(number, len(pages))
                canvas.setFont("STSong-Light" if re.search("[一-鿿]", line) else font, 9)
                canvas.drawCentredString(WIDTH / 2, height, line)
                made.furniture.add(line)
        canvas.showPage()
    canvas.save()
    made.content = file.getvalue()
    return made


def _paint(
    canvas: Canvas, page: Sequence[Row], column: float, font: str, layout: Layout, n_lines: int
) -> None:
    places = list(range(len(page)))
    if layout.by_rows:
        places.sort(key=lambda place: (place % n_lines, place))
    canvas.setFont(font, SIZE)
    for place in places:
        indent, text = page[place]
        left = MARGIN + place // n_lines * (column + GUTTER)
        canvas.drawString(left + indent, HEIGHT - MARGIN - place % n_lines * LEADING, text)


def _wrapped(paragraph: str, font: str, width: float, *, wide: bool, layout: Layout) -> list[Row]:
    """The lines of a paragraph, none wider than the column."""
    indent = (2 * SIZE if wide else 18.0) if layout.indent else 0.0
    rows: list[Row] = []
    line = ""
    for unit in _units(paragraph, wide):
        room = width - (0.0 if rows else indent)
        if pdfmetrics.stringWidth((line + unit).rstrip(), font, SIZE) <= room or not line:
            line += unit
            continue
        head, tail = _divided(line, unit, font, room) if layout.divide and not wide else ("", unit)
        rows.append((0.0 if rows else indent, (line + head).rstrip()))
        line = tail
    return [*rows, (0.0 if rows else indent, line.rstrip())]


def _units(paragraph: str, wide: bool) -> Iterator[str]:
    """What no line break parts: words; in Chinese characters with the closing marks behind them."""
    yield from (
        re.findall(rf"[A-Za-z0-9.%]+|.[{_CLOSING}]*", paragraph) if wide else re.findall(r"\S+ ?", paragraph)
    )


def _divided(line: str, word: str, font: str, room: float) -> tuple[str, str]:
    """As much of a word as fits with a hyphen, and the rest."""
    for match in reversed(list(_SYLLABLE.finditer(word))):
        at = match.start()
        if 3 <= at <= len(word.rstrip()) - 3 and word[:at].isalpha():
            head = word[:at] + "-"
            if pdfmetrics.stringWidth(line + head, font, SIZE) <= room:
                return head, word[at:]
    return "", word


def _sentences(paragraph: str) -> list[str]:
    return [each for each in map(str.strip, _ENDS.split(paragraph)) if each]


def letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum()).casefold()


def _passages(text: str) -> list[str]:
    return [letters(passage.text) for passage in passages_of(Speech("a", text)).passages]


def measure(made: Planted, paragraphs: Sequence[str], counts: Counter[str]) -> list[str]:
    """Counts what became of a file; what went wrong is given back.

    A sentence that is too long for a passage when its text is read as it is, is not counted.
    """
    passages, plain = _passages(text_of(made.content).text), _passages("\n\n".join(paragraphs))
    everything = "".join(passages)
    made.sentences = [each for each in made.sentences if any(letters(each) in passage for passage in plain)]
    broken = [each for each in made.sentences if not any(letters(each) in passage for passage in passages)]
    lost = [line for line in made.lines if letters(line) not in everything]
    kept = [line for line in made.furniture if len(letters(line)) > 3 and letters(line) in everything]
    counts += Counter(
        files=1, sentences=len(made.sentences), broken=len(broken), lines=len(made.lines), lost=len(lost),
        furniture=len(made.furniture), kept=len(kept),
    )  # fmt: skip
    return (
        [f"broken {each}" for each in broken]
        + [f"lost {each}" for each in lost]
        + [f"kept {each}" for each in kept]
    )


def paragraphs_of(language: str) -> list[str]:
    rows = map(json.loads, SAMPLE.read_text(encoding="utf-8").splitlines())
    texts = [clean(row["text"]).text for row in rows if row["language"] == language]
    return [line.strip() for text in texts for line in text.splitlines() if len(line.strip()) > 40]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--files", type=int, default=4, help="of each layout and language")
    parser.add_argument("--show", action="store_true", help="what went wrong")
    given = parser.parse_args()
    for font in FONTS.values():
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    print(
        "| layout | files | sentences | whole | lines lost | heads and feet kept |\n|---|---|---|---|---|---|"
    )
    by_language: dict[str, Counter[str]] = {}
    total: Counter[str] = Counter()
    for layout in LAYOUTS:
        counts: Counter[str] = Counter()
        for language in LANGUAGES:
            known = paragraphs_of(language)
            here: Counter[str] = Counter()
            for number in range(given.files if known else 0):
                rng = random.Random(f"{given.seed} {layout.name} {language} {number}")  # noqa: S311
                drawn = rng.sample(known, min(len(known), rng.randint(12, 24)))
                made = planted(drawn, language, layout, rng.randint(*LINES))
                for wrong in measure(made, drawn, here):
                    if given.show:
                        print(f"    {layout.name} {language} {wrong[:150]}")
            counts += here
            by_language[language] = by_language.get(language, Counter()) + here
        print_row(layout.name, counts)
        total += counts
    print_row("all", total)
    for language, counts in by_language.items():
        print_row(language, counts)


def print_row(name: str, counts: Counter[str]) -> None:
    whole = 1 - counts["broken"] / max(counts["sentences"], 1)
    print(
        f"| {name} | {counts['files']} | {counts['sentences']:,} | {whole:.3f} | {counts['lost']} of"
        f" {counts['lines']:,} | {counts['kept']} of {counts['furniture']:,} |"
    )


if __name__ == "__main__":
    main()
