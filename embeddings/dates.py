"""Dates as speeches carry them: a year, a month, a day, or a day whose year is unknown.

An unknown part stays unknown. A partial date covers all the days it could mean, and a range of dates takes
in a speech when the two have a day in common; a date without a year is in no range.
"""

import calendar
import re
from datetime import date
from typing import Literal

_KNOWN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_YEARLESS = re.compile(r"--(\d{2})-(\d{2})", re.ASCII)
_LEAP_YEAR = 2000  # --02-29 is a day of some year


def is_date(text: str) -> bool:
    """Whether `text` is YYYY, YYYY-MM, YYYY-MM-DD or --MM-DD, and a day of the calendar."""
    yearless = _YEARLESS.fullmatch(text)
    if yearless:
        return _day(_LEAP_YEAR, int(yearless[1]), int(yearless[2])) is not None
    return days_of(text) is not None


def days_of(text: str) -> tuple[str, str] | None:
    """The first and the last day, as YYYY-MM-DD, that a date can mean; None when its year is unknown."""
    known = _KNOWN.fullmatch(text)
    if not known:
        return None
    year, month, day = (int(part) if part else None for part in known.groups())
    if year is None or year < date.min.year or (month is not None and not 1 <= month <= 12):
        return None
    last_month = 12 if month is None else month
    first = _day(year, month or 1, 1 if day is None else day)
    last = _day(year, last_month, calendar.monthrange(year, last_month)[1] if day is None else day)
    return (first, last) if first and last else None


When = Literal["earlier", "later", "same_day", "undated"]


def when_said(here: str, there: str) -> When:
    """Whether `there` came before or after `here`, as far as the two dates tell."""
    ours, theirs = days_of(here), days_of(there)
    if ours is None or theirs is None:
        return "undated"
    if theirs[1] < ours[0]:
        return "earlier"
    return "later" if theirs[0] > ours[1] else "same_day"


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
