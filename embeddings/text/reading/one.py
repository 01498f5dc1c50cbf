"""A file that holds one speech."""

from dataclasses import replace
from pathlib import Path

from embeddings.errors import UnreadableSource
from embeddings.speech import Speech
from embeddings.text.reading.read import Reading, Refusal, read


def read_one(file: Path, *, encoding: str = "") -> Speech:
    """The speech in a file of any kind that is read. Raises UnreadableSource unless it holds exactly one.

    Only an id that a row gave says which speech of a corpus this is. The name of a file says nothing of the
    kind, and is but something to call it by.
    """
    readings = list(read([file], encoding=encoding))
    refused = next((reading for reading in readings if isinstance(reading, Refusal)), None)
    if refused is not None:
        raise UnreadableSource(f"{refused.path}: {refused.reason}")
    speeches = [reading for reading in readings if isinstance(reading, Reading)]
    if len(speeches) != 1:
        raise UnreadableSource(f"{file} holds {len(speeches)} speeches; one is compared at a time")
    speech = speeches[0].speech
    return replace(speech, title=speech.title or speech.id or speeches[0].suggested_id)
