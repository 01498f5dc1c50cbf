"""Which passages may answer."""

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
