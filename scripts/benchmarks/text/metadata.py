"""How often what a text says of itself is read right: the corpus with its own metadata hidden.

    python -m scripts.benchmarks.text.metadata [--wrong] ../shared/corpus/small.jsonl …/medium.jsonl.gz

For each source and field: how many rows gave a finding (coverage, of the rows that know it) and how many of
those agree with the row (precision). A date agrees when it is the same as far as both say; `near` counts
those within a week, since some rows give the day of broadcast and the text the day of the event.
"""

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from embeddings.speech import Speech
from embeddings.text.cleaning.clean import clean
from embeddings.text.metadata.found import find_metadata
from embeddings.text.script.folding import fold
from embeddings.text.script.offsets import Traced

FIELDS = ("date", "speaker", "place", "title")


def rows(path: Path) -> Iterator[dict[str, Any]]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    yield from map(json.loads, content.splitlines())


def letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(Traced.of(text), chinese=True).text.lower())


def agrees(field: str, value: str, known: str) -> bool:
    if field == "date":
        value, known = value.removeprefix("-"), known[4:] if value.startswith("--") else known
        shorter = min(len(value), len(known))
        return value[:shorter] == known[:shorter]
    one, two = letters(value), letters(known)
    return bool(one and two) and (one in two or two in one)


def near(value: str, known: str) -> bool:
    if len(value) != 10 or len(known) != 10 or value.startswith("-"):
        return agrees("date", value, known)
    return abs((date.fromisoformat(value) - date.fromisoformat(known)).days) <= 7


def main(paths: list[Path], *, wrong: bool) -> None:
    counts: Counter[tuple[str, str, str]] = Counter()
    seen: set[str] = set()
    for row in (row for path in paths for row in rows(path)):
        if row["id"] in seen:
            continue
        seen.add(row["id"])
        speech = Speech(id=row["id"], raw=row["text"], language=row["language"])
        metadata = find_metadata(speech, clean(speech.raw))
        for field in FIELDS:
            known, finding = row.get(field) or "", getattr(metadata, field)
            source = row["source"]
            counts[source, field, "known"] += bool(known)
            counts[source, field, "extra"] += bool(finding and not known)
            if finding and known:
                right = agrees(field, finding.value, known)
                counts[source, field, "found"] += 1
                counts[source, field, "right"] += right
                counts[source, field, "near"] += right or (field == "date" and near(finding.value, known))
                if wrong and not right:
                    print(row["id"], field, finding.method, repr(finding.value[:70]), "known:", known[:70])
    print(
        f"{'source':20}{'field':9}{'known':>6}{'found':>6}{'right':>6}{'near':>6}{'extra':>6}{'precision':>10}"
    )
    for source in sorted({source for source, _, _ in counts}):
        for field in FIELDS:
            table(source, field, counts)
    for field in FIELDS:
        for (_, of_field, what), number in list(counts.items()):
            if of_field == field:
                counts["all", field, what] += number
        table("all", field, counts)


def table(source: str, field: str, counts: Counter[tuple[str, str, str]]) -> None:
    numbers = [counts[source, field, what] for what in ("known", "found", "right", "near", "extra")]
    if numbers[1] or numbers[4]:
        precision = f"{numbers[2] / numbers[1]:10.3f}" if numbers[1] else ""
        print(f"{source:20}{field:9}" + "".join(f"{number:6}" for number in numbers) + precision)


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:] if name != "--wrong"], wrong="--wrong" in sys.argv)
