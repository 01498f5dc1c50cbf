"""Search, tested.

Covers `embeddings.search.answering`, `embeddings.search.strength_filter`, `embeddings.search.grouping`,
`embeddings.search.ranking`, `embeddings.search.questions.question`,
`embeddings.search.questions.query_vector`, `embeddings.search.nearness`,
`embeddings.search.questions.phrases`.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.errors import StrengthUnknown, UnknownPassage, UnusableQuestion
from embeddings.search.questions.question import DEEPEST, Least, Mode, Question, read_question
from embeddings.search.search import Match, ResultPage, facets, search
from embeddings.search.strength_filter import BelowThreshold
from embeddings.similarity.space import Vectors
from embeddings.similarity.strength import HeldOut, Strengths
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.filters import Filters
from embeddings.snapshot.publish import publish
from embeddings.snapshot.snapshot import Snapshot
from tests.support.invented import data, speech, unit_rows

WORDS = {
    "en": ["quay", "ferry", "ice", "winter", "harbour", "school", "teacher", "dyke", "flood", "open"],
    "fr": ["quai", "bac", "glace", "hiver", "port", "école", "maître", "digue", "crue", "ouvert"],
    "zh-Hans": ["码头", "渡轮", "冰", "冬天", "港口", "学校", "教师", "堤坝", "洪水", "开放"],
}
MODES: tuple[Mode, ...] = ("hybrid", "meaning", "words")
DATES = ("2019", "2020-06", "2021-01-01", "--05-06", "")
N_SPEECHES = 18


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("corpus")
    draw = np.random.default_rng(5)
    languages = list(WORDS)
    speeches = []
    for i in range(N_SPEECHES):
        language = languages[i % 3]
        paragraphs = [
            " ".join([*draw.choice(WORDS[language], 6), f"{i}x{j}"]) for j in range(int(draw.integers(1, 6)))
        ]
        if i % 6 == 0:
            paragraphs.append(
                "The harbour of Veldhaven stays open all winter, and its ferries sail on Sundays."
            )
        speeches.append(
            speech(
                f"s{i:02}",
                *paragraphs,
                speaker=f"Speaker {i % 4}",
                place=f"Port {i % 2}",
                date=DATES[i % 5],
                language=language,
            )
        )
    publish(folder, data(speeches))
    return CurrentSnapshot(folder).held.snapshot


def vector_of(text: str) -> Vectors:
    seed = sum(map(ord, text))
    vector: Vectors = unit_rows(1, seed=seed)[0]
    return vector


def answer(snapshot: Snapshot, question: Question) -> ResultPage:
    asked = read_question(question)
    return search(snapshot, asked, vector_of(question.text) if asked.normalized else None)


def addresses(page: ResultPage) -> list[str]:
    return [match.passage.address for match in page.matches]


def words_of(match: Match) -> list[str]:
    return re.findall(r"\w+", match.passage.text.lower())


def some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


TEXTS = st.sampled_from(["winter quay", "glace", "冬天的港口", "open flood école", "volcano"])
FILTERS = st.builds(
    Filters,
    language=some(("zh", "en", "fr")),
    speaker=some(("Speaker 0", "Speaker 1")),
    place=some(("Port 0", "Port 1")),
    date_from=st.sampled_from(["", "2019-12", "2020"]),
    speech=some(("s00", "s01", "s06")),
    exclude_speech=some(("s02", "s03")),
)


@settings(deadline=None)  # the first question opens what the others find open
@given(text=TEXTS, mode=st.sampled_from(MODES), filters=FILTERS, k=st.integers(1, 30))
def test_a_filter_leaves_out_and_never_reorders(
    snapshot: Snapshot, text: str, mode: Mode, filters: Filters, k: int
) -> None:
    """Filtered, the answer is the whole ranking without the rest, k of it if there are k, scores and all."""
    question = Question(text, mode=mode, k=500, collapse=False)
    rows = snapshot.rows(filters)
    passing = set(range(len(snapshot.index)) if rows is None else rows.tolist())
    expected = [
        (match.passage.address, match.score)
        for match in answer(snapshot, question).matches
        if snapshot.passage(match.passage.speech_id, match.passage.position)[0] in passing
    ]
    page = answer(snapshot, replace(question, filters=filters, k=k))
    assert [(match.passage.address, match.score) for match in page.matches] == expected[:k]
    assert page.n_eligible == len(expected)


@pytest.mark.parametrize("mode", ["hybrid", "meaning"])
def test_every_eligible_passage_can_be_reached(snapshot: Snapshot, mode: Mode) -> None:
    """Asked for all there are, an answer holds each passage once."""
    page = answer(snapshot, Question("winter quay", mode=mode, k=DEEPEST, collapse=False))
    assert len(set(addresses(page))) == len(snapshot.index) == page.n_eligible


@settings(deadline=None)
@given(
    text=TEXTS, mode=st.sampled_from(MODES), size=st.integers(1, 7), per_speech=st.sampled_from([None, 1, 2])
)
def test_pages_laid_end_to_end_are_one_long_page(
    snapshot: Snapshot, text: str, mode: Mode, size: int, per_speech: int | None
) -> None:
    """Nothing is shown twice and nothing is skipped; the last page says that it is."""
    question = Question(text, mode=mode, k=300, per_speech=per_speech)
    whole = answer(snapshot, question)
    paged: list[str] = []
    offset: int | None = 0
    while offset is not None:
        page = answer(snapshot, replace(question, k=size, offset=offset))
        assert [match.rank for match in page.matches] == list(
            range(offset + 1, offset + 1 + len(page.matches))
        )
        paged += addresses(page)
        offset = page.next_offset
    assert paged == addresses(whole)


@pytest.mark.parametrize("mode", MODES)
def test_scores_fall_and_ties_are_in_the_order_of_addresses(snapshot: Snapshot, mode: Mode) -> None:
    """Passages alike to the letter differ in nothing but their address."""
    page = answer(snapshot, Question("harbour of Veldhaven in winter", mode=mode, k=500, collapse=False))
    keys = [(-m.score, m.passage.speech_id, m.passage.position) for m in page.matches]
    assert keys == sorted(keys)


def test_copies_are_one_match_that_says_where_else_it_is(snapshot: Snapshot) -> None:
    """The paragraph that three speeches repeat is shown once, for the first of them in the ranking."""
    page = answer(snapshot, Question('"stays open all winter"', k=10))
    assert len(page.matches) == 1
    assert page.n_eligible == 3
    copies = page.matches[0].also_in
    assert {page.matches[0].passage.speech_id, *(copy.speech.id for copy in copies)} == {"s00", "s06", "s12"}
    assert all(copy.identical for copy in copies)


def test_at_most_n_matches_of_one_speech(snapshot: Snapshot) -> None:
    """What is left out makes room for others, in the same order."""
    every = answer(snapshot, Question("winter quay", k=500))
    seen: list[str] = []
    expected = []
    for match in every.matches:
        seen.append(match.speech.id)
        if seen.count(match.speech.id) <= 2:
            expected.append(match.passage.address)
    assert addresses(answer(snapshot, Question("winter quay", k=500, per_speech=2))) == expected


@settings(deadline=None)
@given(word=st.sampled_from([*WORDS["en"], *WORDS["zh-Hans"], *WORDS["fr"]]), mode=st.sampled_from(MODES))
def test_a_phrase_must_occur_and_an_excluded_word_must_not(snapshot: Snapshot, word: str, mode: Mode) -> None:
    """Letter by letter: the answers with and without the word are all passages, each in one of the two."""
    question = Question(f'"{word}"', mode="meaning", k=500, collapse=False)
    holding = answer(snapshot, question)
    lacking = answer(snapshot, replace(question, text=f"quay -{word}"))
    assert all(word in words_of(match) for match in holding.matches)
    assert not any(word in words_of(match) for match in lacking.matches)
    assert sorted(addresses(holding) + addresses(lacking)) == sorted(
        passage.address for passage, _ in snapshot.placed_passages()
    )
    in_mode = answer(snapshot, replace(question, mode=mode))
    assert set(addresses(in_mode)) <= set(addresses(holding))


def test_taken_literally_a_quotation_mark_demands_nothing(snapshot: Snapshot) -> None:
    """Whoever pastes a line can say so."""
    assert not answer(snapshot, Question('"no such words"')).matches
    assert len(answer(snapshot, Question('"no such words"', literal=True)).matches) == 10


def test_words_alone_answer_only_with_words(snapshot: Snapshot) -> None:
    """A passage that shares no term does not answer, however few do."""
    page = answer(snapshot, Question("dyke", mode="words", k=500, collapse=False))
    holding = [passage.address for passage, _ in snapshot.placed_passages() if "dyke" in passage.normalized]
    assert sorted(addresses(page)) == sorted(holding)
    assert all(match.score >= match.bm25 > 0 for match in page.matches if match.bm25 is not None)
    assert not answer(snapshot, Question("volcano", mode="words")).matches


def test_by_date_the_unknown_year_comes_last(snapshot: Snapshot) -> None:
    """Oldest first and newest first; the same passages either way."""
    question = Question("winter quay", k=500)
    years = {"2019": 2019, "2020-06": 2020, "2021-01-01": 2021}
    oldest = [
        years.get(m.speech.date, 9999) for m in answer(snapshot, replace(question, sort="oldest")).matches
    ]
    newest = [
        -years.get(m.speech.date, 0) for m in answer(snapshot, replace(question, sort="newest")).matches
    ]
    assert oldest == sorted(oldest)
    assert newest == sorted(newest)
    assert len(oldest) == len(newest)


def test_diversity_keeps_the_best_and_turns_from_its_likes(snapshot: Snapshot) -> None:
    """The first match stays; the ten chosen are less alike than the ten most relevant."""

    def likeness(page: ResultPage) -> float:
        rows = [snapshot.passage(m.passage.speech_id, m.passage.position)[0] for m in page.matches]
        vectors = np.stack([snapshot.index.vector(row) for row in rows])
        return float(np.triu(vectors @ vectors.T, 1).sum())

    relevant = answer(snapshot, Question("winter quay"))
    diverse = answer(snapshot, Question("winter quay", diversity=0.7))
    assert addresses(relevant)[0] == addresses(diverse)[0]
    assert likeness(diverse) < likeness(relevant)


def test_examples_are_followed_and_do_not_answer(snapshot: Snapshot) -> None:
    """Like one passage and unlike another, with no text at all."""
    like = Question("", like=(("s01", 0),), k=500, mode="meaning", collapse=False)
    page = answer(snapshot, like)
    assert "s01:0" not in addresses(page)
    row, _ = snapshot.passage("s01", 0)
    cosines = snapshot.index.cosines(snapshot.index.vector(row), np.arange(len(snapshot.index)))
    assert [m.cosine for m in page.matches] == sorted(np.delete(cosines, row).round(6), reverse=True)
    nearest = page.matches[0].passage
    turned = answer(snapshot, replace(like, unlike=((nearest.speech_id, nearest.position),)))
    assert nearest.address not in addresses(turned)
    with pytest.raises(UnknownPassage):
        answer(snapshot, Question("", like=(("s01", 99),)))


def test_facets_count_what_answers(snapshot: Snapshot) -> None:
    """Those that hold at least half of the words' weight, whatever else is near; the most frequent first."""
    found = facets(snapshot, read_question(Question("quay", mode="words")), vector_of("quay"))
    holding = [words for _, text in snapshot.normalized_texts(None) if "quay" in (words := text.split())]
    assert len(holding) > 3
    for counts in (found.year, found.place, found.speaker, found.language, found.topic):
        assert sum(counts.values()) == len(holding)
        assert list(counts.values()) == sorted(counts.values(), reverse=True)
    assert set(found.year) <= {"2019", "2020", "2021", ""}


def test_by_date_only_what_answers_is_put_in_order(snapshot: Snapshot) -> None:
    """The oldest of all passages is no answer when it says nothing of the question."""
    page = answer(snapshot, Question("winter quay", k=500, sort="oldest", collapse=False))
    assert page.matches
    assert all({"winter", "quay"} & set(words_of(match)) for match in page.matches)


def test_one_word_and_eight_thousand_characters_can_be_asked(snapshot: Snapshot) -> None:
    """Both are answered in full in every mode that needs no word in common."""
    for text in ("冰", "quay", "winter quay ferry " * 444, "码头渡轮冬天" * 1333):
        for mode in ("hybrid", "meaning"):
            assert len(answer(snapshot, Question(text, mode=mode)).matches) == 10


def test_threads_get_the_answers_that_one_gets(snapshot: Snapshot) -> None:
    """Eight at once, the same scores to the last digit."""
    questions = [Question(text, mode=mode) for text in ("winter quay", "冬天", "école") for mode in MODES] * 4
    alone = [answer(snapshot, question) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda question: answer(snapshot, question), questions)) == alone


@settings(deadline=None)
@given(text=st.text(min_size=1, max_size=80), mode=st.sampled_from(MODES))
def test_any_text_is_answered_or_refused(snapshot: Snapshot, text: str, mode: Mode) -> None:
    """Whatever signs it holds, no question is syntax to anything behind it."""
    try:
        asked = read_question(Question(text, mode=mode))
    except UnusableQuestion:
        return
    page = search(snapshot, asked, vector_of(text))
    assert len(page.matches) <= 10


def test_a_question_that_looks_for_nothing_is_refused() -> None:
    """Nothing but white space, or nothing but what shall not occur."""
    for text in ("", " \n ", "-quay"):
        with pytest.raises(UnusableQuestion):
            read_question(Question(text))


@pytest.mark.parametrize(
    "wrong", [{"k": 0}, {"offset": -1}, {"k": DEEPEST + 1}, {"per_speech": 0}, {"diversity": 1.5},
              {"diversity": 0.5, "sort": "newest"}],
)  # fmt: skip
def test_a_question_that_contradicts_itself_is_refused(wrong: dict[str, object]) -> None:
    """Numbers out of their range, or two orders at once."""
    with pytest.raises(ValueError, match=r"\w"):
        Question("quay", **wrong)  # type: ignore[arg-type]


def test_an_empty_corpus_answers_with_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    """In every mode, without a fault."""
    folder = tmp_path_factory.mktemp("empty")
    publish(folder, data([]))
    empty = CurrentSnapshot(folder).held.snapshot
    for mode in MODES:
        page = answer(empty, Question("winter quay", mode=mode))
        assert (page.matches, page.rows, page.n_eligible, page.next_offset) == ((), (), 0, None)


@pytest.fixture(scope="module")
def calibrated(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A corpus whose held-out texts found cosines from -0.1 to 0.1 in it."""
    folder = tmp_path_factory.mktemp("calibrated")
    made = data([speech(f"s{i:02}", *(f"quay {i} {j}" for j in range(5))) for i in range(20)])
    found = HeldOut(np.full(100, 11, np.float32), np.linspace(-0.1, 0.1, 100, dtype=np.float32))
    publish(folder, replace(made, space=replace(made.space, strengths=Strengths({"question": found}))))
    return CurrentSnapshot(folder).held.snapshot


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("least", ["strong", "moderate", "weak"])
def test_at_least_shows_the_matches_that_are_so_strong_and_no_others(
    calibrated: Snapshot, mode: Mode, least: Least
) -> None:
    """All of them, in their order; the others are counted."""
    every = answer(calibrated, Question("winter quay", mode=mode, k=100, collapse=False))
    order = ("strong", "moderate", "weak", "none")
    wanted = [
        match.passage.address
        for match in every.matches
        if match.strength and order.index(match.strength) <= order.index(least)
    ]
    page = answer(calibrated, Question("winter quay", mode=mode, k=100, collapse=False, at_least=least))
    assert addresses(page) == wanted != []
    left_out = [match.strength for match in every.matches if match.passage.address not in wanted]
    assert page.weaker == BelowThreshold(len(left_out), min(left_out, key=order.index))


def test_nothing_strong_is_an_empty_answer_that_says_so(calibrated: Snapshot) -> None:
    """Of the passages that the filters let through, how many there are and how strong the nearest is."""
    nearest = answer(calibrated, Question("winter quay", mode="meaning", k=100)).matches
    weak = next(match.speech.id for match in reversed(nearest) if match.strength == "none")
    rows = [match for match in nearest if match.speech.id == weak]
    least: Least = "strong" if all(match.strength != "strong" for match in rows) else "moderate"
    page = answer(calibrated, Question("winter quay", at_least=least, filters=Filters(speech=(weak,))))
    assert page.weaker is not None
    assert len(page.matches) + page.weaker.n == 5
    assert page.weaker.best == rows[len(page.matches)].strength


def test_exact_words_are_evidence_unless_many_passages_have_them(calibrated: Snapshot) -> None:
    """`quay` stands in every passage, and only strong matches are left; `quay 7 3` in one, which stays."""
    common = answer(calibrated, Question("quay", k=100, at_least="strong", collapse=False)).matches
    assert {match.strength for match in common} == {"strong"}
    for least in ("strong", "moderate", "weak"):
        told = answer(calibrated, Question("quay 7 3", k=100, at_least=least, collapse=False)).matches
        assert [match.speech.id for match in told if match.wording == "exact"] == ["s07"]


def test_a_least_strength_that_cannot_be_told_is_refused(snapshot: Snapshot, calibrated: Snapshot) -> None:
    """In a corpus too small to be calibrated, and for the mean of several texts: no number is invented."""
    with pytest.raises(StrengthUnknown, match="too small"):
        answer(snapshot, Question("winter quay", at_least="weak"))
    with pytest.raises(StrengthUnknown, match="several texts"):
        answer(calibrated, Question("winter quay", at_least="weak", like=(("s01", 0),)))
