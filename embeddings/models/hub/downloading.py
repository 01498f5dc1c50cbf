"""The files of a model of a hub, downloaded to a folder that outlives a broken connection and a kill.

<cache>/downloads/<name>-<first 12 of its revision>/
"""

import shutil
from collections.abc import Mapping
from pathlib import Path

from embeddings.errors import ModelTampered
from embeddings.models.hub.repository import Listed, Repository, download
from embeddings.models.lock import HubModel
from embeddings.models.placing import Say, alone

_SHOWN_EVERY = 100 << 20  # bytes


def downloads_folder(cache: Path, name: str, revision: str) -> Path:
    return cache / "downloads" / f"{name}-{revision[:12]}"


def fetch_files(model: HubModel, cache: Path, hub: str, say: Say, folder: Path) -> None:
    """Put the locked files of a model into `folder`, each compared with models.lock.

    Raises ModelNotFetched, or ModelTampered when the hub has other bytes; those are not kept.
    """
    listed = {path: Listed(file.bytes, file.sha256) for path, file in model.files.items()}
    repository = Repository(hub, model.repository, model.revision, model.licence, listed)
    downloads = downloads_folder(cache, model.name, model.revision)
    with alone(downloads, model.name, say):
        download_all(repository, tuple(model.files), downloads, say)
        for path in model.files:
            (folder / path).parent.mkdir(exist_ok=True)
            (downloads / path).rename(folder / path)
    shutil.rmtree(downloads)


def download_all(repository: Repository, paths: tuple[str, ...], folder: Path, say: Say) -> Mapping[str, str]:
    """Download some files of a repository into `folder`; returns the SHA-256 of each.

    Raises ModelNotFetched, or ModelTampered for a file that is not what the repository lists; it is not kept.
    """
    progress = _Progress(sum(repository.files[path].bytes for path in paths), say)
    digests: dict[str, str] = {}
    for path in paths:
        listed = repository.files[path]
        digests[path] = download(repository, path, folder / path, listed.bytes, progress.more)
        if listed.sha256 not in ("", digests[path]):
            (folder / path).unlink()
            raise ModelTampered(
                f"{path} of {repository.name} has SHA-256 {digests[path][:12]}…, not {listed.sha256[:12]}… as"
                " it was listed; it is not used"
            )
    return digests


class _Progress:
    """Says how far a long download has come."""

    def __init__(self, total: int, say: Say) -> None:
        self._total, self._say = total, say
        self._have = self._said = 0

    def more(self, n_bytes: int) -> None:
        self._have += n_bytes
        if self._have - self._said >= _SHOWN_EVERY:
            self._said = self._have
            self._say(f"  {self._have / 1e6:,.0f} of {self._total / 1e6:,.0f} MB")
