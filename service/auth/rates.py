"""How often may be asked: so many requests in any minute, counted by key, or by address without one."""

import ipaddress
from collections.abc import Mapping

from service.auth.moving_window import SECONDS, MovingWindow, Window
from service.errors import TooFast, TooManyAttempts
from service.settings import READS_PER_MINUTE, WRITES_PER_MINUTE, Settings

WRONG_KEYS_PER_MINUTE = 10  # from one address
_NETWORK = 64  # bits of an IPv6 address: one household or machine has all addresses behind them


class Rates:
    """Counts requests in the memory of this process."""

    def __init__(self, settings: Settings) -> None:
        self._wrong = MovingWindow(WRONG_KEYS_PER_MINUTE)
        self._reads = _limit(settings.reads_per_minute, READS_PER_MINUTE, settings)
        self._writes = _limit(settings.writes_per_minute, WRITES_PER_MINUTE, settings)

    def spend(self, who: str, *, writing: bool) -> Mapping[str, str]:
        """Count one request; returns the headers that say how many are left. Raises TooFast."""
        limit = self._writes if writing else self._reads
        if limit is None:
            return {}
        window = limit.hit(who)
        headers = _told("writes" if writing else "reads", limit, window)
        if not window.allowed:
            raise TooFast(headers | {"Retry-After": str(window.wait)})
        return headers

    def count_wrong_key(self, address: str) -> None:
        """Raises TooManyAttempts when an address has sent too many wrong keys. The right one opens even then:
        it cannot be guessed, and one client's mistake shall not shut out another behind the same address.
        """
        window = self._wrong.hit(address)
        if not window.allowed:
            raise TooManyAttempts({"Retry-After": str(window.wait)})


def _told(name: str, limit: MovingWindow, window: Window) -> dict[str, str]:
    """The headers of draft-ietf-httpapi-ratelimit-headers-10."""
    return {
        "RateLimit-Policy": f'"{name}";q={limit.amount};w={SECONDS:.0f}',
        "RateLimit": f'"{name}";r={window.remaining};t={window.wait}',
    }


def network_of(address: str) -> str:
    """The address that requests are counted under."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:  # a name, or none: a socket of this machine
        return address
    if isinstance(known, ipaddress.IPv4Address):
        return str(known)
    if known.ipv4_mapped:  # an IPv4 client of a socket for both
        return str(known.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(known), _NETWORK), strict=False))


def _limit(asked: int | None, otherwise: int, settings: Settings) -> MovingWindow | None:
    amount = (0 if settings.for_this_machine_alone else otherwise) if asked is None else asked
    return MovingWindow(amount) if amount else None
