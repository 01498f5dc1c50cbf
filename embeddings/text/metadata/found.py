"""What a text itself says of its title, day, speaker, place and meeting, each with how it is known.

Only what was not given is looked for, and what no rule finds stays unknown. Rules read where such things
stand: a heading, a line of its own, a dateline, the foot of a page. The prose of a speech is never read
for its day: the days it names are other days.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from embeddings.dates import is_date
from embeddings.speech import Speech
from embeddings.text.cleaning.clean import CleanText
from embeddings.text.metadata.datelines import read_publication_day, spoken_on
from embeddings.text.metadata.dating import dates_in, is_date_line
from embeddings.text.metadata.fields import fields_in, speech_of
from embeddings.text.metadata.findings import MetadataFinding, finding, first
from embeddings.text.metadata.headings import is_prose, is_report, prose_starts, title_of
from embeddings.text.metadata.name_lines import beside_day, name_on_line
from embeddings.text.metadata.places import congress_place, dispatch_place, held_at, own_place
from embeddings.text.metadata.speech_lines import FoldedLine, fold_line, lines_of
from embeddings.text.names import SAYING, NamedPerson, name_at, people_in
from embeddings.text.script.character_classes import HAN
from embeddings.text.script.language import language_of, resolve_declared

_SURE = 0.95  # confidence of a heading or a line that is a day
PAGE_DATE = "file_date"  # the field beside a text for the day that its file gives
FILE_AUTHOR = "file_author"  # … for the person that its file names as the author
_LATIN = ("en", "de", "fr", "es", "pt", "it", "tr")
_FOOT = 3  # lines at the end of a text that may be its signature
_OPENING = re.compile(
    r"(?:[^。,]{0,24}?(?:讯|消息|电)\s?(?:\([^()]*\))?\s?:?)?(?:[^,。]{0,16}日(?:上午|下午|晚上?)?,)?"
)
_REPORTS = re.compile(r"(?:作|做)(?:了)?[^,。]{0,12}报告")
_SPEAKS = re.compile(rf"{SAYING}|讲话|主持|致辞|演讲|作[^,。]{{0,8}}(?:说明|报告|讲话|发言)")
_CLAUSE = re.compile(r"[^。!?！？;；”]{0,30}")
_TITLED = re.compile(
    r"(?:在|就|对|向|出席|主持|致|会见|考察|赴|为|同|接受|发表)?[^。]*?(?:强调|指出|讲话|致辞|演讲|要求|批示|指示|发言|回信|贺信|贺电)"
)
_NAMED_FIRST = re.compile(rf"(?P<name>[{HAN}]{{2,4}}) ?[:：※]")
_SOURCE = re.compile(r"(?:来源|稿源|Source)\s?[:：]\s?(?P<outlet>(?!\[|https?:|www\.)[^\s,。;;()（）]{2,20})")
_BYLINE = re.compile(
    rf"(?P<outlet>[{HAN}]{{2,10}}(?:日报|晚报|时报|早报|报|社|网|客户端|电视台))(?:讯|消息|电|\d|北京|[{HAN}]{{2,4}}\d|\(记者|（记者|记者)"
)
_MEETING_HEADING = re.compile(
    r"^[(（—–―-]*\s?(?:[^,。;]{0,14}\d日)?(?:在|于)?"
    r"(?P<meeting>[^,。;]{6,40}?(?:会议|大会|全会|座谈会|论坛|峰会))(?=上|通过|\)|）)"
)
_MEETING_HELD = re.compile(
    r"(?:召开|举行|主持召开|出席)(?P<meeting>[^,。;“”]{0,4}[^,。;]{2,36}?(?:会议|大会|全会|座谈会|交流会|动员会|推进会|论坛|峰会|茶话会|发布会|年会))(?=[,。;并]|$)"
)
_MEETING_NAMED = re.compile(
    rf"(?P<meeting>中国共产党[{HAN}]{{2,20}}第[{HAN}\d]{{1,6}}(?:次|届)[{HAN}\d]{{0,16}}(?:全体会议|代表大会))"
)
_AT_LINE = re.compile(
    r"^At .{3,150}?, (?P<place>[A-Z][^,()\d]{2,30}, [A-Z][^,()\d]{1,30}?)(?: ?\([^()]*\))?$"
)
_WEEKDAY = (
    r"(?i:mon|tue|wed|thu|fri|sat|sun|lun|mar|mi[eé]r|mer|jeu|jue|ven|vie|sam|s[aá]b|dim|dom|gio|qua|qui|sex|ter|seg"
    r"|die|don|fre|so|mit)\w*\W"
)
# What stands before a day and is no town: Made on 3 February, Le 1er mars, Speech, 5 May.
_NO_TOWN = (
    r"(?i:made|le|la|el|the|on|am|den|il|em|published|delivered|spoken|given|held|adopted|signed|dated|issued"
    r"|updated|posted|done|date|day|fait|speech|address|remarks|statement|discours|rede|discurso|discorso)\b"
    r"(?!\s[A-ZÀ-Þ])"
)
_TOWN_WORD = r"[A-ZÀ-ÞА-ЯЁІЇЄ][\w'’.-]+"
_CITY_BEFORE_DAY = re.compile(
    rf"^(?!{_WEEKDAY})(?!{_NO_TOWN})"
    rf"(?P<place>{_TOWN_WORD}"
    rf"(?:[ -](?:(?:de|del|da|do|dos|das|di|la|le|les|sur|am|an|der|upon|of|el) ){{0,2}}{_TOWN_WORD}){{0,3}})"
    r"(?:,|\s—|\s-)?\s(?:le |el |am |on |the |il )?$"
)


@dataclass(frozen=True, slots=True)
class Reported:
    """A person whose words the text reports, with the office it gives them, empty when it gives none."""

    name: MetadataFinding
    office: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """None is unknown, or was given with the speech.

    date: when it was said, else when it was published.  outlet: the paper or site it came from.
    """

    title: MetadataFinding | None
    date: MetadataFinding | None
    published: MetadataFinding | None
    speaker: MetadataFinding | None
    place: MetadataFinding | None
    meeting: MetadataFinding | None
    outlet: MetadataFinding | None
    reported_speakers: tuple[Reported, ...]


def find_metadata(speech: Speech, cleaned: CleanText) -> Metadata:
    """What the text of a speech says of it. cleaned: of the same speech."""
    lines = lines_of(speech, cleaned)
    published = read_publication_day(lines)
    fields = fields_in(lines)
    return Metadata(
        title=None if speech.title else _readable(fields.get("title") or title_of(lines), speech.language),
        date=None if speech.date else _day(speech, lines, published, fields.get("date")),
        published=published,
        speaker=None
        if speech.speaker
        else (fields.get("speaker") or _speaker(lines) or _of_given_title(speech.title) or _author(speech)),
        place=None if speech.place else _place(lines),
        meeting=_meeting(lines),
        outlet=None if speech.source else _outlet(lines),
        reported_speakers=_reported(lines),
    )


def _day(
    speech: Speech,
    lines: Sequence[FoldedLine],
    published: MetadataFinding | None,
    field: MetadataFinding | None,
) -> MetadataFinding | None:
    """A heading that says when it was said comes before a field at the head, which may date the page."""
    spoken = spoken_on(lines, published)
    if spoken and spoken.confidence >= _SURE:
        return spoken
    return field or spoken or published or _of_file(speech)


def _of_file(speech: Speech) -> MetadataFinding | None:
    """The day the file gives beside its text, which itself says none."""
    day = speech.more.get(PAGE_DATE, "")
    if not is_date(day):
        return None
    named = day[:4] in speech.raw
    return MetadataFinding(day, "the file's own metadata", 0.8 if named else 0.5, 0, 0)


def _of_given_title(title: str) -> MetadataFinding | None:
    """The person whom a title that came with the text names: 某某：在…会上的讲话, Speech by President N N."""
    if not title:
        return None
    line = fold_line(title, chinese=re.search(f"[{HAN}]", title) is not None)
    named = first([*speech_of([line]), *_of_title([line])])
    return replace(named, method="the given title", confidence=0.8, start=0, end=0) if named else None


def _author(speech: Speech) -> MetadataFinding | None:
    """The person whom the file names beside its text, which itself says nothing of who speaks."""
    author = speech.more.get(FILE_AUTHOR, "")
    return MetadataFinding(author, "the file's own metadata", 0.6, 0, 0) if author else None


def _readable(title: MetadataFinding | None, language: str) -> MetadataFinding | None:
    """No title in the letters of a scan that was read in the wrong script."""
    known = resolve_declared(language)
    in_latin = title is not None and language_of(title.value) in _LATIN
    return None if in_latin and known not in ("", *_LATIN) else title


def _head(lines: Sequence[FoldedLine]) -> Sequence[FoldedLine]:
    return lines[: prose_starts(lines)]


def _lead(lines: Sequence[FoldedLine]) -> FoldedLine | None:
    return next((line for line in lines if line.said and is_prose(line.text)), None)


def _speaker(lines: Sequence[FoldedLine]) -> MetadataFinding | None:
    named = [name_on_line(line) for line in [*_head(lines), *lines[-_FOOT:]]]
    beside = beside_day(_head(lines)) or beside_day(lines[-_FOOT:])
    told = [*speech_of(lines), *_of_report(lines), *_of_title(lines), *_of_lead(lines)]
    return first([*named, beside, *told])


def _of_lead(lines: Sequence[FoldedLine]) -> Iterator[MetadataFinding]:
    """The person whom a report begins with, when it then gives that person's words."""
    said = [line for line in lines if line.said]
    lead = _lead(lines)
    if not lead or not is_report(said):
        return
    opening = _OPENING.match(lead.text)
    for person in people_in(lead.text)[:1]:
        words = re.compile(rf"(?:^|[。”]){re.escape(person.name)}[^,。:]{{0,14}}{SAYING}[,:“]")
        begins = opening is not None and person.start <= opening.end() + 2
        if begins and any(words.search(line.text) for line in said):
            yield finding(lead, _name_span(person), "lead", 0.8)


def _of_report(lines: Sequence[FoldedLine]) -> Iterator[MetadataFinding]:
    """省长某某作政府工作报告, above the report."""
    for line in [*_head(lines), *lines[prose_starts(lines) : prose_starts(lines) + 1]]:
        for person in people_in(line.text):
            if _REPORTS.match(line.text, person.end):
                yield finding(line, _name_span(person), "gives the report", 0.9)


def _of_title(lines: Sequence[FoldedLine]) -> Iterator[MetadataFinding]:
    """某某在…会上强调, and 某某: at the head of a title."""
    for line in _head(lines):
        if not line.said:
            continue
        people = [each for each in people_in(line.text) if each.start == 0]
        name = people[0].name if people else name_at(line.text, 0)
        end = people[0].end if people else len(name)
        headed = _NAMED_FIRST.match(line.text)
        if headed and headed["name"] == name:
            yield finding(line, headed.span("name"), "title", 0.85)
        elif name and _TITLED.match(line.text, end):
            yield finding(line, (end - len(name), end), "title", 0.85)


def _name_span(person: NamedPerson) -> tuple[int, int]:
    return person.end - len(person.name), person.end


def _reported(lines: Sequence[FoldedLine]) -> tuple[Reported, ...]:
    """Each person once, at the first mention that says they speak, with the longest office the text gives."""
    people: dict[str, MetadataFinding] = {}
    offices: dict[str, str] = {}
    for line in lines:
        if not line.said:
            continue
        for person in people_in(line.text):
            clause = _CLAUSE.match(line.text, person.end)
            office = line.wording(person.start, person.end - len(person.name)).strip()
            if clause and _SPEAKS.search(clause[0]) and person.name not in people:
                people[person.name] = finding(line, _name_span(person), "office and verb", 0.9)
            if len(office) > len(offices.get(person.name, "")):
                offices[person.name] = office
    return tuple(Reported(name, offices[key]) for key, name in people.items())


def _place(lines: Sequence[FoldedLine]) -> MetadataFinding | None:
    return first([*_headed_places(lines), *_led_places(lines), *_written_places(lines), _own(lines)])


def _headed_places(lines: Sequence[FoldedLine]) -> Iterator[MetadataFinding]:
    for line in _head(lines):
        span = congress_place(line.text)
        if span:
            yield finding(line, span, "report heading", 0.95)


def _led_places(lines: Sequence[FoldedLine]) -> Iterator[MetadataFinding]:
    lead = _lead(lines)
    for line in filter(None, [lead, *lines[-2:]]):
        span = dispatch_place(line.text)
        if span:
            yield finding(line, span, "dispatch", 0.8)
    span = held_at(lead.text) if lead else None
    if lead and span:
        place = "北京" if lead.text[span[0] : span[1]] == "京" else ""
        yield finding(lead, span, "dateline", 0.85, place)


def _written_places(lines: Sequence[FoldedLine]) -> Iterator[MetadataFinding]:
    """At the University, Town; and the town before a day."""
    for line in _head(lines):
        at = _AT_LINE.match(line.text)
        if at:
            yield finding(line, at.span("place"), "line that begins with At", 0.85)
        if is_date_line(line.text):
            city = _CITY_BEFORE_DAY.match(line.text[: dates_in(line.text)[0].start])
            if city:
                yield finding(line, city.span("place"), "date line", 0.85)


def _own(lines: Sequence[FoldedLine]) -> MetadataFinding | None:
    said = [line for line in lines if line.said]
    lead = "\n".join(line.text for line in said[: prose_starts(said) + 1])
    place = own_place(lead, [line.text for line in said])
    for line in said:
        at = line.text.find(place) if place else -1
        if at >= 0:
            return finding(line, (at, at + len(place)), "own government, named most", 0.8)
    return None


def _meeting(lines: Sequence[FoldedLine]) -> MetadataFinding | None:
    found: list[MetadataFinding | None] = []
    for line in _head(lines):
        match = (
            _MEETING_HEADING.search(line.text)
            if congress_place(line.text) or line.text[:1] in "(（—-"
            else None
        )
        found.append(finding(line, match.span("meeting"), "report heading", 0.95) if match else None)
    lead = _lead(lines)
    for pattern, confidence in ((_MEETING_NAMED, 0.9), (_MEETING_HELD, 0.8)):
        match = pattern.search(lead.text.split("。")[0]) if lead else None
        found.append(finding(lead, match.span("meeting"), "lead", confidence) if lead and match else None)
    return first(found)


def _outlet(lines: Sequence[FoldedLine]) -> MetadataFinding | None:
    found: list[MetadataFinding | None] = []
    for line in [*_head(lines), *lines[-_FOOT:]]:
        match = _SOURCE.search(line.text)
        found.append(finding(line, match.span("outlet"), "source line", 0.95) if match else None)
    for line in lines[: prose_starts(lines) + 2]:
        match = _BYLINE.search(line.text[:40])
        found.append(finding(line, match.span("outlet"), "byline", 0.85) if match else None)
    return first(found)
