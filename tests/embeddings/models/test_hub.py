"""Models of a hub: locked, fetched and refused, against a hub on this machine with a tiny real model.

Covers `embeddings.models.lock_writing`, `embeddings.models.directory`, `embeddings.models.hub.locking`,
`embeddings.models.hub.repository`, `embeddings.models.hub.downloading`, `embeddings.models.hub.trial`.
"""

import json
import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from embeddings.encoder.load import load_encoder
from embeddings.errors import ModelError, ModelNotFetched, ModelNotLocked, ModelTampered, UnusableModel
from embeddings.models.digest import files_sha256
from embeddings.models.fetching import fetch
from embeddings.models.hub.locking import lock_model
from embeddings.models.lock import LOCK_FILE, HubModel, Prompts, read_lock
from embeddings.models.lock_writing import write_model
from embeddings.models.shelf import Shelf
from scripts import models
from tests.support.model_hub import REPOSITORY, Files, Hub, revision_of, serving
from tests.support.tiny_model import DIMENSION, tiny_model

NAME = "tiny-words"
MODULES = "modules.json"
WEIGHTS = "model.safetensors"


def silently(line: str) -> None:
    """Nobody listens."""


@pytest.fixture(scope="session")
def tiny_files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    folder = tiny_model(tmp_path_factory.mktemp("published"))
    paths = [path for path in folder.rglob("*") if path.is_file()]
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    return files | {"README.md": b"---\nlicense: cc0-1.0\n---\n", "pytorch_model.bin": b"never read"}


@pytest.fixture
def hub(tiny_files: Files) -> Iterator[Hub]:
    with serving(dict(tiny_files)) as hub:
        yield hub


@pytest.fixture
def lock_file(tmp_path: Path) -> Path:
    return Path(shutil.copy(LOCK_FILE, tmp_path / "models.lock"))


@dataclass(frozen=True)
class Locked:
    """What `tifa models lock` made: its result, the lock, the cache, and the hub as it was then."""

    result: Result
    file: Path
    cache: Path
    files: Files

    @property
    def model(self) -> HubModel:
        model = read_lock(self.file).model(NAME)
        assert isinstance(model, HubModel)
        return model


BEFORE = f"""
[models.{NAME}]  # what it was so far
source = "hub"
repository = "{REPOSITORY}"
revision = "{"a" * 40}"
licence = "CC0"
dimension = 8
max_tokens = 512
pooling = "cls"
prompts = {{ query = "ask: ", passage = "passage: " }}  # by hand

[models.{NAME}.files]
"gone.json" = {{ sha256 = "{"0" * 64}", bytes = 1 }}
"""


@pytest.fixture(scope="session")
def locked(tmp_path_factory: pytest.TempPathFactory, tiny_files: Files) -> Iterator[Locked]:
    """Locked again, from an older revision; once for all, since trying it takes a process of its own."""
    folder = tmp_path_factory.mktemp("locked")
    file = folder / "models.lock"
    file.write_text(LOCK_FILE.read_text() + BEFORE)
    with serving(dict(tiny_files)) as hub, pytest.MonkeyPatch.context() as patched:
        patched.setattr(models, "LOCK_FILE", file)
        command = ["lock", NAME, "--hub", hub.url, "--cache", str(folder), "--query-prompt", "query: "]
        yield Locked(CliRunner().invoke(models.main, command), file, folder, dict(tiny_files))


def lock(hub: Hub, file: Path, **options: Any) -> HubModel:
    return lock_model(REPOSITORY, file.parent, silently, hub=hub.url, file=file, **options)


def refusal(hub: Hub, file: Path, kind: type[ModelError] = UnusableModel) -> str:
    """The line that refuses to lock; the lock stays as it was, and nothing is on the shelf."""
    before = file.read_bytes()
    with pytest.raises(kind) as error:
        lock(hub, file)
    assert "\n" not in str(error.value)
    assert file.read_bytes() == before
    assert not (file.parent / "models").exists()
    return str(error.value)


def changed(hub: Hub, path: str, content: bytes | None) -> None:
    files = {name: kept for name, kept in hub.revisions[hub.main].items() if name != path}
    hub.push(files if content is None else files | {path: content})


# Locking


def test_locking_records_what_the_model_is(locked: Locked, tiny_files: Files) -> None:
    """Revision, files, dimension, licence, pooling, prompts: all in models.lock, and told."""
    assert locked.result.exit_code == 0, locked.result.output
    model = locked.model
    assert (model.repository, model.revision) == (REPOSITORY, revision_of(tiny_files))
    assert (model.dimension, model.max_tokens, model.pooling) == (DIMENSION, 0, "mean")
    assert (model.prompts, model.licence) == (Prompts(query="query: ", passage="passage: "), "CC0")
    assert set(model.files) == set(tiny_files) - {"README.md", "pytorch_model.bin"}
    assert model.files[WEIGHTS].bytes == len(tiny_files[WEIGHTS])
    assert f"{REPOSITORY} at {model.revision}" in locked.result.stdout


def test_a_name_that_means_another_model_now_is_told(locked: Locked) -> None:
    """Corpora made with the one before have to be encoded anew, and the command is named."""
    assert "was another model so far" in locked.result.stderr
    assert f"tifa index --re-encode --model {NAME}" in locked.result.stderr


def test_the_other_lines_of_the_lock_stay(locked: Locked, tmp_path: Path) -> None:
    """What people wrote into models.lock, comments too, is still there, also beside a new model."""
    assert locked.file.read_text().startswith(LOCK_FILE.read_text())
    assert f"[models.{NAME}]  # what it was so far\n" in locked.file.read_text()
    new = Path(shutil.copy(LOCK_FILE, tmp_path / "models.lock"))
    write_model(new, locked.model)
    assert new.read_text().startswith(LOCK_FILE.read_text())
    assert read_lock(new) == read_lock(locked.file)


def test_a_locked_model_runs_without_a_network(locked: Locked, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is loaded from its verified files, knows what words mean, and no connection is made."""

    def refuse(*_: object) -> None:
        raise AssertionError("a connection was made")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    encoder = load_encoder(locked.model, cache=locked.cache, threads=1)
    assert encoder.embedding_model.engine == "sentence-transformers"
    flood, inondation, school = encoder.passages(["flood", "inondation", "school"]).vectors
    assert float(flood @ inondation) > 0.8 > 0.5 > float(flood @ school)


def test_it_has_one_engine(locked: Locked) -> None:
    """Asked for the int8 graph, the line says which engine there is."""
    with pytest.raises(ModelError, match=r"has no openvino graph; .* sentence-transformers$"):
        load_encoder(locked.model, cache=locked.cache, engine="openvino")


def test_a_file_changed_on_disk_is_refused(locked: Locked, tmp_path: Path) -> None:
    """One byte of one small file is enough."""
    cache = tmp_path / "cache"
    shutil.copytree(locked.cache / "models", cache / "models")
    file = Shelf(locked.model, cache).source / MODULES
    file.write_bytes(file.read_bytes() + b" ")
    with pytest.raises(ModelTampered, match=r"modules\.json was changed"):
        load_encoder(locked.model, cache=cache)


def test_the_repository_is_of_a_revision_not_of_a_name(
    locked: Locked, hub: Hub, tmp_path: Path, tiny_files: Files
) -> None:
    """When the repository has moved on, what was locked is fetched still."""
    hub.push(tiny_files | {MODULES: b"[]"})
    assert locked.model.revision in hub.revisions
    shelf = fetch(locked.model, tmp_path, silently, hub=hub.url)
    assert (shelf.source / MODULES).read_bytes() == tiny_files[MODULES]


def test_another_revision_takes_the_place_of_the_one_before(locked: Locked, tmp_path: Path) -> None:
    """Written again, the name means the other bytes; nothing else in the lock changes."""
    file = Path(shutil.copy(locked.file, tmp_path / "models.lock"))
    files = {path: locked.model.files[path] for path in (MODULES, WEIGHTS)}
    digest = files_sha256({path: kept.sha256 for path, kept in files.items()})
    moved = replace(locked.model, revision="b" * 40, files=files, digest=digest)
    write_model(file, moved)
    assert read_lock(file).model(NAME) == moved
    write_model(file, locked.model)
    assert read_lock(file) == read_lock(locked.file)
    assert file.read_text().startswith(LOCK_FILE.read_text())


def test_a_revision_that_is_refused_leaves_the_locked_one(locked: Locked, hub: Hub, tmp_path: Path) -> None:
    """A model that is locked already stays as it is when its repository has become unusable."""
    file = Path(shutil.copy(locked.file, tmp_path / "models.lock"))
    changed(hub, WEIGHTS, None)
    with pytest.raises(UnusableModel, match=f"{REPOSITORY} cannot be used: it has no weights"):
        lock_model(NAME, tmp_path, silently, hub=hub.url, file=file)
    assert file.read_bytes() == locked.file.read_bytes()


# Refused to be locked


def test_weights_that_can_carry_code_are_refused(hub: Hub, lock_file: Path) -> None:
    """A repository with no safetensors is not run, whatever else it has."""
    changed(hub, WEIGHTS, None)
    assert "no weights as safetensors" in refusal(hub, lock_file)
    assert all(path == MODULES for path, _ in hub.asked)


@pytest.mark.parametrize(
    ("path", "content", "reason"),
    [
        ("config.json", {"auto_map": {"AutoModel": "modeling.Mine"}}, "auto_map"),
        ("tokenizer_config.json", {"deep": [{"auto_map": {"AutoTokenizer": ["mine.T", None]}}]}, "auto_map"),
        ("sentence_bert_config.json", {"model_args": {"trust_remote_code": True}}, "trust_remote_code"),
        (MODULES, [{"path": "", "type": "custom_st.Transformer"}], "custom_st.Transformer"),
        (MODULES, [{"path": "", "type": "sentence_transformers_x.Pooling"}], "sentence_transformers_x"),
        (MODULES, [{"path": "", "type": "sentence_transformers.models.CLIPModel"}], "CLIPModel"),
        (MODULES, [{"path": "../..", "type": "sentence_transformers.models.Dense"}], "not a folder"),
        (MODULES, {"path": ""}, "cannot be read"),
        (
            "model.safetensors.index.json",
            {"weight_map": {"a": "../../model.safetensors"}},
            "no file of weights",
        ),
    ],
)
def test_what_asks_for_code_or_leaves_its_folder_is_refused(
    hub: Hub, lock_file: Path, path: str, content: Any, reason: str
) -> None:
    """The line names the file or the module."""
    changed(hub, path, json.dumps(content).encode())
    assert reason in refusal(hub, lock_file)


def test_safetensors_that_are_none_are_refused(hub: Hub, lock_file: Path) -> None:
    """A pickle under the name of safetensors, or a header that promises more than there is, is not loaded."""
    changed(hub, WEIGHTS, b"\x80\x04\x95" + bytes(64))
    assert "not a file of safetensors" in refusal(hub, lock_file)
    changed(hub, WEIGHTS, (1 << 40).to_bytes(8, "little") + b"{}")
    assert "not a file of safetensors" in refusal(hub, lock_file)


def test_a_path_out_of_the_repository_is_never_asked_for(locked: Locked, hub: Hub, tmp_path: Path) -> None:
    """Whatever names the hub lists, only those of a sentence-transformers directory are taken."""
    hub.listed_besides = ("../../models.lock", "/etc/passwd", "1_Normalize/../../x.json", "modeling.py")
    file = Path(shutil.copy(LOCK_FILE, tmp_path / "models.lock"))
    changed(hub, WEIGHTS, b"no weights")  # so that it ends before it is tried
    refusal(hub, file)
    assert {path for path, _ in hub.asked} == set(locked.model.files)


def test_a_model_too_large_is_refused_before_it_is_downloaded(hub: Hub, lock_file: Path) -> None:
    """The sizes that the hub lists are added up first."""
    hub.sizes = {WEIGHTS: 1 << 40}
    assert "larger than 16 GB" in refusal(hub, lock_file)
    hub.sizes = {"tokenizer.json": 1 << 30}
    assert "tokenizer.json is larger than 64 MB" in refusal(hub, lock_file)
    assert all(path == MODULES for path, _ in hub.asked)


def test_more_bytes_than_listed_are_not_taken(hub: Hub, lock_file: Path) -> None:
    """A file that goes on and on is given up at the size it was listed with."""
    hub.sizes = {"tokenizer.json": 100}
    assert "more than the 100 bytes" in refusal(hub, lock_file)
    assert not list(lock_file.parent.rglob("tokenizer.json*"))


def test_a_repository_nobody_knows_is_one_line(hub: Hub, lock_file: Path) -> None:
    """So is a revision, and a hub that does not answer."""
    hub.revisions.clear()
    assert "does not know it" in refusal(hub, lock_file, ModelNotFetched)
    with pytest.raises(ModelNotFetched, match="check the network, or --hub"):
        lock(replace(hub, url="http://127.0.0.1:9"), lock_file)
    with pytest.raises(UnusableModel, match="not a web address"):
        lock(replace(hub, url="file:///etc"), lock_file)


def test_a_repository_can_be_locked_under_another_name(hub: Hub, lock_file: Path) -> None:
    """Beside the one that has its own."""
    assert lock(hub, lock_file, called="of-my-own").name == "of-my-own"
    assert read_lock(lock_file).model("of-my-own").digest == lock(hub, lock_file).digest


def test_the_default_model_comes_from_no_hub(hub: Hub, lock_file: Path) -> None:
    """It is locked already, and its repository can be under another name; a bare name asks for OWNER/NAME."""
    for wanted in ("multilingual-e5-small", "intfloat/multilingual-e5-small"):
        with pytest.raises(ModelError, match=r"locked already.*--as multilingual-e5-small-original"):
            lock_model(wanted, lock_file.parent, silently, hub=hub.url, file=lock_file)
    with pytest.raises(ModelError, match="OWNER/NAME"):
        lock_model("e5-huge", lock_file.parent, silently, hub=hub.url, file=lock_file)


# Fetching what is locked


def test_bytes_that_changed_on_the_hub_are_refused(locked: Locked, hub: Hub, tmp_path: Path) -> None:
    """A revision that suddenly has another byte is not used, and none of it is put on the shelf."""
    files = hub.revisions[hub.main]
    files["tokenizer.json"] = files["tokenizer.json"].replace(b"flood", b"fload")
    with pytest.raises(ModelTampered, match=r"tokenizer\.json of invented/tiny-words has SHA-256"):
        fetch(locked.model, tmp_path, silently, hub=hub.url)
    assert not Shelf(locked.model, tmp_path).source.exists()
    files.update(locked.files)
    fetch(locked.model, tmp_path, silently, hub=hub.url)


def test_a_file_gone_from_the_hub_is_one_line(locked: Locked, hub: Hub, tmp_path: Path) -> None:
    """The line names the file."""
    del hub.revisions[hub.main]["tokenizer.json"]
    with pytest.raises(ModelNotFetched, match=r"tokenizer\.json cannot be fetched: the hub does not know it"):
        fetch(locked.model, tmp_path, silently, hub=hub.url)


def test_a_broken_download_goes_on_where_it_ended(locked: Locked, hub: Hub, tmp_path: Path) -> None:
    """The second run asks for the bytes that are missing, and for no file that is there."""
    hub.breaks_after = 30_000
    with pytest.raises(ModelNotFetched, match=r"broke off after 30,000 of [\d,]+ bytes"):
        fetch(locked.model, tmp_path, silently, hub=hub.url)
    assert hub.asked[-1] == (WEIGHTS, 0)
    before = len(hub.asked)
    fetch(locked.model, tmp_path, silently, hub=hub.url)
    asked = hub.asked[before:]
    assert asked[0] == (WEIGHTS, 30_000)
    assert not {path for path, _ in asked} & {path for path, _ in hub.asked[: before - 1]}
    assert not list((tmp_path / "downloads").iterdir())


# The lock, read


def test_an_unlocked_model_is_never_loaded() -> None:
    """It is listed, and whoever wants to use it is told to lock it."""
    lock = read_lock()
    assert [model.repository for model in lock.unlocked] == ["BAAI/bge-m3"]
    with pytest.raises(ModelNotLocked, match=r"run: tifa models lock bge-m3$"):
        lock.model("bge-m3")
    listing = CliRunner().invoke(models.main, ["list"])
    assert "bge-m3  MIT: not locked yet; run: tifa models lock bge-m3" in listing.stdout


@pytest.mark.parametrize("path", ["../evil.json", "/etc/x", "a/b/c.json", ".hidden", "a//b", ""])
def test_a_locked_path_stays_in_its_folder(locked: Locked, tmp_path: Path, path: str) -> None:
    """A lock that names a file elsewhere is refused when it is read."""
    lock = tmp_path / "models.lock"
    lock.write_text(locked.file.read_text().replace('"tokenizer.json" =', f'"{path}" ='))
    with pytest.raises(ModelError, match="a file that cannot be kept"):
        read_lock(lock)


def test_the_digest_is_of_all_files(locked: Locked, tmp_path: Path) -> None:
    """Two locks that differ in one small file are two models."""
    other = locked.file.read_text().replace(locked.model.files[MODULES].sha256, "0" * 64)
    (tmp_path / "models.lock").write_text(other)
    assert read_lock(tmp_path / "models.lock").model(NAME).digest != locked.model.digest
