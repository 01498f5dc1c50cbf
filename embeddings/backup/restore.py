"""A backup -> a corpus that was verified before anybody could ask it.

A whole new folder takes the place of the old one: a log of the store (corpus.sqlite-wal) that a killed writer
left in the old one can never be applied to the restored file.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from embeddings.backup import contents as backups
from embeddings.backup.contents import KEYS, Contents, read_contents
from embeddings.backup.make import sync_all
from embeddings.durable_files import fsync, replace
from embeddings.errors import BrokenBackup, CorpusInTheWay
from embeddings.snapshot.current import CURRENT, CurrentSnapshot
from embeddings.store.connection import FILE as STORE
from embeddings.store.store import Store
from embeddings.store.writer_lock import need_no_service, sole_writer


@dataclass(frozen=True, slots=True)
class Restored:
    """aside: where the corpus is that was there before; None when there was none.

    keys_kept: whether the keys are those of the corpus that was there.
    """

    contents: Contents
    aside: Path | None
    keys_kept: bool = False


def restore(backup: Path, corpus: Path, *, replacing: bool = False) -> Restored:
    """Put the corpus of a backup into the folder `corpus`.

    replacing: whether a corpus that is there may be moved aside; it is never deleted. Its keys stay in force
    as they are: one that was revoked since the backup must not open the service again.
    Raises BrokenBackup when something is not what was written, CorpusInTheWay, CorpusBusy while somebody
    writes to the corpus or serves it, OSError.
    """
    contents = read_contents(backup)
    backups.verify(backup, contents)
    there = os.path.lexists(corpus) and (not corpus.is_dir() or any(corpus.iterdir()))
    if there and not replacing:
        raise CorpusInTheWay(
            f"{corpus} is not empty; give --replace to move it aside, or name another folder"
        )
    draft = _beside(corpus, "restoring")
    try:
        _copy(backup, contents, draft)
        _verify(draft, contents)
        sync_all(draft)
        if not there:
            return Restored(contents, _take_place(draft, corpus, None))
        with sole_writer(corpus):
            need_no_service(corpus)
            kept = _keep_keys(corpus, draft)
            aside = _take_place(draft, corpus, _beside(corpus, "before-restore"))
            return Restored(contents, aside, kept)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _beside(corpus: Path, what: str) -> Path:
    """A folder beside the corpus that is not there yet."""
    places = (corpus.with_name(f"{corpus.name}.{what}{f'-{n}' if n else ''}") for n in range(1_000))
    return next(place for place in places if not os.path.lexists(place))


def _copy(backup: Path, contents: Contents, draft: Path) -> None:
    draft.mkdir(mode=0o700, parents=True)
    for place in sorted(contents.files):
        (draft / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(backup / place, draft / place)
        (draft / place).chmod(0o444 if "/" in place else 0o600)
    backups.verify(draft, contents)  # what was copied, and not what was there a moment ago
    if contents.snapshot:
        replace(draft / CURRENT, f"{contents.snapshot}\n".encode("ascii"))


def _verify(draft: Path, contents: Contents) -> None:
    """Every speech is what its revision says, and the snapshot answers. Raises BrokenBackup."""
    with Store.open(draft) as store:
        faults = store.faults()
    if faults:
        raise BrokenBackup(
            f"the store in the backup has {len(faults)} faults: {faults[0]}; use another backup"
        )
    if contents.snapshot:
        held = CurrentSnapshot(draft).held
        if held.degraded:
            raise BrokenBackup(f"the snapshot in the backup cannot be opened: {held.degraded}")
        held.snapshot.need_answers()
    for beside in draft.glob(f"{STORE}-*"):  # of the verification; closed, they are empty
        beside.unlink()


def _keep_keys(corpus: Path, draft: Path) -> bool:
    """Put the keys of a corpus that is there in the place of the backup's; False where none is there."""
    if not os.path.lexists(corpus / STORE):
        return False
    keys = draft / KEYS
    keys.unlink(missing_ok=True)
    if (corpus / KEYS).is_file():
        shutil.copyfile(corpus / KEYS, keys)
        keys.chmod(0o600)
        fsync(keys)
    fsync(draft)
    return True


def _take_place(draft: Path, corpus: Path, aside: Path | None) -> Path | None:
    if aside is not None:
        corpus.rename(aside)
    elif corpus.is_dir():
        corpus.rmdir()
    try:
        draft.rename(corpus)
    except OSError:
        if aside is not None:
            aside.rename(corpus)
        raise
    fsync(corpus.parent)
    return aside
