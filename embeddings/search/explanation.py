"""Why a passage answers a question: what both say word for word, where, and what only the question says.

Everything is told in the texts as people see them: the question as it was typed, and the passage as its
source has it, Traditional characters, readings in brackets and all.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from embeddings.similarity.space import centre_key
from embeddings.speech import Passage
from embeddings.text.alignment import SharedRun, Tile, tiles_with_each
from embeddings.text.passages import NormalizedQuery
from embeddings.text.script.offsets import Traced
from embeddings.text.script.search_folding import search_fold
from embeddings.text.sentences import sentences
from embeddings.text.splitting import Span
from embeddings.text.tokens.alignment_units import Wording, wording_of


@dataclass(frozen=True, slots=True)
class Explanation:
    """Offsets count code points of the question as typed, and of the passage's `text`.

    shared: a is the question, b the passage; none overlaps another. The first is the most telling: of weight
    and said once, since a name that the passage repeats carries less each time.
    best_sentence: the one of the passage that holds most of what is shared; None when nothing is shared and
    there are several.  missing: the question's words that stand nowhere in the passage, in their order; None
    when the two are in different languages, where words cannot tell.
    """

    shared: tuple[SharedRun, ...]
    best_sentence: Span | None
    missing: tuple[Span, ...] | None


def explain(question: NormalizedQuery, answers: Sequence[tuple[Passage, Traced]]) -> list[Explanation]:
    """An explanation for each passage, in their order.

    answers: each with its form, traced to its text.
    """
    asked = _Asked.of(question)
    sharing = [number for number, (passage, _) in enumerate(answers) if asked.may_share(passage.normalized)]
    said = [_said(answers[number][0].normalized, answers[number][0].language) for number in sharing]
    shared = dict(zip(sharing, zip(said, tiles_with_each(asked.wording, said), strict=True), strict=True))
    return [
        _explained(asked, answer, *shared[number])
        if number in shared
        else _explained_without(asked, answer, passage.language)
        for number, (passage, answer) in enumerate(answers)
    ]


# Some passages answer many questions: those of late are kept taken apart, some 20 kB each.
_said = lru_cache(maxsize=1_024)(wording_of)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question taken apart.

    words: those that tell something, as their units stand in a row.  letters: its units, folded.
    """

    traced: Traced
    wording: Wording
    words: tuple[tuple[Span, str], ...]
    letters: frozenset[str]

    @classmethod
    def of(cls, question: NormalizedQuery) -> "_Asked":
        wording = wording_of(question.normalized, question.language)
        words = tuple(
            (
                Span(*question.traced.span(*wording.span(word.first, word.end))),
                wording.joined_part(word.first, word.end),
            )
            for word in wording.words
            if word.weight > 0
        )
        return cls(question.traced, wording, words, frozenset(map(search_fold, wording.units)))

    def may_share(self, normalized: str) -> bool:
        """Whether a unit of the question may stand in a form; False is sure.

        Of another script hardly any does: to look takes a tenth of what it takes to take such a form apart.
        """
        folded = search_fold(normalized)
        return any(letters in folded for letters in self.letters)


def _explained(asked: _Asked, answer: Traced, said: Wording, tiles: list[Tile]) -> Explanation:
    tiles.sort(key=lambda tile: -tile.weight / said.count(tile.b, tile.length))
    return Explanation(
        shared=tuple(_in_originals(asked.traced, asked.wording, answer, said, tile) for tile in tiles),
        best_sentence=_best_sentence(answer, said, tiles) if tiles else _only_sentence(answer),
        missing=_missing(asked, said.language, said.joined),
    )


def _explained_without(asked: _Asked, answer: Traced, language: str) -> Explanation:
    """What is to be said of a passage that shares nothing."""
    return Explanation((), _only_sentence(answer), _missing(asked, language, ""))


def _missing(asked: _Asked, language: str, said: str) -> tuple[Span, ...] | None:
    """said: the units of the passage in a row."""
    if centre_key(asked.wording.language) != centre_key(language):
        return None
    return tuple(span for span, word in asked.words if word not in said)


def _in_originals(question: Traced, asked: Wording, answer: Traced, said: Wording, tile: Tile) -> SharedRun:
    a = question.span(*asked.span(tile.a, tile.a + tile.length))
    b = answer.span(*said.span(tile.b, tile.b + tile.length))
    return SharedRun(*a, *b)


def _only_sentence(answer: Traced) -> Span | None:
    """The sentence of a passage that has no other."""
    spans = list(islice(sentences(answer.text), 2))
    return Span(*answer.span(*spans[0])) if len(spans) == 1 else None


def _best_sentence(answer: Traced, said: Wording, tiles: Sequence[Tile]) -> Span | None:
    spans = list(sentences(answer.text))
    if not spans:
        return None
    starts = [start for start, _ in spans]
    shared = [0.0] * len(spans)
    for tile in tiles:
        for unit, weight in enumerate(said.most_each(tile.b, tile.b + tile.length), start=tile.b):
            shared[bisect_right(starts, said.starts[unit]) - 1] += weight
    best = max(range(len(spans)), key=shared.__getitem__)  # the first of equals
    return Span(*answer.span(*spans[best]))
