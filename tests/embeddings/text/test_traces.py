"""Where each character of a passage's normalized text came from: kept when it is split, and found again."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.errors import EmptySpeech
from embeddings.speech import Passage, Speech
from embeddings.text.cleaning.clean import clean
from embeddings.text.passages import normalize, passages_of, trace_passage, traces
from embeddings.text.reading.read import Reading, read
from embeddings.text.splitting import split

UNHURRIED = settings(deadline=None)  # the first call of a run loads its tables
SAMPLE = Path(__file__).resolve().parents[3] / "scripts" / "sample" / "speeches.jsonl"

PIECES = [
    "調(diào)",
    "統(tǒng)籌",
    "\u200b",
    "\n",
    "**",
    "# ",
    "原标题:",
    "海灣要更開放。",
    "A busy harbour. ",
    "ﬁ",
    "e\u0301",
    "１",
]
RAW = st.lists(st.sampled_from(PIECES), min_size=1, max_size=30).map("".join)


def offsets_that_differ(speech: Speech) -> int:
    """Characters of normalized texts that are traced elsewhere than cleaning the whole speech traces them."""
    cleaned = clean(speech.raw)
    spans = split(cleaned.text, cleaned.walls)
    differ = 0
    for passage, span in zip(passages_of(speech).passages, spans, strict=True):
        true = normalize(cleaned, span.start, span.end, passage.language)
        found = trace_passage(passage)
        assert found.text == passage.normalized
        differ += int(
            ((found.starts + passage.start != true.starts) | (found.ends + passage.start != true.ends)).sum()
        )
    return differ


def without_traces(passages: tuple[Passage, ...]) -> list[Passage]:
    return [replace(passage, trace=b"") for passage in passages]


@UNHURRIED
@given(RAW)
def test_a_passage_is_traced_into_its_text(raw: str) -> None:
    """As in its speech; the offsets never fall nor leave the text; and the ledger tells the same."""
    speech = Speech("s", raw)
    try:
        read_speech = passages_of(speech)
    except EmptySpeech:
        return
    assert offsets_that_differ(speech) == 0
    for passage in read_speech.passages:
        found = trace_passage(passage)
        assert sorted(found.starts) == list(found.starts)
        assert sorted(found.ends) == list(found.ends)
        assert all(
            0 <= start < end <= len(passage.text) for start, end in zip(found.starts, found.ends, strict=True)
        )
    kept = [passage.trace for passage in read_speech.passages]
    assert traces(speech, read_speech.repairs, without_traces(read_speech.passages)) == kept


def test_the_traces_of_the_sample_are_found_again_from_the_ledgers() -> None:
    for reading in read([SAMPLE]):
        assert isinstance(reading, Reading)
        found = passages_of(reading.speech)
        kept = [passage.trace for passage in found.passages]
        assert traces(reading.speech, found.repairs, without_traces(found.passages)) == kept


@pytest.mark.shared
def test_every_character_of_real_speeches_is_traced_as_in_its_speech(shared: Path) -> None:
    """With brackets of pinyin, page furniture and Markdown, in twelve languages."""
    readings = [
        each
        for each in read([shared / "corpus" / "small.jsonl", shared / "seeds"])
        if isinstance(each, Reading)
    ]
    assert sum(offsets_that_differ(each.speech) for each in readings) == 0
    for each in readings:
        found = passages_of(each.speech)
        kept = [passage.trace for passage in found.passages]
        assert traces(each.speech, found.repairs, without_traces(found.passages)) == kept


def test_most_passages_need_no_trace() -> None:
    (passage,) = passages_of(Speech("s", "The harbour of Veldhaven is open again.")).passages
    assert passage.trace == b""
    assert trace_passage(passage).span(4, 11) == (4, 11)


def test_a_text_that_is_normalized_otherwise_today_is_traced_to_all_of_its_passage() -> None:
    speech = Speech("s", "The harbour is open.")
    then = Passage("s", 0, 0, 20, "The harbour is open.", "the harbor is open", "en")
    (trace,) = traces(speech, (), [then])
    assert trace_passage(replace(then, trace=trace)).span(4, 10) == (0, 20)
