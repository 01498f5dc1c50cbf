"""What every answer tells a browser: to guess no type, to send no address on, to run and frame nothing."""

import re
from base64 import b64encode
from hashlib import sha256

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_UNKEPT = (b"cache-control", b"no-store")
_NOTHING = "default-src 'none'; frame-ancestors 'none'"
# Swagger UI sets styles in its elements, and brings pictures as data.
_PAGE = (
    "default-src 'none'; script-src 'self'{scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# Our own pages bring no script and no style but their files.
_OWN_PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'{styles}; img-src 'self' data:;"
    " connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_CONSOLE = "/docs"
_REPORT = "/compare"  # a page that stands alone, with its style in it
_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


class SecurityHeaders:
    """Adds them. The console is read first, so that the scripts it was written with may run, and no other."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        private = any(name == b"authorization" for name, _ in scope["headers"])
        console = scope["path"].startswith(_CONSOLE)
        return await self.app(
            scope, receive, _Answer(send, private=private, policy=None if console else _own(scope["path"]))
        )


class _Answer:
    """Sends an answer on with its headers.

    private: whether it was given to the holder of a key.  policy: of a page of ours; None for Swagger UI,
    whose page has scripts in it.
    """

    def __init__(self, send: Send, *, private: bool, policy: str | None) -> None:
        self._send = send
        self._own = policy
        self._private = private
        self._page: Message | None = None  # the beginning of a page whose body is still being gathered
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if not _is_page(message):
                await self._begin(message, _NOTHING)
            elif self._own is None:
                self._page = message
            else:
                await self._begin(message, self._own)
        elif self._page is None or message["type"] != "http.response.body":
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._begin(self._page, _policy(bytes(self._body)))
                await self._send({**message, "body": bytes(self._body)})

    async def _begin(self, message: Message, policy: str) -> None:
        headers = [*message["headers"], *_ALWAYS, (b"content-security-policy", policy.encode("ascii"))]
        if self._private:
            headers.append(_UNKEPT)
        await self._send({**message, "headers": headers})


def _own(path: str) -> str:
    return _OWN_PAGE.format(styles=" 'unsafe-inline'" if path.startswith(_REPORT) else "")


def _is_page(message: Message) -> bool:
    return Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")


def _policy(page: bytes) -> str:
    digests = (b64encode(sha256(script).digest()).decode() for script in _SCRIPT.findall(page))
    return _PAGE.format(scripts="".join(f" 'sha256-{digest}'" for digest in digests))
