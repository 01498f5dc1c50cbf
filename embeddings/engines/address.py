"""Where an engine is: `milvus://HOST`, or the file of an embedded one."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from embeddings.errors import UnusableEngine

FORMS = "milvus://HOST[:19530][/NAME], milvus+tls://HOST[:PORT][/NAME] or milvus+lite:///PATH/FILE.db"
PORT = 19530
NAME = "tifa"
_SCHEMES = {"milvus": "http", "milvus+tls": "https"}
_EMBEDDED = "milvus+lite"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,99}")


@dataclass(frozen=True, slots=True)
class EngineAddress:
    """uri: as the engine's own client takes it.  name: of the corpus within the engine.  token: who asks
    (`user:password`, or a key); never shown.  embedded: it runs in this process, on a file.
    """

    uri: str
    name: str = NAME
    token: str = field(default="", repr=False)
    embedded: bool = False

    @classmethod
    def parse(cls, text: str, *, token: str = "") -> "EngineAddress":
        """token: goes before a user and password in the address. Raises UnusableEngine."""
        try:
            parts = urlsplit(text)
            port = parts.port
        except ValueError as error:
            raise _unusable(f"it holds a port or a host that is none ({error})") from None
        if parts.query or parts.fragment:
            raise _unusable("nothing may follow the name")
        if parts.scheme == _EMBEDDED:
            return _file(unquote(parts.path), parts.netloc)
        if parts.scheme not in _SCHEMES:
            raise _unusable("it begins otherwise")
        if not parts.hostname:
            raise _unusable("it names no host")
        name = parts.path.strip("/") or NAME
        if not _NAME.fullmatch(name):
            raise _unusable("a NAME is made of letters, digits and underscores, and begins with a letter")
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        given = f"{unquote(parts.username)}:{unquote(parts.password or '')}" if parts.username else ""
        return cls(f"{_SCHEMES[parts.scheme]}://{host}:{port or PORT}", name, token or given)

    def __str__(self) -> str:
        """Without who asks."""
        if self.embedded:
            return f"{_EMBEDDED}://{self.uri}"
        scheme, _, where = self.uri.partition("://")
        return f"{'milvus' if scheme == 'http' else 'milvus+tls'}://{where}/{self.name}"


def _file(path: str, host: str) -> EngineAddress:
    if host or not path.startswith("/") or Path(path).suffix != ".db":
        raise _unusable("an embedded engine is a file with an absolute path that ends in .db")
    return EngineAddress(path, embedded=True)


def _unusable(why: str) -> UnusableEngine:
    return UnusableEngine(f"this is no address of an engine, since {why}; write {FORMS}")
