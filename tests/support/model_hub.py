"""A hub of models on this machine: the two addresses of a real one, and what can go wrong behind them."""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, cast

REPOSITORY = "invented/tiny-words"

Files = dict[str, bytes]


def revision_of(files: Files) -> str:
    """40 hexadecimal digits of the content, as a hub gives them."""
    content = "".join(f"{path} {hashlib.sha1(files[path]).hexdigest()}" for path in sorted(files))  # noqa: S324
    return hashlib.sha1(content.encode()).hexdigest()  # noqa: S324


@dataclass
class Hub:
    """One repository.  sizes: what is listed instead of the true size.  breaks_after: bytes of a file after
    which the connection ends, once.  asked: every path that was asked for, with the first byte wanted.
    """

    url: str = ""
    revisions: dict[str, Files] = field(default_factory=dict)
    main: str = ""
    sizes: dict[str, int] = field(default_factory=dict)
    listed_besides: tuple[str, ...] = ()
    breaks_after: int | None = None
    asked: list[tuple[str, int]] = field(default_factory=list)

    def push(self, files: Files) -> str:
        """A new revision, which is then the current one."""
        self.main = revision_of(files)
        self.revisions[self.main] = files
        return self.main

    def listing(self, revision: str) -> dict[str, Any] | None:
        """What the hub says of a revision; None when it knows none of that name."""
        revision = self.main if revision == "main" else revision
        if revision not in self.revisions:
            return None
        files = self.revisions[revision]
        siblings = [self._sibling(path, files[path]) for path in sorted(files)]
        siblings += [{"rfilename": path, "size": 5} for path in self.listed_besides]
        return {"id": REPOSITORY, "sha": revision, "siblings": siblings, "cardData": {"license": "cc0-1.0"}}

    def _sibling(self, path: str, content: bytes) -> dict[str, Any]:
        size = self.sizes.get(path, len(content))
        sibling: dict[str, Any] = {"rfilename": path, "size": size}
        if path.endswith(".safetensors"):
            sibling["lfs"] = {"size": size, "sha256": hashlib.sha256(content).hexdigest()}
        return sibling


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        hub = cast(Any, self.server).hub
        path = self.path.partition("?")[0]
        if found := re.fullmatch(rf"/api/models/{REPOSITORY}/revision/([\w.-]+)", path):
            listing = hub.listing(found[1])
            self._send(None if listing is None else json.dumps(listing).encode(), 0)
        elif found := re.fullmatch(rf"/{REPOSITORY}/resolve/([0-9a-f]+)/(.+)", path):
            wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
            first = int(wanted[1]) if wanted else 0
            hub.asked.append((found[2], first))
            self._send(hub.revisions.get(found[1], {}).get(found[2]), first)
        else:
            self._send(None, 0)

    def _send(self, content: bytes | None, first: int) -> None:
        hub = cast(Any, self.server).hub
        if content is None:
            self.send_error(404)
            return
        self.send_response(206 if first else 200)
        self.send_header("Content-Length", str(len(content) - first))
        self.end_headers()
        if hub.breaks_after is not None and len(content) > hub.breaks_after:
            content, hub.breaks_after = content[: first + hub.breaks_after], None
            self.close_connection = True
        self.wfile.write(content[first:])

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def serving(files: Files) -> Iterator[Hub]:
    """A hub with one revision of the repository, on a free port of this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as server:
        hub = Hub(url=f"http://127.0.0.1:{server.server_address[1]}")
        hub.push(files)
        cast(Any, server).hub = hub
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield hub
        finally:
            server.shutdown()
            thread.join()
