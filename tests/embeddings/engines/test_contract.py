"""One contract for every engine: the embedded index, the embedded Milvus, and the real server.

Covers `embeddings.engines.milvus`.
"""

import importlib.util
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest

from embeddings.engines.address import EngineAddress
from embeddings.engines.finding import SnapshotEngine
from embeddings.engines.milvus import ASKING, Milvus
from embeddings.engines.projecting import project
from embeddings.engines.projection import collection_of
from embeddings.engines.vector_store import VectorStore
from embeddings.errors import EngineGone, EngineMismatch, NotProjected
from embeddings.index.vectors import NearRow
from embeddings.similarity.space import Vectors, cosines
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.snapshot import Snapshot
from tests.support.asked import FILTERS, asked_of, questions
from tests.support.engines import InMemory, Server, few_are_many, proposes_the_nearest, published

_NEEDED = {"memory": (), "milvus-lite": ("pymilvus", "milvus_lite"), "milvus": ("pymilvus", "milvus")}
_GONE_FOR = 30.0  # seconds
_PATIENCE = 40.0  # … that a server has to be ready again

T = TypeVar("T")


def need(*packages: str) -> None:
    for package in packages:
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"needs {package}, which `make test-engines` installs")


def quietly(stage: str, done: int, total: int | None) -> None:
    pass


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    need("pymilvus", "milvus")
    server = Server(tmp_path_factory.mktemp("milvus"))
    yield server
    server.stop()


@contextmanager
def connected(kind: str, name: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[VectorStore]:
    """An engine that holds nothing of this name; afterwards neither, for one that starts anew loads all."""
    need(*_NEEDED[kind])
    if kind == "memory":
        yield InMemory(name)
        return
    if kind == "milvus-lite":
        address = EngineAddress.parse(f"milvus+lite://{folder}/engine.db")
    else:
        address = request.getfixturevalue("server").address(name)
    milvus = Milvus.connect(address)
    yield milvus
    for collection in milvus.collections():
        if collection.startswith(f"{name}_"):
            milvus.drop(collection)
    milvus.close()


@pytest.fixture(params=sorted(_NEEDED))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorStore]:
    name = f"of_{request.node.name.split('[')[0]}"[:60]
    with connected(request.param, name, tmp_path, request) as store:
        yield store


@pytest.fixture(scope="module", params=sorted(_NEEDED))
def both(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Snapshot, Snapshot]]:
    """A snapshot asked by itself, and the same found by an engine."""
    folder = tmp_path_factory.mktemp("both")
    with few_are_many(), connected(request.param, "both", folder, request) as store:
        published(folder)
        project(store, opened(folder), quietly)
        yield opened(folder), opened(folder, store)


@pytest.fixture(scope="module")
def held(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus whose current snapshot the server holds."""
    folder = tmp_path_factory.mktemp("held")
    with few_are_many():
        published(folder)
        project(Milvus.connect(server.address("held")), opened(folder), quietly)
    return folder


@pytest.fixture(autouse=True)
def _small() -> Iterator[None]:
    with few_are_many():
        yield


def opened(folder: Path, store: VectorStore | None = None) -> Snapshot:
    return CurrentSnapshot(folder, None if store is None else SnapshotEngine(store)).held.snapshot


def test_the_first_hundred_are_those_of_brute_force(both: tuple[Snapshot, Snapshot]) -> None:
    """For a hundred questions; and the cosines are the same to the last bit."""
    own, far = both
    for query in mixed(own, 100):
        exact = cosines(own.index.vectors[:], query[None, :])[:, 0]
        first = np.argsort(-exact, kind="stable")[:100]
        found = far.index.nearest(query, k=100)
        assert [one.row for one in found] == first.tolist()
        assert [one.cosine for one in found] == exact[first].tolist()


def test_with_filters_the_first_hundred_of_each_language_are_proposed(
    both: tuple[Snapshot, Snapshot],
) -> None:
    """For a hundred questions, with every filter alone and in pairs; and none that does not pass."""
    own, far = both
    for number, query in enumerate(mixed(own, 100)):
        among = own.eligible(FILTERS[number % len(FILTERS)])
        assert among is not None
        assert proposes_the_nearest(own, far, query, among, 100)


def mixed(snapshot: Snapshot, n: int) -> Iterator[Vectors]:
    """Unit vectors near to one passage each, and not very near."""
    draw = np.random.default_rng(5)
    for _ in range(n):
        noise = 0.4 * draw.normal(size=snapshot.index.dimension)
        vector = snapshot.index.vector(int(draw.integers(len(snapshot.index)))) + noise
        yield (vector / np.linalg.norm(vector)).astype(np.float32)


def test_answers_are_those_of_the_embedded_index(both: tuple[Snapshot, Snapshot]) -> None:
    """In every mode, with every filter alone and in pairs, whatever else is wished for."""
    own, far = both
    for mode, n in (("hybrid", 120), ("meaning", 120), ("words", 30)):
        for question, vector in questions(own, n, mode=mode, seed=1):
            assert asked_of(far, question, vector) == asked_of(own, question, vector)


def test_what_was_added_and_removed_is_seen_after_a_publish(tmp_path: Path, store: VectorStore) -> None:
    """A removed speech answers nothing, and a new one does."""
    published(tmp_path, but=("en-001",))
    project(store, opened(tmp_path), quietly)
    current = CurrentSnapshot(tmp_path, SnapshotEngine(store))
    published(tmp_path, but=("en-002", "fr-010"))
    project(store, opened(tmp_path), quietly)
    assert current.refresh()
    own, far = opened(tmp_path), current.held.snapshot
    assert own.name == far.name
    seen = set()
    for question, vector in questions(own, 30, mode="meaning", seed=2):
        answer = asked_of(far, question, vector)
        assert answer == asked_of(own, question, vector)
        seen |= {match.passage.speech_id for match in getattr(answer, "matches", ())}
    assert not seen & {"en-002", "fr-010"}
    query = own.index.vector(int(own.rows_of("en-001")[0]))
    assert far.passages([far.index.nearest(query, k=1)[0].row])[0].speech_id == "en-001"


def test_a_swap_under_load_mixes_and_fails_nothing(tmp_path: Path, store: VectorStore) -> None:
    """Each answer is wholly one snapshot's, and the services are led from one to the next."""
    published(tmp_path)
    project(store, opened(tmp_path), quietly)
    current = CurrentSnapshot(tmp_path, SnapshotEngine(store))
    asked = list(questions(current.held.snapshot, 12, mode="hybrid", seed=3))
    own = {current.held.snapshot.name: opened(tmp_path)}
    heard: list[tuple[str, int, object]] = []
    over = threading.Event()

    def ask(offset: int) -> None:
        number = offset
        while not over.is_set():
            snapshot = current.held.snapshot
            question, vector = asked[number % len(asked)]
            heard.append((snapshot.name, number % len(asked), asked_of(snapshot, question, vector)))
            number += 1

    with ExitStack() as threads:
        for offset in range(3):
            thread = threading.Thread(target=ask, args=(offset,))
            thread.start()
            threads.callback(thread.join)
        threads.callback(over.set)
        for seed in (1, 2):
            published(tmp_path, seed=seed)
            newest = opened(tmp_path)
            own[newest.name] = newest
            current.refresh()
            project(store, newest, quietly)
            assert current.refresh()
            time.sleep(0.3)
    assert {name for name, _, _ in heard} == set(own)
    right = {
        (name, number): asked_of(snapshot, *asked[number])
        for name, snapshot in own.items()
        for number in range(len(asked))
    }
    assert all(answer == right[name, number] for name, number, answer in heard)


def test_what_an_engine_holds_is_checked_before_it_is_asked(tmp_path: Path, store: VectorStore) -> None:
    """Another collection, half of one, one of another model, and one with other vectors are not asked."""
    published(tmp_path)
    snapshot, engine = opened(tmp_path), SnapshotEngine(store)
    manifest, name = snapshot.manifest, collection_of(store.address.name, snapshot.name)
    dimension, columns = snapshot.index.dimension, snapshot.columns
    with pytest.raises(NotProjected):
        engine.need(manifest)
    project(store, snapshot, quietly)
    seal = store.seal(name)
    assert seal is not None
    wrong_model = seal.replace('"model": "m1"', '"model": "m2"')
    every = snapshot.index.vectors[:]
    cases: tuple[tuple[str, Vectors | None, type[Exception], str], ...] = (
        ("what somebody else keeps there", None, EngineMismatch, "differs in digest"),
        (wrong_model, None, EngineMismatch, "differs in model;"),
        (seal.replace('"format": 2', '"format": 1'), None, NotProjected, "another version of Tifa"),
        (seal, None, NotProjected, "holds 0 of"),
        (seal, every[:1000], NotProjected, "holds 1,000 of"),
        (seal, -every, EngineMismatch, "another vector"),
    )
    for said, vectors, error, told in cases:
        store.drop(name)
        store.create(name, said, dimension, columns(slice(0)))
        if vectors is not None:
            list(store.add(name, vectors, columns))
            store.complete(name)
        with pytest.raises(error, match=told):
            CurrentSnapshot(tmp_path, engine)
    assert project(store, snapshot, quietly)
    assert CurrentSnapshot(tmp_path, engine).degraded == ""


# What only a server that is killed or stopped can show


def patiently(server: Server, ask: Callable[[], T]) -> T:
    """What is answered in the end. A server that ended, or refuses for long, is started again, as somebody
    should do: one that stood still may take itself for lost, and go on without answering.
    """
    refused, restarted = time.monotonic(), False
    while True:
        if server.ended:
            server.start_again()
        try:
            return ask()
        except EngineGone:
            if (waited := time.monotonic() - refused) > _PATIENCE and not restarted:
                server.kill()
                restarted = True
            assert waited < 4 * _PATIENCE
            time.sleep(0.2)


def asking(folder: Path, server: Server) -> CurrentSnapshot:
    engine = SnapshotEngine(Milvus.connect(server.address("held")))
    return patiently(server, lambda: CurrentSnapshot(folder, engine))


def answering_again(current: CurrentSnapshot, server: Server) -> list[NearRow]:
    query = current.held.snapshot.index.vector(0)

    def answered() -> list[NearRow]:
        current.refresh()
        return current.held.snapshot.index.nearest(query, k=5)

    return patiently(server, answered)


def failing(current: CurrentSnapshot, times: int) -> list[float]:
    """How long each of some questions took to be refused."""
    took, query = [], current.held.snapshot.index.vector(0)
    for _ in range(times):
        start = time.monotonic()
        with pytest.raises(EngineGone) as refused:
            current.held.snapshot.index.nearest(query, k=5)
        assert int(refused.value.headers["Retry-After"]) >= 1
        took.append(time.monotonic() - start)
    return took


def test_a_server_killed_while_questions_are_asked_answers_when_it_is_back(
    held: Path, server: Server
) -> None:
    """Questions are refused soon, then at once; afterwards the answers are what they were."""
    current, own = asking(held, server), opened(held)
    asked = list(questions(own, 10, mode="hybrid", seed=4))
    server.kill()
    took = failing(current, 8)
    assert max(took) < 3 * ASKING
    assert min(took) < 0.1
    assert "does not answer" in current.degraded
    answering_again(current, server)
    assert current.degraded == ""
    for question, vector in asked:
        assert asked_of(current.held.snapshot, question, vector) == asked_of(own, question, vector)


def test_a_server_killed_while_a_snapshot_is_put_there_loses_nothing_that_is_asked(
    held: Path, server: Server
) -> None:
    """The snapshot before answers, then and after; the next run puts the new one there whole."""
    current, store = asking(held, server), Milvus.connect(server.address("held"))
    before = current.held.snapshot
    (question, vector), *_ = questions(before, 1, mode="hybrid")
    answer = asked_of(before, question, vector)
    published(held, seed=1)

    def killing(stage: str, done: int, total: int | None) -> None:
        if stage == "making the collection ready":
            server.kill()

    patch = pytest.MonkeyPatch()
    patch.setattr("embeddings.engines.milvus._MAKING", 5.0)
    with patch.context(), pytest.raises(EngineGone):
        project(store, opened(held), killing)
    patch.undo()
    answering_again(current, server)
    assert current.held.snapshot.name == before.name
    assert asked_of(current.held.snapshot, question, vector) == answer
    again = Milvus.connect(server.address("held"))
    patiently(server, lambda: project(again, opened(held), quietly))
    assert CurrentSnapshot(held, SnapshotEngine(again)).degraded == ""
    assert current.refresh()
    own = opened(held)
    assert asked_of(current.held.snapshot, question, vector) == asked_of(own, question, vector)


def test_a_server_that_stands_still_is_left_alone_until_it_goes_on(held: Path, server: Server) -> None:
    """For half a minute: no question waits longer than its time, and most not at all."""
    current = asking(held, server)
    query = current.held.snapshot.index.vector(0)
    right, took = current.held.snapshot.index.nearest(query, k=5), []
    with server.stopped():
        until = time.monotonic() + _GONE_FOR
        while time.monotonic() < until:
            took += failing(current, 1)
            time.sleep(0.05)
    assert max(took) < 3 * ASKING
    assert np.median(took) < 0.05
    # One that stood still for so long may take itself for lost, and end.
    assert answering_again(current, server) == right
