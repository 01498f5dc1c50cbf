"""The day of a speech, and the day it was published, from where pages say them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from embeddings.dates import is_date
from embeddings.text.metadata.dating import Dated, dates_in, is_date_line
from embeddings.text.metadata.findings import MetadataFinding, finding, first
from embeddings.text.metadata.given_dates import written_date
from embeddings.text.metadata.headings import is_prose, is_report, prose_starts
from embeddings.text.metadata.speech_lines import FoldedLine

_FOOT = 4  # lines at the end of a page that may carry a day
_LABELLED_FOOT = 12  # … beside a word that says it was published
_ADDRESS_LINES = 2  # lines at either end of a page where its own address may stand
_READ = 200  # characters read of either end of a line: a text may be one endless line
_LEAD_READ = 1000  # … and of a paragraph that may open with a dateline
_LEAD = 2  # paragraphs of prose that may open with a dateline
NEAR = 7  # days from an event to its publication within which the one tells the year of the other
_HEADING = re.compile(
    r"^[-—–―]*\s?\d{4}年\d{1,2}月\d{1,2}日[,，]?(?:在|于)[^,，。]{4,60}(?:上|会议|大会)"
    r"|^[-—–―]+.{0,60}(?:上|会议|大会)$"
)
_HEADING_IN_BRACKETS = re.compile(r"^[(（].{0,80}(?:通过|讲话|会议上|大会上|举行|演讲)[)）]?$")
_THAT_IS = re.compile(r"这是[^,。]{2,30}?(?=\d{4}年)[^,。]{4,60}(?:讲话|演讲|致辞|发言|报告)")
_DISPATCH = re.compile(
    r"(?:社|网|报|台|报道)[^,。]{0,14}?(?P<day>(?:\d{4}年)?\d{1,2}月\d{1,2}日)(?:[^,。]{0,4})(?:电|讯|消息)"
)
_EVENT = re.compile(
    r"召开|举行|主持|出席|会见|会谈|开幕|闭幕|考察|调研|通过|致辞|发表|讲话|同[^,。]{2,20}通电话"
)
_DAY_ONLY = re.compile(
    r"(?<![\d月至到—~-])(?P<day>\d{1,2})日(?!至|到|电|起|前|—|、)(?:上午|下午|晚|凌晨|中午|傍晚)?"
)
_PUBLISHED = re.compile(
    r"来源|时间|(?<![\d ])日期|发布|版\s?[)）]|\d{1,2}:\d{2}|Posted|Published|Updated|Date:"
)
_ADDRESS = re.compile(r"https?://\S*?/(?P<year>20\d{2}|19\d{2})[-/]?(?P<month>\d{2})[-/]?(?P<day>\d{2})/")
_SPOKEN = re.compile(
    r"\b(?i:delivered|spoken|given|held|made|prononcée?|pronunciad[oa]|gehalten|proferid[oa]|pronunciat[oa]|uitgesproken)"
    r"\b[^.;]{0,80}$"
)
_SPEECH = re.compile(
    r"\b(?i:speech|address|remarks|statement|discours|allocution|rede|ansprache|discurso|discorso|toespraak|речь)\b"
    r"|讲话|致辞|演讲|发言|报告|挨拶|연설"
)
_ENDS = re.compile(r"\s?(?:года|р\.|г\.)?[.)]?$")
_NUMERIC = 12  # characters of a line that is a day in figures
_DAY = len("2031-03-09")
_RANGE = re.compile(r"\s?(?:至|到|—|-|~)\s?\d")


def read_publication_day(lines: Sequence[FoldedLine]) -> MetadataFinding | None:
    """The day of publication: beside a source, a clock, a newspaper's page, or in the page's address."""
    return first([*_labelled(lines), *_addressed(lines)])


def _labelled(lines: Sequence[FoldedLine]) -> Iterator[MetadataFinding]:
    start = prose_starts(lines)
    foot = lines[max(start, len(lines) - _LABELLED_FOOT) : -_FOOT]
    short = [line for line in foot if not is_prose(line.text)]
    for line in [*lines[:start], *short, *lines[max(start, len(lines) - _FOOT) :]]:
        skipped = max(0, len(line.text) - _READ)
        for dated in dates_in(line.text[skipped:])[-1:]:
            start, end = skipped + dated.start, skipped + dated.end
            if _is_day(dated) and _PUBLISHED.search(line.text[max(0, start - 24) : end + 12]):
                yield finding(line, (start, end), "publication line", 0.85, dated.date)


def _addressed(lines: Sequence[FoldedLine]) -> Iterator[MetadataFinding]:
    for line in [*lines[:_ADDRESS_LINES], *lines[-_ADDRESS_LINES:]]:
        match = None if line.said else _ADDRESS.search(line.text)
        if match:
            day = f"{match['year']}-{match['month']}-{match['day']}"
            if is_date(day):
                yield finding(line, (match.start("year"), match.end("day")), "address", 0.8, day)


def spoken_on(lines: Sequence[FoldedLine], published: MetadataFinding | None) -> MetadataFinding | None:
    """The day of the speech or meeting.

    A day without a year gets one only where the page proves it: a publication within a week, or a heading
    with the same day.
    """
    found = first(
        [
            *_headed(lines),
            *_noted(lines),
            *_spoken(lines),
            *_alone(lines),
            *_told(lines, published),
            *_dispatched(lines),
        ]
    )
    if found and found.value.startswith("--"):
        found = _with_year(found, published, [each.value for each in _headed(lines, everywhere=True)])
    return found


def _headed(lines: Sequence[FoldedLine], *, everywhere: bool = False) -> Iterator[MetadataFinding]:
    """——2025年1月19日在某省某次会议上, and (2020年6月28日某次会议通过); elsewhere only the second kind."""
    for line in lines if everywhere else lines[: prose_starts(lines) + 1]:
        headed = _HEADING_IN_BRACKETS.match(line.text) or (not everywhere and _HEADING.match(line.text))
        dates = [dated for dated in dates_in(line.text[:_READ]) if _is_day(dated)] if headed else []
        if dates:
            yield finding(line, (dates[0].start, dates[0].end), "report heading", 0.97, dates[0].date)


def _noted(lines: Sequence[FoldedLine]) -> Iterator[MetadataFinding]:
    """这是某某2015年11月23日在…的讲话, at the foot."""
    for line in lines[-_FOOT:]:
        match = _THAT_IS.search(line.text, max(0, len(line.text) - _READ))
        for dated in dates_in(match[0])[:1] if match else []:
            span = (match.start() + dated.start, match.start() + dated.end) if match else (0, 0)
            yield finding(line, span, "editor's note", 0.95, dated.date)


def _spoken(lines: Sequence[FoldedLine]) -> Iterator[MetadataFinding]:
    """Delivered by … at …, 14 May 2029; and the one day in the name of a speech that stands at the head."""
    for line in [*lines[: prose_starts(lines)], *lines[-2:]]:
        if is_prose(line.text):
            continue
        days = [dated for dated in dates_in(line.text[:_READ]) if _is_day(dated)]
        for before, dated in zip([None, *days], days, strict=False):
            if _SPOKEN.search(line.text, before.end if before else 0, dated.start):
                yield finding(line, (dated.start, dated.end), "line that says when", 0.95, dated.date)
        if len(days) == 1 and _SPEECH.search(line.text) and not _PUBLISHED.search(line.text):
            yield finding(line, (days[0].start, days[0].end), "name of the speech", 0.85, days[0].date)


def _is_day(dated: Dated) -> bool:
    return len(dated.date) == 10


def _alone(lines: Sequence[FoldedLine]) -> Iterator[MetadataFinding]:
    """A line that is a day and little else, before the prose or at the foot."""
    for line in [*lines[: prose_starts(lines)], *lines[-2:]]:
        if is_date_line(line.text) and not (_PUBLISHED.search(line.text) and "Date:" not in line.text):
            dated = dates_in(line.text)[0]
            if _is_day(dated):
                yield finding(line, (dated.start, dated.end), "date line", 0.95, dated.date)
    for line in lines[1 : prose_starts(lines)]:
        days = [] if is_prose(line.text) or _PUBLISHED.search(line.text) else dates_in(line.text[:_READ])
        behind_comma = bool(days) and line.text[: days[0].start].rstrip().endswith(",")
        if len(days) == 1 and behind_comma and _is_day(days[0]) and _ENDS.match(line.text, days[0].end):
            yield finding(line, (days[0].start, days[0].end), "line that ends with a day", 0.85, days[0].date)
    for line in [*lines[: prose_starts(lines)], *lines[-2:]]:
        day = written_date(line.text) if len(line.text) <= _NUMERIC else ""
        if day != line.text and len(day) == _DAY:
            yield finding(line, (0, len(line.text)), "date line", 0.9, day)
    for line in lines[:2]:
        match = re.match(r"Date:\s*(\d{4}-\d{2}-\d{2})\b", line.text)
        if match:
            yield finding(line, match.span(1), "date line", 0.95, match[1])


def _told(lines: Sequence[FoldedLine], published: MetadataFinding | None) -> Iterator[MetadataFinding]:
    """The day that a report opens with: 10月29日下午,某省召开…; 24日, given the day of publication."""
    said = [line for line in lines if line.said]
    if not is_report(said):
        return
    for line in [line for line in said if is_prose(line.text)][:_LEAD]:
        for sentence in re.finditer(r"[^。!?！？]+", line.text[:_LEAD_READ]):
            if not _EVENT.search(sentence[0]):
                continue
            dates = dates_in(sentence[0])
            if dates:
                if not _RANGE.match(sentence[0], dates[0].end) and dates[0].date.count("-") > 1:
                    yield _at(line, sentence.start(), dates[0])
                return
            match = _DAY_ONLY.search(sentence[0]) if published else None
            if match and published:
                day = _before(published.value, int(match["day"]))
                if day:
                    span = (sentence.start() + match.start(), sentence.start() + match.end())
                    yield finding(line, span, "dateline and publication", 0.85, day)
                return


def _at(line: FoldedLine, start: int, dated: Dated) -> MetadataFinding:
    return finding(line, (start + dated.start, start + dated.end), "dateline", 0.9, dated.date)


def _dispatched(lines: Sequence[FoldedLine]) -> Iterator[MetadataFinding]:
    """新华社某市9月22日电, at either end: the day of the dispatch, at most one after the event."""
    for line in [*lines[: prose_starts(lines) + 1], *lines[-2:]]:
        match = _DISPATCH.search(line.text)
        for dated in dates_in(match["day"]) if match else []:
            span = match.span("day") if match else (0, 0)
            yield finding(line, span, "dispatch", 0.75, dated.date)


def _before(published: str, day: int) -> str:
    """The last such day of a month up to the day of publication, when it is within NEAR of it."""
    last = date.fromisoformat(published)
    days = (last - timedelta(days=back) for back in range(NEAR + 1))
    return next((each.isoformat() for each in days if each.day == day), "")


def _with_year(
    found: MetadataFinding, published: MetadataFinding | None, headed: Sequence[str]
) -> MetadataFinding:
    month_day = found.value[2:]
    years = {value[:4] for value in headed if value[5:] == month_day}
    if published:
        last = date.fromisoformat(published.value)
        days = {(last - timedelta(days=back)).isoformat() for back in range(NEAR + 1)}
        years |= {day[:4] for day in days if day[5:] == month_day}
    if len(years) != 1:
        return found
    return replace(
        found, value=f"{years.pop()}-{month_day}", method=f"{found.method}, year from elsewhere on the page"
    )
