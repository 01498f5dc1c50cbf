"""How many texts are read back exactly from each encoding: whole speeches and short pieces of them.

    python -m scripts.benchmarks.text.encodings ../shared/corpus/small.jsonl

Characters that an encoding does not have are left out before the text is encoded. `refused` texts are the
ones whose encoding could not be told surely enough; `wrong` is what was read otherwise than it was written.
"""

import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from embeddings.errors import UnreadableSource
from embeddings.text.formats.encodings import decode

_WIDE = ("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig")
_ENCODINGS = {
    "zh-Hans": ("gb18030", "gbk", *_WIDE),
    "zh-Hant": ("cp950", "big5hkscs", "gb18030", *_WIDE),
    "ja": ("shift_jis", "cp932", "euc_jp", *_WIDE),
    "ko": ("euc_kr", "cp949", *_WIDE),
    "ru": ("cp1251", "koi8_r", *_WIDE),
    "ar": ("cp1256", *_WIDE),
    "tr": ("cp1254", *_WIDE),
}
_WESTERN = ("cp1252", *_WIDE)
_LENGTHS = (400, 100, 40, 20, 10)  # characters
_PIECES = 3  # of each length, from each speech


def _pieces(text: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    yield "whole", text
    for length in _LENGTHS:
        for _ in range(_PIECES):
            start = chance.randrange(max(1, len(text) - length))
            piece = text[start : start + length].strip()
            if piece:
                yield str(length), piece


def _outcome(text: str, encoding: str) -> tuple[str, float]:
    try:
        found, how = decode(text.encode(encoding))
    except UnreadableSource:
        return "refused", 0.0
    return "right" if found == text else "wrong", how.confidence


@click.command()
@click.argument("speeches", type=click.Path(exists=True, path_type=Path))
@click.option("--seed", default=1)
def main(speeches: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311, pieces are drawn, not secrets
    outcomes: Counter[tuple[str, str, str]] = Counter()
    by_confidence: Counter[tuple[float, str]] = Counter()
    for row in speeches.read_text(encoding="utf-8").splitlines():
        speech = json.loads(row)
        for encoding in _ENCODINGS.get(speech["language"], _WESTERN):
            text = speech["text"].encode(encoding, "ignore").decode(encoding)
            for length, piece in _pieces(text, chance):
                outcome, confidence = _outcome(piece, encoding)
                outcomes[encoding, length, outcome] += 1
                by_confidence[confidence, outcome] += 1
    lengths = ("whole", *map(str, _LENGTHS))
    print("right/refused/wrong".ljust(20), *(f"{length:>13}" for length in lengths))
    for encoding in [*sorted({key[0] for key in outcomes}), "all"]:
        shown = []
        for length in lengths:
            counts = [
                sum(
                    n
                    for key, n in outcomes.items()
                    if key[1:] == (length, what) and encoding in (key[0], "all")
                )
                for what in ("right", "refused", "wrong")
            ]
            shown.append("/".join(map(str, counts)))
        print(encoding.ljust(20), *(f"{each:>13}" for each in shown))
    for confidence in sorted({confidence for confidence, outcome in by_confidence if outcome != "refused"}):
        right, wrong = (by_confidence[confidence, outcome] for outcome in ("right", "wrong"))
        print(f"confidence {confidence:.2f}: {right:,} right, {wrong:,} wrong")


if __name__ == "__main__":
    main()
