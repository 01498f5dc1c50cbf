from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.errors import EmptySpeech
from embeddings.speech import Passage, Speech
from embeddings.text.cleaning.clean import clean
from embeddings.text.passages import normalize, passages_of
from embeddings.text.reading.read import Reading, read
from embeddings.text.retracing import traced_form
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
    """Characters of forms that are traced elsewhere than cleaning the whole speech traces them."""
    cleaned = clean(speech.raw)
    spans = split(cleaned.text, cleaned.walls)
    differ = 0
    for passage, span in zip(passages_of(speech).passages, spans, strict=True):
        true = normalize(cleaned, span.start, span.end, passage.language)
        found = traced_form(passage)
        assert found.text == passage.normalized
        differ += int(
            ((found.starts + passage.start != true.starts) | (found.ends + passage.start != true.ends)).sum()
        )
    return differ


@UNHURRIED
@given(RAW)
def test_a_form_is_always_traced_into_its_text(raw: str) -> None:
    """The form is the stored one, and its offsets never fall nor leave the text."""
    try:
        passages = passages_of(Speech("s", raw)).passages
    except EmptySpeech:
        return
    for passage in passages:
        traced = traced_form(passage)
        assert traced.text == passage.normalized
        assert sorted(traced.starts) == list(traced.starts)
        assert sorted(traced.ends) == list(traced.ends)
        assert all(
            0 <= start <= end <= len(passage.text)
            for start, end in zip(traced.starts, traced.ends, strict=True)
        )


def test_every_character_of_the_sample_is_traced_as_in_its_speech() -> None:
    """The passage alone tells as much as the whole speech does."""
    readings = [each for each in read([SAMPLE]) if isinstance(each, Reading)]
    assert sum(offsets_that_differ(each.speech) for each in readings) == 0


@pytest.mark.shared
def test_every_character_of_real_speeches_is_traced_as_in_its_speech(shared: Path) -> None:
    """With brackets of pinyin, page furniture and Markdown, in twelve languages."""
    readings = [
        each
        for each in read([shared / "corpus" / "small.jsonl", shared / "seeds"])
        if isinstance(each, Reading)
    ]
    assert sum(offsets_that_differ(each.speech) for each in readings) == 0


def test_a_sign_that_only_the_speech_explains() -> None:
    """Bold that begins in one passage and ends in the next: the form is the speech's, traced rightly."""
    passage = Passage("s", 0, 0, 16, "**The harbour is", "The harbour is", "en")
    traced = traced_form(passage)
    assert traced.span(4, 11) == (6, 13)
    assert traced_form(replace(passage, normalized="The harbour xx is")).span(15, 17) == (14, 16)
