"""From whose pages the service may be sent something: a form on another site cannot make it work.

Browsers send some forms to any address without asking it first (CORS asks before all else), and on this
machine no key is needed to compare. The rule is that of Go's `net/http.CrossOriginProtection`: what browsers
say of the page (`Sec-Fetch-Site`) decides, and where they say nothing, `Origin` beside `Host`. Who is no
browser sends neither, and is let through.
"""

from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from service.errors import ForeignPage
from service.problems.responses import kind_of, respond

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN = frozenset({"same-origin", "none"})  # none: its user typed the address, or opened a bookmark


class Origins:
    """Refuses what pages of others send, unless they are listed."""

    def __init__(self, app: ASGIApp, listed: tuple[str, ...]) -> None:
        self.app = app
        self._listed = frozenset(listed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in _SAFE and self._is_foreign(scope):
            return await respond(kind_of(ForeignPage()), headers={"Connection": "close"})(
                scope, receive, send
            )
        return await self.app(scope, receive, send)

    def _is_foreign(self, scope: Scope) -> bool:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        origin = headers.get(b"origin", "")
        if origin in self._listed:
            return False
        if site := headers.get(b"sec-fetch-site"):
            return site not in _OWN
        return bool(origin) and _place(origin) != headers.get(b"host")


def _place(origin: str) -> str:
    """The name and the port in an `Origin`; empty for `null` and for what is none."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""
