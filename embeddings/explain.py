"""Why a passage answers a question: what both say word for word, where, and what only the question says.

Everything is told in the texts as people see them: the question as it was typed, and the passage as its
source has it, Traditional characters, readings in brackets and all.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from embeddings.alignment import SharedRun, Tile, shared_tiles
from embeddings.space import centre_key
from embeddings.speech import Passage
from embeddings.text.passages import QueryForm
from embeddings.text.retracing import traced_form
from embeddings.text.sentences import sentences
from embeddings.text.splitting import Span
from embeddings.text.traced import Traced
from embeddings.text.wording import Wording, wording_of


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


def explain(question: QueryForm, passages: Iterable[Passage]) -> list[Explanation]:
    """An explanation for each passage, in their order."""
    asked = wording_of(question.form, question.language)
    return [_explained(question, asked, passage) for passage in passages]


def _explained(question: QueryForm, asked: Wording, passage: Passage) -> Explanation:
    answer = traced_form(passage)
    said = wording_of(passage.form, passage.language)
    tiles = shared_tiles(asked, said)
    tiles.sort(key=lambda tile: -tile.weight / said.count(tile.b, tile.length))
    same_language = centre_key(question.language) == centre_key(passage.language)
    return Explanation(
        shared=tuple(_in_originals(question.traced, asked, answer, said, tile) for tile in tiles),
        best_sentence=_best_sentence(answer, said, tiles),
        missing=_missing(question.traced, asked, said) if same_language else None,
    )


def _in_originals(question: Traced, asked: Wording, answer: Traced, said: Wording, tile: Tile) -> SharedRun:
    a = question.span(*asked.span(tile.a, tile.a + tile.length))
    b = answer.span(*said.span(tile.b, tile.b + tile.length))
    return SharedRun(*a, *b)


def _best_sentence(answer: Traced, said: Wording, tiles: Sequence[Tile]) -> Span | None:
    spans = list(sentences(answer.text))
    if not spans or (len(spans) > 1 and not tiles):
        return None
    starts = [start for start, _ in spans]
    shared = [0.0] * len(spans)
    for tile in tiles:
        for unit in range(tile.b, tile.b + tile.length):
            sentence = bisect_right(starts, said.spans[unit][0]) - 1
            shared[sentence] += said.most[unit + 1] - said.most[unit]
    best = max(range(len(spans)), key=shared.__getitem__)  # the first of equals
    return Span(*answer.span(*spans[best]))


def _missing(question: Traced, asked: Wording, said: Wording) -> tuple[Span, ...]:
    return tuple(
        Span(*question.span(*asked.span(word.first, word.end)))
        for word in asked.words
        if word.weight > 0 and not said.holds(asked, word)
    )
