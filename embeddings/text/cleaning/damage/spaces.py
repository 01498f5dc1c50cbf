"""Spaces inside Chinese and Japanese sentences, which are written without any."""

import re
from collections.abc import Iterator

from embeddings.text.cleaning.page import Page, Rule
from embeddings.text.script.character_classes import HAN, KANA
from embeddings.text.script.offsets import TextChange

_SPACE = r"[ \t\xa0\u2000-\u200a\u202f\u3000]+"
_WIDE = HAN + KANA
_MARK = "，。、；：！？"
# Beside a mark no space was meant; behind a colon there may be one (日期： 三月).
_NO_GAP_BEHIND = ("，", "。", "、", "；")
_IS_WIDE = re.compile(f"[{_WIDE}]")
_GAP = re.compile(r"[ \t\xa0]+")
_BETWEEN = re.compile(rf"(?<=[{_WIDE}]){_SPACE}(?=[{_WIDE}])")
_MARKED = re.compile(f"[{_MARK},;]")
_LISTED = re.compile(rf"[{HAN}]{{2,8}}[:：]")  # 提案人： and the names of a list
_NAMES = re.compile(rf"(?:[{HAN}]{{2,4}}[\u3000 ]+){{4,}}[{HAN}]{{2,4}}$")
_FEWEST = 4  # spaces in a line, before they are a fault and not a comma's stand-in
_MOST_APART = 8  # characters from one to the next, on average
_SHORTEST = 20  # characters of a line; shorter ones are titles and lists of names


def _find(page: Page) -> Iterator[TextChange]:
    if not _IS_WIDE.search(page.raw):
        return
    ends = {match.start(): match.end() for match in _GAP.finditer(page.raw) if _is_beside_mark(match)}
    for line in page.lines:
        ends.update(_scattered(page, line.start, line.end))
    yield from (TextChange(start, ends[start]) for start in sorted(ends))


def _is_beside_mark(gap: re.Match[str]) -> bool:
    before, after = gap.string[gap.start() - 1 : gap.start()], gap.string[gap.end() : gap.end() + 1]
    if after and after in _MARK:
        return _IS_WIDE.match(before) is not None
    return before in _NO_GAP_BEHIND and _IS_WIDE.match(after) is not None


def _scattered(page: Page, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the spaces begin and end that a recogniser or a segmenter strewed over a sentence.

    Names in a row (张三 李四) and titles have spaces of their own: there is no comma among them.
    """
    if end - start < _SHORTEST:
        return
    if len(page.raw[start:end].split()) <= _FEWEST:
        return
    if _LISTED.match(raw_line := page.raw[start:end].strip()) or _NAMES.search(raw_line):
        return
    found = list(_BETWEEN.finditer(page.raw, start, end))
    strewn = len(found) >= _FEWEST and (end - start) / len(found) <= _MOST_APART
    if strewn and _MARKED.search(page.raw, start, end):
        yield from (match.span() for match in found)


SPACES = Rule("spaces", "drops spaces strewn over a Chinese or Japanese sentence", 0.95, False, _find)
