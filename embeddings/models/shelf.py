"""Where a model lives on this machine, and whether what lives there is what models.lock says.

<cache>/models/<name>-<first 12 of its digest>/
    source/         the sentence-transformers directory, checked against models.lock
    openvino/       made from it, checked against the record made with it (export.json): the int8 graph, and
                    the tokenizer's pieces, which are also made again; not for a model of a hub, for which
                    there is no recipe. `remade` makes the graph again, too.
    verified.json   which files were found sound, and what they looked like to the file system then
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from platformdirs import user_cache_path
from safetensors import SafetensorError, safe_open

from embeddings.errors import ModelNotFetched, ModelTampered
from embeddings.models.default.e5_small import TOKENIZER_FILE, WEIGHTS_FILE, settings_files
from embeddings.models.default.pieces import sentencepiece_model
from embeddings.models.digest import file_sha256, tensors_sha256
from embeddings.models.exported import PIECES_FILE, RECORD_FILE, Exported, read_record
from embeddings.models.lock import HubModel, LockedModel, WheelModel
from embeddings.models.verified_files import Recognised


def default_cache() -> Path:
    """The user's cache directory for Tifa."""
    return user_cache_path("tifa")


@dataclass(frozen=True, slots=True)
class Shelf:
    """The place of one model under the cache; it need not be there yet."""

    model: LockedModel
    cache: Path

    @property
    def folder(self) -> Path:
        return self.cache / "models" / f"{self.model.name}-{self.model.digest[:12]}"

    @property
    def source(self) -> Path:
        return self.folder / "source"

    @property
    def export(self) -> Path:
        return self.folder / "openvino"

    @property
    def weights(self) -> Path:
        return self.source / WEIGHTS_FILE

    @property
    def tokenizer(self) -> Path:
        return self.source / TOKENIZER_FILE


def verify(model: LockedModel, cache: Path, *, thoroughly: bool = False) -> Shelf:
    """The model's place, once every byte there is known to be the right one.

    Files are hashed once and then recognised by device, inode, size and times; `thoroughly` hashes again.
    Raises ModelNotFetched when the model is not there, ModelTampered naming the file that is not right.
    """
    shelf = Shelf(model, cache)
    recognised = Recognised(shelf.folder) if thoroughly else Recognised.read(shelf.folder)
    verify_source(shelf, recognised)
    if isinstance(model, WheelModel):
        verify_export(shelf, recognised)
    recognised.keep()
    return shelf


def verify_source(shelf: Shelf, recognised: Recognised | None = None) -> None:
    """Check the sentence-transformers directory against models.lock."""
    _verify(shelf, shelf.source, _locked_files(shelf.model), recognised or Recognised(shelf.folder))


def verify_export(shelf: Shelf, recognised: Recognised | None = None) -> Exported:
    """Check the int8 graph against its record, and that the record is of this model and recipe.

    The source is to be verified before.
    """
    if not shelf.export.is_dir():
        raise _not_fetched(shelf)
    record = read_record(shelf.export, made_of=shelf.model)
    recognised = recognised or Recognised(shelf.folder)
    expected = {name: _Expected(digest, file_sha256) for name, digest in record.files.items()}
    pieces = shelf.export / PIECES_FILE
    if pieces.is_file() and not recognised.knows(pieces, record.files.get(PIECES_FILE, "")):
        # They are made of the tokenizer alone: what they must be is known better than by the record.
        made = sentencepiece_model(shelf.tokenizer)
        expected[PIECES_FILE] = _Expected(sha256(made or b"").hexdigest(), file_sha256)
    _verify(shelf, shelf.export, expected, recognised, besides=RECORD_FILE)
    return record


@dataclass(frozen=True, slots=True)
class _Expected:
    digest: str
    digest_of: Callable[[Path], str]


def _locked_files(model: LockedModel) -> dict[str, _Expected]:
    """What the sentence-transformers directory holds, by path in it."""
    if isinstance(model, WheelModel):
        return _rebuilt_files(model)
    if isinstance(model, HubModel):
        return {path: _Expected(file.sha256, file_sha256) for path, file in model.files.items()}
    raise TypeError(f"a locked model of no known source: {type(model).__name__}")


def _rebuilt_files(model: WheelModel) -> dict[str, _Expected]:
    settings = settings_files(model).items()
    return {
        WEIGHTS_FILE: _Expected(model.digest, weights_sha256),
        TOKENIZER_FILE: _Expected(model.tokenizer.member_sha256, file_sha256),
    } | {name: _Expected(sha256(content).hexdigest(), file_sha256) for name, content in settings}


def weights_sha256(path: Path) -> str:
    """The digest of the tensors in a safetensors file, or of nothing when it cannot be read as one."""
    try:
        with safe_open(path, framework="numpy") as file:
            return tensors_sha256((name, file.get_tensor(name)) for name in sorted(file.keys()))
    except SafetensorError:
        return tensors_sha256(())


def _verify(
    shelf: Shelf, folder: Path, expected: dict[str, _Expected], recognised: Recognised, besides: str = ""
) -> None:
    again = f"run: tifa models fetch {shelf.model.name}"
    if not folder.is_dir():
        raise _not_fetched(shelf)
    for name in _files_in(folder):
        if name != besides and name not in expected:
            raise ModelTampered(f"{folder / name} is not part of {shelf.model.name}; remove it, or {again}")
    for name, locked in expected.items():
        path = folder / name
        if not path.is_file():
            raise ModelTampered(f"{path} is missing; {again}")
        if recognised.knows(path, locked.digest):
            continue
        seen = locked.digest_of(path)
        if seen != locked.digest:
            raise ModelTampered(
                f"{path} was changed: SHA-256 {seen[:12]}… instead of {locked.digest[:12]}…; {again}"
            )
        recognised.learn(path, locked.digest)


def _files_in(folder: Path) -> Iterator[str]:
    return (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if not path.is_dir())


def _not_fetched(shelf: Shelf) -> ModelNotFetched:
    name = shelf.model.name
    return ModelNotFetched(
        f"{name} is not on this machine yet ({shelf.folder}); run: tifa models fetch {name}"
    )
