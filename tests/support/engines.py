"""Engines to try snapshots on: one in memory, the embedded Milvus, and the real server as a process."""

import contextlib
import os
import signal
import socket
import subprocess
import threading
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from embeddings.engines import finding
from embeddings.engines.address import EngineAddress
from embeddings.engines.vector_store import Columns, HeldRow
from embeddings.errors import EngineGone
from embeddings.index.eligible import ROW, Condition, Eligible, Mask, Rows, Within
from embeddings.index.finder import highest
from embeddings.index.sorted_rows import are_among
from embeddings.search import pool, ranking
from embeddings.similarity import density, moments
from embeddings.similarity.row_blocks import Matrix
from embeddings.similarity.space import Vectors
from embeddings.snapshot.data import SnapshotData
from embeddings.snapshot.publish import publish
from embeddings.snapshot.snapshot import Snapshot
from embeddings.topics.model import Topic
from tests.support.invented import data, speech, unit_rows
from tests.support.topics_by_hand import model_of

WORDS = tuple(
    "harbour ferries winter quay school teacher village roof forest oak hills town flood dyke levee work"  # noqa: SIM905
    " training port ships nurse care wind solar power tree doors summer night".split()
)
LANGUAGES = {"en": 180, "zh-Hans": 90, "zh-Hant": 20, "fr": 60, "de": 6}  # speeches
PLACES, SOURCES, TOPICS = ("Port Aster", "Lanwan", ""), ("Gazette", "Parliament"), ("t_1", "t_2", None)
_LINES = 8
_ETCD_PORT = 2379


@dataclass
class _Held:
    seal: str
    vectors: list[Vectors] = field(default_factory=list)
    columns: dict[str, npt.NDArray[np.int64]] = field(default_factory=dict)
    complete: bool = False

    @property
    def count(self) -> int:
        return sum(map(len, self.vectors))

    def fulfil(self, condition: Condition) -> Mask:
        """Which rows do, told by what was put into their columns."""
        columns = self.columns | {ROW: np.arange(self.count)}
        fulfilling = np.ones(self.count, bool)
        for clause in condition.clauses:
            fulfilling &= np.any([_within(columns[part.column], part) for part in clause], axis=0)
        return fulfilling


def _within(numbers: npt.NDArray[np.int64], part: Within) -> Mask:
    each = [(first <= numbers) & (numbers <= last) for first, last in part.ranges]
    within: Mask = np.any(each, axis=0) if each else np.zeros(len(numbers), bool)
    return ~within if part.outside else within


class InMemory:
    """A store of vectors of our own, which can be told to be gone, slow to be back, or to lose rows."""

    def __init__(self, name: str = "tifa") -> None:
        self.address = EngineAddress("http://nowhere:1", name)
        self.collected: dict[str, _Held] = {}
        self.named: dict[str, str] = {}
        self.gone = False
        self.lost = 0
        self.conditions: list[Condition] = []  # that it was asked with
        self._lock = threading.Lock()

    def _need(self) -> None:
        if self.gone:
            raise EngineGone("it does not answer")

    def create(self, collection: str, seal: str, dimension: int, columns: Iterable[str]) -> None:
        self._need()
        self.collected[collection] = _Held(
            seal, columns={column: np.empty(0, np.int64) for column in columns}
        )

    def add(self, collection: str, vectors: Matrix, columns: Columns) -> Iterator[int]:
        held = self.collected[collection]
        for start in range(0, len(vectors), 1000):
            self._need()
            held.vectors.append(vectors[start : start + 1000].copy())
            for column, numbers in columns(slice(start, start + 1000)).items():
                held.columns[column] = np.append(held.columns[column], numbers)
            yield min(start + 1000, len(vectors))

    def complete(self, collection: str) -> None:
        self._need()
        self.collected[collection].complete = True

    def drop(self, collection: str) -> None:
        self._need()
        del self.collected[collection]
        self.named = {alias: named for alias, named in self.named.items() if named != collection}

    def collections(self) -> list[str]:
        self._need()
        return list(self.collected)

    def aliases(self, collection: str) -> list[str]:
        return [alias for alias, named in self.named.items() if named == collection]

    def point(self, alias: str, collection: str, *, known: bool) -> None:
        assert known == (alias in self.named)
        self.named[alias] = collection

    def load(self, collection: str) -> bool:
        self._need()
        return self.collected[collection].complete

    def seal(self, collection: str) -> str | None:
        self._need()
        return self.collected[collection].seal if collection in self.collected else None

    def count(self, collection: str) -> int:
        return self.collected[collection].count

    def held(self, collection: str, rows: Rows, columns: Iterable[str]) -> dict[int, HeldRow]:
        kept = self.collected[collection]
        every, names = np.concatenate(kept.vectors), list(columns)
        return {
            row: HeldRow(every[row], {name: int(kept.columns[name][row]) for name in names})
            for row in rows.tolist()
            if row < len(every)
        }

    def near(self, collection: str, query: Vectors, n: int, condition: Condition) -> tuple[Vectors, Rows]:
        with self._lock:
            self.conditions.append(condition)
        self._need()
        kept = self.collected[collection]
        rows = np.flatnonzero(kept.fulfil(condition))
        products = np.concatenate(kept.vectors)[rows] @ query
        best = highest(products, n)[: n - self.lost]
        return products[best], rows[best]


@contextlib.contextmanager
def few_are_many(n: int = 40) -> Iterator[None]:
    """What is weighed of a question, and what an engine is not asked for, is few for a corpus of a test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(moments, "FROM", 1)
        for name in ("NEAREST", "NEAREST_ABROAD", "TELLING", "HOLDING"):
            patch.setattr(pool, name, n)
        patch.setattr(finding, "FEW", n)
        patch.setattr(finding, "LEAST", 2 * n)
        patch.setattr(ranking, "BROAD", n)
        patch.setattr(ranking, "SURE", n // 2)
        yield


def proposes_the_nearest(own: Snapshot, far: Snapshot, query: Vectors, among: Eligible, n: int) -> bool:
    """Does the engine propose, of the rows that may answer, the n nearest of each language, and no others?

    Of copies any are as near.
    """
    finder, groups = far.index.finder, own.groups[among.rows]
    assert finder is not None
    for group in np.unique(groups).tolist():
        rows = among.rows[groups == group]
        found = finder.may_be_nearest(query, group, least=n, among=Eligible(rows, among.condition))
        of_all, of_found = (np.sort(own.index.cosines(query, each))[-n:] for each in (rows, found))
        if not are_among(np.sort(found), rows).all() or not np.allclose(of_found, of_all, rtol=0, atol=1e-6):
            return False
    return True


def spoken(*, seed: int = 0, but: Sequence[str] = ()) -> SnapshotData:
    """A corpus of several languages, with copies in it. but: ids of speeches that are left out."""
    draw = np.random.default_rng(seed)
    speeches = []
    for language, n in LANGUAGES.items():
        for i in range(n):
            lines = [" ".join(draw.choice(WORDS, 7)) for _ in range(_LINES)]
            if i % 9 == 0:
                lines[-1] = lines[0]
            id_ = f"{language}-{i:03}"
            speeches.append(
                speech(
                    id_,
                    *lines,
                    speaker=f"speaker {i % 5}",
                    date=str(2000 + i % 20) if i % 13 else "--05-06",
                    place=PLACES[i % len(PLACES)],
                    source=SOURCES[i % len(SOURCES)],
                    language=language,
                )
            )
    spoken = [one for one in speeches if one.id not in but]
    topics = [TOPICS[draw.integers(len(TOPICS))] for _ in range(_LINES * len(spoken))]
    model = model_of(tuple(Topic(id_, id_, (), 1, ()) for id_ in TOPICS if id_), unit_rows(2), [0, 1])
    contents = data(spoken, topic_model=model, topics=topics, seed=seed)
    passages = [
        replace(passage, speaker="" if row % 7 else f"guest {row % 3}")
        for row, passage in enumerate(contents.passages)
    ]
    languages = [passage.language for passage in contents.passages]
    measured = density.measure(contents.vectors, languages)
    derived = {
        density.FILE: density.pack(measured),
        moments.FILE: moments.pack(moments.measure(contents.vectors, languages)),
    }
    return replace(contents, passages=passages, derived_files=derived)


def published(folder: Path, **changes: Any) -> str:
    return publish(folder, spoken(**changes))


class Server:
    """The real server on a folder, at one address however often it is killed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        from milvus import MilvusServer, MilvusServerConfig

        # Its etcd listens there, whatever it is told: a second server on one machine never starts.
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", _ETCD_PORT)) == 0:
                pytest.skip(f"something else listens on port {_ETCD_PORT}, which the server needs")
        self._server = MilvusServer(MilvusServerConfig(data_dir=str(self._folder)))
        with warnings.catch_warnings():  # it leaves sockets to the collector while it looks for free ports
            warnings.simplefilter("ignore", ResourceWarning)
            self._server.start()

    def start_again(self) -> None:
        """On what it had written, at its address."""
        binaries = self._folder / "bin"
        self._server.server_proc = subprocess.Popen(
            [binaries / "milvus", "run", "standalone"],
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ
            | {
                "DEPLOY_MODE": "STANDALONE",
                "LD_LIBRARY_PATH": str(binaries),
                "METRICS_PORT": str(self._server.webservice_port),
                "MILVUS_RUN_DIR": str(self._folder / "run"),
            },
        )
        self._server.wait_started()

    def address(self, name: str) -> EngineAddress:
        return EngineAddress.parse(f"milvus://127.0.0.1:{self._server.listen_port}/{name}")

    @property
    def ended(self) -> bool:
        return self._server.server_proc.poll() is not None

    def kill(self) -> None:
        """As a power cut would end it."""
        self._server.server_proc.kill()
        self._server.server_proc.wait()

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        """It neither answers nor refuses meanwhile."""
        self._server.server_proc.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._server.server_proc.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        self._server.stop()
