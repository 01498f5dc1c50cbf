"""The label at the start of a line that says who has the word: `Hon. X:`, `Mr. X. -`, `X (CDU/CSU):`."""

import re
from dataclasses import dataclass, replace
from enum import IntEnum

from embeddings.text.script.character_classes import HAN, KANA
from embeddings.text.turns.clocks import end_of_clock_before, end_of_clock_behind
from embeddings.text.turns.han_labels import han_label
from embeddings.text.turns.shown import tidy
from embeddings.text.turns.titles import (
    ADDRESSED,
    ARTICLE,
    ASKED,
    CAPITAL,
    CHAIR,
    HONOUR,
    OFFICE,
    OTHER_TITLES,
)

LONGEST = 120  # characters of a label


class Surety(IntEnum):
    """How much a label tells by itself."""

    NAME = 1  # a name and a colon: headings have them, too
    CHAIR = 2  # the title of who keeps order: speeches address them so
    CAPITALS = 3  # a name in capitals, or with a party
    TITLED = 4  # a name or an office with its title, or a mark of the record
    STATED = 5  # written by what read the speakers from a file's own fields


@dataclass(frozen=True, slots=True)
class Label:
    """`line[:end]` is a label.

    name: of the person, without titles; empty when only the office is said.  office: the office, the role or
    the party beside the name.  alone: nothing follows it on its line.
    """

    end: int
    name: str
    office: str
    surety: Surety
    alone: bool = False
    bare: bool = False  # … and no mark ends it, either

    @property
    def voice(self) -> str:
        return self.name or self.office


_WORD = rf"[{CAPITAL}][\w'’.\-]*"
_PARTICLE = (
    r"(?:de|del|della|di|da|dos?|das|du|des|la|le|van|von|der|den|ter|ten|zu|af|bin|binti|ibn|al|el|y|e|i"
    r"|d['’]|of)"
)
_NAME = rf"{_WORD}(?:[ -](?:{_PARTICLE} ){{0,2}}{_WORD}){{0,5}}"
_PAREN = r"\s?\((?P<paren>[^()\n]{1,70})\)|\s?\[(?P<bracket>[^\[\]\n]{1,70})\]"
_ROLE = (
    rf"(?:(?:{ARTICLE} )?(?:{OFFICE}|{CHAIR})(?![\w])(?P<of>(?: (?!{HONOUR}\b\.?\s)[\w'’.\-,&]+){{0,9}}?))"
)
_HONOURS = rf"(?:(?:{ARTICLE} )?(?:{HONOUR}\b\.? ?){{1,4}})"
_HEAD = re.compile(
    rf"(?P<role>{_ROLE}(?=$| {_HONOURS}| {_WORD}|,))?,?"
    rf" ?(?P<honours>{_HONOURS})?(?P<name>{_NAME})?(?P<after>, [^,:]{{3,60}})?"
)
_MARKS = re.compile(r"[*_#>•\s]*(?:[-–—]\s)?[*_]*\s*")
_COLON = re.compile(
    r"(?P<head>[^:：\n]{1,118}?)\s*(?:\*\*|__|[*_])?\s?[:：]\s?(?:\*\*|__|[*_])?(?:\s*[-–—](?=\s))?\s*"
)
_DASH = re.compile(r"(?P<head>(?:[^\n–—()]|\([^()\n]*\)){2,110}?)(?:\.\s?[-–—]+|\s[-–—]+)\s+")
_STOP = re.compile(
    rf"(?P<head>(?:(?:{HONOUR}\.?|{ARTICLE}) )*(?:[{CAPITAL}][^.:\n]{{1,90}}?(?:"
    rf" [{CAPITAL}]\.[^.:\n]{{1,40}}?)?"
    rf"|(?:{CHAIR}|{OFFICE})))\.\s+(?=[{CAPITAL}¿¡\"“«(\d…])"
)
_WITH_PAREN = re.compile(rf"(?P<core>[^()\[\]]*?)(?:{_PAREN})?(?:, (?P<role>[^()]{{3,60}}))?")
_OTHER = re.compile(rf"(?:{OTHER_TITLES}).{{0,40}}")
_UNCASED = re.compile(r"[\u0590-\u06ff\u0900-\u0dff\u0e00-\u0eff]")
_NO_NAME = re.compile(
    r"(?i)\b(?:officers|attendance|disposition|yeas|nays|ayes|noes|note|source|date|time|place|venue|subject|summary|title|speaker[s]?\s*$|present|absent|re|tel|fax|e-?mail|www|http|figure"
    r"|table|chapter|section|part|article|annex|appendix|item|agenda|motion|bill|act|amendment|contents|first|second"
    r"|third|finally|however|today|thank|page|volume|number|no|january|february|march|april|may|june|july|august"
    r"|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"
)
_CHAIR_ONLY = re.compile(rf"(?:{ARTICLE} )?(?:{HONOUR}\.? )*(?:{ARTICLE} )?{CHAIR}")
_TAIL = (
    rf"(?:,? (?:[{CAPITAL}][\w'’.\-]*|of|for|and|the|to|in|on|&|der|des|für|und|del?|du|y|e|la|las|los"
    r"|dos?|das?|van))"
)
_OFFICE_ONLY = re.compile(
    rf"(?:{ARTICLE} )?{OFFICE}(?![\w]){_TAIL}{{0,10}}"
    rf"|(?:{ARTICLE} )?{CHAIR} (?:of|de|del|della|der|des|du|da|do)(?![\w]){_TAIL}{{1,8}}"
    rf"|(?:{ARTICLE} )?(?:{HONOUR}\.? )+(?:{ARTICLE} )?(?:{OFFICE}|{CHAIR})(?![\w])(?: [\w'’.\-]+){{0,8}}"
)
_CHAIR_FIRST = re.compile(rf"(?:{ARTICLE} )?(?:{HONOUR}\.? )*(?:{ARTICLE} )?{CHAIR}\b")
_BEHIND_ARTICLE = re.compile(rf"{ARTICLE} ", re.IGNORECASE)
_NOBODY = frozenset(
    ("sir", "madam", "president", "speaker", "disclaimer", "honourable", "conseller", "consellera")
)
# Behind a name: a member's letters, or a party: X MP, X, AfD.
_LETTERS = re.compile(r"(?P<name>.+?),? (?P<office>MP|MEP|MSP|MLA|MPP|MdB|MdL|MHR|TD|QC|KC)")
_PARTY = re.compile(r"[A-ZÄÖÜ][\w/]{0,8}[A-ZÄÖÜ]|[A-ZÄÖÜ]{2,6}/[A-ZÄÖÜ]\w{1,12}")
_ENDS_WITH_ARTICLE = re.compile(rf"\s(?:{ARTICLE}|of|for|and|und|et|&)$")
_NUMERAL = re.compile(r"[IVXLC]+\.?")
_ADDRESSED = re.compile(ADDRESSED)
_ASKED = re.compile(ASKED)
_SAID = re.compile(
    r"(?i)\b(?:said|says?|asked|asks|moved|moves|told|wrote|declared|stated|that|is|are|has|have|was|were|will|dijo"
    r"|disse|sagte|a dit)\b"
)
_LAST_WORD = re.compile(
    rf"(?:^|[ -])(?!(?:{HONOUR}|St|No|Nos)\.?(?:\s?\("
    rf"|$))(?P<word>[^\W\d_]['’\w]{{2,}})(?:\s?\([^()]*\)|, .*)?$"
)
STATED = "◆"  # opens the label of a speech whose speaker its file names in a field of its own
_STATED = re.compile(STATED + r"(?P<name>[^:：\n()]{1,100}?)(?: \((?P<office>[^()\n]{1,60})\))?: ")
_BOLD = re.compile(rf"(?:\*\*|__)(?P<name>[{HAN}]{{2,6}})(?:(?:\*\*|__)\s?[:：]|[:：]\s?(?:\*\*|__))\s*")
_ELIDED = re.compile(r"^l['’](?=hon\b)", re.IGNORECASE)  # l'hon. X
_NESTED = re.compile(r"\(([^()]*?)\s*\(([^()]*)\)\)")
_Q_AND_A = re.compile(r"(?P<who>Q|A)(?:uestion|nswer)?(?:[.:]|\s{2,}|\s-)\s*(?=\S)")


def stated_label(said: str) -> str:
    """A label known for sure, of a speaker as a file names them: M. Rick Dykstra (Avalon, Lib.)."""
    head = _ELIDED.sub("", said.strip(" :：").replace(":", " "))
    head = _NESTED.sub(r"(\1, \2)", head)
    known = label_of(f"{head}: …")
    name, office = (known.name, known.office) if known else (head, "")
    beside = f" ({re.sub('[()]', '', office)[:60]})" if name and office else ""
    return f"{STATED}{re.sub('[()]', '', name or office)[:100]}{beside}: "


def label_of(line: str) -> Label | None:
    """The label a line begins with, by itself: whether it opens a turn the whole page decides.

    A clock before it is part of it, and tells a bare name with a colon from a heading.
    """
    if start := end_of_clock_before(line):
        behind = _label_of(line[start:])
        named = behind and behind.surety is Surety.NAME and not behind.bare
        return behind and replace(
            behind, end=start + behind.end, surety=Surety.CAPITALS if named else behind.surety
        )
    return _label_of(line)


def _label_of(line: str) -> Label | None:
    marks = _MARKS.match(line)
    start = marks.end() if marks else 0
    text = line[start : start + LONGEST + 40]
    if not text:
        return None
    if (
        not text.startswith(STATED)
        and re.match(rf"[{HAN}{KANA}\uac00-\ud7a3○◯〇●◎【（(]", text)
        and (found := han_label(text))
    ):
        end, name, office, chair = found
        surety = Surety.CHAIR if chair and not name else (Surety.TITLED if office else Surety.NAME)
        return Label(start + end, name, office, surety, alone=not line[start + end :].strip())
    if match := _BOLD.match(line):
        return Label(match.end(), match["name"], "", Surety.NAME, alone=not line[match.end() :].strip())
    if match := _STATED.match(text):
        return Label(start + match.end(), match["name"], match["office"] or "", Surety.STATED)
    label = (
        _asked(text)
        or _by_colon(text, line)
        or _by_dash(text)
        or _by_stop(text)
        or _alone(line.strip(), text)
    )
    if label is None or label.name.lower() in _NOBODY:
        return None
    clock = end_of_clock_behind(text, label.end)
    end = clock or label.end
    return replace(label, end=start + end, alone=not text[end:].strip() if clock else label.alone)


def _asked(text: str) -> Label | None:
    match = _Q_AND_A.match(text)
    return Label(match.end(), "", match["who"], Surety.TITLED) if match and match[0][0] in "QA" else None


def _by_colon(text: str, line: str) -> Label | None:
    match = _COLON.match(text)
    if not match or len(match["head"].split()) > 14 or re.search(r"https?$", match["head"]):
        return None
    alone = not line[match.end() :].strip()
    if _UNCASED.match(match["head"]):
        return _uncased(match, alone)
    return _of_head(match["head"], match.end(), alone=alone, plain=True)


def _uncased(match: re.Match[str], alone: bool) -> Label | None:
    head = match["head"].strip()
    words = head.split()
    if len(words) > 7 or re.search(r"[\d,،.]", head):
        return None
    titled = _OTHER.fullmatch(head) is not None
    if not titled and len(words) < 2:
        return None  # a field of a head rather than a name
    return (
        Label(match.end(), head, "", Surety.TITLED if titled else Surety.NAME, alone)
        if len(words) <= 5 or titled
        else None
    )


def _by_dash(text: str) -> Label | None:
    match = _DASH.match(text)
    label = _of_head(match["head"], match.end(), alone=False, plain=False) if match else None
    if match is None or label is None:
        return None
    if label.surety is Surety.CAPITALS and not label.office:
        return None  # a heading in two parts
    shouted_chair = label.surety is Surety.CHAIR and _shouted(match["head"])
    return label if label.surety >= Surety.CAPITALS or shouted_chair else None


def _by_stop(text: str) -> Label | None:
    """Mr. X. and MARIA X. before a sentence: in capitals, or with a title that the page has again."""
    match = _STOP.match(text)
    if not match or not re.fullmatch(r"[^,]*(?:, [^\W\d_A-Z][^,]{3,50})?", match["head"]):
        return None
    addressed, comma, _ = match["head"].partition(",")
    if comma and _CHAIR_ONLY.fullmatch(addressed):
        return None  # Madam Speaker, let me conclude.
    label = _of_head(match["head"], match.end(), alone=False, plain=False)
    if label is None or len(match["head"].split()) > 8 or not _LAST_WORD.search(match["head"]):
        return None
    in_capitals = _shouted(re.sub(rf"\([^()]*\)|\b(?:{HONOUR}|{ARTICLE})\b", "", match["head"]))
    if label.surety is Surety.TITLED and not in_capitals:
        return Label(label.end, label.name, label.office, Surety.CAPITALS)
    return label if in_capitals or label.surety is Surety.CHAIR else None


def _alone(line: str, text: str) -> Label | None:
    """A name with its title, an office behind its article, or a name alone, that is a whole line."""
    line = line.strip("*_ ")
    if len(line) > 70 or re.search(r"[.!?,;:…]$", line):
        return None
    label = _of_head(text.strip().strip("*_").strip(), len(text), alone=True, plain=False)
    if label is None:
        named = re.fullmatch(_NAME, line) and 2 <= len(line.split()) <= 5 and not _NO_NAME.search(line)
        return Label(len(text), tidy(line), "", Surety.NAME, alone=True, bare=True) if named else None
    if label.surety in (Surety.TITLED, Surety.CHAIR) and (label.name or _BEHIND_ARTICLE.match(line)):
        return replace(label, bare=True)
    return None


def _of_head(head: str, end: int, *, alone: bool, plain: bool) -> Label | None:
    """plain: a colon follows, behind which a bare name may be a label, too."""
    match = _WITH_PAREN.fullmatch(head.strip())
    if not match:
        return None
    core = match["core"].strip().rstrip(",")
    if ".-" in core or core.lower() in _NOBODY or _NUMERAL.fullmatch(core):
        return None
    beside = (match["paren"] or match["bracket"] or match["role"] or "").strip()
    if beside.startswith(("in ", "en ", "auf ")):
        beside = ""  # the language it was said in
    if _ADDRESSED.search(head) or _SAID.search(f"{core} {match['role'] or ''}"):
        return None
    if _ASKED.fullmatch(core):
        return Label(end, "", core, Surety.TITLED, alone) if plain else None
    if lettered := _LETTERS.fullmatch(core):
        core, beside = lettered["name"], beside or lettered["office"]
    if match["role"] and plain and _PARTY.fullmatch(beside) and re.fullmatch(_NAME, core):
        return Label(end, tidy(core), beside, Surety.CAPITALS, alone)
    if not core or (
        _NO_NAME.search(core) and not re.match(rf"(?:{HONOUR})\b", core) and not _keeps_order(core, beside)
    ):
        return None
    if match["role"] and _OFFICE_ONLY.fullmatch(f"{core}, {match['role']}"):
        return Label(end, "", head.strip(), Surety.TITLED, alone)  # Minister for Trade, Industry and Ports
    if _CHAIR_ONLY.fullmatch(core):
        name = _person(beside)
        return Label(end, name, core, Surety.TITLED if name else Surety.CHAIR, alone)
    if _OFFICE_ONLY.fullmatch(core) and not _office_and_name(core):
        name = _person(beside)
        surety = Surety.CHAIR if _CHAIR_FIRST.match(core) and not name else Surety.TITLED
        return Label(end, name, core, surety, alone) if core[0].isupper() or name else None
    parts = _office_and_name(core)
    if parts:
        return Label(end, parts[1], parts[0] or beside, Surety.TITLED, alone)
    titled = re.fullmatch(rf"{_HONOURS}(?P<name>{_NAME})", core)
    if match["role"] and not titled:
        return None
    if titled and not re.fullmatch(rf"(?:{_HONOURS})", titled["name"] + " "):
        return Label(end, tidy(titled["name"]), beside, Surety.TITLED, alone)
    if not re.fullmatch(_NAME, core) or re.search(r"\d", f"{core}{beside}") or re.match(rf"{HONOUR}\b", core):
        return None
    if beside or (_shouted(core) and len(core.split()) > 1):
        return Label(end, tidy(core), beside, Surety.CAPITALS, alone) if plain or _shouted(core) else None
    return (
        Label(end, tidy(core), "", Surety.NAME, alone)
        if (plain or _shouted(core)) and len(core.split()) <= 4
        else None
    )


def _keeps_order(core: str, beside: str) -> bool:
    """The Deputy Speaker (Hon. X): where `Speaker:` alone is a field of a head."""
    return _CHAIR_ONLY.fullmatch(core) is not None and bool(_BEHIND_ARTICLE.match(core) or _person(beside))


def _office_and_name(core: str) -> tuple[str, str] | None:
    """Präsident Dr. X, The Minister for Ports Mr. X, Vizepräsidentin X Y."""
    match = re.fullmatch(
        rf"(?:{_HONOURS})?"
        rf"(?P<office>(?:{ARTICLE} )?(?:{CHAIR}|{OFFICE})(?:(?: (?:for|of|der|des|für|de|du|del"
        rf"|pour)(?: \w+){{1,5}}?))?),? "
        rf"(?:{_HONOURS})?(?P<name>(?!(?i:for|of|der|des|für|de|du|del)\b){_NAME})",
        core,
    )
    if not match or re.match(rf"(?:{CHAIR}|{OFFICE})\b", match["name"]):
        return None
    if _ENDS_WITH_ARTICLE.search(match["office"]):
        return None  # the president of the Council: no person
    return match["office"], tidy(match["name"])


def _person(beside: str) -> str:
    """The name in brackets behind an office: (Hon. Varga), (X. PT - SP); nothing for `in Cantonese`."""
    first = re.split(r"\. (?=[A-Z]{2,})", beside)[0]
    if first.lower().startswith(("of ", "the ")):
        return ""
    match = re.match(rf"(?:{_HONOURS})?(?P<name>{_NAME})(?=$|[.,;/]| [-–])", first)
    return tidy(match["name"]) if match else ""


def _shouted(text: str) -> bool:
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 2] or re.findall(
        r"[^\W\d_]+", text
    )
    return bool(words) and all(word.isupper() for word in words)
