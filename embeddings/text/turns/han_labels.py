"""Labels in Chinese, Japanese and Korean records: 陳委員小玉：, ○議長（山田太郎君）, ○의장 김하나."""

import re
from functools import lru_cache

from embeddings.text.names import COMPOUND, SAYING, SURNAMES, is_name
from embeddings.text.script.character_classes import HAN, KANA
from embeddings.text.script.folding import simplify
from embeddings.text.turns.titles import HAN_CHAIRS, HAN_HONOURS, HAN_ROLES

_MARK = "[○◯〇●◎◆◇]"
_PAREN = r"(?:[（(〔\[](?P<paren>[^（()）\n]{1,40})[)）〕\]])?"
_COLON = re.compile(
    rf"(?:{_MARK})?\s?(?P<head>[{HAN}·・‧"
    rf" \u3000]{{1,24}}?)\s?{_PAREN}"
    rf"(?:(?:再次|继续|繼續)?(?:發言|发言|質詢|质询|答覆|答复))?"
    rf"(?:\*\*|__)?\s?[:：](?:\*\*|__)?\s*(?P<clock>[（(]\d{{1,2}}[時时:]\d{{1,2}}分?[)）])?\s*"
)
_MARKED = re.compile(
    rf"{_MARK}\s?(?:第?[0-9０-９一二三四五六七八九十]+番)?(?P<office>[{HAN}{KANA}・0-9０-９、]{{0,30}}?)"
    rf"[（(](?P<name>[{HAN}{KANA}・ \u3000]{{2,16}}?)(?:君|さん|氏|議員|委員)?[)）][\s\u3000]*"
)
_MARKED_NAME = re.compile(
    rf"{_MARK}\s?(?P<name>[{HAN}{KANA}・]{{2,14}}?)(?P<office>君|議員|委員長|委員|参考人|大臣|知事|議長|局長|部長|課長|理事|公述人)[\s\u3000]+"
)
_BRACKETED = re.compile(rf"【(?P<head>[{HAN}]{{2,12}})】[:：\s\u3000]\s*")
_JAPANESE_NAMED = re.compile(
    rf"(?P<name>(?![各全諸本当両他同])[{HAN}々]{{2,5}}?)(?P<office>議員|委員長?|大臣|知事|議長|[局部課市町村]長|参考人|君)"
)
_KANA = re.compile(f"[{KANA}]")
_PRESS = re.compile(r"[（(【](?P<who>問|答|问|記者|记者|大臣|知事|質問|回答)[)）】][\s\u3000]*")
_KOREAN = re.compile(r"[○◯◇]\s?(?P<one>[가-힣]{2,16}) (?P<other>[가-힣]{2,14})(?:\s|$)\s*")
_KOREAN_COLON = re.compile(r"(?:[○◯◇]\s?)?(?P<one>[가-힣]{2,14})(?: (?P<other>[가-힣]{2,10}))?\s?[:：]\s*")
_KOREAN_OFFICE = re.compile(
    r".*(?:의장|위원장|장관|차관|총리|대통령|시장|도지사|지사|의원|위원|국장|실장|처장|청장|교육감|기자|질문|답변|사회자|대변인|이사장|사장|과장|부장|총재|원장)"
)
_ROLE = re.compile(rf"[{HAN}]{{0,10}}(?:{HAN_CHAIRS}|{HAN_ROLES})")
_CHAIR = re.compile(rf"(?:[{HAN}]{{0,4}})?(?:{HAN_CHAIRS})")
_INSIDE = re.compile(
    rf"(?P<surname>[{HAN}]{{1,2}}?)(?P<office>(?:[{HAN}]{{0,2}})?(?:{HAN_HONOURS}|{HAN_CHAIRS}))(?P<given>[{HAN}]{{1,2}})"
)
_BEHIND = re.compile(rf"(?P<name>[{HAN}·・]{{1,8}}?)(?P<office>(?:{HAN_HONOURS}|{HAN_CHAIRS}))")
_BEFORE = re.compile(
    rf"(?P<office>[{HAN}]{{0,10}}(?:{HAN_CHAIRS}|{HAN_ROLES}|{HAN_HONOURS}))["
    rf" \u3000]?(?P<name>[{HAN}·]{{2,8}})"
)
_ADDRESS = re.compile(r".*(?:先生|女士|阁下|同志们|代表们|各位|朋友|大家|诸位)")


def han_label(text: str) -> tuple[int, str, str, bool] | None:
    """(where it ends, the name, the office, whether the office is the chair's), or None."""
    for pattern in (_MARKED, _MARKED_NAME):
        if match := pattern.match(text):
            return match.end(), _bare(match["name"]), match["office"].strip(), False
    if press := _PRESS.match(text):
        return press.end(), "", press["who"], False
    return _bracketed(text) or _japanese(text) or _korean(text) or _chinese(text)


def _bracketed(text: str) -> tuple[int, str, str, bool] | None:
    """【陳小玉】： and 【山田太郎委員】, when it is a person."""
    match = _BRACKETED.match(text)
    if not match:
        return None
    head = match["head"]
    if named := _JAPANESE_NAMED.fullmatch(head):
        return match.end(), named["name"], named["office"], False
    return (match.end(), head, "", False) if _is_name(simplify(head)) else None


def _japanese(text: str) -> tuple[int, str, str, bool] | None:
    """山田太郎議員： before what is said in Japanese; no list of surnames tells these names."""
    match = _COLON.match(text)
    named = _JAPANESE_NAMED.fullmatch(_bare(match["head"])) if match else None
    if match is None or named is None or not _KANA.search(text, match.end()):
        return None
    return match.end(), named["name"], named["office"], False


def _korean(text: str) -> tuple[int, str, str, bool] | None:
    match = _KOREAN.match(text) or _KOREAN_COLON.match(text)
    if not match:
        return None
    one, other = match["one"], match["other"] or ""
    for name, office in ((other, one), (one, other)):
        if office and _KOREAN_OFFICE.fullmatch(office) and len(name) <= 4:
            return match.end(), name, office, False
    return None


def _chinese(text: str) -> tuple[int, str, str, bool] | None:
    match = _COLON.match(text)
    if not match:
        return None
    head = _bare(match["head"])
    plain = simplify(head)
    parts = _parts(plain) if len(plain) == len(head) else None
    if parts is None:
        return None
    (start, end), (given_start, given_end), (office_start, office_end), chair = parts
    name = head[start:end] + head[given_start:given_end]
    office = head[office_start:office_end]
    beside = _bare(match["paren"] or "")
    if len(name) == 1:
        name = head[: max(end, office_end)]  # a surname is known with its office only
    if not name and beside and _is_name(simplify(beside)):
        name = beside
    return match.end(), name, office or beside, chair


_Place = tuple[int, int]


@lru_cache(maxsize=4096)
def _parts(head: str) -> tuple[_Place, _Place, _Place, bool] | None:
    """Where in a head name (or surname and given name) and office stand, and whether it is a chair's."""
    nothing = (0, 0)
    if _is_name(head):
        return (0, len(head)), nothing, nothing, False
    if _CHAIR.fullmatch(head) and len(head) <= 6:
        return nothing, nothing, (0, len(head)), True
    if (
        (inside := _INSIDE.fullmatch(head))
        and _is_surname(inside["surname"])
        and not re.search(rf"{SAYING}|[说讲曰]", inside["given"])
    ):
        return inside.span("surname"), inside.span("given"), inside.span("office"), False
    behind = _BEHIND.fullmatch(head)
    if behind and (_is_name(behind["name"]) or _is_surname(behind["name"]) or "·" in behind["name"]):
        return behind.span("name"), nothing, behind.span("office"), False
    before = _BEFORE.fullmatch(head)
    if before and (_is_name(before["name"]) or "·" in before["name"]):
        return before.span("name"), nothing, before.span("office"), False
    if _ROLE.fullmatch(head) and not _ADDRESS.fullmatch(head):
        return nothing, nothing, (0, len(head)), False
    return None


def _is_surname(text: str) -> bool:
    return text in SURNAMES or text in COMPOUND


def _is_name(text: str) -> bool:
    return is_name(text)


def _bare(text: str) -> str:
    return re.sub(r"[\s\u3000]+", "", text)
