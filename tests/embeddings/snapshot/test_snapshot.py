"""Snapshot, tested.

Covers `embeddings.snapshot.filters`, `embeddings.snapshot.data`, `embeddings.snapshot.derived`,
`embeddings.snapshot.topics`, `embeddings.snapshot.tables.connections`, `embeddings.snapshot.tables.passages`,
`embeddings.snapshot.tables.speeches`, `embeddings.snapshot.tables.words`,
`embeddings.snapshot.tables.metadata`.
"""

import itertools
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.dates import days_of
from embeddings.errors import (
    TopicsNotMade,
    UnknownPassage,
    UnknownSpeech,
    UnknownTopic,
    UnknownValue,
    UnusableQuestion,
)
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.filters import Filters
from embeddings.snapshot.publish import publish
from embeddings.snapshot.segments import SMALLEST
from embeddings.snapshot.snapshot import Snapshot
from embeddings.snapshot.tables.metadata import SPEAKING
from embeddings.speech import Speech
from embeddings.text.duplicates.fingerprint import fingerprint_of
from embeddings.topics.model import Topic
from tests.support.invented import DIMENSION, data, passages_by_line, segments_from, speech, unit_rows
from tests.support.passing import passes
from tests.support.topics_by_hand import model_of

LANGUAGES = ("zh-Hans", "zh-Hant", "en", "fr")
DATES = ("2019", "2020-06", "2020-06-28", "2021-01-01", "--05-06", "")
PLACES = ("Lanwan", "Port Aster", "")
SOURCES = ("Harbour Gazette", "Parliament")
TOPICS = ("t_1", "t_2", None)


def many_speeches() -> list[Speech]:
    return [
        speech(
            f"speech/{i:02}",
            *(f"Paragraph {i}.{j}." for j in range(1 + i % 4)),
            title=f"Title {i}",
            speaker=f"Speaker {i % 3}",
            date=DATES[i % len(DATES)],
            place=PLACES[i % len(PLACES)],
            source=SOURCES[i % len(SOURCES)],
            language=LANGUAGES[i % len(LANGUAGES)],
        )
        for i in range(24)
    ]


SPEECHES = many_speeches()
# Every fifth passage is a turn of somebody else.
PASSAGES = [
    replace(passage, speaker="Speaker 1" if number % 2 else "Speaker 9") if number % 5 == 0 else passage
    for number, passage in enumerate(passage for one in SPEECHES for passage in passages_by_line(one))
]
PASSAGE_TOPICS = [TOPICS[i % len(TOPICS)] for i in range(len(PASSAGES))]


@pytest.fixture(scope="module", params=[1, SMALLEST], ids=["segments", "one segment"])
def snapshot(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Snapshot:
    folder = tmp_path_factory.mktemp("corpus")
    topics = tuple(Topic(id_, id_, (), 1, ()) for id_ in ("t_1", "t_2"))
    topic_model = model_of(topics, unit_rows(2), [0, 1])
    with segments_from(request.param):
        contents = data(SPEECHES, topic_model=topic_model, topics=PASSAGE_TOPICS)
        publish(folder, replace(contents, passages=PASSAGES))
    snapshot = CurrentSnapshot(folder).held.snapshot
    assert (len(snapshot.segments) > 1) == (request.param == 1)
    return snapshot


def some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


DATE_BOUNDS = ("", "2018", "2019-12", "2020", "2020-06-28", "2020-06-29", "2022")


def in_order(date_from: str, date_to: str) -> bool:
    start, end = days_of(date_from), days_of(date_to)
    return start is None or end is None or start[0] <= end[1]


@given(
    filters=st.builds(
        Filters,
        language=some(("zh", "zh-Hans", "en", "fr")),
        speaker=some(("Speaker 0", "Speaker 1", "Speaker 9")),
        source=some(SOURCES),
        place=some(("Lanwan", "Port Aster")),
        topic=some(("t_1", "t_2")),
        speech=some(("speech/01", "speech/02")),
        exclude_speech=some(("speech/02", "speech/03")),
        date_from=st.sampled_from(DATE_BOUNDS),
        date_to=st.sampled_from(DATE_BOUNDS),
    ).filter(lambda filters: in_order(filters.date_from, filters.date_to))
)
def test_filters_let_through_what_brute_force_lets_through(snapshot: Snapshot, filters: Filters) -> None:
    """Any combination of filters means the same for all passages at once as for one at a time."""
    speeches = {one.id: one for one in SPEECHES}
    expected = [
        row
        for row, (passage, topic) in enumerate(zip(PASSAGES, PASSAGE_TOPICS, strict=True))
        if passes(passage, speeches[passage.speech_id], topic, filters)
    ]
    rows = snapshot.rows(filters)
    assert (list(range(len(PASSAGES))) if rows is None else rows.tolist()) == expected


def test_facets_count_passage_by_passage(snapshot: Snapshot) -> None:
    """The most frequent first; what is unknown, and an unassigned topic, under ""."""
    speeches = {one.id: one for one in SPEECHES}
    rows = range(1, len(PASSAGES), 3)
    facets = snapshot.facets(rows)
    of = [speeches[PASSAGES[row].speech_id] for row in rows]
    years = ["" if one.date.startswith("--") else one.date[:4] for one in of]
    for counted, values in (
        (facets.year, years),
        (facets.place, [one.place for one in of]),
        (facets.speaker, [one.speaker for one in of]),
        (facets.language, [PASSAGES[row].language for row in rows]),
        (facets.topic, [PASSAGE_TOPICS[row] or "" for row in rows]),
    ):
        expected = sorted(Counter(values).items(), key=lambda one: (-one[1], one[0]))
        assert list(counted.items()) == expected
    assert snapshot.facets([]).place == {}


def test_who_speaks_is_read_without_the_texts_it_stands_among(snapshot: Snapshot) -> None:
    """All of it, from an index that holds just that."""
    assert snapshot.row_speakers.values() == [passage.speaker for passage in PASSAGES]
    for _, db in snapshot.connections():
        ((*_, plan),) = db.execute(f"EXPLAIN QUERY PLAN {SPEAKING}")
        assert "COVERING INDEX passages_by_speaker" in plan


def test_no_filter_is_told_apart_from_a_filter_nothing_passes(snapshot: Snapshot) -> None:
    """None is everything; an empty array is nothing."""
    assert snapshot.rows(Filters()) is None
    nothing = snapshot.rows(Filters(date_from="1900", date_to="1901"))
    assert nothing is not None
    assert len(nothing) == 0


def test_a_filter_value_is_data_and_never_sql(snapshot: Snapshot) -> None:
    """A speaker called like a command is nobody here, nor is a pattern a language."""
    for filters in (Filters(speaker=("' OR 1=1 --",)), Filters(language=("*",))):
        with pytest.raises(UnknownValue):
            snapshot.rows(filters)


def test_a_date_bound_that_is_no_date_is_refused(snapshot: Snapshot) -> None:
    """The message says how to write one."""
    with pytest.raises(ValueError, match="YYYY-MM-DD"):
        snapshot.rows(Filters(date_from="last year"))


def test_dates_the_wrong_way_round_are_refused(snapshot: Snapshot) -> None:
    """A range without a day in it is a slip, not a question nobody answers; one of a single day is none."""
    for date_from, date_to in itertools.product(DATE_BOUNDS, repeat=2):
        filters = Filters(date_from=date_from, date_to=date_to)
        if in_order(date_from, date_to):
            snapshot.rows(filters)
        else:
            with pytest.raises(UnusableQuestion, match="after"):
                snapshot.rows(filters)


def test_passages_come_back_in_the_order_asked_for(snapshot: Snapshot) -> None:
    """Row i is passage i in the order of addresses, whatever order they are asked in."""
    rows = np.random.default_rng(0).permutation(len(PASSAGES)).tolist()
    assert snapshot.passages(rows) == [PASSAGES[row] for row in rows]


def test_a_passage_is_found_by_its_address(snapshot: Snapshot) -> None:
    """An address leads to the passage and its row; a wrong one says what is wrong with it."""
    row, passage = snapshot.passage("speech/03", 2)
    assert PASSAGES[row] == passage
    with pytest.raises(UnknownPassage, match="4 passages, none at position 4"):
        snapshot.passage("speech/03", 4)
    with pytest.raises(UnknownSpeech, match="'speech/99'"):
        snapshot.passage("speech/99", 0)


def test_speeches_are_listed_page_by_page(snapshot: Snapshot) -> None:
    """Going on after the last id of each page visits every speech once, in order."""
    seen: list[str] = []
    while page := snapshot.speeches_after(seen[-1] if seen else "", limit=5):
        seen += [card.id for card in page]
    assert seen == [one.id for one in SPEECHES]


def test_a_speech_that_came_without_a_language_gets_that_of_most_of_its_text(tmp_path: Path) -> None:
    """By length, and only when nobody said."""
    mixed = data([speech("a", "short", "a much longer paragraph", language="")])
    languages = ["fr", "en"]
    passages = [replace(p, language=language) for p, language in zip(mixed.passages, languages, strict=True)]
    publish(tmp_path, replace(mixed, passages=passages))
    assert CurrentSnapshot(tmp_path).held.snapshot.speech("a").language == "en"


def test_shares_of_a_speech_are_counted_by_length(snapshot: Snapshot) -> None:
    """The share of a topic is that of the characters of its passages."""
    found = snapshot.shares("speech/03")
    lengths: dict[str | None, int] = {}
    for passage, topic in zip(PASSAGES, PASSAGE_TOPICS, strict=True):
        if passage.speech_id == "speech/03":
            lengths[topic] = lengths.get(topic, 0) + len(passage.text)
    total = sum(lengths.values())
    assert dict(found.by_topic) == {t: n / total for t, n in lengths.items() if t is not None}
    assert found.unassigned == lengths.get(None, 0) / total


def test_topics_that_are_not_there_are_told_apart_from_topics_not_made(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    """An unknown id is one thing, a corpus without topics another."""
    assert snapshot.topic("t_1").id == "t_1"
    with pytest.raises(UnknownTopic, match="'t_9'"):
        snapshot.topic("t_9")
    publish(tmp_path, data(SPEECHES))
    bare = CurrentSnapshot(tmp_path).held.snapshot
    with pytest.raises(TopicsNotMade, match="tifa topics"):
        bare.shares("speech/03")


def test_representatives_are_those_that_still_belong_to_their_topic(snapshot: Snapshot) -> None:
    """What went, or has another topic or none now, no longer speaks for it; the others keep their order."""
    own = [p.address for p, topic in zip(PASSAGES, PASSAGE_TOPICS, strict=True) if topic == "t_1"][:2]
    others = [PASSAGES[PASSAGE_TOPICS.index(topic)].address for topic in ("t_2", None)]
    topic = Topic("t_1", "t_1", (), 1, (own[1], "speech/99:0", *others, own[0], "speech/03:99"))
    assert [passage.address for passage in snapshot.representatives(topic)] == [own[1], own[0]]


def test_an_empty_corpus_can_be_published_and_asked(tmp_path: Path) -> None:
    """Taking out the last speech leaves a corpus that answers with nothing."""
    publish(tmp_path, data([]))
    empty = CurrentSnapshot(tmp_path).held.snapshot
    assert empty.manifest.n_passages == 0
    assert empty.index.nearest(unit_rows(1, dimension=DIMENSION)[0], k=3) == []
    assert empty.speeches_after("", limit=10) == []


def test_passages_come_with_what_tells_their_duplicates(snapshot: Snapshot) -> None:
    """In the order asked for, few of them as well as many."""
    for rows in ([7, 3, 11], [*range(len(PASSAGES)), *range(len(PASSAGES))]):
        found = snapshot.fingerprinted(rows)
        assert [passage for passage, _ in found] == snapshot.passages(rows)
        assert all(fingerprint == fingerprint_of(passage.normalized) for passage, fingerprint in found)
