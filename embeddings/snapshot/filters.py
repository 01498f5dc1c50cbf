"""Which passages may answer, and the same as a condition on the tables of passages.sqlite."""

from dataclasses import dataclass

from embeddings.dates import days_of
from embeddings.errors import UnusableQuestion


@dataclass(frozen=True, slots=True)
class Filters:
    """Which passages may answer; empty means any. Several values of one field mean either of them.

    Names are met in any script, width and case: see `KnownValues`.
    language: of the passage; `zh` takes in zh-Hans and zh-Hant.  date_from, date_to: YYYY, YYYY-MM or
    YYYY-MM-DD, both included; a speech answers when its date can fall into the range, and one whose
    year is unknown never does.  topic: the id of a topic.
    """

    language: tuple[str, ...] = ()
    speaker: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    date_from: str = ""
    date_to: str = ""
    topic: tuple[str, ...] = ()
    speech: tuple[str, ...] = ()
    exclude_speech: tuple[str, ...] = ()


ANY = Filters()
_MATCHING = {
    "language": "(p.language = ? OR p.language GLOB ? || '-*')",
    "speaker": "(s.speaker = ? OR p.speaker = ?)",
    "place": "s.place = ?",
    "source": "s.source = ?",
    "topic": "p.topic = ?",
    "speech": "s.id = ?",
}


def condition(filters: Filters) -> tuple[str, list[str]]:
    """The condition of the filters, made of constants alone, and the values it binds.

    Raises UnusableQuestion as `bounds` does.
    """
    conditions, values = [], []
    for field, matching in _MATCHING.items():
        wanted: tuple[str, ...] = getattr(filters, field)
        if wanted:
            conditions.append(f"({' OR '.join([matching] * len(wanted))})")
            values += [value for value in wanted for _ in range(matching.count("?"))]
    for speech_id in filters.exclude_speech:
        conditions.append("s.id <> ?")
        values.append(speech_id)
    for day, matching in zip(bounds(filters), ("s.date_last >= ?", "s.date_first <= ?"), strict=True):
        if day:
            conditions.append(matching)
            values.append(day)
    return " AND ".join(conditions), values


def bounds(filters: Filters) -> tuple[str, str]:
    """The first day of date_from and the last of date_to, as YYYY-MM-DD; "" where there is no bound.

    Raises UnusableQuestion for a date that is none, and when no day lies between the two.
    """
    first = _days(filters.date_from)[0]
    last = _days(filters.date_to)[1]
    if first and last and first > last:
        raise UnusableQuestion("date_from comes after date_to")
    return first, last


def _days(bound: str) -> tuple[str, str]:
    if not bound:
        return "", ""
    days = days_of(bound)
    if days is None:
        raise UnusableQuestion(f"{bound!r} is not a date; write YYYY, YYYY-MM or YYYY-MM-DD")
    return days
