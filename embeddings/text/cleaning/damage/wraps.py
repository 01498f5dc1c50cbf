"""Line breaks that part a sentence: hard wraps at a width, stray breaks, words divided by a hyphen.

Only the break goes (or becomes a space); which lines are one paragraph is decided here, so that a word
divided between two lines is whole in the clean text, in its passage and in the form.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import rjieba

from embeddings.text.cleaning.damage.line_spacing import SpacedLines, is_double_spaced
from embeddings.text.cleaning.page import Line, Page, Rule
from embeddings.text.script.character_classes import HAN, KANA, Class, classes_of
from embeddings.text.script.offsets import TextChange
from embeddings.text.sentences import is_sentence

WIDTHS = (30, 130)  # of the widest line of wrapped text, in columns: a wide character fills two
LENGTHS = (18, 130)  # the same in characters: some programs break lines by counting those
_FEWEST_BREAKS = 3  # breaks in mid-sentence at the brim, before a text is taken for wrapped
_SLACK = 3  # columns that a line of wide characters may leave free when it does not end a sentence
_ENDS_SOMETHING = re.compile(r"[,\d)%—]$")  # a salutation, a row of figures
_WITHIN = re.compile(r"[^\W\d_]{2}[.!?][»”\"]? [A-ZÀ-ÞА-Я¿¡]")
_UNEVEN = 0.55  # of the usual length of a line that runs on; a shorter one ends something
_LONGEST_LINE = 1.6
_LONG = 60  # characters of a line that does not end by being short; no heading is so long
_UNSPACED = HAN + KANA + "\u3001-\u301f\uff01-\uff5e“”‘’—…"
_FEWEST_EVEN = 3  # lines of one width
_MOST_EVEN = 0.6  # of their ends are no ends of sentences
_EVEN_SLACK = 3  # columns
_LEAST_EVEN = 24  # columns of such a line
_INNER = re.compile("[，、；,]")
_WIDE_CHARACTER = re.compile(f"[{HAN}{KANA}\u3001-\u301f\uff01-\uff5e“”‘’—…]")
_FUNCTION_WORD = re.compile(  # no heading of that length ends with one
    r"(?<![;,])\s(?:the|of|to|and|a|an|in|for|with|by|from|that|or|is|are|our|their|der|die|das|den|dem|des|und|eine?[rsnm]?|mit|von"
    r"|zu|für|auf|ist|im|als|de|du|la|le|les|et|à|un|une|dans|pour|que|el|los|las|y|en|con|por|para|o|os|as|e|do|da|dos|das|um|uma"
    r"|no|na|com|и|в|на|с|по|для|ve|bir|ile|için|في|من|على|إلى)$"
)
_SALUTATION = re.compile(
    r"尊敬的|敬爱的|敬愛的|亲爱的|親愛的|各位|诸位|諸位|女士|先生|朋友|同志|同胞|主席|总统|總統|阁下|閣下"
)
_CLAUSE = 12  # characters of a line of Chinese that ends with a comma: verses and salutations are shorter
_CLOSING = "，。、；：！？）》」』】〉％"
_OPENING = "（《「『【〈“‘"
_HEAD = re.compile(  # what starts a paragraph, a heading or an item of a list
    r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2}|[ivx]{1,4}|[a-z])[)）、.．]|第[一二三四五六七八九十\d]{1,3}[章节節、，,是]"
    r"|[一二三四五六七八九十]是|[•▪■●○◆★※·*–—\-−─]|[(（\[【]|各位|同志们|同志們|(?:Article|Section"
    r"|Chapter) [\dIVX]",
)
# Behind these the hyphen stands for a word (Haushalts- und Finanzpolitik) and no line divides one.
_SUSPENDED = re.compile(
    r"(?:und|oder|bzw|sowie|bis|als auch|and|or|to|et|ou|y|o|u|e|ed|en|of|och|eller|og|ja|tai|i|oraz"
    r"|lub|a|nebo|és|vagy|ve|и|или)\b"
)
_SOFT_HYPHEN = "\xad"
# What no line break parts in Chinese and Japanese: no line begins with a closing mark or ends with an opening
# one, and a number or a foreign word stays whole.
_UNIT = re.compile(rf"[{_OPENING}]*(?:[A-Za-z0-9.,%]+|.)[{_CLOSING}”’…]*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Row:
    """A line with what decides about the break behind it. Widths in columns, or in characters."""

    line: Line
    indent: int
    width: int  # with the indent
    first_word: int  # what the line before would have had to hold
    wide: bool
    ended: bool  # as sentences end


def _columns(text: str) -> int:
    classes = classes_of(text)
    wide = (classes == Class.HAN) | (classes == Class.KANA) | (classes == Class.HANGUL)
    signs = np.array([character in "，。、；：！？（）《》「」“”‘’—…" for character in text], bool)
    return len(text) + int((wide | signs).sum())


def _row(page: Page, line: Line, columns: bool) -> _Row:
    measure: Callable[[str], int] = _columns if columns else len
    text = line.text
    start = page.raw[line.start : line.end]
    indent = sum(1 + (columns and space == "\u3000") for space in start[: len(start) - len(start.lstrip())])
    wide = bool(re.search(f"[{HAN}{KANA}]", text))
    word = _UNIT.match(text)[0] if wide else text.split(maxsplit=1)[0]  # type: ignore[index]  # matches all
    ended = is_sentence(text) or text[-1] in ":："
    return _Row(line, indent, indent + measure(text), measure(word), wide, ended)


def _at_brim(row: _Row, following: _Row, width: int) -> bool:
    """Would the next line's first word not have fitted?"""
    slack = _SLACK if row.wide and not row.ended else 0
    return row.width + (0 if row.wide else 1) + following.first_word > width - slack


def _wrapped(rows: Sequence[_Row], width: int) -> list[bool]:
    """For each line but the last: was it broken at this width, rather than ended?"""
    margin = min(row.indent for row in rows)
    return [
        _at_brim(row, following, width)
        and following.indent <= margin + 1
        and not (row.ended and _HEAD.match(following.line.text))
        for row, following in pairwise(rows)
    ]


def _are_wrapped(blocks: Sequence[Sequence[_Row]], width: int) -> bool:
    """Do enough lines break off in mid-sentence at the brim, and hardly any before it?"""
    broken = ended = early = 0
    for rows in blocks:
        for row, brim in zip(rows, _wrapped(rows, width), strict=False):
            broken += brim and not row.ended
            ended += brim and row.ended
            early += not brim and not row.ended and not _is_head(row, width)
    return broken >= _FEWEST_BREAKS and ended <= broken and early <= broken / 3


def _is_head(row: _Row, width: int) -> bool:
    """一、总体要求: it is no broken line."""
    return row.width <= width / 2 and _HEAD.match(row.line.text) is not None


def _width(rows: Sequence[_Row]) -> int:
    return max(row.width for row in rows)


def _at_a_width(lines: SpacedLines) -> list[tuple[Line, Line]]:
    """The breaks of blocks wrapped at the width of the whole text, or each at one of its own."""
    page = lines.page
    blocks = [block for block in lines.blocks() if len(block) > 1]
    possible = [block for block in blocks if all(len(line.text) <= WIDTHS[1] for line in block)]
    by_columns = list(_breaks(page, possible, columns=True))
    by_characters = list(_breaks(page, possible, columns=False))
    return max(by_columns, by_characters, key=len)


def _breaks(page: Page, lines: Sequence[Sequence[Line]], *, columns: bool) -> Iterator[tuple[Line, Line]]:
    blocks = [[_row(page, line, columns) for line in block] for block in lines]
    shortest, longest = WIDTHS if columns else LENGTHS
    blocks = [rows for rows in blocks if shortest <= _width(rows) <= longest]
    if not blocks:
        return
    widest = max(map(_width, blocks))
    together = _are_wrapped(blocks, widest)
    for rows in blocks:
        if not together and not _are_wrapped([rows], _width(rows)):
            continue
        breaks = _wrapped(rows, widest if together else _width(rows))
        for (row, following), broken in zip(pairwise(rows), breaks, strict=True):
            if broken:
                yield row.line, following.line


def _strays(lines: SpacedLines) -> Iterator[tuple[Line, Line]]:
    """Single breaks that no heading and no paragraph can have made."""
    for line, following in pairwise(lines.page.lines):
        if lines.adjacent(line, following) and _runs_on(line.text, following.text):
            yield line, following


def _unevenly(lines: SpacedLines, found: Sequence[tuple[Line, Line]]) -> Iterator[tuple[Line, Line]]:
    """Where a text is wrapped at uneven lengths: lines that neither end nor head anything.

    Of a text of which several lines are known to run on; a capital or a number may begin the next line.
    """
    joined = [line for line, _ in found]
    if len(joined) < _FEWEST_BREAKS:
        return
    usual = sorted(len(line.text) for line in joined)[len(joined) // 2]
    for line, following in pairwise(lines.page.lines):
        if (
            lines.adjacent(line, following)
            and _UNEVEN * usual <= len(line.text) <= _LONGEST_LINE * usual
            and not is_sentence(line.text)
            and line.text[-1] not in ":："
            and not (
                _ENDS_SOMETHING.search(line.text)
                and following.text[:1].isupper()
                and not _is_within_prose(line.text)
            )
            and _is_running_text(line.text)
            and not _HEAD.match(following.text)
            and (_is_running_text(following.text) or is_sentence(following.text))
        ):
            yield line, following


def _evenly(lines: SpacedLines) -> Iterator[tuple[Line, Line]]:
    """Breaks between lines of Chinese or Japanese of one width, whatever the rest of the text is wrapped at.

    No list and no verse has three long lines of a width of which hardly one ends, and a comma within.
    """
    for run in _runs_of_one_width(lines):
        broken = [not is_sentence(line.text) for line in run[:-1]]
        if len(run) < _FEWEST_EVEN or sum(broken) < _MOST_EVEN * len(broken):
            continue
        if sum(_INNER.search(line.text) is not None for line in run) < len(run) / 2:
            continue
        for line, following in pairwise(run):
            if not is_sentence(line.text) and line.text[-1] not in ":：" and not _HEAD.match(following.text):
                yield line, following


def _runs_of_one_width(lines: SpacedLines) -> Iterator[list[Line]]:
    """Each with the shorter line behind it, which ends the paragraph."""
    run: list[Line] = []
    for line in lines.page.lines:
        width = _width_of_wide(line.text)
        if run and lines.adjacent(run[-1], line):
            usual = _width_of_wide(run[0].text)
            if usual - _EVEN_SLACK <= width <= usual + _EVEN_SLACK:
                run.append(line)
                continue
            if width < usual:
                run.append(line)
        if len(run) > 1:
            yield run
        run = [line] if width >= _LEAST_EVEN else []
    if len(run) > 1:
        yield run


def _width_of_wide(text: str) -> int:
    """In columns; 0 for a line that is hardly of wide characters."""
    wide = len(_WIDE_CHARACTER.findall(text))
    return len(text) + wide if 2 * wide >= len(text) else 0


def _is_running_text(text: str) -> bool:
    """Enough small words for prose: headings and names have capitals, tables have figures."""
    words = text.split()
    small = sum(word[:1].islower() for word in words)
    return len(words) >= 4 and small >= 0.4 * len(words)


def _is_within_prose(text: str) -> bool:
    """Does a sentence end inside a long line? It is no salutation, no heading and no item then."""
    return len(text) >= _LONG and _WITHIN.search(text) is not None


def _runs_on(text: str, following: str) -> bool:
    if text[-1] == ";" and following[0].islower() and following[-1] != ";" and _is_within_prose(text):
        return not _HEAD.match(following)  # no item of a list
    if _is_clause(text, following):
        return True
    if len(text) < 20 or is_sentence(text):
        return False
    if following[0] in _CLOSING or text[-1] in _OPENING:
        return True
    if following[0].islower():
        return (text[-1].isalpha() or text[-1] in ",-" + _SOFT_HYPHEN) and not _HEAD.match(following)
    if len(text) < _LONG or _HEAD.match(following):
        return False
    return _FUNCTION_WORD.search(text) is not None or _one_word(text, following)


def _is_clause(text: str, following: str) -> bool:
    """A line of Chinese that ends with a comma, and neither verse nor a salutation?"""
    if text[-1] not in "，、" or len(text) < _CLAUSE or not _WIDE_CHARACTER.match(following):
        return False
    return not (_SALUTATION.search(text[:_CLAUSE]) or _SALUTATION.match(following) or _HEAD.match(following))


def _one_word(text: str, following: str) -> bool:
    """Does a Chinese word stand across the break?"""
    tail = re.search(rf"[{HAN}]{{2,12}}$", text)
    head = re.match(rf"[{HAN}]{{1,12}}", following)
    if not tail or not head:
        return False
    place = 0
    for word in rjieba.cut(tail[0] + head[0]):
        if place < len(tail[0]) < place + len(word):
            return True
        place += len(word)
    return False


def _join(page: Page, line: Line, following: Line) -> TextChange:
    """The break and the white space around it, as the nothing or the space it becomes."""
    start = line.start + len(page.raw[line.start : line.end].rstrip())
    end = following.end - len(page.raw[following.start : following.end].lstrip())
    before, after = page.raw[start - 1], page.raw[end]
    if before == _SOFT_HYPHEN:
        return TextChange(start - 1, end)
    if before == "-" and _SUSPENDED.match(page.raw, end):
        return TextChange(start, end, " ")
    if before == "-" and page.raw[start - 2].isalpha() and after.islower():
        return TextChange(start if _is_compound(page, start, end) else start - 1, end)
    glued = re.match(f"[{_UNSPACED}]", before) and re.match(f"[{_UNSPACED}]", after)
    return TextChange(start, end, "" if glued or before in "-–—/" else " ")


def _is_compound(page: Page, hyphen_end: int, start: int) -> bool:
    """Is the divided word written with its hyphen elsewhere in the text (well-known)?"""
    before = re.search(r"[^\W\d_]+-$", page.raw[max(0, hyphen_end - 40) : hyphen_end])
    after = re.match(r"[^\W\d_]+", page.raw[start : start + 40])
    return bool(before and after and before[0] + after[0] in page.compounds)


def _find(page: Page) -> Iterator[TextChange]:
    lines = SpacedLines(page)
    if is_double_spaced(page) and _at_a_width(double := SpacedLines(page, double=True)):
        lines = double  # that it is wrapped as well tells it from paragraphs with empty lines between them
    found = (*_strays(lines), *_at_a_width(lines), *_evenly(lines))
    breaks = {line.start: (line, following) for line, following in (*found, *_unevenly(lines, found))}
    turns = {start for start, _ in page.labels}
    for _, (line, following) in sorted(breaks.items()):
        if following.end - len(page.raw[following.start : following.end].lstrip()) not in turns:
            yield _join(page, line, following)


LINE_BREAKS = Rule(
    "line_breaks", "joins a sentence or a word that a line break has parted", 0.9, False, _find
)
