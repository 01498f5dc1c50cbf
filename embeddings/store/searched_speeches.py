"""The speeches of the store that are searched, read: each in its current revision."""

import json
import sqlite3
from collections.abc import Iterator
from functools import cached_property

from embeddings.errors import UnknownSpeech
from embeddings.speech import Finding, Passage, Repair, Speech

# Binds the id of a speech.
IS_SEARCHED = "(speech_id, revision) = (SELECT id, revision FROM speeches WHERE id = ?)"


class SearchedSpeeches:
    """Speeches, and what was made of them: passages, repairs, findings."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def text_of(self, speech_id: str) -> str | None:
        """The text of the revision that is searched; None for a speech that is unknown or was removed."""
        row = self._of(speech_id, "raw FROM revisions").fetchone()
        return row[0] if row else None

    def revision_of(self, speech_id: str) -> str | None:
        """The revision that is searched; None for a speech that is unknown or was removed."""
        row = self._db.execute("SELECT revision FROM speeches WHERE id = ?", (speech_id,)).fetchone()
        return row[0] if row else None

    def digest_of(self, speech_id: str) -> str | None:
        """The digest of the content that is searched; None for a speech that is unknown or was removed."""
        row = self._of(speech_id, "digest FROM revisions").fetchone()
        return row[0] if row else None

    def left_out(self, speech_id: str) -> list[str]:
        """The rules that the revision which is searched was not repaired by."""
        (names,) = self._of(speech_id, "left_out FROM revisions").fetchone()
        return list(json.loads(names))

    def speeches(self) -> Iterator[Speech]:
        """The speeches that are searched, in the order of their ids."""
        return map(_speech, self._db.execute(f"{_SPEECHES} ORDER BY s.id"))

    def speech(self, speech_id: str) -> Speech:
        """A speech that is searched. Raises UnknownSpeech."""
        row = self._db.execute(f"{_SPEECHES} WHERE s.id = ?", (speech_id,)).fetchone()
        if row is None:
            raise UnknownSpeech(f"no speech in this corpus has the id {speech_id!r}")
        return _speech(row)

    def searched(self) -> list[tuple[str, str, int]]:
        """The id, the revision and the number of passages of every speech that is searched, by id."""
        rows = self._db.execute(
            "SELECT s.id, s.revision, (SELECT count(*) FROM passages p"
            " WHERE p.speech_id = s.id AND p.revision = s.revision)"
            " FROM speeches s WHERE s.revision IS NOT NULL ORDER BY s.id"
        )
        return list(rows)

    def passages(self, speech: Speech) -> list[Passage]:
        """The passages of a speech that are searched, in order."""
        rows = self._of(
            speech.id,
            'position, start, "end", form, language, speaker, speaker_confidence,'
            f" ifnull({self._trace}, x'') FROM passages",
            order="position",
        )
        return [
            Passage(speech.id, position, start, end, speech.raw[start:end], *rest)
            for position, start, end, *rest in rows
        ]

    def passage_languages(self, speech_id: str) -> list[str]:
        """The languages of the passages of a speech that are searched, in order."""
        rows = self._of(speech_id, "language FROM passages", order="position")
        return [language for (language,) in rows]

    def repairs(self, speech_id: str) -> list[Repair]:
        """What was repaired in a speech, in the order of its text."""
        what = 'rule, start, "end", "before", "after", confidence FROM repairs'
        return [Repair(*row) for row in self._of(speech_id, what, order="start")]

    def findings(self, speech_id: str) -> list[Finding]:
        """What the text of a speech says of it, by field and place."""
        rows = self._of(
            speech_id, 'field, value, method, confidence, start, "end" FROM findings', order="field, start"
        )
        return [Finding(*row) for row in rows]

    def _of(self, speech_id: str, what: str, *, order: str = "1") -> sqlite3.Cursor:
        """What a table has of the revision of a speech that is searched. what: columns, and FROM which."""
        query = f"SELECT {what} WHERE {IS_SEARCHED} ORDER BY {order}"
        return self._db.execute(query, (speech_id,))

    @cached_property
    def _trace(self) -> str:
        # Who only reads finds the tables as an earlier Tifa left them.
        (schema,) = self._db.execute("PRAGMA user_version").fetchone()
        return "trace" if schema >= 2 else "NULL"

    def sample(self, n: int) -> list[str]:
        """n of the forms that are searched, always the same ones: those with the lowest SHA-256."""
        rows = self._db.execute(
            "SELECT p.form_sha256, min(p.form) FROM passages p"
            " JOIN speeches s ON s.id = p.speech_id AND s.revision = p.revision"
            " GROUP BY p.form_sha256 ORDER BY p.form_sha256 LIMIT ?",
            (n,),
        )
        return [normalized for _, normalized in rows]


_SPEECHES = (
    "SELECT s.id, raw, title, speaker, date, place, language, source, more"
    " FROM speeches s JOIN revisions r ON r.speech_id = s.id AND r.revision = s.revision"
)


def _speech(row: tuple[str, ...]) -> Speech:
    id_, raw, title, speaker, date, place, language, source, more = row
    return Speech(
        id=id_, raw=raw, title=title, speaker=speaker, date=date, place=place,
        language=language, source=source, more=json.loads(more),
    )  # fmt: skip
