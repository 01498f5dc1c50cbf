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
_UNIT_WORDS = {
    "%": "%",
    "per_mille": "‰",
    "pp": "个百分点 百分点",
    "tenth": "成",
    "yuan": "元人民币 元 人民币",
    "usd": "美元",
    "eur": "欧元",
    "gbp": "英镑",
    "jpy": "日元",
    "hkd": "港元 港币",
    "twd": "新台币",
    "rub": "卢布",
    "mu": "亩",
    "hectare": "公顷",
    "km2": "平方公里 平方千米",
    "m2": "平方米",
    "visit": "人次",
    "person": "人 名 位",
    "household": "户",
    "company": "家",
    "year_of_age": "岁",
    "km": "公里 千米",
    "tonne": "吨",
    "kg": "公斤",
    "jin": "斤",
    "m3": "立方米",
    "kwh": "千瓦时",
    "kw": "千瓦",
    "degree": "度",
    "vehicle": "辆",
    "home": "套",
    "piece": "件",
    "item": "项",
    "": "个 座 所 条 张 台 艘 架 种 部 篇 只 头 床 枚 股 期 批 省 县 村 所学校 对 篇章 处 支 款 宗 单",
    "time": "次",
    "fold": "倍",
    "day": "天",
    "hour": "小时",
    "month": "个月",
    "anniversary": "周年",
    "years": "年",
    "tce": "吨标准煤",
    "teu": "标准箱",
    "case": "例",
    "country": "国",
    "point": "分",
}
_UNITS = {word: unit for unit, words in _UNIT_WORDS.items() for word in words.split()}
CHINESE_UNITS = tuple(_UNITS)
_NUMERALS = "〇零一二两三四五六七八九十百千万亿"
# 14.2025年 is the fourteenth item of a list, and a year.
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.(?!(?:19|20)\d\d年)\d+)?"
_WRITTEN = rf"[一二两三四五六七八九十][{_NUMERALS}]{{0,20}}(?:点[〇零一二三四五六七八九]+(?:万亿|亿|万)?)?"
_SCALE = "|".join(_SCALES)
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=lambda unit: (-len(unit), unit)))
_HEDGES_BEFORE: dict[Hedge, str] = {
    "at_least": "不低于 不少于 至少 不小于 最少",
    "at_most": "不超过 至多 最多 不高于",
    "": "控制在 多达 高达 达到 达",
    "under": "不到 不足 低于 少于",
    "about": "大约 约为 约 左右",
    "nearly": "将近 接近 近",
    "over": "超过 突破 逾 超 高于 大于",
}
_BEFORE = {word: hedge for hedge, words in _HEDGES_BEFORE.items() for word in words.split()}
_AFTER: dict[str, Hedge] = {
    "左右": "about",
    "上下": "about",
    "以上": "at_least",
    "以内": "at_most",
    "以下": "at_most",
    "之内": "at_most",
}
_HEDGE = "|".join(sorted(_BEFORE, key=lambda hedge: (-len(hedge), hedge)))
_ONE = rf"(?:{_DIGITS}|{_WRITTEN})"
_NUMBER = re.compile(
    rf"(?P<hedge>{_HEDGE})?(?:(?P<per>百分之|千分之)|(?P<sign>[-−负])?)(?P<low>{_ONE})"
    rf"(?:(?P<low_scale>{_SCALE})?(?P<low_unit>%)?(?:-|—|–|~|～|至|到)(?:百分之)?(?P<high>{_ONE})(?=(?:{_SCALE})?(?:{_UNIT})))?"
    rf"(?P<odd>多|余)?(?P<scale>{_SCALE})?(?P<odder>多|余)?(?P<unit>{_UNIT})?(?P<after>{'|'.join(_AFTER)})?"
)
_YEAR = re.compile(
    r"(?P<by>到|至|截至|力争到|争取到)?(?P<year>(?:19|20)\d\d|[一二][〇零九][〇零一二三四五六七八九]{2})年(?!代|度)(?P<front>之?前|底前)?"
)
_NOT_BEFORE = re.compile(r"[第\d.A-Za-z/:%“‘《〔\[]$|[〇零一二三四五六七八九十百千万亿]$")
_NOT_AFTER = re.compile(
    r"^(?:[月日号时届章条版级線线路届]|年代|[A-Za-z]|[:/]\d|\.\d|[〇零一二三四五六七八九十])"
)
_GROWS = re.compile(
    r"(?:增长|增速|提高|提升|上涨|涨幅|增加|上升|增幅|扩大|同比|年均|下降|降低|减少|回落|下调|上调|缩小|降幅)[^,。;、:]{0,6}$"
)
_FALLS = re.compile(r"(?:下降|降低|减少|回落|下调|缩小|降幅)[^,。;、:至到]{0,4}$")
_AIMS = re.compile(r"(?:目标|预期|力争|确保|争取|控制在|安排|拟|计划|保持在|要)")
_CLAUSE = re.compile(r"[,。;、:!?()“”\n]")
_COUNTED = 16  # characters


def chinese_quantities(text: str) -> Iterator[Quantity]:
    """The numbers of a normalized Chinese text, in order. Dates, ordinals and labels (十四五) are none."""
    years: dict[int, Quantity] = {}
    for year in _YEAR.finditer(text):
        value = _value(year["year"])
        if value is not None and not (year.start("year") and text[year.start("year") - 1].isdigit()):
            target = bool(year["by"] and year["by"] != "截至") or bool(year["front"])
            counted = _counted(text, year.start())
            years[year.start("year")] = Quantity(
                year.start(), year.end(), value, None, "year", "", "year", counted, target,
                (year.start("year"), year.end("year") + 1),
            )  # fmt: skip
    at = 0
    while (match := _NUMBER.search(text, at)) is not None:
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
    unit = (
        "%"
        if match["per"] == "百分之"
        else "per_mille"
        if match["per"]
        else _UNITS.get(match["unit"] or "", "")
    )
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
        (match.start("sign") if match["sign"] else start, match.end() - len(match["after"] or "")),
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
        scale = next(
            (name for name in ("万亿", "亿", "万") if "点" in written and written.endswith(name)), ""
        )
        value = Decimal(str(cn2an.cn2an(written.removesuffix(scale), "normal")))
        return value * _SCALES.get(scale, 1)
    except (ValueError, InvalidOperation):
        return None


def _counted(text: str, start: int) -> str:
    """What stands before the number in its clause, at most _COUNTED characters."""
    before = text[max(0, start - 40) : start]
    cut = max((match.end() for match in _CLAUSE.finditer(before)), default=0)
    return before[cut:][-_COUNTED:].strip()
