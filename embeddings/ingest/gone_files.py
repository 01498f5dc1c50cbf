"""What a corpus holds of a folder from which the files are gone."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from embeddings.store.store import Store

_WITHIN = ("!", "#", "~")  # behind the path of a file: a file of an archive, a row, a part


def gone_from(corpus: Path, folders: Iterable[Path]) -> Sequence[str]:
    """The ids of the speeches that came from files in these folders that are there no more, sorted."""
    with Store.open(corpus) as store:
        return sorted(
            speech_id
            for folder in folders
            for speech_id, path in store.searched_from(f"{folder}/")
            if not _file_of(path).exists()
        )


def _file_of(path: str) -> Path:
    """The file that a path of a speech is in: what stands before the mark of an archive, a row or a part."""
    if Path(path).exists():
        return Path(path)
    cut = len(path)
    for mark in _WITHIN:
        at = path.find(mark)
        while at >= 0:
            if Path(path[:at]).exists():
                return Path(path[:at])
            cut = min(cut, at)
            at = path.find(mark, at + 1)
    return Path(path[:cut])
