"""A date as spreadsheets, programs and people write it -> YYYY-MM-DD, when it can mean one day only."""

import re
from datetime import UTC, datetime

from embeddings.dates import is_date
from embeddings.text.metadata.dating import dates_in

_LONGEST = 60  # characters
_MONTHS = 12
_MOST_OF_IT = 0.6  # of a field that a date has to fill; the rest is a weekday
_CLOCK = re.compile(r",?[ T]\d{1,2}[:h]\d{2}")  # Wed, 04 Jun 2031 10:00:00 GMT
_WEEKDAY = re.compile(r"^[^\W\d_]{2,12}\.?,? (?=\d)")
_STAMP = re.compile(r"1\d{9}(?:\d{3})?")  # seconds, or thousandths of one, since 1970
_SECONDS = 10  # digits
_YEAR_FIRST = re.compile(
    r"(\d{4})(?:(\d{2})(\d{2})|\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{1,2})(?:[T ].{1,30})?)"
)
_YEAR_LAST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_SHORT_YEAR = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2})")  # spreadsheets write 9/26/31
_CENTURY, _COMING = 2000, 49  # 31 is 2031, 61 is 1961
_MONTH = re.compile(r"(\d{4})[/.](\d{1,2})")


def written_date(text: str) -> str:
    """The date in the words of embeddings.dates; the text as it was where that cannot be told.

    2031/3/9, 20310309, 2031-03-09 00:00:00, 2031年3月9日, 民國120年3月9日, 9 March 2031 are 2031-03-09; so is
    23/3/2031 the 23rd of March. Between points the day comes first, as all write it who write points:
    9.3.2031 is the 9th of March. 9/3/2031 can mean two days, and stays as it is.
    """
    said = " ".join(text.split())
    if is_date(said) or not said or len(said) > _LONGEST:
        return said
    if match := _YEAR_FIRST.fullmatch(said):
        year, month, day = (int(part) for part in match.groups() if part)
        return _day(year, month, day) or said
    if match := _YEAR_LAST.fullmatch(said):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if match[2] == "." and second <= _MONTHS:
            return _day(year, second, first) or said
        if first == second or max(first, second) > _MONTHS:
            return _day(year, min(first, second), max(first, second)) or said
        return said
    if match := _SHORT_YEAR.fullmatch(said):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        if first <= _MONTHS < second or second <= _MONTHS < first:
            return (
                _day(_CENTURY + year - 100 * (year > _COMING), min(first, second), max(first, second)) or said
            )
        return said
    if match := _MONTH.fullmatch(said):
        month_said = f"{match[1]}-{int(match[2]):02}"
        return month_said if is_date(month_said) else said
    if _STAMP.fullmatch(said):
        seconds = int(said) / (1000 if len(said) > _SECONDS else 1)
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    if clock := _CLOCK.search(said):
        said_first = _WEEKDAY.sub("", said[: clock.start()])
        return written_date(said_first) if said_first and is_date(written_date(said_first)) else said
    found = dates_in(said)
    if len(found) == 1 and found[0].end - found[0].start >= _MOST_OF_IT * len(said):
        return found[0].date
    return said


def _day(year: int, month: int, day: int) -> str:
    written = f"{year:04}-{month:02}-{day:02}"
    return written if is_date(written) else ""
