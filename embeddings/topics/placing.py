"""What the votes say of every passage of a snapshot: kept beside it, extended as the corpus grows."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import safetensors.numpy

from embeddings.similarity.row_blocks import Matrix
from embeddings.topics.assignment import PlacedPassages, place
from embeddings.topics.model import TopicModel
from embeddings.topics.neighbours import Rows

FILE = "votes.safetensors"
_COLUMNS = ("topics", "shares", "assigned", "place", "part")


def extend(
    before: PlacedPassages | None,
    carried: Rows,
    vectors: Matrix,
    languages: Sequence[str],
    topic_model: TopicModel,
) -> PlacedPassages:
    """What the votes say of these passages, some of which were placed by the same topics before.

    carried: for each passage the row it had in `before`, -1 for one that is new or changed; (n,). The same as
    placing all of them afresh.  vectors, languages: as `place` takes them.
    """
    new = np.flatnonzero(carried < 0)
    if before is None or len(new) == len(carried):
        return place(vectors[:], languages, topic_model)
    kept = np.flatnonzero(carried >= 0)
    placed = place(vectors[new], [languages[row] for row in new.tolist()], topic_model)
    joined = {}
    for name in _COLUMNS:
        old, fresh = getattr(before, name), getattr(placed, name)
        column = np.empty((len(carried), *old.shape[1:]), old.dtype)
        column[kept] = old[carried[kept]]
        if len(new):  # placing none says nothing of how many topics each may have
            column[new] = fresh
        joined[name] = column
    return PlacedPassages(**joined)


def pack(placed: PlacedPassages) -> bytes:
    """One safetensors file. Shares keep their bits: what is read sums as what was written."""
    tensors: dict[str, npt.NDArray[np.generic]] = {
        "topics": placed.topics.astype(np.int32),
        "shares": placed.shares,
        "assigned": placed.assigned,
        "place": placed.place,
        "part": placed.part.astype(np.int32),
    }
    return safetensors.numpy.save({name: np.ascontiguousarray(n) for name, n in tensors.items()})


def unpack(content: bytes) -> PlacedPassages:
    """What `pack` wrote."""
    tensors = safetensors.numpy.load(content)
    return PlacedPassages(
        topics=tensors["topics"].astype(np.int64),
        shares=tensors["shares"],
        assigned=tensors["assigned"].astype(bool),
        place=tensors["place"],
        part=tensors["part"].astype(np.int64),
    )


__all__ = ["FILE", "extend", "pack", "unpack"]
