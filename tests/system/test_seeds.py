"""The founding documents, noise and all, with the default model: what a search returns is speech."""

import json
from pathlib import Path
from typing import Any

import opencc
import pytest

from embeddings.corpus import Corpus, prepare_search
from embeddings.encoder.encoding import Encoder
from embeddings.ingest.index import index
from embeddings.search.questions.question import Question
from embeddings.snapshot.snapshot import Snapshot
from embeddings.text.reading.read import read

pytestmark = [pytest.mark.model, pytest.mark.shared]


@pytest.fixture(scope="module")
def seeds(shared: Path, default_encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("seeds") / "corpus"
    index(folder, default_encoder, read([shared / "seeds"]))
    return Corpus.open(folder, default_encoder)


@pytest.fixture(scope="module")
def gold(shared: Path) -> dict[str, Any]:
    """By name of the file: which lines (from 1) are furniture, metadata or repeats."""
    marked: dict[str, Any] = json.loads((shared / "eval" / "seeds_gold.json").read_text(encoding="utf-8"))
    return {name: marks for name, marks in marked.items() if name.endswith(".txt")}


def lines_of(snapshot: Snapshot, file_name: str, numbers: list[int]) -> list[tuple[str, int, int]]:
    """Where these lines of a seed stand: in which of its speeches, from where to where. Blank ones left out.

    A seed that holds two documents is two speeches, whose texts together are the seed's.
    """
    spans = []
    number = 1
    for speech_id in parts_of(snapshot, file_name):
        start = 0
        for line in snapshot.raw(speech_id).splitlines(keepends=True):
            if number in numbers and line.strip():
                spans.append((speech_id, start, start + len(line.rstrip("\n"))))
            start += len(line)
            number += 1
    return spans


def parts_of(snapshot: Snapshot, file_name: str) -> list[str]:
    stem = Path(file_name).stem
    return [card.id for card in snapshot.speeches_after("", limit=100) if card.id.split("~")[0] == stem]


def test_no_passage_holds_a_line_of_furniture(seeds: Corpus, gold: dict[str, Any]) -> None:
    """Buttons, related links, advertisements and footers cannot be found, because they are not there."""
    snapshot = seeds.snapshot
    for name, marks in gold.items():
        furniture = lines_of(snapshot, name, marks["furniture"] + marks["metadata"])
        held = [
            passage.address
            for speech_id, start, end in furniture
            for passage in snapshot.passages_of(speech_id)
            if passage.start < end and start < passage.end
        ]
        assert held == [], name


def test_every_other_line_is_in_a_passage(seeds: Corpus, gold: dict[str, Any]) -> None:
    """No sentence of a speech is lost on the way."""
    snapshot = seeds.snapshot
    for name, marks in gold.items():
        n_lines = sum(snapshot.raw(part).count("\n") + 1 for part in parts_of(snapshot, name))
        dropped = marks["furniture"] + marks["metadata"] + marks["repeats"]
        spoken = [n for n in range(1, n_lines + 1) if n not in dropped]
        for speech_id, start, end in lines_of(snapshot, name, spoken):
            passages = snapshot.passages_of(speech_id)
            assert any(p.start < end and start < p.end for p in passages), (name, start)


def test_the_seed_that_holds_two_documents_is_two_speeches(seeds: Corpus, gold: dict[str, Any]) -> None:
    """Parted at the marked line, and no other seed is."""
    snapshot = seeds.snapshot
    for name, marks in gold.items():
        parts = parts_of(snapshot, name)
        last_lines = [snapshot.raw(part).count("\n") for part in parts[:-1]]
        assert last_lines == [part[1] for part in marks.get("parts", [])[:-1]], name


def test_the_traditional_seed_is_found_by_simplified_questions(seeds: Corpus) -> None:
    """Sentences of 003, repaired and in Simplified characters, find their own passage first."""
    to_simplified = opencc.OpenCC("t2s")
    for passage in seeds.snapshot.passages_of("003_d87c558779b2ce7e"):
        question = to_simplified.convert(passage.normalized)[:60]
        best = seeds.answer(prepare_search(seeds.snapshot, Question(question, k=1))).matches[0]
        assert best.passage.speech_id == passage.speech_id
        assert best.passage.position == passage.position


def test_marked_pairs_find_each_other(seeds: Corpus, shared: Path) -> None:
    """The reused and edited wordings marked by hand are among the first five of the other document."""
    marked = json.loads((shared / "eval" / "seeds_gold.json").read_text(encoding="utf-8"))
    snapshot = seeds.snapshot
    found = []
    for pair in marked["pairs"]:
        name, line = pair["b"]
        ((speech_id, start, end),) = lines_of(snapshot, name, [line])
        matches = seeds.answer(prepare_search(snapshot, Question(pair["a_text"], k=5))).matches
        others = [match.passage for match in matches if match.passage.speech_id == speech_id]
        found.append(any(passage.start < end and start < passage.end for passage in others))
    assert sum(found) >= 5, found
