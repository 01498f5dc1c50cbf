"""Everything that the service raises, so that whoever raises needs to know nothing of how it is told.

`problems` has the one table that turns these, and those of the core, into answers.
"""

from collections.abc import Mapping

from embeddings.errors import TifaError

REALM = 'Bearer realm="tifa"'


# Starting


class WrongSetting(TifaError):
    """A setting that is missing or means nothing; the message names its variable."""


class CannotListen(TifaError):
    """The address is not this machine's, or its port is taken or not allowed."""


# Who asks, how, and how often


class Refused(Exception):
    """challenge: how a key is asked for; "" where another key would change nothing."""

    challenge = ""

    @property
    def headers(self) -> Mapping[str, str]:
        """What is sent with the problem."""
        return {"WWW-Authenticate": self.challenge} if self.challenge else {}


class NeedsKey(Refused):
    """No key was sent where one is needed."""

    challenge = REALM


class WrongKey(Refused):
    """What was sent is no key that is valid now."""

    challenge = f'{REALM}, error="invalid_token"'


class MissingScope(Refused):
    """The key may read and not write."""

    challenge = f'{REALM}, error="insufficient_scope", scope="write"'


class KeyInAddress(Refused):
    """A key in the query string, where logs and histories keep it."""


class UnknownHost(Refused):
    """The service is asked by a name that it does not go by."""


class ForeignPage(Refused):
    """A browser sends what a page of another site made it send."""


class TooFast(Refused):
    """More requests in a minute than may be."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__()
        self._headers = headers

    @property
    def headers(self) -> Mapping[str, str]:
        return self._headers


class TooManyAttempts(TooFast):
    """More wrong keys in a minute than may be."""


class UnusableKeys(TifaError):
    """The file of the keys is damaged, or cannot be read."""


class NoKeys(TifaError):
    """A service that others can reach needs a key that they can ask with."""


class TakenName(TifaError):
    """A key has this name already."""


class UnknownKey(TifaError):
    """No key has this name."""


# What is sent


class WrongMediaType(Exception):
    """The body is not announced as plain, uncompressed JSON."""


class BodyTooLarge(Exception):
    pass


class BodyTooSlow(Exception):
    pass


class NotJson(Exception):
    """Not JSON, or JSON that two readers could understand differently."""


class NotUtf8(Exception):
    """A query string whose percent-encoded bytes are no text."""


class UnknownParameter(Exception):
    """A query parameter where the address takes none: most often a misspelt address."""

    def __init__(self, *names: str) -> None:
        super().__init__()
        self.names = names


class RepeatedParameter(Exception):
    """A query parameter that takes one value was given several."""

    def __init__(self, *names: str) -> None:
        super().__init__()
        self.names = names


class NotMultipart(Exception):
    """Not multipart/form-data, not whole, or with a part that is no file."""


class UnknownKind(Exception):
    """A file whose name says that it is not of a kind that is read. number: from 0, of those sent."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


# Answering


class NotOpen(Exception):
    """The service is not ready yet, or is being stopped."""


class TooBusy(Exception):
    """Every place is taken."""

    def __init__(self, retry_after: int) -> None:
        """retry_after: seconds after which a place should be free."""
        super().__init__(f"every place is taken; ask again in {retry_after} s")
        self.headers = {"Retry-After": str(retry_after)}


class TookTooLong(Exception):
    """The question was not answered within its time."""


class Abandoned(Exception):
    """Nobody waits for the answer any more."""


class WrongCursor(Exception):
    """It was not made here for this question."""


class GoneCursor(Exception):
    """It was made for another snapshot than the one that answers."""


class TooDeep(Exception):
    """The page would end beyond DEEPEST matches."""


# Writing


class WrongIdempotencyKey(Exception):
    """Empty, too long, not printable ASCII, or more than one."""


class KeyReused(Exception):
    """The key came with another request before."""


class KeyInFlight(Exception):
    """A request with the same key is being received."""


class UnknownJob(Exception):
    pass


class TooManyJobs(Exception):
    """As many jobs wait as may."""


class WrittenElsewhere(Exception):
    """Another process serves this corpus and does its jobs."""


class CannotWrite(Exception):
    """The corpus folder is read-only, not ours, or on a disk that fails."""


class CorpusGone(Exception):
    """The corpus folder is no longer where the service opened it."""


class CorpusDamaged(Exception):
    """A database in the corpus folder is not what it was."""


class NoSpace(Exception):
    """The disk is full."""


class NothingRead(Exception):
    """Nothing that was sent could be read as a speech."""


class SpoolLost(Exception):
    """A file that was sent is no longer what it was."""


class JobTookTooLong(Exception):
    """The job was not done within its time."""


class GaveUp(Exception):
    """The process has ended within the job too often."""
