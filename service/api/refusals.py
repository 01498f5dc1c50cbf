"""What any route may refuse, beside what its own question brings: for its description."""

from fastapi.exceptions import RequestValidationError

from embeddings.errors import EngineGone, TopicsNotMade, UnknownValue
from service.errors import (
    BodyTooLarge,
    BodyTooSlow,
    CorpusGone,
    ForeignPage,
    KeyInAddress,
    NeedsKey,
    NotJson,
    NotOpen,
    NotUtf8,
    RepeatedParameter,
    TooBusy,
    TooFast,
    TookTooLong,
    TooManyAttempts,
    UnknownHost,
    UnknownParameter,
    UnusableKeys,
    WrongKey,
    WrongMediaType,
)

AT_THE_DOOR = (KeyInAddress, NeedsKey, WrongKey, UnknownHost, TooFast, TooManyAttempts, UnusableKeys)
ANY = (
    RequestValidationError,
    UnknownParameter,
    RepeatedParameter,
    NotUtf8,
    TooBusy,
    TookTooLong,
    EngineGone,
    NotOpen,
    CorpusGone,
    *AT_THE_DOOR,
)
ANY_BODY = (*ANY, ForeignPage, NotJson, BodyTooSlow, BodyTooLarge, WrongMediaType)
# What filters bring: a value that names nothing, and topics that are not made.
FILTERED = (UnknownValue, TopicsNotMade)
