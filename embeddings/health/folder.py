"""A corpus: is its store whole, is what is published whole, and do the two say the same?"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from embeddings.embedding_model import EmbeddingModel
from embeddings.errors import BrokenSnapshot, CorpusError, ModelError, NothingPublished
from embeddings.health.check import Check
from embeddings.health.machine import space
from embeddings.index import codes
from embeddings.ingest.snapshot_data import OUTGROWN
from embeddings.models.lock import read_lock
from embeddings.snapshot import manifest as manifests
from embeddings.snapshot.current import SNAPSHOTS, CurrentSnapshot, current_name, list_snapshots
from embeddings.snapshot.publish import leftovers
from embeddings.snapshot.snapshot import Snapshot
from embeddings.snapshot.tables.speeches import SpeechCard
from embeddings.store.store import Store
from embeddings.store.writer_lock import holder, locks_work

_AT_ONCE = 1000
_NAMED = 3  # speeches that a line names


def model_of(folder: Path) -> str | None:
    """The name of the model that made a corpus; None when its store cannot be read."""
    try:
        with Store.open_to_read(folder) as store:
            return store.embedding_model.model_name
    except CorpusError:
        return None


def corpus(folder: Path) -> Iterator[Check]:
    if not locks_work(folder):
        said = "the disk knows no file locks: two writers could not be told apart"
        yield Check("locks", "problem", said, "keep the corpus on a local disk")
    if not os.access(folder, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
        said = "this user may read and not write: questions are answered, speeches cannot be added"
        yield Check("writing", "note", said, "make the folder and its disk writable, should they change")
    writer = holder(folder)
    if writer:
        yield Check("writer", "note", f"process {writer} is writing")
    else:
        yield Check("writer", "ok", "nobody is writing")
    revisions: dict[str, str] | None = None
    embedding_model: EmbeddingModel | None = None
    try:
        with Store.open_to_read(folder) as store:
            embedding_model = store.embedding_model
            revisions = {speech.id: store.revision_of(speech.id) or "" for speech in store.speeches()}
            yield _made_with(store)
            yield from _store(store, len(revisions))
    except CorpusError as error:
        yield Check(
            "store", "problem", str(error), "restore a backup: tifa restore BACKUP --corpus DIR --replace"
        )
    yield from _published(folder, embedding_model, revisions, busy=bool(writer))
    yield from _leftovers(folder, busy=bool(writer))
    yield space("corpus", folder, needed=_snapshot_bytes(folder))
    yield Check("backup", "ok", f"made, also while others write, with: tifa backup TO --corpus {folder}")


def _made_with(store: Store) -> Check:
    """Whether questions would be encoded with the model that encoded the passages."""
    embedding_model = store.embedding_model
    try:
        model = read_lock().model(embedding_model.model_name)
    except ModelError as error:
        return Check("made with", "problem", str(error), "use the version of Tifa that made the corpus")
    if model.digest != embedding_model.model:
        said = f"{embedding_model.name}, while models.lock has {model.id}"
        return Check("made with", "problem", said, "use that models.lock, or index into another folder")
    return Check("made with", "ok", f"{embedding_model.name}, run by {embedding_model.engine}")


def _store(store: Store, n_speeches: int) -> Iterator[Check]:
    faults = store.faults()
    if faults:
        said = f"{len(faults)} faults: {_some(faults)}"
        yield Check("store", "problem", said, "restore a backup (tifa restore), or index the sources anew")
    else:
        yield Check("store", "ok", f"{n_speeches:,} speeches, every one whole")
    missing = len(store.vectors.unencoded())
    if missing:
        said = f"{missing:,} texts have no vector yet"
        yield Check("vectors", "problem", said, "index any source again: it goes on where it was")
    truncated = store.vectors.truncated()
    if truncated:
        said = f"{truncated:,} passages are longer than the model reads: their end is found by words alone"
        yield Check("truncated", "note", said)
    else:
        yield Check("truncated", "ok", "the model read every passage to its end")


def _published(
    folder: Path, embedding_model: EmbeddingModel | None, revisions: dict[str, str] | None, *, busy: bool
) -> Iterator[Check]:
    try:
        held = CurrentSnapshot(folder).held
    except NothingPublished as error:
        yield Check("snapshot", "problem", str(error), "index a source")
        return
    except (BrokenSnapshot, OSError) as error:
        yield Check("snapshot", "problem", str(error), "index any source again: it publishes anew")
        return
    if held.degraded:
        said = f"{held.degraded}; {held.snapshot.name} answers instead"
        yield Check("snapshot", "problem", said, "index any source again: it publishes anew")
    else:
        manifest = held.snapshot.manifest
        said = f"{manifest.name} is whole: {manifest.n_speeches:,} speeches, {manifest.n_passages:,} passages"
        yield Check("snapshot", "ok", said)
    if embedding_model is not None and not embedding_model.same_as(held.snapshot.manifest.embedding_model):
        said = f"the store is encoded with {embedding_model.described}, the snapshot is not yet"
        yield Check("model", "problem", said, "index any source again: it publishes what the store holds")
    cards = _cards(held.snapshot)
    if revisions is not None:
        yield _agreement(revisions, cards, busy=busy)
    yield _copies(cards)
    yield _calibration(held.snapshot)
    yield _index(held.snapshot)
    yield _older(folder)


def _agreement(revisions: dict[str, str], cards: Sequence[SpeechCard], *, busy: bool) -> Check:
    shown = {card.id: card.revision for card in cards}
    differing = sorted({id_ for id_, _ in revisions.items() ^ shown.items()})
    if not differing:
        return Check("published", "ok", "the snapshot shows what the store holds")
    said = f"the snapshot and the store differ in {len(differing):,} speeches: {_some(differing)}"
    if busy:
        return Check("published", "note", said, "wait for the writer to finish")
    return Check("published", "problem", said, "index any source again: it publishes what the store holds")


def _calibration(snapshot: Snapshot) -> Check:
    """Whether strengths and percentiles were measured on about what is searched now."""
    measured, n = snapshot.space.n_calibrated, snapshot.manifest.n_passages
    if not n:
        return Check("calibration", "ok", "there is no passage to measure strengths and percentiles on")
    if n >= OUTGROWN * measured:
        said = f"strengths and percentiles were measured on {measured:,} passages, there are {n:,} now"
        return Check("calibration", "note", said, "index any source again: they are measured anew")
    if snapshot.scaling is None:
        said = "the snapshot does not say how near languages lie to each other"
        return Check("calibration", "note", said, "tifa index --republish: it is measured")
    if snapshot.space.thresholds("", "question") is None:
        return Check("calibration", "ok", f"{n:,} passages are too few to tell how strong a match is")
    return Check("calibration", "ok", f"strengths and percentiles were measured on {measured:,} passages")


def _index(snapshot: Snapshot) -> Check:
    """Whether the nearest passages are found."""
    recall = snapshot.manifest.recall
    if recall is None:
        return Check("index", "ok", "a question is compared with every passage")
    if snapshot.derived_file(codes.DEPTH_FILE) is None:
        said = "the codes are of an earlier version, so a question is compared with every passage"
        return Check("index", "note", said, "tifa index --republish: they are made anew")
    said = f"of the {codes.K} nearest of a language {recall:.2%} are found, measured when it was published"
    if recall < codes.AIM:
        return Check("index", "note", f"{said}, less than {codes.AIM:.1%}", "filters and `at_least` find all")
    return Check("index", "ok", said)


def _copies(cards: Sequence[SpeechCard]) -> Check:
    copies = [f"{card.id} of {card.same_as}" for card in cards if card.same_as]
    if not copies:
        return Check("duplicates", "ok", "no speech is a copy of another")
    many = f"{len(copies):,} speeches are copies" if len(copies) > 1 else "1 speech is a copy"
    return Check(
        "duplicates", "note", f"{many}: {_some(copies)}", "tifa remove SPEECH_ID, if they are not wanted"
    )


def _older(folder: Path) -> Check:
    current, broken, whole = current_name(folder), [], 0
    for _, name in list_snapshots(folder):
        try:
            path = folder / SNAPSHOTS / name
            manifests.verify(path, manifests.read_manifest(path))
            whole += name != current
        except (BrokenSnapshot, OSError):
            broken += [name] if name != current else []
    if broken:
        said = f"{_some(broken)} cannot be fallen back on"
        return Check("older snapshots", "note", said, "nothing: later publishes replace them")
    return Check("older snapshots", "ok", f"{whole} to fall back on")


def _leftovers(folder: Path, *, busy: bool) -> Iterator[Check]:
    left = [] if busy else leftovers(folder)
    if left:
        said = f"a killed run left {_some([path.name for path in left])}"
        yield Check("leftovers", "note", said, "nothing: the next job removes it")
    else:
        yield Check("leftovers", "ok", "no killed run left anything")


def _snapshot_bytes(folder: Path) -> int:
    """What the newest snapshot takes, and so about what the next one will."""
    for _, name in reversed(list_snapshots(folder)):
        return sum(file.stat().st_size for file in (folder / SNAPSHOTS / name).iterdir())
    return 0


def _cards(snapshot: Snapshot) -> list[SpeechCard]:
    cards: list[SpeechCard] = []
    while page := snapshot.speeches_after(cards[-1].id if cards else "", limit=_AT_ONCE):
        cards += page
    return cards


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_NAMED])
    return shown if len(names) <= _NAMED else f"{shown}, …"
