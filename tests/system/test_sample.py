"""The whole way, with the default model: what was planted in the sample speeches is found again."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from embeddings.comparison.result import Comparison
from embeddings.corpus import prepare_comparison, prepare_comparison_of, prepare_search
from embeddings.search.questions.question import Question
from embeddings.snapshot.filters import Filters
from embeddings.snapshot.snapshot import Snapshot
from embeddings.speech import Speech
from tests.conftest import SAMPLE, SampleCorpus

pytestmark = pytest.mark.model

PLANTED: dict[str, Any] = json.loads((SAMPLE / "relations.json").read_text(encoding="utf-8"))
SPEECHES = [json.loads(line) for line in (SAMPLE / "speeches.jsonl").read_text(encoding="utf-8").splitlines()]


@dataclass(frozen=True)
class Place:
    """Where a planted quote stands."""

    speech_id: str
    start: int
    end: int

    @classmethod
    def of(cls, snapshot: Snapshot, quoted: dict[str, str]) -> "Place":
        start = snapshot.raw(quoted["speech"]).index(quoted["quote"])
        return cls(quoted["speech"], start, start + len(quoted["quote"]))


def planted(kind: str) -> list[Any]:
    return [relation for relation in PLANTED["relations"] if relation["kind"] == kind]


def rank_of(sample: SampleCorpus, question: str, place: Place, *, k: int, without: str = "") -> int | None:
    """The rank of the passage that holds the place, from 1; None when it is not among the first k."""
    filters = Filters(exclude_speech=(without,) if without else ())
    answer = sample.corpus.answer(
        prepare_search(sample.corpus.snapshot, Question(question, k=k, filters=filters))
    )
    for match in answer.matches:
        passage = match.passage
        if passage.speech_id == place.speech_id and passage.start <= place.start < passage.end:
            return match.rank
    return None


@pytest.mark.parametrize("asked", PLANTED["questions"], ids=lambda asked: asked["query"][:24])
def test_a_question_finds_its_passage(sample: SampleCorpus, asked: dict[str, str]) -> None:
    """A question in any of eleven languages has the passage it was written for among the first three."""
    place = Place.of(sample.corpus.snapshot, asked)
    assert rank_of(sample, asked["query"], place, k=3) is not None


def test_reused_sentences_find_each_other(sample: SampleCorpus) -> None:
    """What was said word for word before is found first, or second to another copy, in either script."""
    snapshot = sample.corpus.snapshot
    ranks = [
        rank_of(sample, pair["b"]["quote"], Place.of(snapshot, pair["a"]), k=3, without=pair["b"]["speech"])
        for pair in planted("verbatim")
    ]
    assert None not in ranks, ranks


def test_translations_find_each_other(sample: SampleCorpus) -> None:
    """At least nine of ten translated passages have their original among the first ten of other speeches."""
    snapshot = sample.corpus.snapshot
    ranks = [
        rank_of(sample, pair["b"]["quote"], Place.of(snapshot, pair["a"]), k=10, without=pair["b"]["speech"])
        for pair in planted("translation")
    ]
    assert sum(rank is not None for rank in ranks) >= 0.9 * len(ranks), ranks


def test_a_question_in_traditional_or_polluted_script_has_the_same_answer(sample: SampleCorpus) -> None:
    """Simplified, Traditional, and Traditional with pinyin in brackets are one question."""
    snapshot = sample.corpus.snapshot
    answers = [
        sample.corpus.answer(prepare_search(snapshot, Question(question, k=10))).matches
        for question in ("推动经济转型和发展", "推動經濟轉型和發展", "推動經(jīng)濟轉(zhuǎn)型和發(fā)展")
    ]
    assert answers[0] == answers[1] == answers[2]


def test_offsets_are_true_to_the_raw_text(sample: SampleCorpus) -> None:
    """Each passage is the stretch of its speech that its offsets name."""
    snapshot = sample.corpus.snapshot
    for row in SPEECHES:
        for passage in snapshot.passages_of(row["id"]):
            assert passage.text == row["text"][passage.start : passage.end]


def test_shares_of_every_speech_sum_to_one(sample: SampleCorpus) -> None:
    """With what is unassigned, nothing is lost and nothing counted twice."""
    snapshot = sample.corpus.snapshot
    for speech_id in (None, *(row["id"] for row in SPEECHES)):
        shares = snapshot.shares(speech_id)
        assert sum(share for _, share in shares.by_topic) + shares.unassigned == pytest.approx(1, abs=1e-9)


def test_themes_are_subjects_with_words(sample: SampleCorpus) -> None:
    """There are at least eight, each has a label, and the speech on elderly care is mostly about one."""
    snapshot = sample.corpus.snapshot
    topics = snapshot.need_topics().topics
    assert len(topics) >= 8
    assert all(topic.label and topic.words for topic in topics)
    (largest, share), *_ = snapshot.shares("cangyu-2023-elderly-care").by_topic
    assert share > 0.5
    assert any(word in "老人 养老 照护 服务 社区" for word in snapshot.topic(largest).words)


def test_a_new_speech_meets_what_it_took_over(sample: SampleCorpus) -> None:
    """What it repeats meets its source more closely than what nobody has said before meets anything."""
    snapshot = sample.corpus.snapshot
    quoted = planted("verbatim")[0]["a"]
    own = "The travelling library of the hill parishes lends violins to children on alternate Thursdays."
    comparison = compare(sample, Speech(id="new", raw=f"{quoted['quote']}\n\n{own}"))
    taken, new = comparison.passages[0], comparison.passages[-1]
    assert Place.of(snapshot, quoted).speech_id in [match.passage.speech_id for match in taken.matches]
    assert taken.matches[0].cosine > new.matches[0].cosine
    assert comparison.topics is not None


def test_a_speech_of_the_corpus_is_its_own_copy_unless_it_is_asked_by_its_id(sample: SampleCorpus) -> None:
    """As a text it is there already, word for word, and nothing is less new; by its id it is left out."""
    row, snapshot = SPEECHES[0], sample.corpus.snapshot
    copy = compare(sample, Speech(id="a-copy", raw=row["text"]))
    assert row["id"] in [card.id for card in copy.copies]
    assert copy.summary["new"] == copy.summary["same_topic"] == 0
    assert copy.novelty is None or copy.novelty.percentile == 0
    own = sample.corpus.answer(prepare_comparison_of(snapshot, row["id"], k=3))
    met = {match.passage.speech_id for compared in own.passages for match in compared.matches}
    assert row["id"] not in met


def compare(sample: SampleCorpus, speech: Speech) -> Comparison:
    return sample.corpus.answer(prepare_comparison(sample.corpus.snapshot, speech, k=3))
