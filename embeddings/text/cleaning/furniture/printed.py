"""What a printed page brings along: page numbers, lines of a table of contents."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median

from embeddings.text.cleaning.page import Line, Page, Rule, drop
from embeddings.text.script.offsets import TextChange
from embeddings.text.sentences import is_sentence

_NUMERAL = r"(?:\d{1,4}|[〇一二三四五六七八九十百]{1,5})"
_SAYS_PAGE = (
    r"(?:\b(?:pages?|pgs?\.?|pp?\.|p[áa]g(?:ina|\.)?|seiten?|s\.|страниц[аы]|стр\.?|sayfa)"
    r"|صفحة|[页頁]|ページ|페이지|쪽)"
)
_COUNTED = rf"(?:{_SAYS_PAGE}|[第共])?\s*{_NUMERAL}\s*{_SAYS_PAGE}?"
_OF = r"(?:/|\||of|out of|sur|de|di|von|из|من|,|，)"
_FRAME = r"[-–—―－·•・~～*|\[\](){}<>（）【】「」〔〕_\s]"
# A number with a word that says page, or that says of how many it is one, or framed, or behind a name.
_PAGE_NUMBER = re.compile(
    rf"{_FRAME}*(?=.*{_SAYS_PAGE}|\d+ (?:of|из|von|sur) \d){_COUNTED}(?:\s*{_OF}?\s*{_COUNTED})?{_FRAME}*"
    r"|[-–—―－·•・~～*\[【「〔<]\s?\d{1,3}\s?[-–—―－·•・~～*\]】」〕>]"
    r"|(?=[^|]*[\d|–—])(?-i:[^a-z◆])(?:(?![.!?] ).){1,40}[\s\d|–—-]\s*(?:page|seite|página|стр\.)\s*\d{1,4}"
    r"|页码\s*[:：]\s*\d{1,4}",
    re.IGNORECASE,
)
_OF_MANY = re.compile(r"\W*(\d{1,4})\s*/\s*(\d{2,4})\W*")
_MOST_DAYS = 31  # 9/11 is a day; 12/40 is none
_YEARS = (
    1900,
    2100,
)  # 2025/2026 is a financial year, 62/2013 a number of that year; no text has as many pages
_MOST_YEARS = 30  # that a text goes through one by one; a volume of debates has a page 1950, too
_RUNNING = re.compile(r"(?:(?P<first>\d{1,4})\W+)?(?P<head>[^\W\d].{2,60}?)(?:\W+(?P<last>\d{1,4}))?")
# Words that number things of a text rather than its pages.
_COUNTS = re.compile(
    r"(?i)\b(?:table|figure|fig|section|sec|chapter|annex|appendix|part|article|art|clause|schedule|by-?laws?|bill|act|motion"
    r"|question|item|amendment|resolution|paper|vote|division|order|petition|no|nos|nr|number|tabelle|tableau|tabla|quadro"
    r"|cuadro|abbildung|kapitel|artikel|artículo|artigo|frage|anlage|punkt|tagesordnungspunkt|zusatzpunkt|drucksache|pregunta|anexo|chapitre|question|numéro|таблица|статья|глава|рис)\b\.?\s*$|[表图圖第条條章节節号號项項]\s*$"
)
_SECTION = re.compile(r"(?i)s\.\s*\d+")  # a section of an act as well as a page
_BARE_NUMBER = re.compile(r"(\d{1,4})(?:\s*/\s*\d{1,4})?")
_FEWEST_PAGES = 3
_LONGEST_HEADING = 50  # characters
_LONGEST_NUMBER = 70  # characters of a line with a page number
_SHORTEST_PAGE = 250  # characters between two page numbers; a numbered list has fewer
_EVEN = (0.5, 1.6)  # how long most pages are, against the one in the middle
_PAGE = r"\(?(?:\d{1,4}|[ivxlc]{1,6})\)?"
_LEADERS = r"(?:\.{4,}|[…⋯]{2,}|[·・•‧．]{4,}|_{4,}|—{3,}|[─―]{3,}|-{4,}|(?:\s[.·・]){4,})"
_LEADER = re.compile(rf"\S.{{0,80}}?{_LEADERS}\s*{_PAGE}")
_TABBED = re.compile(  # a numbered head, a gap that is no word space, a page
    r"(?:第[一二三四五六七八九十\d]{1,3}|[一二三四五六七八九十]{1,3}、"
    r"|[(（][一二三四五六七八九十]{1,3}[)）]|附(?:件|录|錄|表)|\d{1,2}(?:\.\d{1,2}){0,2}\.? "
    r"|Chapter|Part|Section|Annex|Appendix|Capítulo|Anexo|Chapitre|Annexe|Kapitel|Anhang|Глава"
    r"|Приложение)"
    rf"[^\t]{{0,60}}?(?:\t+|[ \u3000]{{3,}}){_PAGE}",
    re.IGNORECASE,
)
_LONGEST_ENTRY = 200
_CONTENTS_HEAD = re.compile(
    r"目\s*[录錄次]|차\s*례|목\s*차|(?:Table of )?Contents|Table des matières|Sommaire|Índice|Indice"
    r"|Sumário"
    r"|Inhalt(?:sverzeichnis)?|Содержание|Оглавление|İçindekiler|المحتويات",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"\S.{0,80}?[\s\u3000]+\(?(\d{1,4})\)?")


def _numbers(page: Page) -> Iterator[TextChange]:
    """Lines that say they are page numbers, running heads, bare numbers that count up evenly."""
    short = [line for line in page.lines if len(line.text) <= _LONGEST_NUMBER]
    sure = [line for line in short if _PAGE_NUMBER.fullmatch(line.text)]
    sections = [line for line in sure if _SECTION.fullmatch(line.text)]
    if len(sections) < _FEWEST_PAGES or not _rise(sections):
        sure = [line for line in sure if line not in sections]
    found = {*sure, *_of_many(short), *_running_heads(short), *_counting(page.lines)}
    yield from drop(sorted(found, key=lambda line: line.start))


def _rise(lines: Sequence[Line]) -> bool:
    """Do they count the pages, each one more than the last?"""
    numbers = [int(re.sub(r"\D", "", line.text)) for line in lines]
    return all(after - before == 1 for before, after in pairwise(numbers))


def _of_many(lines: Iterable[Line]) -> list[Line]:
    """12/40 and the like: no day, no year, no part of more than there are, and each page once."""
    pages: defaultdict[int, list[tuple[int, Line]]] = defaultdict(list)
    for line in lines:
        match = _OF_MANY.fullmatch(line.text)
        if match and int(match[1]) <= (last := int(match[2])) and last > _MOST_DAYS and not _is_year(last):
            pages[last].append((int(match[1]), line))
    return [
        line
        for run in pages.values()
        if all(before < after for (before, _), (after, _) in pairwise(run))
        for _, line in run
    ]


def _is_year(number: int) -> bool:
    return _YEARS[0] <= number < _YEARS[1]


def _running_heads(lines: Iterable[Line]) -> list[Line]:
    """The same words beside numbers that rise from page to page."""
    pages: defaultdict[str, list[tuple[int, Line]]] = defaultdict(list)
    for line in lines:
        match = _RUNNING.fullmatch(line.text)
        counted = match is not None and _COUNTS.search(match["head"]) is not None
        if match and not counted and (match["first"] is None) != (match["last"] is None):
            pages[match["head"]].append((int(match["first"] or match["last"]), line))
    return [
        line
        for run in pages.values()
        if len(run) >= _FEWEST_PAGES
        and all(0 < after - before <= 2 for (before, _), (after, _) in pairwise(run))
        and all(after.start - before.end >= _SHORTEST_PAGE for (_, before), (_, after) in pairwise(run))
        for _, line in run
    ]


def _counting(lines: Sequence[Line]) -> list[Line]:
    """Bare numbers each one more than the last, with a page of text between any two of them."""
    runs: list[list[Line]] = []
    open_runs: dict[int, list[Line]] = {}  # by the number that would continue them
    for line in lines:
        match = _BARE_NUMBER.fullmatch(line.text)
        if not match:
            continue
        number = int(match[1])
        run = open_runs.pop(number, [])
        if not run or line.start - run[-1].end < _SHORTEST_PAGE:
            run = []
            runs.append(run)
        run.append(line)
        open_runs[number + 1] = run
    following = dict(pairwise(lines))
    before = {after: line for line, after in following.items()}
    return [
        line
        for run in runs
        if _are_pages(run) and not _are_sections(run, following) and not _are_heads(run, before, following)
        for line in run
    ]


def _are_sections(run: Sequence[Line], following: Mapping[Line, Line]) -> bool:
    """Does a heading stand behind most of the numbers? Then they number what is said, not pages."""
    return sum(line in following and _is_heading(following[line]) for line in run) > len(run) / 2


def _are_heads(run: Sequence[Line], before: Mapping[Line, Line], following: Mapping[Line, Line]) -> bool:
    """Years, or numbers under a heading, none of which stands inside a sentence as those of pages do?"""
    if any(line in following and following[line].text[0].islower() for line in run):
        return False
    numbers = [int(_BARE_NUMBER.fullmatch(line.text)[1]) for line in run]  # type: ignore[index]
    if all(map(_is_year, numbers)):
        return len(run) <= _MOST_YEARS
    under_heading = numbers[0] == 1 and run[0] in before and _is_heading(before[run[0]])
    return under_heading and all(is_sentence(before[line].text) for line in run[1:])


def _is_heading(line: Line) -> bool:
    return len(line.text) <= _LONGEST_HEADING and not is_sentence(line.text)


def _are_pages(run: Sequence[Line]) -> bool:
    """Pages hold about as much text each; the sections of a speech do not."""
    if len(run) < _FEWEST_PAGES:
        return False
    lengths = [after.start - before.end for before, after in pairwise(run)]
    middle = median(lengths)
    even = sum(_EVEN[0] * middle <= length <= _EVEN[1] * middle for length in lengths)
    return even >= 0.75 * len(lengths)


def _contents(page: Page) -> Iterator[TextChange]:
    """Entries with leaders, and under a head the entries whose page numbers never fall."""
    lines = page.lines
    found = {
        line
        for line in lines
        if len(line.text) <= _LONGEST_ENTRY and (_LEADER.fullmatch(line.text) or _TABBED.fullmatch(line.text))
    }
    for place, head in enumerate(lines):
        if not _CONTENTS_HEAD.fullmatch(head.text):
            continue
        entries = _entries(lines, place + 1)
        if len(entries) >= _FEWEST_PAGES or (place + 1 < len(lines) and lines[place + 1] in found):
            found |= {head, *entries}
    yield from drop(line for line in lines if line in found)


def _entries(lines: Sequence[Line], first: int) -> list[Line]:
    """The entries from one line on. No head is an entry, so those of two heads never share a line."""
    entries = []
    last = 0
    for place in range(first, len(lines)):
        line = lines[place]
        match = _ENTRY.fullmatch(line.text[:_LONGEST_ENTRY])
        if not match or int(match[1]) < last:
            break
        last = int(match[1])
        entries.append(line)
    return entries


PAGE_NUMBERS = Rule(
    "page_numbers", "drops page numbers: Page 3 of 20, - 3 -, bare ones that count up", 0.82, True, _numbers
)
CONTENTS = Rule("contents", "drops a table of contents: entries with their pages", 0.97, True, _contents)
