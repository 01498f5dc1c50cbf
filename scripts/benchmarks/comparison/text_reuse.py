"""Reuse of letters beside other measures, on labelled pairs.

    python -m scripts.benchmarks.comparison.text_reuse ../shared/eval/text_reuse_pairs.jsonl

Pairs of US bills, of which the label says whether one takes up the other: the area under the curve of what
the shared chains of words tell, of rapidfuzz's partial ratio, and of length. Pairs of Japanese speeches with
the overlap of their characters, which is symmetric and knows one order only: its rank correlation (Spearman)
with the share of letters in chains, of the new text as a comparison counts it, and of the longer text.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz import fuzz
from scipy.stats import rankdata, spearmanr

from embeddings.comparison.alignment.chaining import Chain, chains
from embeddings.comparison.alignment.units import UnitText, Vocabulary, unit_text

Measure = Callable[[str, str], float]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("pairs", type=Path)
    asked = parser.parse_args()
    rows = [json.loads(line) for line in asked.pairs.read_text(encoding="utf-8").splitlines()]
    bills = [row for row in rows if row["label"] in (0, 1)]
    print(f"{len(bills)} pairs of bills, area under the curve:")
    for name, measure in (("ours", _told), ("partial ratio", fuzz.partial_ratio), ("length", _length)):
        print(f"  {name} {_area(bills, measure):.3f}")
    japanese = [row for row in rows if row["lang"] == "ja"]
    print(f"{len(japanese)} Japanese pairs, Spearman with the overlap of characters:")
    for name, measure in (
        ("ours, share of the new text", _share_of_new),
        ("ours, share of the longer text", _share_of_longer),
        ("partial ratio", fuzz.partial_ratio),
        ("length", _length),
    ):
        values = [measure(row["a"], row["b"]) for row in japanese]
        print(f"  {name} {spearmanr(values, [row['char_overlap'] for row in japanese])[0]:.3f}")


def _laid(a: str, b: str, language: str) -> tuple[UnitText, UnitText, list[Chain]]:
    vocabulary = Vocabulary()
    here, there = unit_text(a, language, vocabulary), unit_text(b, language, vocabulary)
    return here, there, chains(here, there)


def _told(a: str, b: str) -> float:
    """What the words of the most telling chain tell."""
    here, _, shared = _laid(a, b, "en")
    told = [sum(here.telling(run.a, run.a + run.length) for run in chain.runs) for chain in shared]
    return max(told, default=0.0)


def _equal(here: UnitText, shared: Sequence[Chain]) -> float:
    return sum(here.size(run.a, run.a + run.length) for chain in shared for run in chain.runs)


def _share_of_new(a: str, b: str) -> float:
    here, _, shared = _laid(a, b, "ja")
    return _equal(here, shared) / max(1.0, here.size(0, len(here)))


def _share_of_longer(a: str, b: str) -> float:
    here, there, shared = _laid(a, b, "ja")
    return _equal(here, shared) / max(1.0, here.size(0, len(here)), there.size(0, len(there)))


def _length(a: str, b: str) -> float:
    return float(len(a) + len(b))


def _area(rows: Sequence[dict[str, Any]], measure: Measure) -> float:
    labels = np.array([row["label"] for row in rows])
    ranks = rankdata([measure(row["a"], row["b"]) for row in rows])
    n_true = int(labels.sum())
    above = ranks[labels == 1].sum() - n_true * (n_true + 1) / 2
    return float(above / (n_true * (len(labels) - n_true)))


if __name__ == "__main__":
    main()
