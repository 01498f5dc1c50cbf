from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from embeddings.search import nearness as nearness_module
from embeddings.search.nearness import Nearness
from embeddings.similarity import density
from embeddings.similarity.scaling import Scaling
from embeddings.similarity.space import Vectors
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.publish import publish
from embeddings.snapshot.snapshot import Snapshot
from tests.support.invented import data, speech, unit_rows

SIZES = {"en": 60, "fr": 40, "zh-Hans": 3}


def opened(folder: Path, sizes: dict[str, int], *, scaled: bool = True) -> Snapshot:
    speeches = [
        speech(f"{language}-{i:02}", f"{language} speech {i}", language=language)
        for language, n in sizes.items()
        for i in range(n)
    ]
    contents = data(speeches)
    if scaled:
        languages = [passage.language for passage in contents.passages]
        measured = density.measure(contents.vectors, languages)
        contents.derived_files[density.FILE] = density.pack(measured)  # type: ignore[index]
    publish(folder, contents)
    return CurrentSnapshot(folder).held.snapshot


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return opened(tmp_path_factory.mktemp("scaled"), SIZES)


def question(snapshot: Snapshot, row: int) -> Vectors:
    """One that says much what a passage says."""
    mixed = snapshot.index.vector(row) + 0.5 * unit_rows(1, seed=4)[0]
    unit: Vectors = (mixed / np.linalg.norm(mixed)).astype(np.float32)
    return unit


def test_what_is_known_roughly_is_what_is_known_exactly(snapshot: Snapshot) -> None:
    """Of every passage, in its own language and in others, before and after the nearest one is heard."""
    rows = np.arange(len(snapshot.index))
    for column in (0, 1, 2, None):
        nearness = Nearness(snapshot, question(snapshot, 5), column)
        scores, cosines = nearness.exact(rows)
        assert nearness.near == pytest.approx(scores, abs=1e-5)
        assert nearness.cosines == pytest.approx(cosines, abs=1e-5)
        assert nearness.scaled(cosines, rows) == pytest.approx(scores)
    nearness = Nearness(snapshot, question(snapshot, 5), 0)
    led = nearness.led(5, 0.9)
    assert led.rough(None) == pytest.approx(led.exact(rows)[0], abs=1e-5)
    some = rows[3::7]
    assert led.rough(some) == pytest.approx(led.rough(None)[some])


def test_in_the_language_of_the_question_nearness_is_the_cosine(snapshot: Snapshot) -> None:
    """Also once a passage is heard beside the question."""
    nearness = Nearness(snapshot, question(snapshot, 5), 0)
    own = snapshot.groups == 0
    assert np.array_equal(nearness.near[own], nearness.cosines[own])
    near = nearness.led(5, 0.9).rough(None)
    assert np.array_equal(near[own], nearness.cosines[own])
    assert not np.allclose(near[~own], nearness.near[~own])


def test_a_passage_that_is_not_near_is_not_heard(snapshot: Snapshot) -> None:
    """It says something else than the question."""
    nearness = Nearness(snapshot, question(snapshot, 5), 0)
    assert nearness.led(30, 0.1) is nearness


def test_of_a_few_words_a_passage_is_heard_that_is_nearer_than_other_languages(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it says something else than they do."""
    nearness = Nearness(snapshot, question(snapshot, 5), 0)
    monkeypatch.setattr(nearness, "offsets", replace(nearness.offsets, lone=1.0))
    abroad = float(nearness.cosines[snapshot.groups != 0].max())
    assert nearness.led(5, max(1.05 * abroad, 0.3)) is nearness
    assert nearness.led(5, max(1.35 * abroad, 0.3)) is not nearness


def test_a_language_is_not_lifted_for_being_small(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What its numbers alone make of it is taken away before languages are put in one order."""
    nearness = Nearness(snapshot, question(snapshot, 5), 0)
    monkeypatch.setattr(nearness, "offsets", replace(nearness.offsets, lone=0.0))
    with monkeypatch.context() as patched:
        patched.setattr(Scaling, "by_size", lambda self, column: np.zeros(len(SIZES)))
        lifted = nearness.led(5, 0.9).rough(None)
    near, groups = nearness.led(5, 0.9).rough(None), snapshot.groups
    fewer = [float((lifted - near)[groups == group].max()) for group in range(3)]
    assert 0 == fewer[0] < fewer[1] < fewer[2]


def test_the_nearest_of_a_language_put_its_others_in_order(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And are as near as they were, so that the language stands where it stood."""
    nearness = Nearness(snapshot, question(snapshot, 5), 0)
    near = nearness.led(5, 0.9).rough(None)
    monkeypatch.setattr(nearness_module, "SHARE", 0.0)
    alone = nearness.led(5, 0.9).rough(None)
    french = snapshot.groups == 1
    assert not np.allclose(near[french], alone[french])
    assert np.sort(near[french]) == pytest.approx(np.sort(alone[french]))


def test_a_corpus_without_densities_is_ranked_by_cosines(tmp_path: Path) -> None:
    """As snapshots of an earlier version are."""
    snapshot = opened(tmp_path, SIZES, scaled=False)
    nearness = Nearness(snapshot, question(snapshot, 5), 0)
    assert np.array_equal(nearness.near, nearness.cosines)
    assert nearness.led(5, 0.9) is nearness


def test_one_language_needs_no_scale(tmp_path: Path) -> None:
    """A question in that language is answered by cosines alone."""
    snapshot = opened(tmp_path, {"en": 30})
    nearness = Nearness(snapshot, question(snapshot, 5), 0)
    assert np.array_equal(nearness.near, nearness.cosines)
