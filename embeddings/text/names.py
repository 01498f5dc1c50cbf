"""People in Chinese prose: a name with the office before it, or a name alone that the text has explained.

Rules and two lists, no recogniser: a wrong name is worse than none, and a rule can say why it fired. A
normalized text is read, so its characters are Simplified.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from embeddings.text.script.character_classes import HAN

# The common surnames of China. Those that are other words more often (_DOUBTFUL) begin a name of two
# characters only behind an office.
_SURNAMES = """
王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜
戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施
陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛
童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋
苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井
练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙伏岑习胥保和蔺侍雍郗璩信仝皮鹿逯帅谯郄麻尚帕沃么
肖闫付邝仉阴于粟支缪厉沐
"""
SURNAMES = frozenset(_SURNAMES.replace("\n", ""))
_DOUBTFUL = frozenset("于和都成时全向位来单明保原应常方安高万关何连计解管左谈易项尤封简华强信商支党曾")
_COMPOUND = "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 端木 南宫 呼延 长孙 宇文 单于"
COMPOUND = frozenset(_COMPOUND.split())
_OFFICES = """
总书记 副书记 书记 委员长 主席 副主席 总理 省长 市长 区长 县长 州长 旗长 镇长 乡长 村长 局长 部长 厅长
处长 科长 院长 校长 所长 行长 会长 社长 台长 署长 司长 组长 队长 馆长 站长 秘书长 理事长 董事长 检察长
厂长 总经理 经理 总裁 主任委员 主任 常委 委员 调研员 巡视员 检察官 法官 司令员 政委 发言人 大使 特首
行政长官 总统 首相 国王 外长 防长 财长 总干事 教授 研究员 院士 专家 专员 执行官 负责人 党组成员 议长
议员 代表
"""
OFFICE = f"(?:{'|'.join(sorted(_OFFICES.split(), key=len, reverse=True))})"
_FOREIGN_OFFICE = re.compile(r"(?:总统|首相|国王|外长|防长|财长|总干事|议长|总理|大使|主席|秘书长)$")
_VERBS = """
指出 强调 要求 表示 认为 说道 说 介绍说 介绍 透露 坦言 呼吁 回应 称 谈到 写道 号召 提出 希望 宣布 重申
明确 感慨 直言 期待
"""
SAYING = f"(?:{'|'.join(sorted(_VERBS.split(), key=len, reverse=True))})"
_AFTER = """
出席 主持 参加 参与 作 在 代表 等 和 与 同 对 就 会见 陪同 率 致 讲话 讲 发表 分别 率队 带队 深入 一行
也 还 随 到 赴 向 为 以 主任 宣读 通报 汇报 担任 任 先后 逐 从 听取 来到 率领 受 结合 日前 近日 今天 昨
十分 带 调研 考察 致辞 致信 检查 督 签 当选 解读 告诉 因 被 的 先生 女士 同志 阁下 摄 报告 授 并 给 又
则 将 指 围 通过 于
"""
_FOLLOWS = re.compile(rf"$|[^{HAN}·]|{SAYING}|{'|'.join(_AFTER.split())}")  # what may stand behind a name
_DOTTED = re.compile(rf"[{HAN}]{{1,6}}(?:·[{HAN}]{{1,7}}?)+(?={_FOLLOWS.pattern})")
_FOREIGN = re.compile(
    rf"(?![在对就向为同与和的又还也则并将再后中最曾主出作讲发参到率])[{HAN}]{{2,6}}?(?={SAYING})"
)
_WORD_FOLLOWS = re.compile(rf"{SAYING}|作|等|在|和|与|代表|出席|主持|率|同|对|就|也|还|宣|致|讲|指|提|受|任")
_COMMON = """
方面 明确 严格 任务 安全 文件 方案 计划 程序 项目 章程 单位 党委 党组 党中央 全会 时代 高度 常务 成员
代表 同志 全体 大家 应当 应该 和平 方向 高质 关于 管理 关键 成立 安排 支持 华东 华北 江苏 江西 云南 何种
解决 时间 全面 全国 全省 全市 曾经 常委 周边 马上 强调 明天 任何 易于 严肃 温暖 连续 文明 经济 向来 原则
商务 华人 来自 通知 公报 常态 左右 单独 党员 党和 官方 相关 车间 都要 成功 计算 金融 文化 白天 石油 包括
关心 关注 关系 信息 保证 保障 保护 简单 谈话 封闭 支部 党政 和谐 于是 全力 何时 高级 万众 位于 尤其 解释
"""
_NO_NAME = frozenset(_COMMON.split())  # words that begin with what is also a surname
_OFFICE_END = re.compile(rf"{OFFICE}(?![{HAN}]?{OFFICE})")
_BEFORE_OFFICE = re.compile(
    r"(?:会议|大会|全会|活动|仪式)?(?:由|在|经|受|向|同|与|和|及|以及|随后|其中|当天|日前|近日|会上|会见"
    r"|听取了?|而|对|是|为|称|据)"
    r"|(?:\d+年)?(?:\d+月)?\d+日(?:上午|下午|晚上?|凌晨|中午)?"
)
_LONGEST_OFFICE = 44  # characters of an office with all that is named with it
_HONOURED = re.compile(
    rf"(?P<name>[{HAN}]{{2,3}})"
    r"(?P<office>同志|总书记|主席|总理|委员长|省长|市长|书记|部长|局长|主任|先生|女士|总统|首相)"
)


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person at `normalized[start:end]`, with the office; that is empty when none stands there."""

    name: str
    office: str
    start: int
    end: int


def people_in(normalized: str) -> list[NamedPerson]:
    """Everyone named with an office before the name (市委书记某某), in order."""
    found: list[NamedPerson] = []
    for office in _OFFICE_END.finditer(normalized):
        name = name_at(normalized, office.end(), office=office[0])
        if name:
            done = found[-1].end if found else 0
            start = _office_start(normalized, office.start(), done)
            found.append(NamedPerson(name, normalized[start : office.end()], start, office.end() + len(name)))
    return found


def honoured_in(normalized: str) -> Iterator[NamedPerson]:
    """Everyone named with an office behind the name (某某总理), when the name stands at a boundary."""
    for match in _HONOURED.finditer(normalized):
        name = match["name"]
        for length in (len(name), len(name) - 1):
            short = name[-length:]
            if length >= 2 and is_name(short) and not _inside_word(normalized, match.end("name") - length):
                yield NamedPerson(short, match["office"], match.end("name") - length, match.end())
                break


def _inside_word(normalized: str, start: int) -> bool:
    return start > 0 and re.match(rf"[{HAN}]", normalized[start - 1]) is not None


def is_name(text: str) -> bool:
    """May this be the whole of a Chinese name? A surname, one or two characters, and no common word."""
    if text in _NO_NAME or text[:2] in _NO_NAME or re.search(rf"{OFFICE}|{SAYING}", text):
        return False
    if text[:2] in COMPOUND:
        return 3 <= len(text) <= 4
    return 2 <= len(text) <= 3 and text[0] in SURNAMES


def name_at(normalized: str, start: int, *, office: str = "") -> str:
    """The name that begins here, or nothing. office: what stands before it, which vouches for a name."""
    dotted = _DOTTED.match(normalized, start)
    if dotted:
        return dotted[0]
    for length in (4, 3, 2):
        name = normalized[start : start + length]
        if len(name) == length and is_name(name) and _FOLLOWS.match(normalized, start + length):
            shorter = normalized[start : start + length - 1]
            if length > 2 and is_name(shorter) and _WORD_FOLLOWS.match(normalized, start + length - 1):
                continue
            if not office and name[0] in _DOUBTFUL and length == 2:
                continue
            return name
    if _FOREIGN_OFFICE.search(office):
        foreign = re.compile(rf"[{HAN}]{{2,6}}?(?={SAYING})").match(normalized, start)
        if foreign and foreign[0] not in _NO_NAME and not re.search(OFFICE, foreign[0]):
            return foreign[0]
    return ""


def _office_start(normalized: str, start: int, done: int) -> int:
    """Where an office begins: behind a mark, except 、 between two offices of one person."""
    least = max(done, start - _LONGEST_OFFICE)
    head = normalized[least:start]
    cut = max((match.end() for match in re.finditer(rf"[^{HAN}、·]", head)), default=0)
    for mark in re.finditer("、", head[cut:]):
        before = head[cut : cut + mark.start()]
        if not re.search(rf"{OFFICE}$", before):
            cut += mark.end()
            return _office_start(normalized, start, least + cut)
    opening = _BEFORE_OFFICE.match(head, cut)
    return least + (opening.end() if opening and opening.end() <= len(head) else cut)
