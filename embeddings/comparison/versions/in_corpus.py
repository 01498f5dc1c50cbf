"""A new speech beside an older version of it that the corpus holds."""

from collections.abc import Sequence

import numpy as np

from embeddings.comparison.versions.versions import Versions, compare_versions
from embeddings.errors import UnusableQuestion
from embeddings.similarity.space import Vectors
from embeddings.snapshot.snapshot import Snapshot
from embeddings.speech import Passage


def versions_with(
    snapshot: Snapshot, speech_id: str, passages: Sequence[Passage], centred: Vectors
) -> Versions:
    """What became of each passage of a speech of the corpus in a newer version of it.

    passages: of the newer version.  centred: their unit rows in the snapshot's space, row i for passage i.
    Raises UnknownSpeech, or UnusableQuestion when the two are too long to be aligned.
    """
    old = snapshot.passages_of(speech_id)
    rows = [snapshot.passage(speech_id, passage.position)[0] for passage in old]
    old_vectors = np.stack([snapshot.index.vector(row) for row in rows])
    try:
        return compare_versions(old, old_vectors, passages, centred)
    except ValueError as error:
        raise UnusableQuestion(f"the speech and {speech_id!r}: {error}") from None
