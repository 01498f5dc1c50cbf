"""A whole comparison: every character has a class, and the class is what was done to it.

Covers `embeddings.comparison.stretches`, `embeddings.comparison.compared_topics`,
`embeddings.comparison.corpus_side`, `embeddings.comparison.paraphrase`,
`embeddings.comparison.candidates`, `embeddings.comparison.result`,
`embeddings.comparison.alignment.matching`, `embeddings.comparison.placing`,
`embeddings.comparison.repeats`.
"""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from embeddings.comparison.compare import compare
from embeddings.comparison.result import Comparison, Stretch
from embeddings.errors import UnknownSpeech
from embeddings.index.seeds import letters_of
from embeddings.snapshot.publish import publish
from embeddings.snapshot.snapshot import Snapshot
from embeddings.speech import Speech
from embeddings.text.passages import passages_of
from embeddings.text.script.folding import fold
from embeddings.text.script.offsets import Traced
from tests.support.invented import data, speech, unit_rows

DYKES = "Last autumn the river rose higher than anyone living had ever seen, and the dykes of Lanchuan held."
SCHOOL = (
    "Every village school keeps its own teacher, and every teacher keeps a sound roof over the classroom."
)
HARBOUR = "今年港口货物吞吐量增长5.5%，渡轮航线增加到12条，冬季全线不停航。"
FOREST = "我们要在布雷卡达尔的山上种下整片橡树林，让子孙后代都能乘凉。"
THANKS = "In closing, let me thank all those who keep watch through the night."

SPEECHES = (
    speech(
        "lanchuan-2018",
        DYKES,
        "Nobody slept that week.",
        date="2018-05-06",
        speaker="Mira",
        title="At the dyke",
    ),
    speech(
        "lanchuan-2020", f"I said it before. {DYKES}", date="2020", speaker="Mira", title="Again at the dyke"
    ),
    speech("school", SCHOOL, date="2019-01-01", title="In the village"),
    speech("port", HARBOUR, FOREST, date="2021-03-05", language="zh-Hans", title="港口"),
    *(
        speech(f"thanks-{n}", THANKS, f"This is what number {n} wanted to say.", date=f"201{n}")
        for n in range(6)
    ),
)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("corpus")
    return Snapshot.open(folder / "snapshots" / publish(folder, data(SPEECHES)))


def compared(snapshot: Snapshot, raw: str, **how: object) -> Comparison:
    new = Speech("", raw)
    passages = passages_of(new).passages
    return compare(snapshot, new, passages, unit_rows(len(passages), seed=4), k=2, **how)  # type: ignore[arg-type]


def stretches(comparison: Comparison) -> list[Stretch]:
    return [stretch for passage in comparison.passages for stretch in passage.stretches]


def kinds(snapshot: Snapshot, raw: str) -> list[tuple[str, str]]:
    return [(one.kind, raw[one.start : one.end].strip()) for one in stretches(compared(snapshot, raw))]


def test_a_copied_half_sentence_in_an_unrelated_paragraph_is_found(snapshot: Snapshot) -> None:
    """The vectors here are drawn at random: letters alone find it."""
    before, copied = (
        "My grandmother used to tell us children,",
        "the river rose higher than anyone living had ever seen,",
    )
    raw = f"{before} {copied} though she was never there herself."
    assert kinds(snapshot, raw) == [
        ("new", before),
        ("verbatim", copied),
        ("new", "though she was never there herself."),
    ]


def test_traditional_letters_with_damage_are_verbatim(snapshot: Snapshot) -> None:
    """Script, width of signs, pinyin readings and hidden characters do not count."""
    raw = "我們要在布雷卡達爾的山上種(zhǒng)下整片橡樹林,\u200b讓子孫後代都能乘涼。"
    (one,) = stretches(compared(snapshot, raw))
    assert (one.kind, one.start, one.end) == ("verbatim", 0, len(raw))
    (source,) = one.sources
    assert SPEECHES[3].raw[source.start : source.end] == FOREST


def test_a_changed_number_is_edited_and_named(snapshot: Snapshot) -> None:
    """Even where signs alone tell 5.5 from 55."""
    (one,) = stretches(compared(snapshot, HARBOUR.replace("5.5%", "55%")))
    assert one.kind == "edited"
    assert [(d.kind, d.here, d.there) for d in one.differences] == [("number", "55%", "5.5%")]


def test_an_edit_is_told_character_by_character(snapshot: Snapshot) -> None:
    """In places of both texts, and together all of the stretch."""
    raw = DYKES.replace("anyone living", "any old sailor")
    comparison = compared(snapshot, raw, leave_out=["lanchuan-2020"])
    (one,) = stretches(comparison)
    diff = one.sources[0].diff
    assert "".join(raw[edit.start : edit.end] for edit in diff) == raw
    changed = [
        (
            edit.operation,
            DYKES[edit.source_start : edit.source_end].strip(),
            raw[edit.start : edit.end].strip(),
        )
        for edit in diff
        if edit.operation != "equal"
    ]
    assert changed
    assert {word for _, _, now in changed for word in now.split()} <= {"any", "old", "sailor"}


def test_the_first_source_and_the_chain_are_told(snapshot: Snapshot) -> None:
    """By date, with the speech that took it up."""
    (one,) = stretches(compared(snapshot, DYKES))
    assert one.provenance is not None
    assert one.provenance.first is not None
    assert one.provenance.first.id == "lanchuan-2018"
    assert [step.speech.date for step in one.provenance.steps] == ["2018-05-06", "2020"]
    assert [source.earliest for source in one.sources] == [True, False]
    assert one.n_speeches == 2


def test_what_many_speeches_say_is_common(snapshot: Snapshot) -> None:
    """It is nobody's in particular, and counts towards no speech."""
    comparison = compared(snapshot, THANKS)
    (one,) = stretches(comparison)
    assert (one.kind, one.n_speeches) == ("common", 6)
    assert comparison.containment == ()


def test_what_stands_in_quotation_marks_is_a_quotation(snapshot: Snapshot) -> None:
    """Where the corpus has it."""
    found = kinds(snapshot, "有人在会上讲过“渡轮航线增加到12条，冬季全线不停航”，大家听了议论纷纷。")
    assert [kind for kind, _ in found] == ["new", "quotation", "new"]


def test_a_speech_of_the_corpus_is_copied_whole_unless_left_out(snapshot: Snapshot) -> None:
    """Then it is in itself and its novelty is the lowest there is; left out, it is not met."""
    raw = SPEECHES[2].raw
    whole = compared(snapshot, raw)
    assert whole.summary["verbatim"] == 1
    assert [card.id for card in whole.copies] == ["school"]
    assert [(p.speech.id, p.share_of_new, p.share_of_old) for p in whole.containment] == [
        ("school", 1.0, 1.0)
    ]
    assert compared(snapshot, raw, leave_out=["school"]).summary["verbatim"] == 0


def test_one_speech_can_be_compared_with(snapshot: Snapshot) -> None:
    """Only it answers; an unknown one is told."""
    met = compared(snapshot, f"{DYKES}\n\n{SCHOOL}", with_speech="school")
    assert {source.speech.id for one in stretches(met) for source in one.sources} <= {"school"}
    with pytest.raises(UnknownSpeech):
        compared(snapshot, DYKES, with_speech="nobody")
    with pytest.raises(UnknownSpeech):
        compared(snapshot, DYKES, leave_out=["nobody"])


def test_what_a_speech_says_twice_is_told(snapshot: Snapshot) -> None:
    """With the place where it stood first."""
    sentence = "A wholly new sentence about lighthouses stands here."
    raw = f"{sentence}\n\nSomething else.\n\n{sentence}"
    (repeat,) = compared(snapshot, raw).repeats
    assert raw[repeat.start : repeat.end].strip() == raw[repeat.of_start : repeat.of_end].strip()
    assert repeat.of_start == 0


@pytest.mark.parametrize(
    ("was", "is_now", "kind"),
    [
        ("Nobody slept that week.", "Everybody slept that week.", "negation"),
        ("The toll is fair.", "The toll is not fair.", "negation"),
        ("It cost 40 marks.", "It cost 90 marks.", "number"),
        ("We visit Norway.", "We visit Sweden.", "name"),
    ],
)
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_short_sentence_that_was_turned_is_edited(
    tmp_path: Path, was: str, is_now: str, kind: str, at: int
) -> None:
    """Wherever it stands in a paragraph that is word for word another one, and what turned it is named."""
    around = [DYKES, SCHOOL]
    old, new = ([*around[:at], one, *around[at:]] for one in (was, is_now))
    corpus = data([speech("old", " ".join(old), date="2018-01-01")])
    found = stretches(
        compared(Snapshot.open(tmp_path / "snapshots" / publish(tmp_path, corpus)), " ".join(new))
    )
    assert [one.kind for one in found] == ["verbatim"] * bool(at) + ["edited"] + ["verbatim"] * (at < 2)
    assert [told.kind for one in found for told in one.differences] == [kind]


def test_what_a_further_source_lacks_is_put_in(tmp_path: Path) -> None:
    """A source that has the end of a stretch alone is equal to that end, not to all of it."""
    said = "就海堤和灯塔的质询,我在此郑重答复各位议员和市民代表:今年冬天以前全部修好。"
    corpus = data([
        speech("all", said.replace("冬天", "秋天"), date="2018-01-01", language="zh-Hans"),
        speech("end", said[10:].replace("冬天", "秋天"), date="2019-01-01", language="zh-Hans"),
    ])  # fmt: skip
    snapshot = Snapshot.open(tmp_path / "snapshots" / publish(tmp_path, corpus))
    (one,) = stretches(compared(snapshot, said))
    ends = {source.speech.id: source.diff[0] for source in one.sources}
    assert (ends["all"].operation, ends["end"].operation) == ("equal", "insert")
    assert said[ends["end"].start : ends["end"].end].startswith("就海堤和灯塔的质询")


def test_a_new_sentence_between_copied_ones_is_new(snapshot: Snapshot) -> None:
    """That its neighbours were copied makes it no edit of something else."""
    raw = f"I said it before. Ducks like bread. {DYKES}"
    assert [kind for kind, _ in kinds(snapshot, raw)] == ["verbatim", "new", "verbatim"]


_PIECES = st.sampled_from(
    [DYKES, SCHOOL, HARBOUR, FOREST, THANKS, DYKES[:60], SCHOOL[30:], HARBOUR[5:20], " ", "\n\n", "“", "”",
     "，", ". ", "\u200b", "ﬃ", "調(diào)", "２０２０年", "new words of no kind", "İstanbul",
     "한국어 문장입니다", "السلام عليكم", "1,000", "(a)"]
)  # fmt: skip


_RAWS = {one.id: one.raw for one in SPEECHES}


def _letters(text: str) -> str:
    text = text.replace("(diào)", "")  # a reading that cleaning takes out
    return letters_of(fold(Traced.of(text), chinese=True).text)[0].tobytes().decode("utf-32-le")


@given(st.lists(_PIECES, min_size=1, max_size=8))
@example(["物吞吐量增长5.5%，渡轮航线", "1,000", DYKES[:60]])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_stretches_are_all_of_every_passage(snapshot: Snapshot, pieces: list[str]) -> None:
    """Lengths add up, shares sum to 1, edits are all of their stretch.

    Borders are inside no word and no number; they may lie between the two where somebody forgot the space.
    """
    raw = "x " + "".join(pieces)
    comparison = compared(snapshot, raw)
    for passage in comparison.passages:
        found = passage.stretches
        assert found[0].start == passage.passage.start
        assert found[-1].end == passage.passage.end
        assert all(one.start < one.end for one in found)
        for before, after in pairwise(found):
            assert before.end == after.start
            here, there = raw[before.end - 1], raw[before.end]
            assert not (here + there).isascii() or not ((here + there).isalpha() or (here + there).isdigit())
        for one in found:
            for source in one.sources:
                assert source.passage.start <= source.start < source.end <= source.passage.end
                if source.diff:
                    assert (source.diff[0].start, source.diff[-1].end) == (one.start, one.end)
                    assert "".join(raw[e.start : e.end] for e in source.diff) == raw[one.start : one.end]
                    old = _RAWS[source.speech.id]
                    for e in source.diff:
                        if e.operation in ("equal", "move"):
                            assert source.start <= e.source_start <= e.source_end <= source.end
                            assert _letters(raw[e.start : e.end]) == _letters(
                                old[e.source_start : e.source_end]
                            )
                if one.kind == "verbatim":
                    there = _RAWS[source.speech.id][source.start : source.end]
                    assert _letters(raw[one.start : one.end]) == _letters(there)
    assert sum(comparison.summary.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("date", "later"), [("2010-02-03", True), ("2018", False), ("2019", False), ("", False)]
)
def test_what_was_said_only_later_was_not_said_before(snapshot: Snapshot, date: str, later: bool) -> None:
    """As far as the dates tell: who said it in the same year may have been first."""
    new = Speech("", DYKES, date=date)
    passages = passages_of(new).passages
    comparison = compare(snapshot, new, passages, unit_rows(len(passages), seed=4), k=2)
    assert comparison.summary["verbatim"] == 1
    assert comparison.later_share == (1 if later else 0)


def test_what_was_searched_is_one_speech_where_one_was_asked_for(snapshot: Snapshot) -> None:
    """And all of them otherwise."""
    assert compared(snapshot, DYKES, with_speech="school").searched.n_speeches == 1
    assert compared(snapshot, DYKES).searched.n_speeches == len(SPEECHES)
