"""By which names the service may be asked: a page elsewhere cannot make its own name mean this machine."""

from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from service.auth.access import PROBES
from service.errors import UnknownHost
from service.problems.responses import kind_of, respond
from service.settings import Settings

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
ANY = "*"


class Hosts:
    """Answers only requests whose `Host` is one of the allowed; anyone's when they are not limited."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        own = (*LOOPBACK, settings.host) if settings.for_this_machine_alone else (ANY,)
        allowed = settings.allowed_hosts or own
        self._allowed = frozenset(name.lower().strip("[]") for name in allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._is_known(scope):
            return await respond(kind_of(UnknownHost()))(scope, receive, send)
        return await self.app(scope, receive, send)

    def _is_known(self, scope: Scope) -> bool:
        # Probes ask by whatever address the process has.
        if ANY in self._allowed or scope["path"] in PROBES:
            return True
        named = [value for name, value in scope["headers"] if name == b"host"]
        return len(named) == 1 and _name(named[0].decode("latin-1")) in self._allowed


def _name(host: str) -> str | None:
    """The name or address in a `Host` header, without its port; None for what is neither."""
    try:
        parts = urlsplit(f"//{host}")
        return parts.hostname if parts.netloc == host and "@" not in host else None
    except ValueError:
        return None
