"""Lines that most speeches of one source begin or end with: the source's page, not their speakers."""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping

from embeddings.text.cleaning.damage.repeats import letters
from embeddings.text.cleaning.page import Page, Rule, drop
from embeddings.text.script.offsets import TextChange

NAME = "boilerplate"
_EDGES = 8, 15  # lines at the start and the end of a page where boilerplate stands
_FEWEST = 5  # speeches of a source that begin or end with a line
_SHARE = 0.5  # of all speeches of the source
_SHORTEST = 40  # letters, a wide character counting 2.5: shorter lines are titles and forms of address
# Opening and closing formulas of reports are the same every year, and are speech: someone says them.
_SPOKEN = re.compile(
    r"我代表|各位|同志|谢谢|謝謝|多謝|ございま|いたします|감사|여러분|[:：,，]$"
    r"|\b(?:I|we|our|my|you|je|nous|notre|vous|yo|nosotros|ich|wir|eu|nós)\b",
    re.IGNORECASE,
)


def boilerplate(pages: Iterable[tuple[str, Iterable[str]]]) -> Mapping[str, frozenset[str]]:
    """For each source its boilerplate: lines at the edge of at least half of its speeches.

    pages: (source, the stripped non-empty lines of one speech). Sources with fewer than five speeches have
    none. Speeches may come in any order, and any number of them: only the lines at their edges are kept.
    """
    speeches: Counter[str] = Counter()
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for source, lines in pages:
        speeches[source] += 1
        seen[source].update(edge_lines(lines))
    return {
        source: frozenset(line for line, count in lines.items() if is_boilerplate(count, speeches[source]))
        for source, lines in seen.items()
    }


def is_boilerplate(count: int, speeches: int) -> bool:
    """Whether a line is that begins or ends `count` of the `speeches` of its source."""
    return count >= max(_FEWEST, _SHARE * speeches)


def boilerplate_rule(lines: Container[str]) -> Rule:
    """The rule that drops these lines from the edges of a page."""

    def find(page: Page) -> Iterator[TextChange]:
        first, last = _EDGES[0], len(page.lines) - _EDGES[1]
        yield from drop(
            line
            for number, line in enumerate(page.lines)
            if (number < first or number >= last) and line.text in lines
        )

    return Rule(NAME, "drops a line that most speeches of its source begin or end with", 0.9, True, find)


def edge_lines(lines: Iterable[str]) -> set[str]:
    """Those of a speech's stripped non-empty lines that would be boilerplate if enough others had them."""
    every = list(lines)
    edges = {*every[: _EDGES[0]], *every[-_EDGES[1] :]}
    return {line for line in edges if letters(line) >= _SHORTEST and not _SPOKEN.search(line)}
