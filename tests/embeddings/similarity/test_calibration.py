"""Calibration, tested.

Covers `embeddings.similarity.fitting`, `embeddings.similarity.scaling`.
"""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from embeddings.similarity.calibration import calibrate, question_from
from embeddings.similarity.fitting import make_space
from embeddings.similarity.space import pack, unpack
from embeddings.similarity.strength import length_of
from embeddings.speech import Passage
from tests.support.invented import unit_rows

N = 300
FORMS = [f"passage number {i}" + " of the harbour board" * (i % 12) for i in range(N)]
PASSAGES = [
    Passage(f"s{i // 10:02}", i % 10, 0, 0, normalized, normalized, "en")
    for i, normalized in enumerate(FORMS)
]
SPEECHES = [passage.speech_id for passage in PASSAGES]
VECTORS = unit_rows(N)
SPACE = make_space(VECTORS, ["en"] * N, SPEECHES)
CENTRED = SPACE.centred(VECTORS, ["en"] * N)


@given(normalized=st.text(min_size=1, max_size=2000).map(str.strip).filter(bool))
def test_a_question_is_the_beginning_of_its_passage(normalized: str) -> None:
    """It is cut to a length that follows from the form alone, and is never longer than the form."""
    question = question_from(normalized)
    assert normalized.startswith(question)
    assert question == question_from(normalized)


def test_questions_have_all_lengths_from_a_few_characters_to_whole_passages() -> None:
    """About a fifth are whole, and the others are spread by ratio."""
    normalized_texts = [f"{i:03} " + "of the harbour board " * 20 for i in range(500)]
    lengths = np.array([len(question_from(normalized)) for normalized in normalized_texts])
    assert 0.15 < np.mean(lengths >= 400) < 0.25
    assert min(np.mean(lengths < 20), np.mean((lengths >= 20) & (lengths < 100))) > 0.2


def test_what_held_out_passages_find_is_what_a_slow_search_finds() -> None:
    """Each passage of the sample has its best cosine to a passage of another speech."""
    strengths = calibrate(SPACE, PASSAGES, CENTRED, SPEECHES, FORMS, {})
    slow = sorted(
        (
            length_of(normalized),
            max(float(CENTRED[i] @ CENTRED[j]) for j in range(N) if SPEECHES[i] != SPEECHES[j]),
        )
        for i, normalized in enumerate(FORMS)
    )
    held_out = strengths.held_out["passage"]
    assert held_out.lengths.tolist() == [length for length, _ in slow]
    assert np.allclose(held_out.best, [best for _, best in slow], atol=1e-5)


def test_copies_of_a_speech_do_not_make_its_passages_weak() -> None:
    """A speech that is held twice is one speech: what is found in its copy does not count."""
    twice = [*PASSAGES, *(replace(passage, speech_id=f"copy-{passage.speech_id}") for passage in PASSAGES)]
    centred = np.concatenate([CENTRED, CENTRED])
    strengths = calibrate(SPACE, twice, centred, SPEECHES * 2, FORMS, {})
    alone = calibrate(SPACE, PASSAGES, CENTRED, SPEECHES, FORMS, {})
    assert np.allclose(strengths.held_out["passage"].best, alone.held_out["passage"].best, atol=1e-5)


def test_questions_are_asked_as_the_encoder_made_them() -> None:
    """Whole passages asked as questions find themselves; what was not encoded is not asked."""
    questions = {question_from(normalized): VECTORS[i] for i, normalized in enumerate(FORMS) if i % 2}
    strengths = calibrate(SPACE, PASSAGES, CENTRED, SPEECHES, FORMS, questions)
    assert len(strengths.held_out["question"]) == len([f for f in FORMS if question_from(f) in questions])
    assert strengths.self_match_floor is not None
    assert abs(strengths.self_match_floor - 1) < 1e-5


def test_one_speech_alone_calibrates_nothing() -> None:
    """There is no other speech to find anything in."""
    strengths = calibrate(SPACE, PASSAGES, CENTRED, ["only"] * N, FORMS, {})
    assert strengths.thresholds(FORMS[0], "passage") is None


def test_strengths_are_frozen_with_the_space() -> None:
    """Packing and unpacking changes no number and no answer, and the space's id says when they changed."""
    questions = {question_from(normalized): VECTORS[i] for i, normalized in enumerate(FORMS)}
    strengths = calibrate(SPACE, PASSAGES, CENTRED, SPEECHES, FORMS, questions)
    space = replace(SPACE, strengths=strengths)
    again = unpack(pack(space))
    assert again.id == space.id != SPACE.id
    assert again.strengths.self_match_floor == strengths.self_match_floor
    thresholds = strengths.thresholds(FORMS[3], "question")
    assert thresholds is not None
    assert again.thresholds(FORMS[3], "question") == thresholds
    assert again.thresholds(FORMS[3], None) is None
