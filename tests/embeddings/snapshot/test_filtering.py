"""The condition of filters, and the rows that pass them.

Covers `embeddings.snapshot.tables.filtering`.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.engines.projecting import project
from embeddings.engines.projection import collection_of
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.filters import Filters
from embeddings.snapshot.publish import publish
from embeddings.speech import Passage, Speech
from embeddings.topics.model import Topic
from tests.support.engines import InMemory
from tests.support.invented import data, passages_by_line, speech, unit_rows
from tests.support.passing import passes
from tests.support.topics_by_hand import model_of

SPEAKERS = ("Speaker 1", "Speaker 2", "")
TOPICS = (None, "t_1", "t_2")
# What each field of filters may be asked for; what nothing has is refused before, but for these.
FIELDS: Mapping[str, list[Any]] = {
    "language": [("zh",), ("zh-Hant",), ("en", "zh-Hans")],
    "speaker": [("Speaker 1",), ("Speaker 1", "Speaker 2")],
    "place": [("Lanwan",)],
    "source": [("Gazette", "Parliament")],
    "topic": [("t_2",), ("t_1", "t_2")],
    "date_from": ["2019-12", "2020-06-28"],
    "date_to": ["2020", "2020-06-01"],
    "speech": [("speech/00",), ("speech/00", "speech/02")],
    "exclude_speech": [("speech/01",), ("speech/00", "no such speech")],
}
# Each of them alone, and each with each other.
ASKED = [
    Filters(**dict(fields))
    for n in (1, 2)
    for names in combinations(FIELDS, n)
    for fields in [[(name, FIELDS[name][0]) for name in names], [(name, FIELDS[name][-1]) for name in names]]
    if "date_from" not in names or "date_to" not in names or fields[0][1] <= fields[1][1]
]


@st.composite
def corpora(draw: st.DrawFn) -> tuple[list[Speech], list[Passage], list[str | None]]:
    """Speeches of whom, where and when, passages with turns of others, and their topics."""
    speeches = [
        speech(
            f"speech/{i:02}",
            *(f"Paragraph {i}.{j}." for j in range(draw(st.integers(1, 4)))),
            speaker=draw(st.sampled_from(SPEAKERS)),
            date=draw(st.sampled_from(("2019", "2020-06", "2020-06-28", "--05-06", ""))),
            place=draw(st.sampled_from(("Lanwan", "Port Aster", ""))),
            source=draw(st.sampled_from(("Gazette", "Parliament", "Radio"))),
            language=draw(st.sampled_from(("zh-Hans", "zh-Hant", "en"))),
        )
        for i in range(draw(st.integers(3, 8)))
    ]
    passages = [
        replace(passage, speaker=draw(st.sampled_from(SPEAKERS)))
        for one in speeches
        for passage in passages_by_line(one)
    ]
    return speeches, passages, [draw(st.sampled_from(TOPICS)) for _ in passages]


@settings(max_examples=12)
@given(corpora())
def test_the_condition_is_true_of_the_rows_that_pass(
    corpus: tuple[list[Speech], list[Passage], list[str | None]],
) -> None:
    """Of these and no others, as an engine was given them: every field of filters, alone and in pairs."""
    speeches, passages, topics = corpus
    known = {one.id: one for one in speeches}
    model = model_of(tuple(Topic(id_, id_, (), 1, ()) for id_ in ("t_1", "t_2")), unit_rows(2), [0, 1])
    with tempfile.TemporaryDirectory() as folder:
        contents = replace(data(speeches, topic_model=model, topics=topics), passages=passages)
        publish(Path(folder), contents)
        snapshot, store = CurrentSnapshot(Path(folder)).held.snapshot, InMemory()
        project(store, snapshot, lambda *_: None)
        held = store.collected[collection_of("tifa", snapshot.name)]
        for filters in ASKED:
            passing = snapshot.passing(filters)
            assert passing is not None
            assert passing.condition is not None
            expected = [
                row
                for row, (passage, topic) in enumerate(zip(passages, topics, strict=True))
                if passes(passage, known[passage.speech_id], topic, filters)
            ]
            assert passing.rows.tolist() == expected, filters
            assert np.flatnonzero(held.fulfil(passing.condition)).tolist() == expected, filters
        for group, language in enumerate(snapshot.languages):
            of = np.array([passage.language.split("-")[0] == language for passage in passages])
            assert np.array_equal(
                snapshot.in_group(group).holds(snapshot.columns(slice(None))["language"]), of
            )
        snapshot.close()
