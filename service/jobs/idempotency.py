"""`Idempotency-Key`: who sends the same twice, not knowing whether the first arrived, asks for one job."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.requests import Request

from service.errors import KeyInFlight, WrongIdempotencyKey

_KEY = re.compile(r"[\x20-\x7e]{1,255}")


def idempotency_key(request: Request) -> str | None:
    """The request's key, without the quotation marks it may come in. Raises WrongIdempotencyKey."""
    sent = request.headers.getlist("idempotency-key")
    if not sent:
        return None
    key = sent[0].strip()
    if len(key) > 1 and key[0] == key[-1] == '"':
        key = key[1:-1]
    if len(sent) > 1 or not _KEY.fullmatch(key):
        raise WrongIdempotencyKey
    return key


class InFlight:
    """The keys of requests that are being received. Used from one event loop."""

    def __init__(self) -> None:
        self._keys: set[tuple[str, str]] = set()

    @contextmanager
    def only(self, caller: str, key: str | None) -> Iterator[None]:
        """Raises KeyInFlight while another request of this caller has the key."""
        if key is None:
            yield
            return
        if (caller, key) in self._keys:
            raise KeyInFlight
        self._keys.add((caller, key))
        try:
            yield
        finally:
            self._keys.discard((caller, key))
