"""A kind of problem."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A kind of problem. Its name is the end of its `type`.

    retry_after: seconds after which it is worth asking again.  closes: whether the connection is closed,
    because the rest of the request is not going to be read.
    """

    name: str
    status: int
    title: str
    detail: str
    retry_after: int | None = None
    closes: bool = False
