"""Numbers in Chinese: digits or numerals, a scale, a unit, and hedges on either side.

cn2an reads what is written in numerals alone (一万五千亿); the grammar around it is ours.
"""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

import cn2an

from embeddings.comparison.numbers.quantity import Hedge, Quantity, kind_of

_SCALES = {
    "万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "亿": 10**8, "千万": 10**7, "百万": 10**6, "十万": 10**5,
    "万": 10**4, "千": 10**3, "百": 100,
}  # fmt: skip
_UNITS = {
    "%": "%", "‰": "per_mille", "个百分点": "pp", "百分点": "pp", "成": "tenth",
    "元人民币": "yuan", "元": "yuan", "人民币": "yuan", "美元": "usd", "欧元": "eur", "英镑": "gbp", "日元": "jpy",
    "港元": "hkd", "港币": "hkd", "新台币": "twd", "卢布": "rub",
    "亩": "mu", "公顷": "hectare", "平方公里": "km2", "平方千米": "km2", "平方米": "m2",
    "人次": "visit", "人": "person", "名": "person", "户": "household", "家": "company", "岁": "year_of_age",
    "公里": "km", "千米": "km", "吨": "tonne", "公斤": "kg", "斤": "jin", "立方米": "m3",
    "千瓦时": "kwh", "千瓦": "kw", "度": "degree", "辆": "vehicle", "套": "home", "件": "piece", "项": "item",
    "个": "", "座": "", "所": "", "条": "", "张": "", "次": "time", "倍": "fold", "天": "day", "小时": "hour",
    "个月": "month", "周年": "anniversary", "年": "years", "台": "", "艘": "", "架": "", "种": "", "部": "", "篇": "", "只": "", "头": "",
    "床": "", "吨标准煤": "tce", "标准箱": "teu", "例": "case", "枚": "", "股": "", "期": "", "批": "", "省": "", "县": "", "村": "",
    "国": "country", "所学校": "", "位": "person", "对": "", "篇章": "", "分": "point", "处": "", "支": "", "款": "", "宗": "", "单": "",
}  # fmt: skip
_NUMERALS = "〇零一二两三四五六七八九十百千万亿"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_WRITTEN = rf"[一二两三四五六七八九十][{_NUMERALS}]{{0,20}}(?:点[〇零一二三四五六七八九]+(?:万亿|亿|万)?)?"
_SCALE = "|".join(_SCALES)
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=lambda unit: (-len(unit), unit)))
_BEFORE: dict[str, Hedge] = {
    "不低于": "at_least", "不少于": "at_least", "至少": "at_least", "不小于": "at_least", "最少": "at_least",
    "不超过": "at_most", "至多": "at_most", "最多": "at_most", "不高于": "at_most", "控制在": "", "不到": "under", "不足": "under",
    "低于": "under", "少于": "under", "大约": "about", "约为": "about", "约": "about", "左右": "about",
    "将近": "nearly", "接近": "nearly", "近": "nearly", "超过": "over", "突破": "over", "逾": "over", "超": "over", "高于": "over",
    "大于": "over", "多达": "", "高达": "", "达到": "", "达": "",
}  # fmt: skip
_AFTER: dict[str, Hedge] = {
    "左右": "about", "上下": "about", "以上": "at_least", "以内": "at_most", "以下": "at_most", "之内": "at_most",
}
_HEDGE = "|".join(sorted(_BEFORE, key=lambda hedge: (-len(hedge), hedge)))
_ONE = rf"(?:{_DIGITS}|{_WRITTEN})"
_NUMBER = re.compile(
    rf"(?P<hedge>{_HEDGE})?(?:(?P<per>百分之|千分之)|(?P<sign>[-−负])?)(?P<low>{_ONE})"
    rf"(?:(?P<low_scale>{_SCALE})?(?P<low_unit>%)?(?:-|—|–|~|～|至|到)(?:百分之)?(?P<high>{_ONE})(?=(?:{_SCALE})?(?:{_UNIT})))?"
    rf"(?P<odd>多|余)?(?P<scale>{_SCALE})?(?P<odder>多|余)?(?P<unit>{_UNIT})?(?P<after>{'|'.join(_AFTER)})?"
)
_YEAR = re.compile(r"(?P<by>到|至|截至|力争到|争取到)?(?P<year>(?:19|20)\d\d|[一二][〇零九][〇零一二三四五六七八九]{2})年(?!代|度)(?P<front>之?前|底前)?")
_NOT_BEFORE = re.compile(r"[第\d.A-Za-z/:%“‘《〔\[]$|[〇零一二三四五六七八九十百千万亿]$")
_NOT_AFTER = re.compile(r"^(?:[月日号时届章条版级線线路届]|年代|[A-Za-z]|[:/]\d|\.\d|[〇零一二三四五六七八九十])")
_GROWS = re.compile(r"(?:增长|增速|提高|提升|上涨|涨幅|增加|上升|增幅|扩大|同比|年均|下降|降低|减少|回落|下调|上调|缩小|降幅)[^,。;、:]{0,6}$")
_FALLS = re.compile(r"(?:下降|降低|减少|回落|下调|缩小|降幅)[^,。;、:至到]{0,4}$")
_AIMS = re.compile(r"(?:目标|预期|力争|确保|争取|控制在|安排|拟|计划|保持在|要)")
_CLAUSE = re.compile(r"[,。;、:!?()“”\n]")
_COUNTED = 16  # characters


def chinese_quantities(text: str) -> Iterator[Quantity]:
    """The numbers of a normalized Chinese text, in order. Dates, ordinals and labels (十四五) are none."""
    years = {}
    for match in _YEAR.finditer(text):
        value = _value(match["year"])
        if value is not None and not (match.start("year") and text[match.start("year") - 1].isdigit()):
            target = bool(match["by"] and match["by"] != "截至") or bool(match["front"])
            counted = _counted(text, match.start())
            years[match.start("year")] = Quantity(
                match.start(), match.end(), value, None, "year", "", "year", counted, target
            )
    at = 0
    while match := _NUMBER.search(text, at):
        at = max(match.end(), match.start() + 1)
        if match.start("low") in years:
            found = years[match.start("low")]
            at = max(match.start() + 1, found.end)
            yield found
            continue
        quantity = _quantity(text, match)
        if quantity is not None:
            yield quantity
        elif match.end() - match.start("low") > 1:
            at = match.end("low")


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    start = match.start("per") if match["per"] else match.start("low")
    if _NOT_BEFORE.search(text[max(0, start - 1) : start]) or _NOT_AFTER.match(text[match.end() :]):
        return None
    low, high = _value(match["low"]), _value(match["high"]) if match["high"] else None
    if low is None or (match["high"] and high is None):
        return None
    unit = "%" if match["per"] == "百分之" else "per_mille" if match["per"] else _UNITS.get(match["unit"] or "", "")
    written = match["low"][0] in _NUMERALS
    has_unit = bool(match["unit"] or match["per"])
    scale = _SCALES.get(match["scale"] or "", 1)
    low_scale = _SCALES.get(match["low_scale"] or "", 1)
    if written and not _is_said(match, has_unit):
        return None
    if not written and not has_unit and scale == low_scale == 1 and not match["after"]:
        return None
    if high is None or not match["low_scale"]:
        low_scale *= scale  # 1200-1300万人: both in 万
    if high is not None:
        high *= scale
    low *= low_scale
    if unit == "tenth":
        low, high, unit = low * 10, None if high is None else high * 10, "%"
    before = text[max(0, match.start() - 14) : match.start()]
    if match["sign"] or (_FALLS.search(before) and unit in ("%", "pp")):
        low, high = -low, None if high is None else -high
    if high is not None and high < low and low >= 0:
        return None
    hedge: Hedge = _AFTER[match["after"]] if match["after"] else _BEFORE.get(match["hedge"] or "", "")
    if match["odd"] or match["odder"]:
        hedge = "over"
    grows = bool(_GROWS.search(before))
    if grows and re.search(r"(?:至|到)$", before):
        grows = False  # raised to 5 %: a share
    return Quantity(
        match.start(), match.end(), low, high, unit, hedge, kind_of(unit, grows=grows),
        _counted(text, match.start()), bool(_AIMS.search(before)) or match["after"] == "左右",
    )  # fmt: skip


def _is_said(match: re.Match[str], has_unit: bool) -> bool:
    """Whether numerals say a number: with a percentage, a scale, or several of them before a unit."""
    low = match["low"]
    if match["per"]:
        return True
    if match["unit"] in ("成", "倍", "个百分点"):
        return True
    large = any(sign in low for sign in "百千万亿") and len(low) > 1
    return large and (has_unit or match["odd"] is not None or match["after"] is not None or low[-1] in "万亿")


def _value(written: str) -> Decimal | None:
    """What digits or numerals say; None for what is no number."""
    try:
        if written[0].isdigit() and written[0].isascii():
            return Decimal(written.replace(",", ""))
        scale = next((name for name in ("万亿", "亿", "万") if "点" in written and written.endswith(name)), "")
        value = Decimal(str(cn2an.cn2an(written.removesuffix(scale), "normal")))
        return value * _SCALES.get(scale, 1)
    except (ValueError, InvalidOperation):
        return None


def _counted(text: str, start: int) -> str:
    """What stands before the number in its clause, at most _COUNTED characters."""
    before = text[max(0, start - 40) : start]
    cut = max((match.end() for match in _CLAUSE.finditer(before)), default=0)
    return before[cut:][-_COUNTED:].strip()
