"""Fields at the head of a text: `Title: …`, `Speaker: …`, front matter, and `Speech of President N N`."""

import json
import re
from collections.abc import Iterator, Sequence

from embeddings.text.metadata.dating import dates_in
from embeddings.text.metadata.findings import MetadataFinding, finding
from embeddings.text.metadata.given_dates import written_date
from embeddings.text.metadata.speech_lines import FoldedLine
from embeddings.text.turns.shown import tidy
from embeddings.text.turns.titles import ARTICLE, CAPITAL, CHAIR, HONOUR, OFFICE

_HEAD = 14  # lines
_LONGEST = 300  # characters of a line that names who spoke
_FRONT = 60  # lines of front matter
_KEYS = {
    "title": "title|titel|titre|título|titulo|titolo|headline|标题|题目|標題|タイトル|제목|заголовок",
    "speaker": "speaker|speech (?:of|by)|authors?|autor|autora|auteur|orador|oradora|orateur|redner"
    "|rednerin|relatore"
    "|讲话人|演讲人|发言人|講者|作者|演者|연설자|автор|докладчик",
    "date": "date|day|datum|fecha|data|日期|时间|日付|날짜|дата",
}
_FIELDS = {
    field: re.compile(rf"[\"']?(?:{keys})[\"']?\s?[:：=]\s?(?P<value>\S.*)", re.IGNORECASE)
    for field, keys in _KEYS.items()
}
_LIST_KEY = re.compile(rf"[\"']?(?:speakers|{_KEYS['speaker']})[\"']?\s?[:：=]", re.IGNORECASE)
_ITEM = re.compile(r"(?:-\s+(?:name\s?:\s*)?|name\s?:\s*)(?P<value>[^:\s][^:]{1,80})")
_MOST_PERSONS = 12  # of one list
_FLOW = re.compile(r"\[(?P<items>[^\[\]]{1,300})\]")
_NONE = frozenset(("null", "none", "nan", "~", "[]", "{}", "unknown"))
_WORD = rf"[{CAPITAL}][\w'’.\-]*"
_NAME = rf"{_WORD}(?: (?:(?:de|del|da|do|dos|di|van|von|der|bin|al|la|le) ){{0,2}}{_WORD}){{1,4}}"
_SPEECH_OF = re.compile(
    rf"\b(?i:rede|ansprache|grußwort|discours|allocution|déclaration|discurso|intervención|mensaje"
    rf"|pronunciamento|discorso|intervento"
    rf"|palavras|brinde|mensagem|palabras"
    rf"|speech|remarks|address|statement|delivered|toespraak|tal|przemówienie|projev)\s+(?i:von|vom|der|des|de|del|du|da|do|di|of|by|van|af|av)\s+"
    rf"(?:{ARTICLE} )?(?:(?:[\w\-]+ ){{0,2}}?(?:{CHAIR}|{OFFICE}|(?i:bundespräsident(?:in)?"
    rf"|(?:ober)?bürgermeister(?:in)?|king|queen|könig|chairman))"
    rf"(?: (?:of|der|des|de|del|da|do|du|della) (?:(?:the|la|las|los|el) )?\w+)?,? |(?:{HONOUR}\.? )+)"
    rf"(?P<name>(?!(?i:for|of|on|in|at|and)\b){_NAME})(?=$|[,.;:(–—-]"
    rf"|\s+(?i:zum|zur|bei|beim|am|an|im|in|vor|auf|anlässlich|at|on|to|before"
    r"|during|for|à|au|aux|en|a|al|lors|na|no|ante|durante|sur|sobre|über|til|ved)\b)"
)


# … of an office and a form of address: SPEECH BY THE MINISTER FOR PORTS, MR. N N, AT THE …
_SPEECH_OF_HONOURED = re.compile(
    rf"\b(?i:speech|remarks|address|statement|delivered|given|discours|allocution|discurso|rede)\s+"
    rf"(?i:by|of|de|del|du|von)\s[^,]{{3,120}}, (?:{HONOUR}\.? )+(?P<name>{_NAME})(?=$|[,.;(])"
)
# … of a long office: Discurso de la Ministra de Relaciones Exteriores del Estado, N N
_BEHIND_OFFICE = re.compile(rf"[^,]{{10,160}}, (?P<name>{_NAME})[.,]?")
_INSTITUTION = re.compile(
    r"(?i)\b(?:naci[oó]n\w*|nation\w*|rep[uú]bli\w*|estado\w*|states?|gobierno|government|governo|gouvernement|asamblea"
    r"|assembl\w*|consejo|council|conselho|conseil|exteriores|relaciones|foreign|affairs|unid[oa]s|united|union|unión"
    r"|excm[oa]|ministr\w*|minister\w*|president\w*|parliament\w*|house|committee|commission|comisión|bank|del)\b|^(?:de|da|do|di)\s"
)


def fields_in(lines: Sequence[FoldedLine]) -> dict[str, MetadataFinding]:
    """Title, speaker and date as the head of a text names them, each once."""
    found: dict[str, MetadataFinding] = {}
    fenced = bool(lines) and lines[0].text in ("---", "+++")
    if fenced:
        found = dict(_listed(lines[:_FRONT]))
    for line in lines[: _FRONT if fenced else _HEAD]:
        for field, pattern in _FIELDS.items():
            match = pattern.fullmatch(line.text)
            if match and field not in found and (value := _value(field, line.wording(*match.span("value")))):
                found[field] = finding(line, match.span("value"), "field at the head", 0.95, value)
    return found


def _listed(lines: Sequence[FoldedLine]) -> Iterator[tuple[str, MetadataFinding]]:
    """The persons that front matter lists below their key: `authors:`, then `- N N` or `name: N N`."""
    for place, line in enumerate(lines):
        if not _LIST_KEY.fullmatch(line.text):
            continue
        named = []
        for item in lines[place + 1 : place + 1 + _MOST_PERSONS]:
            match = _ITEM.fullmatch(item.text)
            if not match:
                break
            named.append((item, match.span("value"), _value("speaker", item.wording(*match.span("value")))))
        if named and all(name for _, _, name in named):
            item, span, _ = named[0]
            together = ", ".join(name for _, _, name in named)
            yield "speaker", finding(item, span, "field at the head", 0.95, together)
            return


def _value(field: str, written: str) -> str:
    said = written.strip().rstrip(",").strip()
    if field == "speaker" and (listed := _FLOW.fullmatch(said)):
        return ", ".join(filter(None, (part.strip(" '\"") for part in listed["items"].split(","))))
    if said[:1] == '"' and said[-1:] == '"':
        try:
            said = str(json.loads(said))
        except ValueError:
            said = said[1:-1]
    said = said.strip("'\"").strip()
    if said.lower() in _NONE or not said or len(said) > 300:
        return ""
    if field == "date":
        day = written_date(said)
        dates = dates_in(day)
        return (
            day if re.fullmatch(r"\d{4}(?:-\d{2}){0,2}", day) else (dates[0].date if len(dates) == 1 else "")
        )
    return said


def speech_of(lines: Sequence[FoldedLine]) -> Iterator[MetadataFinding]:
    """Rede von Bundespräsident N N zum …: the person behind the office."""
    for line in lines[:_HEAD]:
        if len(line.text) > _LONGEST:
            continue
        match = _SPEECH_OF_HONOURED.search(line.text) or _SPEECH_OF.search(line.text)
        if match and _INSTITUTION.search(match["name"]):
            match = _BEHIND_OFFICE.fullmatch(line.text)
        if match and not _INSTITUTION.search(match["name"]):
            yield finding(
                line, match.span("name"), "speech of an office and a name", 0.9, tidy(match["name"])
            )
