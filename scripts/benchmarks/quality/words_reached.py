"""Is every passage that holds the words of a question reached by words, and by quotation marks?

Draws questions of one and two words from the passages of a corpus, and looks for them in the texts as their
sources have them: whole words where a script parts them by spaces (case and accents apart), any run of
characters in Han and kana. That knows nothing of terms, folding or indexes. What it finds must be among the
passages that mode `words` lets through, and among those that hold each word as a phrase.

    python -m scripts.benchmarks.quality.words_reached CORPUS --questions 1000
"""

import random
import re
import unicodedata
from pathlib import Path

import click
import numpy as np

from embeddings.errors import UnusableQuestion
from embeddings.search.questions.phrases import holding
from embeddings.search.questions.question import Question, read_question
from embeddings.search.questions.question_language import resolve_language
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.snapshot import Snapshot
from embeddings.text.passages import normalize_query

_HAN = "\u3005\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff"
_HAN_RUN = re.compile(f"[{_HAN}]+")
_WORD = re.compile(rf"(?:(?![{_HAN}])[^\W_])+")
_LONGEST = 4  # Han characters of a drawn word


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--questions", default=1000, show_default=True, help="How many are drawn.")
@click.option("--seed", default=1, show_default=True)
def main(folder: Path, questions: int, seed: int) -> None:
    """Draw questions from the corpus in FOLDER, and count the passages that are not reached."""
    snapshot = CurrentSnapshot(folder).held.snapshot
    rows = np.arange(len(snapshot.index)).tolist()
    texts = [_plain(passage.text) for passage in snapshot.passages(rows)]
    words_of = [frozenset(_WORD.findall(text)) for text in texts]
    draw = random.Random(seed)  # noqa: S311 -- draws questions, not secrets
    n_lost = n_false = n_holding = n_unquoted = 0
    for _ in range(questions):
        words = _drawn(draw, texts)
        holders = [row for row in rows if all(_holds(word, texts[row], words_of[row]) for word in words)]
        n_holding += len(holders)
        reached = _reached(snapshot, " ".join(words))
        lost = set(holders) - reached
        n_lost += len(lost)
        n_false += bool(holders) and not reached
        phrases = [normalize_query(word).normalized for word in words]
        quoted = holding(snapshot, None, phrases=phrases, without=())
        missed = set(holders) - set(rows if quoted is None else quoted.tolist())
        n_unquoted += len(missed)
        for row in [*sorted(lost)[:1], *sorted(missed)[:1]]:
            click.echo(f"{' '.join(words)}: not {snapshot.passages([row])[0].address}", err=True)
    click.echo(f"{questions:,} questions, {n_holding:,} passages that hold their words")
    click.echo(f"not reached by words {n_lost:,}; said that none holds them, and one does {n_false:,}")
    click.echo(f"not reached by quotation marks {n_unquoted:,}")


def _reached(snapshot: Snapshot, text: str) -> set[int]:
    """The rows that mode `words` lets through."""
    try:
        asked = resolve_language(snapshot, read_question(Question(text, mode="words")))
    except UnusableQuestion:
        return set()
    return set(np.flatnonzero(snapshot.in_words(asked.words).bm25 > 0).tolist())


def _drawn(draw: random.Random, texts: list[str]) -> list[str]:
    """One or two words of one passage."""
    while True:
        text = draw.choice(texts)
        found = [*_WORD.findall(text), *_HAN_RUN.findall(text)]
        if found:
            return [_part(draw, draw.choice(found)) for _ in range(draw.choice((1, 2)))]


def _part(draw: random.Random, run: str) -> str:
    if not _HAN_RUN.fullmatch(run):
        return run
    start = draw.randrange(len(run))
    return run[start : start + draw.randint(1, _LONGEST)]


def _holds(word: str, text: str, words: frozenset[str]) -> bool:
    return word in text if _HAN_RUN.fullmatch(word) else word in words


def _plain(text: str) -> str:
    """Small letters without accents; Hangul and kana stay whole."""
    parted = unicodedata.normalize("NFKD", text.casefold())
    plain = re.sub("[\u0300-\u036f]", "", parted)
    return unicodedata.normalize("NFC", plain)


if __name__ == "__main__":
    main()
