"""At the gate: who asks, is a key needed, is it right, and has its holder asked too often? Before anything is
read.
"""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping, MutableMapping
from typing import Annotated, Any

from fastapi import Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.auth.keys import PATTERN, Key, KeyRing
from service.auth.rates import Rates, network_of
from service.errors import KeyInAddress, MissingScope, NeedsKey, Refused, UnusableKeys, WrongKey
from service.problems.responses import FaultPage, headers_of, kind_of, respond
from service.settings import Settings

# Whoever watches over the process has no key, and may ask as often as it likes.
PROBES = frozenset({"/livez", "/readyz"})
SPEECHES, JOBS = "/v1/speeches", "/v1/jobs"
_LABEL = re.compile(r"/v1/topics/[^/]*/label")
_COMPARE = "/compare"  # the one form of the pages that is sent in a body
_BASIC = 'Basic realm="tifa", charset="UTF-8"'
_KEY_PARAMETER = re.compile(r"(?:^|&)(?:access_token|api[-_]?key|key|token)=", re.IGNORECASE)
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})

_SCHEME = HTTPBearer(
    scheme_name="key",
    description="A key made by `tifa keys create`. Writing always needs one (`--write`); reading needs one"
    " unless the service answers this machine alone.",
    auto_error=False,
)


class Access:
    """Lets through who may ask, key and name in the request's state, and answers the others itself."""

    def __init__(self, app: ASGIApp, settings: Settings, page: FaultPage) -> None:
        """page: tells a refusal to a person with a browser."""
        self.app = app
        self._page = page
        self._ring = KeyRing(settings.corpus)
        self._rates = Rates(settings)
        self._open_for_reading = settings.for_this_machine_alone

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        try:
            key, asker, told = self._admit(scope)
        except (Refused, UnusableKeys) as error:
            return await self._refuse(error, scope, receive, send)
        scope.setdefault("state", {}).update(key=key, asker=asker)
        return await self.app(scope, receive, _telling(send, told) if told else send)

    def _admit(self, scope: Scope) -> tuple[Key | None, str, Mapping[str, str]]:
        """Raises a Refused, or UnusableKeys."""
        _need_no_key_in(scope["query_string"])
        address = network_of((scope.get("client") or ("", 0))[0])
        key = self._key(scope, address)
        asker = f"key {key.name}" if key else f"address {address}"
        path, writing = scope["path"], writes(scope["method"], scope["path"])
        if path in PROBES:
            return key, asker, {}
        if key is None and (writing or not self._open_for_reading):
            raise NeedsKey
        if writing:
            need_write(key)
        return key, asker, self._rates.spend(asker, writing=writing)

    def _key(self, scope: Scope, address: str) -> Key | None:
        """The key that was sent; None when none was."""
        sent = [value for name, value in scope["headers"] if name == b"authorization"]
        if not sent:
            return None
        try:
            if len(sent) > 1:
                raise WrongKey
            scheme, _, credentials = sent[0].decode("latin-1").partition(" ")
            credentials = credentials.strip()
            if scheme.lower() == "basic" and takes_password(scope):
                credentials = password_of(credentials)
            elif scheme.lower() != "bearer":
                raise WrongKey
            return self._ring.key_for(credentials)
        except WrongKey:
            self._rates.count_wrong_key(address)
            raise

    async def _refuse(self, error: Exception, scope: Scope, receive: Receive, send: Send) -> None:
        kind, headers = kind_of(error), dict(getattr(error, "headers", {}))
        if scope["method"] in _WITH_BODY:
            headers["Connection"] = "close"  # nobody is going to read it
        answer = self._page(Request(scope), kind, (), headers_of(kind, headers))
        if answer is not None and isinstance(error, NeedsKey | WrongKey):
            answer.headers["WWW-Authenticate"] = _BASIC  # a browser asks its user for that, and keeps it
        await (answer or respond(kind, headers=headers))(scope, receive, send)


def asker_of(request: Request) -> str:
    """Who asks, as requests are counted: by key, or by address without one."""
    asker: str = request.state.asker
    return asker


def writes(method: str, path: str) -> bool:
    """Whether a request to this address would change the corpus, or call work on it off.

    path: as the client wrote it.
    """
    return (
        (method == "POST" and path == SPEECHES)
        or (method == "DELETE" and path.startswith((f"{SPEECHES}/", f"{JOBS}/")))
        or (method == "PUT" and _LABEL.fullmatch(path) is not None)
    )


def takes_password(scope: Scope) -> bool:
    """Whether a key may come as the password of Basic authentication.

    A browser sends a password it has kept with every request, also when a page of somebody else's makes it:
    so for questions alone, and for what is compared only when a page of ours, or its user, sends that.
    """
    if scope["method"] in ("GET", "HEAD"):
        return True
    sites = [value for name, value in scope["headers"] if name == b"sec-fetch-site"]
    return scope["method"] == "POST" and scope["path"] == _COMPARE and sites in ([b"same-origin"], [b"none"])


def password_of(credentials: str) -> str:
    """The password of Basic credentials (RFC 7617); the user's name says nothing. Raises WrongKey."""
    try:
        _, colon, password = b64decode(credentials, validate=True).decode("utf-8").partition(":")
    except (NotBase64, ValueError):
        raise WrongKey from None
    if not colon:
        raise WrongKey
    return password.strip()


def need_write(key: Key | None) -> Key:
    """Raises NeedsKey or MissingScope."""
    if key is None:
        raise NeedsKey
    if "write" not in key.scopes:
        raise MissingScope
    return key


async def _writer(
    request: Request, _described: Annotated[HTTPAuthorizationCredentials | None, Security(_SCHEME)]
) -> Key:
    # Asked again at the route, should an address ever be written in a way that `writes` does not know.
    # FastAPI would send a plain function to a thread and wait for it.
    return need_write(getattr(request.state, "key", None))


Writer = Annotated[Key, Security(_writer)]


def _need_no_key_in(query: bytes) -> None:
    if query:
        text = query.decode("latin-1")
        if _KEY_PARAMETER.search(text) or PATTERN.search(text):
            raise KeyInAddress


def _telling(send: Send, told: Mapping[str, str]) -> Send:
    extra = [(name.lower().encode("ascii"), value.encode("ascii")) for name, value in told.items()]

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers: MutableMapping[str, Any] = message
            headers["headers"] = [*message.get("headers", ()), *extra]
        await send(message)

    return with_headers
