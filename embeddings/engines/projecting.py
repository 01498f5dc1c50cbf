"""Putting a published snapshot into an engine, all of it or nothing that anybody asks."""

from collections.abc import Callable

import numpy as np

from embeddings.engines.projection import Seal, collection_of, number_of, sample
from embeddings.engines.vector_store import VectorStore
from embeddings.errors import EngineMismatch, NotProjected
from embeddings.snapshot.manifest import Manifest
from embeddings.snapshot.snapshot import Snapshot

KEPT = 2  # collections: the newest, and the one that services may still be asking
# Told after each step: what is being done, how many are done, and of how many.
Progress = Callable[[str, int, int | None], None]


def project(engine: VectorStore, snapshot: Snapshot, progress: Progress) -> bool:
    """Make the collection of a snapshot, verify it, and let the alias of the corpus name it.

    Until then nobody is led to it; a killed run leaves a collection that the next one makes anew. False when
    it was there already. Raises EngineGone, or EngineMismatch when what lies there is not what was sent.
    """
    name = engine.address.name
    collection, manifest = collection_of(name, snapshot.name), snapshot.manifest
    before = _pointed(engine)
    if before is not None and (number_of(name, before) or 0) > manifest.number:
        raise EngineMismatch(
            f"{engine.address} holds {before}, which is newer than snapshot {snapshot.name}: another corpus"
            " has this NAME there; give this one another"
        )
    new = not _holds(engine, snapshot)
    if new:
        if engine.seal(collection) is not None:
            engine.drop(collection)
        seal, dimension = Seal.of(manifest).written(), manifest.embedding_model.dimension
        engine.create(collection, seal, dimension, snapshot.columns(slice(0)))
        for done in engine.add(collection, snapshot.index.vectors, snapshot.columns):
            progress("sending passages", done, manifest.n_passages)
        progress("making the collection ready", 0, None)
        engine.complete(collection)
        need_projected(engine, manifest)
        need_same_rows(engine, snapshot)
    pointed = _pointed(engine)  # no longer, where it named what was made anew
    if pointed != collection:
        engine.point(name, collection, known=pointed is not None)
    _drop_old(engine, newest=manifest.number)
    return new


def need_projected(engine: VectorStore, manifest: Manifest) -> None:
    """Raises NotProjected unless the engine holds all of a snapshot, EngineMismatch when it holds another."""
    collection = collection_of(engine.address.name, manifest.name)
    written = engine.seal(collection)
    if written is None:
        raise NotProjected(
            f"{engine.address} does not hold snapshot {manifest.name} yet;"
            f" put it there with: tifa publish --to {engine.address} --corpus DIR"
        )
    differing = Seal.of(manifest).differing(written)
    if differing == ["format"]:
        raise NotProjected(
            f"{engine.address} holds snapshot {manifest.name} as another version of Tifa put it there;"
            f" put it there again with: tifa publish --to {engine.address} --corpus DIR"
        )
    if differing:
        raise EngineMismatch(
            f"{engine.address}: collection {collection} is not snapshot {manifest.name}: it differs in"
            f" {', '.join(differing)}; give the corpus another NAME there, or drop that collection"
        )
    count = engine.count(collection) if engine.load(collection) else 0
    if count != manifest.n_passages:
        raise NotProjected(
            f"{engine.address} holds {count:,} of the {manifest.n_passages:,} passages of snapshot"
            f" {manifest.name}; put all there with: tifa publish --to {engine.address} --corpus DIR"
        )


def need_same_rows(engine: VectorStore, snapshot: Snapshot) -> None:
    """Compare some rows, vectors bit for bit. Raises EngineMismatch when one differs."""
    collection, rows = collection_of(engine.address.name, snapshot.name), sample(len(snapshot.index))
    held = engine.held(collection, rows, snapshot.columns(slice(0))) if len(rows) else {}
    for row in rows.tolist():
        numbers = {name: int(of[0]) for name, of in snapshot.columns(slice(row, row + 1)).items()}
        same = row in held and np.array_equal(held[row].vector, snapshot.index.vector(row))
        if not same or held[row].numbers != numbers:
            raise EngineMismatch(
                f"{engine.address}: collection {collection} holds another"
                f" {'description' if same else 'vector'} than the snapshot for row {row}; drop that"
                " collection, and publish again"
            )


def _holds(engine: VectorStore, snapshot: Snapshot) -> bool:
    try:
        need_projected(engine, snapshot.manifest)
        need_same_rows(engine, snapshot)
    except (NotProjected, EngineMismatch):
        return False
    return True


def _pointed(engine: VectorStore) -> str | None:
    """The collection that the alias of the corpus names; None before there is one."""
    own = (collection for _, collection in _own(engine))
    return next((one for one in own if engine.address.name in engine.aliases(one)), None)


def _drop_old(engine: VectorStore, *, newest: int) -> None:
    """Keep the newest collections of this corpus, the last of which has this number."""
    older = [collection for number, collection in _own(engine) if number <= newest]
    for collection in older[:-KEPT]:
        engine.drop(collection)


def _own(engine: VectorStore) -> list[tuple[int, str]]:
    """The collections of this corpus by the numbers of their snapshots, the oldest first."""
    name = engine.address.name
    numbered = ((number_of(name, one), one) for one in engine.collections())
    return sorted((number, one) for number, one in numbered if number is not None)
