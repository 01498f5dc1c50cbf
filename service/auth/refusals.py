"""Why a request is turned away before it is looked at: who asks, how, and how often."""

from collections.abc import Mapping

REALM = 'Bearer realm="tifa"'


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
