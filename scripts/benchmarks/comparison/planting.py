"""New speeches of known make: sentences of real speeches, copied, edited, moved, translated, and fresh ones.

Each paragraph is one operation. What was planted is told in characters of the text that comes out: stretches
with the class that is right, their source, and the characters that were changed.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import opencc

from embeddings.index.seeds import letters_of
from embeddings.speech import Passage
from embeddings.text.sentences import sentences
from embeddings.text.tokens.alignment_units import wording_of

OPERATIONS = (
    "copy", "copy", "splice", "splice", "swap", "swap", "insert", "delete", "reorder", "number", "script",
    "artefact", "common", "fresh", "fresh",
)  # fmt: skip
RIGHT = {
    "copy": "verbatim", "splice": "verbatim", "script": "verbatim", "artefact": "verbatim", "swap": "edited",
    "insert": "edited", "delete": "edited", "reorder": "edited", "number": "edited", "common": "common",
    "fresh": "new", "translation": "translation",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planted:
    """`start` to `end` of the new text. source: the speech it is from, "" for none.  changed: characters."""

    start: int
    end: int
    right: str
    operation: str
    source: str
    changed: frozenset[int]


@dataclass
class PlantedText:
    """A speech that is being put together."""

    parts: list[str] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)
    length: int = 0

    def add(self, pieces: Sequence[tuple[str, bool]], operation: str, right: str, source: str) -> None:
        """Pieces of text, each with whether it was changed."""
        start, changed = self.length, set()
        for piece, is_changed in pieces:
            if is_changed:
                changed |= set(range(self.length, self.length + len(piece)))
            self.parts.append(piece)
            self.length += len(piece)
        self.planted.append(Planted(start, self.length, right, operation, source, frozenset(changed)))

    def between(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    @property
    def raw(self) -> str:
        return "".join(self.parts)


@dataclass(frozen=True)
class Material:
    """sentences: of the corpus, rare in it, each with its speech.  common: such as many speeches have.
    fresh: from elsewhere.  runs: lines in a row with the speech that they translate.  words: to put in.
    """

    language: str
    sentences: Sequence[tuple[str, str]]
    common: Sequence[str]
    fresh: Sequence[str]
    runs: Sequence[tuple[str, Sequence[str]]]
    words: Sequence[str]

    @property
    def is_chinese(self) -> bool:
        return self.language == "zh"


def plant(material: Material, draw: random.Random, *, n_paragraphs: int = 24) -> PlantedText:
    """A new speech."""
    text = PlantedText()
    for _ in range(n_paragraphs):
        operation = draw.choice(OPERATIONS)
        if _planted(text, operation, material, draw):
            text.between("\n\n")
    source, lines = draw.choice(material.runs)
    first = draw.randrange(max(1, len(lines) - 5))
    for line in lines[first : first + 5]:
        text.add([(line, False)], "translation", "translation", source)
        text.between("\n\n")
    return text


def _planted(text: PlantedText, operation: str, material: Material, draw: random.Random) -> bool:
    if operation == "fresh":
        text.add([(draw.choice(material.fresh), False)], operation, "new", "")
        return True
    if operation == "common":
        if not material.common:
            return False
        text.add([(draw.choice(material.common), False)], operation, "common", "")
        return True
    sentence, source = draw.choice(material.sentences)
    if operation == "splice":
        clauses = _clauses(sentence)
        fresh = draw.choice(material.fresh)
        half = "".join(clauses[: max(1, len(clauses) // 2)])
        if len(letters_of(half)[0]) < (14 if material.is_chinese else 40):
            half = sentence
        # A clause in the middle of a sentence of another kind.
        head, _, tail = fresh.partition("，" if material.is_chinese else ", ")
        if not tail:
            return False
        comma = "，" if material.is_chinese else ", "
        text.add([(head + comma, False)], "fresh", "new", "")
        text.add([(half.rstrip("。.，, ") + comma, False)], operation, "verbatim", source)
        text.add([(tail, False)], "fresh", "new", "")
        return True
    pieces = list(_EDITS[operation](sentence, material, draw))
    if not pieces:
        return False
    text.add(pieces, operation, RIGHT[operation], source)
    return True


def _clauses(sentence: str) -> list[str]:
    return [one for one in re.split(r"(?<=[，；,;])\s*", sentence) if one]


def _copied(sentence: str, _material: Material, _draw: random.Random) -> Iterator[tuple[str, bool]]:
    yield sentence, False


def _words(sentence: str, language: str) -> list[tuple[int, int]]:
    wording = wording_of(sentence, language)
    return [
        wording.span(word.first, word.end)
        for word in wording.words
        if word.weight > 0 and not any(map(str.isdigit, wording.normalized[slice(*wording.span(*word[:2]))]))
    ]


def _with_words(
    sentence: str, material: Material, draw: random.Random, how: str
) -> Iterator[tuple[str, bool]]:
    words = _words(sentence, "zh-Hans" if material.is_chinese else "en")
    n = max(1, min(3, len(words) // 6))
    if len(words) < 4:
        return
    done = 0
    space = "" if material.is_chinese else " "
    for start, end in sorted(draw.sample(words, n)):
        word = draw.choice(material.words)
        if how == "swap":
            if word == sentence[start:end]:
                continue
            yield sentence[done:start], False
            yield word, True
        elif how == "insert":
            yield sentence[done:start], False
            yield word + space, True
            end = start
        else:
            yield sentence[done:start].rstrip() if done == start else sentence[done:start], False
            end = end + 1 if space and sentence[end : end + 1] == " " else end
        done = end
    yield sentence[done:], False


def _reordered(sentence: str, _material: Material, draw: random.Random) -> Iterator[tuple[str, bool]]:
    clauses = _clauses(sentence.rstrip("。.；; "))
    if len(clauses) < 2 or min(len(letters_of(clause)[0]) for clause in clauses) < 4:
        return
    bare = [clause.rstrip("，,；; ") for clause in clauses]
    at = draw.randrange(len(bare) - 1)
    bare[at], bare[at + 1] = bare[at + 1], bare[at]
    han = bool(re.search(r"[\u4e00-\u9fff]", sentence))
    yield ("，" if han else ", ").join(bare) + ("。" if han else "."), False


def _numbered(sentence: str, _material: Material, draw: random.Random) -> Iterator[tuple[str, bool]]:
    found = list(re.finditer(r"\d+(?:\.\d+)?", sentence))
    if not found:
        return
    number = draw.choice(found)
    yield sentence[: number.start()], False
    yield str(int(float(number[0])) + draw.randrange(1, 9)), True
    yield sentence[number.end() :], False


@lru_cache(1)
def _traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def _rewritten(sentence: str, material: Material, _draw: random.Random) -> Iterator[tuple[str, bool]]:
    yield _traditional().convert(sentence) if material.is_chinese else sentence.upper(), False


def _damaged(sentence: str, material: Material, draw: random.Random) -> Iterator[tuple[str, bool]]:
    kind = draw.randrange(3)
    if kind == 0:
        at = draw.randrange(1, len(sentence))
        yield sentence[:at] + "\u200b" + sentence[at:], False
    elif kind == 1:
        wide = {ord(one): chr(ord(one) + 0xFEE0) for one in "0123456789,;:"}
        yield sentence.translate(wide), False
    else:
        yield (
            sentence.replace("，", ",").replace("。", ".")
            if material.is_chinese
            else sentence.replace(" ", "  ", 2),
            False,
        )


def _edit(how: str):  # type: ignore[no-untyped-def]
    return lambda sentence, material, draw: _with_words(sentence, material, draw, how)


_EDITS = {
    "copy": _copied, "swap": _edit("swap"), "insert": _edit("insert"), "delete": _edit("delete"),
    "reorder": _reordered, "number": _numbered, "script": _rewritten, "artefact": _damaged,
}  # fmt: skip


def edit(sentence: str, operation: str, material: Material, draw: random.Random) -> str:
    """A sentence after one operation; "" where it cannot be done."""
    return "".join(piece for piece, _ in _EDITS[operation](sentence, material, draw))


def sentences_of(passages: Sequence[Passage], *, chinese: bool) -> Iterator[tuple[str, str]]:
    """Sentences of a fair length, each with its speech."""
    least, most = (16, 120) if chinese else (50, 320)
    for passage in passages:
        for start, end in sentences(passage.normalized):
            sentence = passage.normalized[start:end]
            if least <= len(sentence) <= most and re.search(r"[。.！!？?]$", sentence):
                yield sentence, passage.speech_id
