"""Who is named on a line of their own: 省长 某某 above a report, a signature below it, By the Minister …"""

import re
from collections.abc import Sequence
from itertools import pairwise

from embeddings.text.metadata.dating import is_date_line
from embeddings.text.metadata.findings import MetadataFinding, finding
from embeddings.text.metadata.places import CITIES, PROVINCES
from embeddings.text.metadata.speech_lines import FoldedLine
from embeddings.text.names import OFFICE, is_name
from embeddings.text.script.character_classes import HAN, KANA

_HAN_ONLY = re.compile(rf"[{HAN}]+")
# What begins with a surname's character and stands beside a day, too.
_NO_PERSON = frozenset((*PROVINCES, *CITIES, "来源", "时间", "时刻", "编辑", "责编"))
_LONGEST = 300  # characters of a line that names one person
_CHINESE = re.compile(
    rf"[{HAN}、 ]{{0,40}}{OFFICE} ?(?P<name>[{HAN}]{{2,4}}|[{HAN}]{{1,6}}(?:·[{HAN}]{{1,8}})+)"
)
_JAPANESE = re.compile(
    rf"(?:.*[日 ])?[{HAN}{KANA}]{{0,12}}(?:大臣|知事|市長|町長|村長|議長|総裁|大使|天皇) ?[・ ]? ?"
    rf"(?P<name>(?!.*(?:挨拶|式辞|談話|演説|答弁|声明|会見))[{HAN}]{{1,3}} ?[{HAN}{KANA}]{{1,4}})"
)
_KOREAN = re.compile(r"[가-힣 ]{0,16}(?:대통령|총리|장관|의장|시장|도지사)\s?(?P<name>[가-힣]{2,4})")
_ADDRESS = r"(?:Mr|Mrs|Ms|Mdm|Dr|Prof)\.?"
_HONOUR = (
    r"(?:(?:H\.?\s?E\.?|His|Her|Son|Excellency|Excellence|Excelencia|Excm[oa]\.?|S\.E\.|Mr\.?|Mrs\.?|Ms\.?|Dr\.?"
    r"|M\.|Mme\.?|Monsieur|Madame|Señora?|Sra?\.|Senhora?|the|le|la|el|Hon\.?|Honou?rable|Rt\.?|Right|Sir|Dame"
    r"|Prof\.?),?\s+)*"
)
_OFFICES = (
    r"(?:Governor|Vice Chair(?:man|woman)?(?: for [A-Z]\w+)?|Chair(?:man|woman)?|President|Prime Minister"
    r"|Chancellor|Senator|Commissioner|Ambassador|Secretary(?: of State)?|Bundeskanzler(?:in)?|Presidente)"
)
_AN_OFFICE = r"(?i:presid|minist|gobern|gouvern|chef|jefe|head|prime|premier|secret|republic|estado)"
_WORD = r"(?:(?:\b[A-ZÀ-Þ][\w'’.-]*|\b(?:de|del|da|do|dos|la|van|von|der|bin|ibn|al|el|y|e)\b)\s?)"
_A_SPEECH = (
    r"\b(?i:address|speech|remarks|statement|intervention|discours|allocution|declaration|déclaration|discurso"
    r"|intervención|mensaje|intervento|discorso|rede|pronunciamento)\b"
)
_OF = r"(?i:by|of|de|del|di|von|du|do|pronunciado por|prononcé par)"
_ALPHABET = (
    re.compile(rf"^{_OFFICES}\s+(?P<name>(?!(?i:de|del|of|da)\b)(?:{_WORD}){{2,5}})$"),
    re.compile(
        rf"^The (?:Deputy )?(?:Prime )?Minister\b[^()]{{0,60}}\({_ADDRESS}\s(?P<name>[^()]{{4,40}})\)$"
    ),
    re.compile(r"^HON\.\s+(?P<name>(?:[A-Z]\.\s+)?[A-Z]{2,}[A-Z'’.-]*(?:\s+[A-Z][\w'’.-]*){1,4})$"),
    re.compile(rf"^Speakers?:\s*{_ADDRESS}\s+(?P<name>[^();,]{{4,40}}?)\s*[(;]"),
    re.compile(
        rf"{_A_SPEECH}\s+{_OF}\s+(?i:{_HONOUR})(?P<name>(?![^,;(]*{_AN_OFFICE})(?:{_WORD}){{2,6}})(?=[,;(\n]|$)"
    ),
)


def beside_day(lines: Sequence[FoldedLine]) -> MetadataFinding | None:
    """A Chinese name alone on the line before or behind that of the day, as heads and signatures have it."""
    for first, second in pairwise(lines):
        for line, other in ((first, second), (second, first)):
            name = line.text.replace(" ", "")
            alone = line.said and _HAN_ONLY.fullmatch(name) and name not in _NO_PERSON
            if alone and is_name(name) and is_date_line(other.text):
                return finding(line, (0, len(line.text)), "name beside the day", 0.85, name)
    return None


def name_on_line(line: FoldedLine) -> MetadataFinding | None:
    """The person a line names and nothing else; None for every other line."""
    if len(line.text) > _LONGEST:
        return None
    match = _CHINESE.fullmatch(line.text)
    if match and (is_name(match["name"]) or "·" in match["name"]):
        return finding(line, match.span("name"), "name line", 0.95)
    for pattern in (_JAPANESE, _KOREAN):
        if signed := pattern.fullmatch(line.text):
            return finding(line, signed.span("name"), "signature", 0.9)
    for pattern in _ALPHABET:
        if named := pattern.search(line.text):
            return finding(line, named.span("name"), "name line", 0.85)
    return None
