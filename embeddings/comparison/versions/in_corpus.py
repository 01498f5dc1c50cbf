"""A new speech beside an older version of it that the corpus holds."""

from collections.abc import Sequence

import numpy as np

from embeddings.comparison.versions.versions import Versions, compare_versions
from embeddings.errors import UnusableQuestion
from embeddings.similarity.space import Vectors
from embeddings.snapshot.snapshot import Snapshot
from embeddings.speech import Passage


def versions_with(
    snapshot: Snapshot, speech_id: str, passages: Sequence[Passage], vectors: Vectors
) -> Versions:
    """What became of each passage of a speech of the corpus in a newer version of it.

    passages: of the newer version.  vectors: what the encoder made of them, row i for passage i, not centred.
    Raises UnknownSpeech, or UnusableQuestion when the two are too long to be aligned.
    """
    old = snapshot.passages_of(speech_id)
    rows = [snapshot.passage(speech_id, passage.position)[0] for passage in old]
    centred = snapshot.space.centred(vectors, [passage.language for passage in passages])
    try:
        return compare_versions(old, snapshot.index.vectors(np.asarray(rows, np.int64)), passages, centred)
    except ValueError as error:
        raise UnusableQuestion(f"the speech and {speech_id!r}: {error}") from None
