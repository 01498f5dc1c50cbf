"""How often may be asked: so many requests in any minute, counted by key, or by address without one."""

import ipaddress
import math
import time
from collections.abc import Mapping

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from service.errors import TooFast, TooManyAttempts
from service.settings import READS_PER_MINUTE, WRITES_PER_MINUTE, Settings

WRONG_KEYS_PER_MINUTE = 10  # from one address
_NETWORK = 64  # bits of an IPv6 address: one household or machine has all addresses behind them


class Rates:
    """Counts requests in the memory of this process."""

    def __init__(self, settings: Settings) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._wrong = RateLimitItemPerMinute(WRONG_KEYS_PER_MINUTE, namespace="wrong keys")
        self._reads = _limit("reads", settings.reads_per_minute, READS_PER_MINUTE, settings)
        self._writes = _limit("writes", settings.writes_per_minute, WRITES_PER_MINUTE, settings)

    def spend(self, who: str, *, writing: bool) -> Mapping[str, str]:
        """Count one request; returns the headers that say how many are left. Raises TooFast."""
        limit = self._writes if writing else self._reads
        if limit is None:
            return {}
        allowed = self._limiter.hit(limit, who)
        headers, wait = self._told(limit, who)
        if not allowed:
            raise TooFast(headers | {"Retry-After": str(wait)})
        return headers

    def count_wrong_key(self, address: str) -> None:
        """Raises TooManyAttempts when an address has sent too many wrong keys. The right one opens even then:
        it cannot be guessed, and one client's mistake shall not shut out another behind the same address.
        """
        if not self._limiter.hit(self._wrong, address):
            _, wait = self._told(self._wrong, address)
            raise TooManyAttempts({"Retry-After": str(wait)})

    def _told(self, limit: RateLimitItemPerMinute, who: str) -> tuple[dict[str, str], int]:
        # The headers of draft-ietf-httpapi-ratelimit-headers-10.
        window = self._limiter.get_window_stats(limit, who)
        wait = max(1, math.ceil(window.reset_time - time.time()))
        name = limit.namespace
        headers = {
            "RateLimit-Policy": f'"{name}";q={limit.amount};w={limit.get_expiry()}',
            "RateLimit": f'"{name}";r={window.remaining};t={wait}',
        }
        return headers, wait


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


def _limit(name: str, asked: int | None, otherwise: int, settings: Settings) -> RateLimitItemPerMinute | None:
    amount = (0 if settings.for_this_machine_alone else otherwise) if asked is None else asked
    return RateLimitItemPerMinute(amount, namespace=name) if amount else None
