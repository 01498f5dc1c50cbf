"""Files that rot, are cut, swapped or planted: each is refused, by name, before anything trusts it."""

import hashlib
import json
import pickle
import random
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import faiss
import pytest
from click.testing import CliRunner

from embeddings.embedding_model import EmbeddingModel
from embeddings.encoder.encoding import Encoder
from embeddings.errors import BrokenSnapshot, TifaError
from embeddings.index import seeds
from embeddings.models.lock import read_lock
from embeddings.similarity import density
from embeddings.snapshot.current import CURRENT, SNAPSHOTS, CurrentSnapshot
from embeddings.snapshot.manifest import FILE as MANIFEST
from embeddings.snapshot.manifest import FORMAT, read_manifest
from embeddings.snapshot.publish import publish
from embeddings.snapshot.snapshot import SPACE, VECTORS, Snapshot
from embeddings.snapshot.tables.connections import PASSAGES
from embeddings.store.connection import FILE as STORE
from embeddings.topics.model import NUMBERS_FILE, TOPICS_FILE
from scripts.serve import main as serve
from tests.support.invented import DIMENSION, data, speech, unit_rows
from tests.support.patience import wait_until
from tests.support.served import SPEECHES, add, served
from tests.support.themed import snapshot_of

FILES = (MANIFEST, PASSAGES, VECTORS, SPACE, NUMBERS_FILE, TOPICS_FILE)
FLIPS = 60  # of each file


@pytest.fixture(scope="module")
def themed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a snapshot with topics. Not to be changed."""
    folder = tmp_path_factory.mktemp("themed")
    return folder / SNAPSHOTS / snapshot_of(folder).name


@pytest.fixture
def own(themed: Path, tmp_path: Path) -> Path:
    """A copy of it that may be."""
    folder = Path(shutil.copytree(themed, tmp_path / themed.name))
    for file in folder.iterdir():
        file.chmod(0o644)
    return folder


@pytest.mark.parametrize("name", FILES)
def test_no_bit_can_flip_unseen(own: Path, name: str) -> None:
    """Any one bit of any file, the manifest's own included: the snapshot is refused."""
    draw, file = random.Random(name), own / name  # noqa: S311 -- places, not secrets
    content = file.read_bytes()
    places = [0, 8 * len(content) - 1, *(draw.randrange(8 * len(content)) for _ in range(FLIPS))]
    for place in places:
        flipped = bytearray(content)
        flipped[place // 8] ^= 1 << place % 8
        file.write_bytes(flipped)
        with pytest.raises(BrokenSnapshot):
            Snapshot.open(own)
    file.write_bytes(content)
    assert Snapshot.open(own).name == own.name


@pytest.mark.parametrize("name", FILES)
def test_no_file_can_be_cut_or_grow_unseen(own: Path, name: str) -> None:
    """At any length but its own a file is refused."""
    draw, file = random.Random(name), own / name  # noqa: S311 -- places, not secrets
    content = file.read_bytes()
    for length in (0, 1, len(content) - 1, *(draw.randrange(len(content)) for _ in range(20))):
        file.write_bytes(content[:length])
        with pytest.raises(BrokenSnapshot):
            Snapshot.open(own)
    file.write_bytes(content + b"\0")
    with pytest.raises(BrokenSnapshot):
        Snapshot.open(own)


def sealed(folder: Path, **changes: Any) -> Path:
    """The snapshot with a manifest that vouches for whatever lies there now: what only malice does."""
    content = json.loads((folder / MANIFEST).read_bytes())
    for name in content["files"]:
        found = (folder / name).read_bytes()
        content["files"][name] = {"sha256": hashlib.sha256(found).hexdigest(), "bytes": len(found)}
    content |= changes
    content = {name: value for name, value in content.items() if value is not None or name == "n_topics"}
    content.pop("sha256", None)

    def text() -> bytes:
        return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()

    content["sha256"] = hashlib.sha256(text()).hexdigest()
    (folder / MANIFEST).write_bytes(text())
    try:
        return folder.rename(folder.with_name(read_manifest(folder).name))
    except BrokenSnapshot:
        return folder


def index_of(n: int, dimension: int) -> bytes:
    return bytes(faiss.serialize_index(faiss.IndexFlatIP(dimension))) if n == 0 else _filled(n, dimension)


def _filled(n: int, dimension: int) -> bytes:
    index = faiss.IndexFlatIP(dimension)
    index.add(unit_rows(n, dimension=dimension))
    return bytes(faiss.serialize_index(index))


N = 6  # passages of the themed snapshot
HUGE = (1 << 60).to_bytes(8, "little")


@pytest.mark.parametrize(
    "planted",
    [
        index_of(N, DIMENSION + 1),
        index_of(N - 1, DIMENSION),
        index_of(0, DIMENSION),
        bytes(faiss.serialize_index(faiss.index_factory(DIMENSION, "PQ4x4np"))),
        index_of(N, DIMENSION)[:8] + HUGE + index_of(N, DIMENSION)[16:],
        index_of(N, DIMENSION)[:37] + HUGE + index_of(N, DIMENSION)[45:],
        pickle.dumps("no index"),
        b"",
    ],
    ids=["dimension", "rows", "empty", "kind", "many rows", "many bytes", "pickle", "nothing"],
)
def test_an_index_of_another_kind_or_size_is_never_shown_to_faiss(own: Path, planted: bytes) -> None:
    """Even where the manifest vouches for it: sizes are compared, not believed."""
    (own / VECTORS).write_bytes(planted)
    with pytest.raises(BrokenSnapshot, match="is not an index of 6 vectors of dimension 16"):
        Snapshot.open(sealed(own))


class Marker:
    """Unpickled, it makes a file."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return Path.touch, (self._file,)


@pytest.mark.parametrize("name", [SPACE, NUMBERS_FILE, TOPICS_FILE, "topics.pkl"])
def test_a_planted_pickle_is_never_loaded(own: Path, tmp_path: Path, name: str) -> None:
    """In the place of a file it is refused; beside them, it is not looked at."""
    (own / name).write_bytes(pickle.dumps(Marker(tmp_path / "loaded")))
    if name in FILES:
        with pytest.raises(BrokenSnapshot, match="publish again with: tifa index --republish --corpus"):
            Snapshot.open(sealed(own))
    else:
        assert Snapshot.open(sealed(own)).name == own.name
    assert not (tmp_path / "loaded").exists()


DERIVED: dict[str, Callable[[Snapshot], object]] = {
    density.FILE: lambda snapshot: snapshot.scaling,
    seeds.FILE: lambda snapshot: snapshot.seeds,
}


@pytest.mark.parametrize("name", DERIVED)
def test_a_planted_derived_file_is_refused_when_it_is_asked(tmp_path: Path, tiny: Encoder, name: str) -> None:
    """It is read when it is first needed: what is none of ours is refused then, with what to do."""
    folder = tmp_path / "corpus" / SNAPSHOTS / add(tmp_path / "corpus", tiny, *SPEECHES)
    for file in folder.iterdir():
        file.chmod(0o644)
    (folder / name).write_bytes(pickle.dumps(Marker(tmp_path / "loaded")))
    snapshot = Snapshot.open(sealed(folder))
    with pytest.raises(BrokenSnapshot, match="publish again with: tifa index --republish --corpus"):
        DERIVED[name](snapshot)
    assert not (tmp_path / "loaded").exists()


MANIFEST_KEYS = (
    "format",
    "number",
    "embedding_model",
    "n_speeches",
    "n_passages",
    "languages",
    "space",
    "files",
)


@pytest.mark.parametrize("key", MANIFEST_KEYS)
def test_a_manifest_that_lacks_something_is_refused(own: Path, key: str) -> None:
    """It is told which file it is."""
    with pytest.raises(BrokenSnapshot, match=MANIFEST):
        Snapshot.open(sealed(own, **{key: None}))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not JSON",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"format": %d}' % FORMAT,
        b" " * 2_000_000,
    ],
    ids=["empty", "text", "list", "null", "bytes", "deep", "bare", "huge"],
)
def test_a_manifest_that_is_none_is_refused(own: Path, content: bytes) -> None:
    """Whatever it is, one line says so."""
    (own / MANIFEST).write_bytes(content)
    with pytest.raises(BrokenSnapshot, match=MANIFEST):
        Snapshot.open(own)


def test_a_snapshot_of_another_format_says_what_to_do(own: Path) -> None:
    """It is not guessed at."""
    corpus = re.escape(str(own.parent.parent))
    with pytest.raises(
        BrokenSnapshot, match=f"another version of Tifa; .* tifa index --republish --corpus {corpus}$"
    ):
        Snapshot.open(sealed(own, format=99))


def test_a_manifest_without_the_files_that_are_read_is_refused(own: Path) -> None:
    """Nothing is read that has no checksum."""
    content = json.loads((own / MANIFEST).read_bytes())
    del content["files"][VECTORS]
    with pytest.raises(BrokenSnapshot, match=VECTORS):
        Snapshot.open(sealed(own, files=content["files"]))


@pytest.mark.parametrize(
    "pointer",
    [b"", b"\n", b"\xff\x00\xfe", b"../1-{id}", b"../../etc", b"/etc", b"1-00000000/..", b"x" * 5_000_000],
    ids=["empty", "line", "bytes", "up", "far up", "absolute", "round about", "long"],
)
def test_a_pointer_to_nothing_is_told_and_the_newest_snapshot_answers(tmp_path: Path, pointer: bytes) -> None:
    """CURRENT names a snapshot of this corpus or nothing; the next publish makes it good."""
    good = publish(tmp_path, data([speech("harbour", "The harbour opens.")]))
    shutil.copytree(tmp_path / SNAPSHOTS / good, tmp_path / good)
    (tmp_path / CURRENT).write_bytes(pointer.replace(b"1-{id}", good.encode()))
    held = CurrentSnapshot(tmp_path).held
    assert held.snapshot.name == good
    assert "does not name a snapshot" in held.degraded
    again = publish(tmp_path, data([speech("harbour", "The harbour opens.")]))
    assert CurrentSnapshot(tmp_path).held.degraded == ""
    assert again.startswith("2-")


def test_a_service_whose_corpus_is_tampered_with_answers_on_and_says_so(
    tmp_path: Path, tiny: Encoder
) -> None:
    """A new snapshot with a wrong bit, then a CURRENT of garbage; then a good one, and all is well."""
    good = add(tmp_path, tiny, SPEECHES[0])
    with served(tmp_path, tiny, refresh_seconds=0.02) as client:

        def degraded() -> str:
            return client.get("/readyz").json()["degraded"] or ""

        elsewhere = Path(shutil.copytree(tmp_path, tmp_path.parent / "elsewhere"))
        newer = elsewhere / SNAPSHOTS / add(elsewhere, tiny, SPEECHES[1])
        vectors = bytearray((newer / VECTORS).read_bytes())
        vectors[-1] ^= 1
        (newer / VECTORS).chmod(0o644)
        (newer / VECTORS).write_bytes(vectors)
        shutil.copytree(newer, tmp_path / SNAPSHOTS / newer.name)
        (tmp_path / CURRENT).write_text(newer.name)
        wait_until(lambda: VECTORS in degraded())
        (tmp_path / CURRENT).write_bytes(b"../\xff")
        wait_until(lambda: "does not name" in degraded())
        answer = client.get("/v1/search?q=harbour")
        assert (answer.status_code, answer.json()["snapshot"]) == (200, good)
        newest = add(tmp_path, tiny, SPEECHES[1])
        wait_until(lambda: degraded() == "")
        assert client.get("/readyz").json()["snapshot"] == newest


def test_no_flipped_bit_of_the_store_ends_in_a_traceback(tmp_path: Path, tiny: Encoder) -> None:
    """A job on a damaged store is done, or refused in one line; what was published answers on."""
    whole = tmp_path / "whole"
    add(whole, tiny, *SPEECHES)
    content, draw = (whole / STORE).read_bytes(), random.Random("store")  # noqa: S311 -- places
    refused = 0
    for number in range(FLIPS):
        folder = Path(shutil.copytree(whole, tmp_path / str(number)))
        flipped, place = bytearray(content), draw.randrange(8 * len(content))
        flipped[place // 8] ^= 1 << place % 8
        (folder / STORE).write_bytes(flipped)
        try:
            add(folder, tiny, *SPEECHES)
        except TifaError:
            refused += 1
        assert CurrentSnapshot(folder).held.degraded == ""
    assert refused


def test_a_missing_model_is_told_at_once(tmp_path: Path) -> None:
    """A service does not start without its model; it says where it looked and what to run."""
    model = read_lock().model()
    embedding_model = EmbeddingModel(model.id, model.digest, "e", "openvino", DIMENSION)
    (tmp_path / "corpus").mkdir()
    publish(
        tmp_path / "corpus",
        replace(data([speech("a", "The harbour opens.")]), embedding_model=embedding_model),
    )
    ended = CliRunner().invoke(
        serve, ["--corpus", str(tmp_path / "corpus"), "--cache", str(tmp_path), "--port", "0"]
    )
    assert (ended.exit_code, ended.stderr.count("\n")) == (1, 1)
    assert f"run: tifa models fetch {model.name}" in ended.stderr
    assert str(tmp_path) in ended.stderr
