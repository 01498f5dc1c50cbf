from pathlib import Path

import numpy as np
import pytest

from embeddings.errors import TifaError, UnknownPassage, UnusableQuestion
from embeddings.search.looking_up import look_up
from embeddings.search.questions.question import PreparedQuestion, Question, read_question
from embeddings.search.search import search
from embeddings.similarity.space import Vectors
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.filters import Filters
from embeddings.snapshot.publish import publish
from embeddings.snapshot.snapshot import Snapshot
from tests.support.asked import asked_of, questions
from tests.support.invented import data, speech

SPEECHES = [
    speech("en-003", "The harbour stays open all winter.", "Ferries sail on Sundays.", date="2005"),
    speech("en-004", "The school by the dyke is open.", "Ice on the quay.", speaker="Speaker 1", date="2011"),
    speech("fr-001", "Le port reste ouvert.", "La digue tient.", speaker="Speaker 3", language="fr"),
    speech("zh-001", "渔港冬天不冻。", "学校明年开学。", date="2010", language="zh-Hans"),
]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder: Path = tmp_path_factory.mktemp("corpus")
    publish(folder, data(SPEECHES))
    return CurrentSnapshot(folder).held.snapshot


def looked_up_and_asked(snapshot: Snapshot, asked: PreparedQuestion, vector: Vectors) -> object:
    try:
        return search(snapshot, asked, vector, look_up(snapshot, asked))
    except TifaError as error:
        return repr(error)


@pytest.mark.parametrize("mode", ["hybrid", "words", "meaning"])
def test_a_question_that_was_looked_up_before_is_answered_alike(snapshot: Snapshot, mode: str) -> None:
    for asked, vector in questions(snapshot, 60, mode=mode):
        assert looked_up_and_asked(snapshot, asked, vector) == asked_of(snapshot, asked, vector)


def test_examples_may_not_answer_themselves(snapshot: Snapshot) -> None:
    found = look_up(snapshot, read_question(Question("harbour", like=(("en-003", 0),))))
    assert found.eligible is not None
    assert found.like[0] not in found.eligible.rows
    assert len(found.eligible.rows) == len(snapshot.index) - 1


def test_by_words_alone_only_those_may_answer_that_share_one(snapshot: Snapshot) -> None:
    found = look_up(snapshot, read_question(Question("harbour", mode="words")))
    assert found.eligible is not None
    assert [one.text for one in snapshot.passages(found.eligible.rows.tolist())] == [
        "The harbour stays open all winter."
    ]


def test_by_meaning_no_word_is_looked_up(snapshot: Snapshot) -> None:
    found = look_up(snapshot, read_question(Question("harbour", mode="meaning")))
    assert found.said is None
    assert found.named is None
    assert not len(found.verbatim)


def test_what_stands_word_for_word_is_found(snapshot: Snapshot) -> None:
    found = look_up(snapshot, read_question(Question("stays open all winter")))
    assert [one.speech_id for one in snapshot.passages(found.verbatim.tolist())] == ["en-003"]
    assert found.telling is None
    found = look_up(snapshot, read_question(Question("stays open all winter", at_least="strong")))
    assert found.telling is not None
    assert np.array_equal(found.telling, found.verbatim)


def test_what_cannot_be_looked_up_is_said_at_once(snapshot: Snapshot) -> None:
    with pytest.raises(UnusableQuestion):
        look_up(snapshot, read_question(Question("ice", filters=Filters(date_from="tomorrow"))))
    with pytest.raises(UnknownPassage):
        look_up(snapshot, read_question(Question("ice", like=(("en-003", 9),))))
