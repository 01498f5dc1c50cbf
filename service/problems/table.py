"""What is said of each exception: the one table. Its order is that of the rooms that raise them."""

from collections.abc import Mapping

from fastapi.exceptions import RequestValidationError
from starlette.requests import ClientDisconnect

from embeddings.errors import (
    EmptySpeech,
    EngineGone,
    FormulasNotMade,
    RemovedSpeech,
    StrengthUnknown,
    TopicsNotMade,
    UnknownFormula,
    UnknownPassage,
    UnknownRevision,
    UnknownSpeech,
    UnknownTopic,
    UnknownValue,
    UnusableQuestion,
)
from embeddings.text.reading.sources import SUFFIXES
from service.errors import (
    BodyTooLarge,
    BodyTooSlow,
    CannotWrite,
    CorpusDamaged,
    CorpusGone,
    ForeignPage,
    GaveUp,
    GoneCursor,
    JobTookTooLong,
    KeyInAddress,
    KeyInFlight,
    KeyReused,
    MissingScope,
    NeedsKey,
    NoSpace,
    NothingRead,
    NotJson,
    NotMultipart,
    NotOpen,
    NotUtf8,
    RepeatedParameter,
    SpoolLost,
    TooBusy,
    TooDeep,
    TooFast,
    TookTooLong,
    TooManyAttempts,
    TooManyJobs,
    UnknownHost,
    UnknownJob,
    UnknownKind,
    UnknownParameter,
    UnusableKeys,
    WrittenElsewhere,
    WrongCursor,
    WrongIdempotencyKey,
    WrongKey,
    WrongMediaType,
)
from service.problems.kind import ProblemKind

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
        "Unknown host name",
        "The service does not answer to the name in `Host`. TIFA_ALLOWED_HOSTS lists those it answers to.",
    ),
    ForeignPage: ProblemKind(
        "foreign-page",
        403,
        "Sent by a page of another site",
        "Forms of other sites are not taken. TIFA_CORS_ORIGINS lists those whose pages may send.",
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
        "Invalid multipart body",
        "Send all of multipart/form-data in which each part has a file name: curl -F file=@speech.txt",
        closes=True,
    ),
    WrongIdempotencyKey: ProblemKind(
        "wrong-idempotency-key",
        422,
        "Invalid Idempotency-Key",
        "It must have 1 to 255 printable ASCII characters.",
    ),
    KeyReused: ProblemKind(
        "idempotency-key-reused",
        422,
        "Idempotency-Key used before",
        "It came with another request. Send a new key with a new request.",
    ),
    KeyInFlight: ProblemKind(
        "idempotency-key-in-flight",
        409,
        "Request in flight",
        "Another request with this Idempotency-Key is being received. Ask again when it has ended.",
        retry_after=1,
        closes=True,
    ),
    UnknownJob: ProblemKind(
        "unknown-job",
        404,
        "No such job",
        "No job has this id, or it ended too long ago.",
    ),
    TooManyJobs: ProblemKind(
        "too-many-jobs",
        503,
        "Too many jobs",
        "Too many jobs are waiting. Send it again later.",
        retry_after=30,
        closes=True,
    ),
    WrittenElsewhere: ProblemKind(
        "written-elsewhere",
        503,
        "Another service writes",
        "Another process serves this corpus and does its jobs. Send it there.",
        closes=True,
    ),
    CannotWrite: ProblemKind(
        "cannot-write",
        503,
        "Corpus not writable",
        "Its folder is read-only, belongs to somebody else, or its disk fails. Questions are still answered.",
        closes=True,
    ),
    CorpusGone: ProblemKind(
        "corpus-gone",
        503,
        "The corpus is gone",
        "Its folder was moved or taken away. Put it back, or start the service on where it is now.",
    ),
    CorpusDamaged: ProblemKind(
        "corpus-damaged",
        503,
        "Corpus damaged",
        "Nothing can be added. Questions are answered as long as possible. `tifa doctor` says more.",
        closes=True,
    ),
    NoSpace: ProblemKind(
        "no-space",
        507,
        "Disk full",
        "There is no room to add anything. Questions are still answered. Send it again when there is room.",
        closes=True,
    ),
    NothingRead: ProblemKind(
        "nothing-readable", 422, "Nothing could be read as a speech", "`refused` says why, file by file."
    ),
    SpoolLost: ProblemKind(
        "upload-lost",
        410,
        "Upload lost",
        "The upload was lost or damaged before it was read. Send it again.",
    ),
    JobTookTooLong: ProblemKind(
        "job-took-too-long",
        503,
        "The job took too long",
        "What it had added stays, and is published with the next job. Send the rest in smaller parts.",
    ),
    GaveUp: ProblemKind(
        "given-up",
        500,
        "The service ended within this job again and again",
        "It was begun three times without getting further. What it had added stays, and is published with the"
        " next job.",
    ),
}

INVALID = ProblemKind(
    "invalid-question", 422, "The question is not valid", "See `errors`: each says where and what."
)
BROKEN = ProblemKind("internal-error", 500, "Internal error", "The fault is in the service. It was logged.")
WRONG_METHOD = ProblemKind(
    "wrong-method", 405, "Method not allowed", "`Allow` lists the methods of this address."
)

# Of connections that have not brought a request that could be answered.
MALFORMED = ProblemKind(
    "malformed-request",
    400,
    "Malformed request",
    "The request is not well-formed HTTP/1.1. In an address, what is not ASCII is percent-encoded:"
    " curl -G --data-urlencode q=WORDS does so.",
    closes=True,
)
HEAD_TOO_LARGE = ProblemKind(
    "head-too-large", 431, "Request headers too large", "Send long questions with POST.", closes=True
)
HEAD_TOO_SLOW = ProblemKind(
    "head-too-slow", 408, "Request headers too slow", "Send the whole request at once.", closes=True
)
TOO_MANY_CONNECTIONS = ProblemKind(
    "too-many-connections",
    503,
    "Too many connections",
    "Ask again in a moment.",
    retry_after=1,
    closes=True,
)

KINDS: Mapping[type[Exception], ProblemKind] = {
    UnknownSpeech: ProblemKind(
        "unknown-speech", 404, "No such speech", "No speech in this corpus has this id."
    ),
    RemovedSpeech: ProblemKind(
        "removed-speech", 410, "The speech was removed", "It was taken out of this corpus on purpose."
    ),
    UnknownRevision: ProblemKind(
        "unknown-revision", 404, "No such revision", "The speech never had this revision in this corpus."
    ),
    UnknownPassage: ProblemKind(
        "unknown-passage", 404, "No such passage", "The speech has no passage at this position."
    ),
    UnknownFormula: ProblemKind(
        "unknown-formula", 404, "No such formula", "No formula in this corpus has this id."
    ),
    FormulasNotMade: ProblemKind(
        "formulas-not-made",
        409,
        "Formulas are not made yet",
        "This corpus has no formulas yet; they are made with its topics: tifa topics --corpus DIR",
    ),
    UnknownTopic: ProblemKind("unknown-topic", 404, "No such topic", "No topic in this corpus has this id."),
    TopicsNotMade: ProblemKind(
        "topics-not-made",
        409,
        "Topics are not made yet",
        "This corpus has no topics yet; make them with: tifa topics --corpus DIR",
    ),
    EmptySpeech: ProblemKind("empty-text", 422, "Empty text", "The text holds nothing to compare."),
    UnusableQuestion: ProblemKind(
        "empty-question",
        422,
        "Empty question",
        "The question holds nothing to search for; a minus only leaves out.",
    ),
    RepeatedParameter: ProblemKind(
        "repeated-parameter",
        422,
        "A parameter is given twice",
        "It takes one value; `errors` says which it is.",
    ),
    UnknownValue: ProblemKind(
        "unknown-value",
        422,
        "A filter names nothing",
        "No passage of this corpus has its value; `errors` says which filter it is, and the nearest known.",
    ),
    StrengthUnknown: ProblemKind(
        "strength-unknown",
        409,
        "Match strength is not calibrated",
        "The corpus is too small, or the question has several examples. Leave out `at_least`.",
    ),
    RequestValidationError: INVALID,
    WrongCursor: ProblemKind(
        "wrong-cursor", 422, "Not a cursor of this question", "Send `next_cursor` with its own question."
    ),
    GoneCursor: ProblemKind(
        "gone-cursor",
        410,
        "The cursor is gone",
        "The corpus has changed since; ask the first page again.",
    ),
    TooDeep: ProblemKind(
        "too-deep", 422, "Too deep", "The first 1,000 matches are shown; narrow the question."
    ),
    UnknownParameter: ProblemKind(
        "unknown-parameter", 422, "Unknown query parameter", "This address takes no query parameters."
    ),
    NotUtf8: ProblemKind("not-utf-8", 422, "Not text", "The query string is not percent-encoded UTF-8."),
    NotJson: ProblemKind(
        "not-json", 400, "The body is not JSON", "Send one JSON object in UTF-8, without duplicate keys."
    ),
    ClientDisconnect: ProblemKind(
        "incomplete-body", 400, "Incomplete request body", "The connection ended before the body did."
    ),
    WrongMediaType: ProblemKind(
        "wrong-media-type",
        415,
        "Unsupported media type",
        "Send `Content-Type: application/json` in UTF-8, or files, where those are taken, as"
        " `multipart/form-data`; without `Content-Encoding`.",
        closes=True,
    ),
    BodyTooLarge: ProblemKind(
        "body-too-large",
        413,
        "Request body too large",
        "GET /v1/about says how many bytes it may have: `body_bytes`, or `upload_bytes` for files.",
        closes=True,
    ),
    BodyTooSlow: ProblemKind(
        "body-too-slow",
        408,
        "Request body too slow",
        "GET /v1/about says how long it may take: `body_seconds`, or `upload_seconds` for files.",
        closes=True,
    ),
    TooBusy: ProblemKind("too-busy", 503, "Too many questions at once", "Ask again when `Retry-After` says."),
    TookTooLong: ProblemKind(
        "took-too-long",
        503,
        "The answer took too long",
        "Ask about less text or for fewer matches, or ask again later.",
        retry_after=5,
    ),
    EngineGone: ProblemKind(
        "engine-gone",
        503,
        "The engine does not answer",
        "The engine that finds passages cannot be asked now. Ask again when `Retry-After` says.",
    ),
    NotOpen: ProblemKind(
        "not-open", 503, "Service not ready", "The service is starting or stopping.", retry_after=1
    ),
    **OF_ACCESS,
    **OF_WRITING,
}

BY_STATUS: Mapping[int, ProblemKind] = {
    404: ProblemKind("unknown-address", 404, "No such address", "/docs lists all addresses."),
    405: WRONG_METHOD,
}
