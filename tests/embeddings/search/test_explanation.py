import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.search.explanation import Explanation, explain
from embeddings.speech import Passage, Speech
from embeddings.text.alignment import tile
from embeddings.text.passages import normalize_query, passages_of, trace_passage
from embeddings.text.reading.read import Reading, read
from embeddings.text.script.offsets import pack_trace
from embeddings.text.tokens.alignment_units import wording_of

UNHURRIED = settings(deadline=None)  # the first call of a run loads its tables
SAMPLE = Path(__file__).resolve().parents[3] / "scripts" / "sample"
POLLUTED = "統(tǒng)籌海灣發(fā)展(zhǎn)。\n  港口要更繁忙,漁民收入要更高。"


def passage_of(raw: str, language: str = "") -> Passage:
    (passage,) = passages_of(Speech("s", raw, language=language)).passages
    return passage


def explained(question: str, passage: Passage) -> Explanation:
    (found,) = explain(normalize_query(question), [(passage, trace_passage(passage))])
    return found


def marked(question: str, passage: Passage) -> list[tuple[str, str]]:
    """The shared runs as they stand in the question and in the passage."""
    return [
        (question[run.a_start : run.a_end], passage.text[run.b_start : run.b_end])
        for run in explained(question, passage).shared
    ]


def missing(question: str, passage: Passage) -> list[str] | None:
    spans = explained(question, passage).missing
    return None if spans is None else [question[span.start : span.end] for span in spans]


def test_marks_land_on_what_the_source_shows() -> None:
    """A Simplified question marks the Traditional wording, brackets and line breaks within it, no more."""
    passage = passage_of(POLLUTED, "zh-Hant")
    assert marked("统筹海湾发展", passage) == [
        ("统筹海湾发展", "統(tǒng)籌海灣發(fā)展(zhǎn)".removesuffix("(zhǎn)"))
    ]
    assert marked("为何　渔民收入要更高？", passage) == [("渔民收入要更高", "漁民收入要更高")]


def test_the_same_question_in_any_form_marks_the_same() -> None:
    """Simplified, Traditional, polluted and full-width questions mark one and the same wording."""
    passage = passage_of(POLLUTED, "zh-Hant")
    questions = [
        "港口更繁忙,渔民收入",
        "港口更繁忙,漁民收入",
        "港(gǎng)口更繁忙,漁(yú)民收入",
        "港口\u200b更繁忙，渔民收入",
    ]
    spans = [
        {(run.b_start, run.b_end) for run in explained(question, passage).shared} for question in questions
    ]
    assert spans[0]
    assert all(each == spans[0] for each in spans)


def test_the_best_sentence_holds_most_of_what_is_shared() -> None:
    """It is given as it stands in the passage."""
    passage = passage_of(POLLUTED, "zh-Hant")
    sentence = explained("渔民收入", passage).best_sentence
    assert sentence is not None
    assert passage.text[sentence.start : sentence.end] == "港口要更繁忙,漁民收入要更高。"


def test_no_sentence_is_best_where_nothing_is_shared() -> None:
    """Unless there is only one."""
    assert explained("a winter quay", passage_of(POLLUTED, "zh-Hant")).best_sentence is None
    alone = explained("a winter quay", passage_of("海湾要更开放。")).best_sentence
    assert alone is not None
    assert (alone.start, alone.end) == (0, 7)


def test_what_only_the_question_says_is_told() -> None:
    """Words that stand nowhere in the passage, as they were typed; grammar is no word."""
    passage = passage_of(POLLUTED, "zh-Hant")
    assert missing("港口的教育和漁民", passage) == ["教育"]
    assert missing("海灣發(fā)展", passage) == []
    assert missing("Is the harbour open?", passage_of("The harbour closes.", "en")) == ["open"]


def test_words_say_nothing_across_languages() -> None:
    """A translation lacks every word, so nothing is said to be missing; names and years are still shared."""
    question, passage = "Veldhaven 2031年的港口", passage_of("In 2031 the harbour of Veldhaven opened.", "en")
    assert missing(question, passage) is None
    assert ("Veldhaven", "Veldhaven") in marked(question, passage)


PIECE = st.sampled_from(
    [
        "統(tǒng)籌",
        "海灣發展",
        "漁民收入",
        "，",
        " ",
        "\n",
        "\u200b",
        "winter quay ",
        "ﬁsh",
        "２０３１年",
        "的",
    ]
)
TEXT = st.lists(PIECE, min_size=1, max_size=12).map("".join)


@UNHURRIED
@given(TEXT, TEXT)
def test_marked_spans_fold_to_the_same_wording(question: str, raw: str) -> None:
    """Cut out and folded again, the two spans of a run say the same; no two runs overlap on either side."""
    traced = normalize_query(raw, language="zh-Hant").traced
    passage = Passage("s", 0, 0, len(raw), raw, traced.text, "zh-Hant", trace=pack_trace(traced))
    (found,) = explain(normalize_query(question, language="zh-Hant"), [(passage, trace_passage(passage))])
    for run in found.shared:
        one, other = question[run.a_start : run.a_end], raw[run.b_start : run.b_end]
        assert units(one) == units(other) != ()
    for spans in ([(r.a_start, r.a_end) for r in found.shared], [(r.b_start, r.b_end) for r in found.shared]):
        ordered = sorted(spans)
        assert all(a[1] <= b[0] for a, b in pairwise(ordered))


def units(text: str) -> tuple[str, ...]:
    return tuple(wording_of(normalize_query(text, language="zh-Hant").normalized, "zh-Hant").units)


def planted(kind: str) -> list[tuple[str, str, str]]:
    """Pairs of the sample: a quotation, the speech that says it too, and the quotation as it stands there."""
    relations = json.loads((SAMPLE / "relations.json").read_text(encoding="utf-8"))["relations"]
    return [
        (one["a"]["quote"], one["b"]["speech"], one["b"]["quote"]) for one in relations if one["kind"] == kind
    ]


@pytest.fixture(scope="module")
def sample() -> dict[str, Speech]:
    readings = [each for each in read([SAMPLE / "speeches.jsonl"]) if isinstance(each, Reading)]
    return {each.speech.id: each.speech for each in readings}


def test_verbatim_reuse_is_marked_whole(sample: dict[str, Speech]) -> None:
    """Across the two scripts, and through a converter's brackets, the planted quotations are marked whole."""
    for question, speech_id, quote in planted("verbatim"):
        speech = sample[speech_id]
        place = speech.raw.index(quote)
        passages = passages_of(speech).passages
        (passage,) = [each for each in passages if each.start <= place < each.end]
        (found,) = explain(normalize_query(question), [(passage, trace_passage(passage))])
        best = found.shared[0]
        told = passage.text[best.b_start : best.b_end]
        assert units(told) == units(quote)[: len(units(told))]
        assert len(units(told)) >= 0.95 * len(units(quote))


@UNHURRIED
@given(*[st.text("港口收入경제성장를abŒœéß\u0301ـء日にカ1 ，.", min_size=1, max_size=12)] * 2)
def test_what_is_not_taken_apart_shares_nothing(asked: str, said: str) -> None:
    """A passage that holds no unit of the question is not looked at closely, and loses nothing by it."""
    question = normalize_query("港" + asked)
    passage = Passage("s", 0, 0, len(said), said, said, "und")
    (found,) = explain(question, [(passage, trace_passage(passage))])
    tiles = tile(wording_of(question.normalized, question.language), wording_of(said, "und"))
    assert len(found.shared) == len(tiles)
