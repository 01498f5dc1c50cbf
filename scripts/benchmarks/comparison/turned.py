"""Short sentences that say something else, in paragraphs that are word for word somebody's.

    python -m scripts.benchmarks.comparison.turned CORPUS [--half report] [--each 10] [--wrong]

In a paragraph of the corpus one short sentence is changed: denied (or no longer denied), given another
number, or another name. Prints, for Chinese and English and each of the three, how many of these sentences
are told as edited, how many with the difference that was planted, and how much of the rest is told word for
word. Rules were chosen on `--half tune`, which draws from other speeches.
"""

import argparse
import hashlib
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from embeddings.corpus import Corpus, prepare_comparison
from embeddings.models.shelf import default_cache
from embeddings.speech import Passage, Speech
from embeddings.text.sentences import sentences
from service.opening import open_corpus

_SHORT = {"zh": (6, 26), "en": (15, 75)}  # characters of the sentence that is changed
_PARAGRAPH = {"zh": (80, 400), "en": (250, 1200)}
_DENIED = {
    "zh": r"(?<![不没])(?:是(?!否)|会(?![议见])|能(?!力|源|够)|要(?![求点素闻]))",
    "en": r"\b(?:is|are|was|were|will|can|must|should)\b(?! not)",
}
_DENIALS = {"zh": r"不(?=[是会能要])", "en": r" not(?= )"}
_NAMES = {
    "zh": "美国 日本 法国 德国 俄罗斯 印度 英国 韩国 巴西 北京 上海 广东 浙江 四川 湖北 新疆 西藏 香港 澳门",
    "en": "America Germany France Japan Russia China India Britain Singapore Canada Ukraine Israel Mexico",
}


@dataclass(frozen=True, slots=True)
class Turned:
    """text: the paragraph.  start, end: the changed sentence in it.  kind: what should be told of it."""

    text: str
    start: int
    end: int
    kind: str


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--half", choices=("tune", "report"), default="report")
    parser.add_argument("--each", type=int, default=10, help="Of each kind and language.")
    parser.add_argument("--wrong", action="store_true", help="Print what was told wrong.")
    asked = parser.parse_args()
    corpus = open_corpus(asked.corpus, cache=default_cache(), threads=1)
    for language in ("zh", "en"):
        own = [p for p, _ in corpus.snapshot.placed_passages() if _is_asked(p, language, asked.half)]
        random.Random(f"{language} {asked.half}").shuffle(own)  # noqa: S311
        for kind, change in _CHANGES.items():
            planted = _planted(own, language, kind, change, asked.each)
            _report(corpus, language, kind, planted, show_wrong=asked.wrong)


def _is_asked(passage: Passage, language: str, half: str) -> bool:
    least, most = _PARAGRAPH[language]
    odd = hashlib.sha256(passage.speech_id.encode()).digest()[0] % 2
    return (
        passage.language in (language, f"{language}-Hans")
        and least <= len(passage.normalized) <= most
        and odd == (half == "tune")
    )


# What is planted


def _denied(sentence: str, language: str, _: random.Random) -> str:
    if re.search(_DENIALS[language], sentence):
        return re.sub(_DENIALS[language], "", sentence, count=1)
    return re.sub(
        _DENIED[language],
        lambda word: f"不{word[0]}" if language == "zh" else f"{word[0]} not",
        sentence,
        count=1,
    )


def _renumbered(sentence: str, _: str, draw: random.Random) -> str:
    return re.sub(r"\d+", lambda figure: str(int(figure[0]) + draw.randint(1, 7)), sentence, count=1)


def _renamed(sentence: str, language: str, draw: random.Random) -> str:
    names = _NAMES[language].split()
    either = "|".join(names) if language == "zh" else rf"\b(?:{'|'.join(names)})\b"
    return re.sub(
        either, lambda found: draw.choice([name for name in names if name != found[0]]), sentence, count=1
    )


_CHANGES: dict[str, Callable[[str, str, random.Random], str]] = {
    "negation": _denied,
    "number": _renumbered,
    "name": _renamed,
}


def _planted(
    passages: Sequence[Passage],
    language: str,
    kind: str,
    change: Callable[[str, str, random.Random], str],
    wanted: int,
) -> list[Turned]:
    """One sentence of a passage each, of a speech each."""
    found: dict[str, Turned] = {}
    draw = random.Random(f"{language} {kind}")  # noqa: S311
    for passage in passages:
        if passage.speech_id not in found and len(found) < wanted:
            text = passage.normalized
            for start, end in _short(text, language):
                changed = change(text[start:end], language, draw)
                if changed != text[start:end]:
                    whole = text[:start] + changed + text[end:]
                    found[passage.speech_id] = Turned(whole, start, start + len(changed), kind)
                    break
    return list(found.values())


def _short(text: str, language: str) -> Iterator[tuple[int, int]]:
    least, most = _SHORT[language]
    spans = list(sentences(text))
    if len(spans) > 2:
        yield from ((start, end) for start, end in spans if least <= len(text[start:end].strip()) <= most)


# What is told of it


def _report(corpus: Corpus, language: str, kind: str, planted: Sequence[Turned], *, show_wrong: bool) -> None:
    counts: defaultdict[str, int] = defaultdict(int)
    for one in planted:
        ready = prepare_comparison(corpus.snapshot, Speech("", one.text, language=language), k=3)
        comparison = ready.answer(corpus.encoder.passages(ready.texts), lambda _: None)
        stretches = [stretch for compared in comparison.passages for stretch in compared.stretches]
        here = [
            s
            for s in stretches
            if min(s.end, one.end) - max(s.start, one.start) > 0.5 * (one.end - one.start)
        ]
        edited = any(stretch.kind == "edited" for stretch in here)
        named = edited and any(one.kind == told.kind for stretch in here for told in stretch.differences)
        rest = sum(s.length for s in stretches if s not in here)
        counts["edited"] += edited
        counts["named"] += named
        counts["rest"] += rest
        counts["verbatim"] += sum(
            s.length for s in stretches if s not in here and s.kind in ("verbatim", "common")
        )
        if show_wrong and not named:
            told = [(s.kind, [(d.kind, d.here, d.there) for d in s.differences]) for s in here]
            print(f"    {one.text[one.start : one.end]!r}: {told}")
    verbatim = counts["verbatim"] / max(1, counts["rest"])
    print(
        f"{language} {kind}: of {len(planted)} edited {counts['edited']}, named {counts['named']};"
        f" of the rest word for word {verbatim:.3f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
