"""Where a Chinese text speaks from: the place its heading or dateline names, or the one it calls its own."""

import re
from collections import Counter
from collections.abc import Sequence

from embeddings.text.script.character_classes import HAN

_PROVINCES = """
北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南
四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门
"""
PROVINCES = tuple(_PROVINCES.split())
# Cities and autonomous prefectures. Left out: 中山 朝阳 保安, whose names are more often something else.
_CITIES = """
北京 天津 上海 重庆 石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 太原 大同 阳泉 长治
晋城 朔州 晋中 运城 忻州 临汾 吕梁 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 沈阳
大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 葫芦岛 长春 四平 辽源 通化 白山 松原 白城 延边
哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 南京 无锡 徐州 常州 苏州 南通
连云港 淮安 盐城 扬州 镇江 泰州 宿迁 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 合肥 芜湖
蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城 福州 厦门 莆田 三明 泉州 漳州
南平 龙岩 宁德 南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶 济南 青岛 淄博 枣庄 东营 烟台
潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌
漯河 三门峡 南阳 商丘 信阳 周口 驻马店 武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施
仙桃 潜江 天门 长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西 广州 韶关 深圳
珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 潮州 揭阳 云浮 南宁 柳州 桂林 梧州
北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左 海口 三亚 三沙 儋州 成都 自贡 攀枝花 泸州 德阳 绵阳
广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 贵阳 六盘水 遵义 安顺 毕节 铜仁 昆明 曲靖
玉溪 保山 昭通 丽江 普洱 临沧 楚雄 红河 文山 西双版纳 大理 德宏 怒江 迪庆 拉萨 日喀则 昌都 林芝 那曲
西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛 兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳
定西 陇南 西宁 海东 银川 石嘴山 吴忠 固原 中卫 乌鲁木齐 克拉玛依 吐鲁番 哈密 喀什 石河子 香港 澳门 台北
高雄 台中 台南 雄安
"""
CITIES = tuple(_CITIES.split())
_NAMES = "|".join(sorted({*PROVINCES, *CITIES}, key=len, reverse=True))
_CONGRESS = re.compile(
    rf"在(?P<place>[{HAN}]{{2,14}}?(?:省|市|自治区|自治州|自治县|州|盟|区|县|旗))(?=第[^第,，。]{{1,6}}届|[^,，。]{{0,12}}第[^第,，。]{{1,6}}次)"
)
_DISPATCH = re.compile(
    rf"(?:社|网|报|报道)(?:记者)?\s?(?P<place>{_NAMES})(?:\d{{4}}年)?\d{{1,2}}月\d{{1,2}}日(?:电|讯|消息)"
)
_HELD = re.compile(
    rf"在(?P<place>京|(?:{_NAMES})(?:省|市)?(?:(?:{_NAMES})(?:市)?)?)(?:人民大会堂|[{HAN}]{{0,6}}?)"
    r"(?:同|与|会见|会谈|举行|召开|出席|主持|考察|调研|开幕|闭幕|视察|检查)"
)
_OWN = {
    "province": re.compile("全省|省委|省政府|我省|本省|自治区党委|全区各族"),
    "city": re.compile("全市|市委(?!书记工作)|市政府|我市|本市"),
}
_NAMED_OFTEN = 2  # times that a place of one's own is named at least
_AHEAD = 2  # … and how many times as often as the next


def congress_place(normalized: str) -> tuple[int, int] | None:
    """The place in 在某省第十四届人民代表大会第三次会议上."""
    match = _CONGRESS.search(normalized)
    return match.span("place") if match else None


def dispatch_place(normalized: str) -> tuple[int, int] | None:
    """The place in 新华社某市9月22日电."""
    match = _DISPATCH.search(normalized)
    return match.span("place") if match else None


def held_at(normalized: str) -> tuple[int, int] | None:
    """The place in 在某市举行, of the first sentence only."""
    match = _HELD.search(normalized.split("。")[0])
    return match.span("place") if match else None


def own_place(lead: str, normalized_texts: Sequence[str]) -> str:
    """The province or city whose committee speaks; nothing when that is not clear.

    The lead says which of the two kinds it is, and the text names one of that kind far more often than
    any other.
    """
    counts = {level: len(pattern.findall(lead)) for level, pattern in _OWN.items()}
    level = max(counts, key=lambda each: counts[each])
    if not counts[level] or counts["city"] == counts["province"]:
        return ""
    named = Counter(dict.fromkeys(PROVINCES if level == "province" else CITIES, 0))
    for normalized in normalized_texts:
        named.update({name: normalized.count(name) for name in named if name in normalized})
    (first, most), (_, next_most) = named.most_common(2)
    return first if most >= _NAMED_OFTEN and most >= _AHEAD * next_most else ""
