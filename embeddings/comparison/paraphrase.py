"""Is a sentence another one in other words? Meaning proposes it; the words they share have to confirm it."""

from dataclasses import dataclass

from embeddings.comparison.alignment.units import SYLLABLE, UnitText

_LEAST_SHARED = 0.5  # of what the words of the sentence tell, by the other sentence …
_LEAST_BACK = 0.35  # … and the reverse
_LEAST_WORDS = 3
_STEM = 6  # letters; what follows them in an alphabet is mostly inflection


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A sentence of the other text, as units, and the share of telling words that it has in common."""

    first: int
    end: int
    shared: float


def counterpart(a: UnitText, first: int, end: int, b: UnitText) -> Counterpart | None:
    """The sentence of `b` that shares most of the telling words of a sentence of `a`; None when none does."""
    ours = _words(a, first, end)
    weight = sum(ours.values())
    best: Counterpart | None = None
    for start, stop in b.sentences:
        theirs = _words(b, start, stop)
        shared = [word for word in ours if word in theirs]
        common = sum(ours[word] for word in shared)
        if len(shared) < _LEAST_WORDS or common < _LEAST_SHARED * weight:
            continue
        if common < _LEAST_BACK * sum(theirs.values()):
            continue
        if best is None or common / weight > best.shared:
            best = Counterpart(start, stop, common / weight)
    return best


def _words(text: UnitText, first: int, end: int) -> dict[str, float]:
    words: dict[str, float] = {}
    for word in text.wording.words_within(first, end):
        if word.weight > 0:
            units = text.wording.units[word.first : word.end]
            one = "".join(units)
            if len(units) == 1 and text.size(word.first, word.end) < SYLLABLE * len(one):
                one = one[:_STEM]
            words[one] = max(words.get(one, 0.0), word.weight)
    return words
