"""Plain texts that are no running text: a word a line, two columns side by side, lists of links."""

import re
from collections import Counter
from collections.abc import Sequence

from embeddings.errors import UnreadableSource
from embeddings.text.formats.extract import Extract

_FEWEST_WORDS = 100  # lines of one word each
_MOST_GAPS = 0.03  # of them may hold more
_ENDS = 1 / 60  # of them are at least ends of sentences: lists of words have none
_END = re.compile(r"[.!?…]['\"”»)]*$")
_UNGLUED = re.compile(r"[.,;:!?…)\]”’%]+")  # tokens that stand behind the word before without a gap
_OPENING = re.compile(r"[(\[„“«¿¡]+")
_WIDE = re.compile("[\u0e00-\u0eff\u3040-\u9fff]")
_FEWEST_ROWS = 8  # lines that hold two columns
_MOST_ROWS = 0.5  # of the lines hold them
_NEAR = 2  # characters by which the right column may begin earlier or later
_COLUMNS = re.compile(r"(?P<left>\S.{10,}?\S)[ \u3000]{3,}(?=\S.{9,}\S)")
_GAPS = re.compile(r"\S[ \u3000]{3,}(?=\S)")
_IN_WORDS = re.compile(r"[^\W\d_]{2,} [^\W\d_]{2,}")
_FEWEST_LINKS = 10
_LINK = re.compile(
    r"(?:[-*+•]|\d{1,3}[.)])?\s*(?:\[[^\[\]]{1,200}\]\(\S{1,500}(?: \"[^\"]{0,200}\")?\)|<?https?://\S{1,500}>?)"
    r"(?:\s*[-–—|(]?\s*[\d./ -]{4,12}\)?)?"
)
_LISTS_LINKS = 0.8  # of the lines
LIST_OF_LINKS = "a list of links ({} of its {} lines): read the pages that it leads to"


def extract_of_plain(text: str) -> Extract:
    """A decoded text as it is read. Raises UnreadableSource for a list of links."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    refuse_links(sum(_LINK.fullmatch(line) is not None for line in lines), len(lines))
    if _is_word_a_line(lines):
        note = f"a file of one word a line: its {len(lines):,} lines are joined to sentences"
        return Extract(_joined(text), notes=(note,))
    if share := _share_of_columns(text):
        note = f"{share:.0%} of its lines hold two columns side by side: passages there mix what both say"
        return Extract(text, confidence=round(1 - share, 2), notes=(note,))
    return Extract(text)


def refuse_links(n_links: int, n_lines: int) -> None:
    """Raises UnreadableSource when nearly all lines are links."""
    if n_links >= max(_FEWEST_LINKS, _LISTS_LINKS * n_lines):
        raise UnreadableSource(LIST_OF_LINKS.format(n_links, n_lines))


def _is_word_a_line(lines: Sequence[str]) -> bool:
    if len(lines) < _FEWEST_WORDS or sum(" " in line or "\t" in line for line in lines) > _MOST_GAPS * len(
        lines
    ):
        return False
    wide = sum(_WIDE.search(line) is not None for line in lines)
    ends = sum(_END.search(line) is not None for line in lines)
    return wide < 0.1 * len(lines) and ends >= _ENDS * len(lines)


def _joined(text: str) -> str:
    """The words of each sentence in a line of its own; an empty line parts paragraphs as it did."""
    written: list[str] = []
    for line in text.splitlines():
        word = line.strip()
        if not word:
            written.append("\n")
            continue
        if _UNGLUED.fullmatch(word):
            while written and not written[-1].strip():
                written.pop()
        written += [word] if _OPENING.fullmatch(word) else [word, " "]
    return re.sub(r" *\n+", "\n", "".join(written)).strip()


def _share_of_columns(text: str) -> float:
    """Of the lines those in which a right column begins at one place, behind running text; 0 for few.

    A table has more gaps in a line, and fewer words in a cell.
    """
    lines = [line for line in text.expandtabs().splitlines() if line.strip()]
    found = [
        match.end()
        for line in lines
        if len(_GAPS.findall(line)) == 1
        and (match := _COLUMNS.search(line))
        and _IN_WORDS.search(match["left"])
        and _IN_WORDS.search(line, match.end())
    ]
    if len(found) < max(_FEWEST_ROWS, _MOST_ROWS * len(lines)):
        return 0.0
    place, _ = Counter(found).most_common(1)[0]
    near = sum(abs(each - place) <= _NEAR for each in found)
    return near / len(lines) if near >= max(_FEWEST_ROWS, _MOST_ROWS * len(lines)) else 0.0
