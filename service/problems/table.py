"""A kind of problem; and those that keys, limits and writing bring, by their exceptions."""

from collections.abc import Mapping
from dataclasses import dataclass

from embeddings.text.reading.sources import SUFFIXES
from service.errors import (
    CannotWrite,
    CorpusDamaged,
    GaveUp,
    KeyInAddress,
    KeyInFlight,
    KeyReused,
    MissingScope,
    NeedsKey,
    NoSpace,
    NothingRead,
    NotMultipart,
    SpoolLost,
    TooFast,
    TooManyAttempts,
    TooManyJobs,
    UnknownHost,
    UnknownJob,
    UnknownKind,
    UnusableKeys,
    WrittenElsewhere,
    WrongIdempotencyKey,
    WrongKey,
)


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


OF_ACCESS: Mapping[type[Exception], ProblemKind] = {
    NeedsKey: ProblemKind(
        "key-needed",
        401,
        "A key is needed",
        "Send one as `Authorization: Bearer KEY`; `tifa keys create` makes it.",
    ),
    WrongKey: ProblemKind(
        "wrong-key",
        401,
        "The key is not valid",
        "It is unknown, has expired, or is not sent as `Bearer KEY`.",
    ),
    MissingScope: ProblemKind(
        "missing-scope", 403, "The key may not write", "Keys made with `tifa keys create NAME --write` may."
    ),
    KeyInAddress: ProblemKind(
        "key-in-address",
        400,
        "A key in the address",
        "Logs keep addresses: send the key as `Authorization: Bearer KEY`, and rotate the one sent here.",
    ),
    UnknownHost: ProblemKind(
        "unknown-host",
        421,
        "The service has another name",
        "It does not answer to the name in `Host`; TIFA_ALLOWED_HOSTS lists those it answers to.",
    ),
    TooFast: ProblemKind(
        "too-fast", 429, "Too many requests", "`RateLimit` says how many are left, and for how long."
    ),
    TooManyAttempts: ProblemKind(
        "too-many-attempts", 429, "Too many wrong keys", "Wait before trying another."
    ),
    UnusableKeys: ProblemKind(
        "keys-unreadable",
        503,
        "The keys cannot be read",
        "Their file is damaged, or closed to the service; `tifa keys list` says more.",
    ),
}

OF_WRITING: Mapping[type[Exception], ProblemKind] = {
    UnknownKind: ProblemKind(
        "unknown-kind",
        415,
        "Files of this kind are not read",
        f"`errors` says which of the files; the name of each says its kind: {' '.join(SUFFIXES)}",
        closes=True,
    ),
    NotMultipart: ProblemKind(
        "not-multipart",
        400,
        "The files cannot be told apart",
        "Send all of multipart/form-data in which each part has a file name: curl -F file=@speech.txt",
        closes=True,
    ),
    WrongIdempotencyKey: ProblemKind(
        "wrong-idempotency-key",
        422,
        "Not an Idempotency-Key",
        "Send one, of 1 to 255 printable ASCII characters.",
    ),
    KeyReused: ProblemKind(
        "idempotency-key-reused",
        422,
        "The Idempotency-Key was used for something else",
        "Send a new one with what is new.",
    ),
    KeyInFlight: ProblemKind(
        "idempotency-key-in-flight",
        409,
        "The same request is being received",
        "Another with this Idempotency-Key has not ended; ask again then.",
        retry_after=1,
        closes=True,
    ),
    UnknownJob: ProblemKind(
        "unknown-job",
        404,
        "No such job",
        "There is none with this id, or it ended too long ago to be remembered.",
    ),
    TooManyJobs: ProblemKind(
        "too-many-jobs",
        503,
        "Too many jobs wait",
        "Send it again when some are done.",
        retry_after=30,
        closes=True,
    ),
    WrittenElsewhere: ProblemKind(
        "written-elsewhere",
        503,
        "Another service does the writing",
        "Another process serves this corpus and has its jobs: send it there.",
        closes=True,
    ),
    CannotWrite: ProblemKind(
        "cannot-write",
        503,
        "The corpus cannot be written to",
        "Its folder is read-only, not ours, or on a failing disk; questions are answered all the same.",
        closes=True,
    ),
    CorpusDamaged: ProblemKind(
        "corpus-damaged",
        503,
        "The corpus is damaged",
        "Nothing can be added; questions are answered as long as may be. `tifa doctor` says more.",
        closes=True,
    ),
    NoSpace: ProblemKind(
        "no-space",
        507,
        "The disk is full",
        "There is no room to add anything; questions are answered all the same. Send it again when there is.",
        closes=True,
    ),
    NothingRead: ProblemKind(
        "nothing-readable", 422, "Nothing could be read as a speech", "`refused` says why, file by file."
    ),
    SpoolLost: ProblemKind(
        "upload-lost",
        410,
        "What was sent is gone",
        "It was lost or damaged before it was read: send it again.",
    ),
    GaveUp: ProblemKind(
        "given-up",
        500,
        "The service ended within this job again and again",
        "It was begun three times and is not begun again; what it had added by then may be in the corpus.",
    ),
}
