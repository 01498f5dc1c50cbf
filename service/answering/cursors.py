"""Where the next page begins, in the client's keeping and signed by us.

A cursor holds for one question to one snapshot: with another question, or altered, it is refused, and it is
gone with its snapshot, since a page of another would repeat or miss passages. It is signed with the digest of
the snapshot's files, which no answer tells: so any service on the same snapshot reads it, also one that was
started since, and nothing is kept. It names what it was signed with, so that one of another snapshot is gone,
and not a forgery. Who has the files can sign one as well: it names a page, and gives no right to anything.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping

from embeddings.search.questions.question import DEEPEST
from service.errors import GoneCursor, TooDeep, WrongCursor

_LONGEST = 400  # characters of a cursor
_KEY_NAME = 4  # bytes
_SIGNATURE = 16  # bytes


class Cursors:
    """Writes the cursors of one snapshot and reads them again. digest: of its files."""

    def __init__(self, digest: str) -> None:
        self._key = hashlib.sha256(f"cursors of {digest}".encode()).digest()
        self._name = hashlib.sha256(b"name of the key" + self._key).digest()[:_KEY_NAME]

    def write(self, question: str, offset: int, *, k: int) -> str | None:
        """The cursor of the page that begins after `offset` matches; None when k more would be too deep.

        question: its fingerprint.
        """
        if offset + k > DEEPEST:
            return None
        place = str(offset).encode()
        return _encoded(self._name + self._signature(place, question) + place)

    def read(self, cursor: str, question: str, *, k: int) -> int:
        """How many matches come before the page of k.

        Raises WrongCursor, GoneCursor or TooDeep.
        """
        content = _decoded(cursor)
        name, signature = content[:_KEY_NAME], content[_KEY_NAME : _KEY_NAME + _SIGNATURE]
        place = content[_KEY_NAME + _SIGNATURE :]
        if not hmac.compare_digest(name, self._name):
            raise GoneCursor
        if not place.isdigit() or not hmac.compare_digest(signature, self._signature(place, question)):
            raise WrongCursor
        offset = int(place)
        if offset + k > DEEPEST:
            raise TooDeep
        return offset

    def _signature(self, place: bytes, question: str) -> bytes:
        # The fingerprint has one length, so that nothing can move from it into the place.
        signed = hashlib.sha256(question.encode()).digest() + place
        return hmac.digest(self._key, signed, "sha256")[:_SIGNATURE]


def fingerprint(asked: Mapping[str, object]) -> str:
    """Of all that decides which matches come in which order: the text and how it is asked, not `k`."""
    fields = json.dumps(asked, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(fields.encode()).hexdigest()


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode("ascii").rstrip("=")


def _decoded(cursor: str) -> bytes:
    """Raises WrongCursor for what `write` cannot have written."""
    if len(cursor) > _LONGEST or not cursor.isascii():
        raise WrongCursor
    try:
        content = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        raise WrongCursor from None
    # base64 overlooks the last bits of the last character; every cursor has one way to be written.
    if len(content) <= _KEY_NAME + _SIGNATURE or _encoded(content) != cursor:
        raise WrongCursor
    return content
