from pathlib import Path

import pytest

from embeddings.engines.finding import SnapshotEngine
from embeddings.engines.projecting import KEPT, need_projected, project
from embeddings.engines.projection import collection_of
from embeddings.errors import EngineGone, EngineMismatch, NotProjected
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.publish import publish
from embeddings.snapshot.snapshot import Snapshot
from tests.support.engines import InMemory
from tests.support.invented import data, speech

QUAY = speech("quay", *(f"The quay is open on day {day}." for day in range(1500)))


def opened(folder: Path, seed: int = 0) -> Snapshot:
    publish(folder, data([QUAY], seed=seed))
    return CurrentSnapshot(folder).held.snapshot


def quietly(stage: str, done: int, total: int | None) -> None:
    pass


def test_a_snapshot_is_put_there_once(tmp_path: Path) -> None:
    """And the alias of the corpus names it."""
    store, snapshot = InMemory("speeches"), opened(tmp_path)
    assert project(store, snapshot, quietly)
    collection = collection_of("speeches", snapshot.name)
    assert (store.named, store.count(collection)) == ({"speeches": collection}, 1500)
    assert not project(store, snapshot, quietly)


def test_nobody_is_led_to_half_a_snapshot(tmp_path: Path) -> None:
    """What a killed run left is not asked; the next run makes it anew, and only then the alias moves."""
    store = InMemory()
    first = opened(tmp_path)
    project(store, first, quietly)
    second = opened(tmp_path, seed=1)

    def killed(stage: str, done: int, total: int | None) -> None:
        store.gone = True

    with pytest.raises(EngineGone):
        project(store, second, killed)
    store.gone = False
    assert store.named == {"tifa": collection_of("tifa", first.name)}
    with pytest.raises(NotProjected, match="holds 0 of the 1,500"):
        need_projected(store, second.manifest)
    half = store.collected[collection_of("tifa", second.name)]
    half.complete = True
    with pytest.raises(NotProjected, match="holds 1,000 of the 1,500"):
        need_projected(store, second.manifest)
    assert project(store, second, quietly)
    assert store.named == {"tifa": collection_of("tifa", second.name)}


def test_old_collections_go_and_those_of_others_stay(tmp_path: Path) -> None:
    """The one that services may still be asking is kept as well."""
    store = InMemory()
    store.create("tifa_speeches", "not ours", 16, ())
    store.create("other_1_9f3c0a1b", "of another corpus", 16, ())
    names = []
    for seed in range(4):
        snapshot = opened(tmp_path, seed=seed)
        project(store, snapshot, quietly)
        names.append(collection_of("tifa", snapshot.name))
    assert set(store.collections()) == {"tifa_speeches", "other_1_9f3c0a1b", *names[-KEPT:]}


def test_another_corpus_of_the_same_name_is_refused(tmp_path: Path) -> None:
    """It would take the place of what services ask."""
    store = InMemory()
    for corpus in ("one", "other"):
        (tmp_path / corpus).mkdir()
    opened(tmp_path / "one")
    project(store, opened(tmp_path / "one", seed=1), quietly)
    with pytest.raises(EngineMismatch, match="give this one another"):
        project(store, opened(tmp_path / "other", seed=2), quietly)


def test_what_is_held_is_checked_before_it_is_asked(tmp_path: Path) -> None:
    """A collection of another model, without a seal, or with other vectors finds nothing."""
    store, snapshot = InMemory(), opened(tmp_path)
    project(store, snapshot, quietly)
    held = store.collected[collection_of("tifa", snapshot.name)]
    engine, seal = SnapshotEngine(store), held.seal
    held.seal = seal.replace('"model": "m1"', '"model": "m2"')
    with pytest.raises(EngineMismatch, match="differs in model;"):
        engine.need(snapshot.manifest)
    held.seal = ""
    with pytest.raises(EngineMismatch, match="differs in digest, dimension"):
        engine.need(snapshot.manifest)
    held.seal = seal
    engine.need(snapshot.manifest)
    held.vectors[0][0] *= 0.999
    with pytest.raises(EngineMismatch, match="row 0"):
        engine.find_for(snapshot)


def test_a_snapshot_that_the_engine_does_not_hold_waits(tmp_path: Path) -> None:
    """The one before answers until it is there, and what is missing is told."""
    store = InMemory()
    first = opened(tmp_path)
    with pytest.raises(NotProjected, match="tifa publish"):
        CurrentSnapshot(tmp_path, SnapshotEngine(store))
    project(store, first, quietly)
    current = CurrentSnapshot(tmp_path, SnapshotEngine(store))
    second = opened(tmp_path, seed=1)
    assert not current.refresh()
    assert current.held.snapshot.name == first.name
    assert f"does not hold snapshot {second.name}" in current.degraded
    late = CurrentSnapshot(tmp_path, SnapshotEngine(store))
    assert late.held.snapshot.name == first.name
    project(store, second, quietly)
    for one in (current, late):
        assert one.refresh()
        assert (one.held.snapshot.name, one.degraded) == (second.name, "")


def test_a_broken_newer_snapshot_is_told_as_before(tmp_path: Path) -> None:
    """An engine changes nothing of that."""
    store = InMemory()
    project(store, opened(tmp_path), quietly)
    current = CurrentSnapshot(tmp_path, SnapshotEngine(store))
    second = opened(tmp_path, seed=1)
    (tmp_path / "snapshots" / second.name / "manifest.json").chmod(0o644)
    (tmp_path / "snapshots" / second.name / "manifest.json").write_text("{}")
    assert not current.refresh()
    assert "manifest" in current.degraded
