"""A file that stands at another path now, with the same name and the same content, is the speech it was."""

from pathlib import Path

from embeddings.store.store import Store
from embeddings.text.reading.read import Reading


def find_moved_speech(store: Store, reading: Reading, digest: str) -> str | None:
    """The id of the speech that this reading was before it was moved; None when it is another one.

    digest: of the speech. One whose old file is still there was copied, not moved. What was sent without a
    folder has a name and no file: of the same name and text it is the same speech, from wherever it comes.
    """
    path = reading.source.path
    if reading.speech.id or store.id_at(path) is not None:
        return None
    return next(
        (
            speech_id
            for speech_id, before in store.paths_like(reading.suggested_id)
            if Path(before).name == Path(path).name
            and store.digest_of(speech_id) == digest
            and not (_is_there(before) and Path(path).is_absolute())
        ),
        None,
    )


def _is_there(path: str) -> bool:
    """Is the file there that a path names, be it of a row (#7) or in an archive (!name)?"""
    file = path.partition("!")[0]
    return Path(file).is_absolute() and (
        Path(file).exists() or ("#" in file and Path(file.rpartition("#")[0]).exists())
    )
