"""Near-duplicates among the labelled documents and among all speeches: what is found, how alike, how fast.

    python scripts/benchmarks/text_near_duplicates.py ../shared

Prints every pair of the labelled set that the labels or we call the same, with its likeness, then the
groups among all speeches of the corpus, with their process time.
"""

import gzip
import json
import sys
from collections.abc import Callable, Iterable
from itertools import combinations
from pathlib import Path
from time import process_time
from typing import TypeVar

from embeddings.errors import EmptySpeech
from embeddings.speech import Passage, Speech
from embeddings.text.duplicates.near_duplicates import DuplicateSpeeches, speech_groups
from embeddings.text.duplicates.shingles import likeness, shingles
from embeddings.text.passages import passages_of

T = TypeVar("T")


def passages(row: dict[str, str]) -> tuple[Passage, ...]:
    try:
        return passages_of(Speech(id=row["id"], raw=row["text"], language=row.get("language", ""))).passages
    except EmptySpeech:
        return ()


def normalized_texts(row: dict[str, str]) -> list[str]:
    return [passage.normalized for passage in passages(row)]


def pairs(groups: Iterable[DuplicateSpeeches]) -> set[tuple[str, str]]:
    return {pair for group in groups for pair in combinations(sorted(group.ids), 2)}


def timed(name: str, act: Callable[[], T]) -> T:
    start = process_time()
    result = act()
    print(f"{name}: {process_time() - start:.1f} s")
    return result


def labelled(path: Path) -> None:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    group_of = {row["id"]: row["group"] for row in rows}
    forms_of = {row["id"]: normalized_texts(row) for row in rows}
    said_same = pairs(speech_groups(forms_of.items()))
    are_same = {
        pair for pair in combinations(sorted(group_of), 2)
        if group_of[pair[0]] == group_of[pair[1]] and not group_of[pair[0]].startswith("none")
    }  # fmt: skip
    for pair in sorted(said_same | are_same):
        alike = likeness(*(shingles(" ".join(forms_of[each])) for each in pair))
        print(*pair, f"jaccard {alike[0]:.3f} containment {alike[1]:.3f}", end=" ")
        print(
            "labelled" if pair in are_same else "NOT LABELLED", "found" if pair in said_same else "NOT FOUND"
        )
    print(
        f"{len(are_same)} labelled, {len(said_same & are_same)} found, {len(said_same - are_same)} others\n"
    )


def corpus(path: Path) -> None:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    split = {row["id"]: passages(row) for row in rows}
    marked = {row["id"]: row["near_dup_group"] for row in rows if row.get("near_dup_group")}
    groups = timed(
        f"{len(rows)} speeches",
        lambda: speech_groups(
            (id_, [passage.normalized for passage in found]) for id_, found in split.items()
        ),
    )
    for group in groups:
        for twin in group.twins:
            note = marked.get(twin.id, "")
            print(
                group.first, twin.id, f"jaccard {twin.jaccard:.3f} containment {twin.containment:.3f}", note
            )


if __name__ == "__main__":
    shared = Path(sys.argv[1])
    labelled(shared / "eval/near_duplicate_docs.jsonl")
    corpus(shared / "corpus/speeches.jsonl.gz")
