"""Which words can name a subject at all."""

import re

import rjieba

# What stop lists leave: degree, time, and what people do in any subject.
GRAMMAR = frozenset(
    """
    左右 以上 以下 有关 上年 时间 小时 单位 全部 全程 过程 方面 情况 事情
    结果 地方 时候 大家 较大 严重 明显
    cent tonight today yesterday tomorrow already still again always never often soon later ago day
    days week weeks month months year years decade decades hour hours moment morning now every last
    next new old good better best great big small large long short much many more most less least
    few half whole full early late here there away back one two three four five six seven eight nine
    ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety hundred first second
    third fourth fifth once twice ask asked asking cannot together thing things something someone
    everyone everybody anyone nothing everything want wants wanted know knows known knowing think
    thinks thought going come comes coming came says said saying tell told look looking find found
    see seen get gets getting got make makes making made take takes taking taken took give gives
    giving given gave put keep keeps keeping kept let lets need needs needed must shall seek owe
    owes able like well try tried trying buy bought bring brings brought show shows shown mean means
    meant start started begin began begun become becomes became remain remains feel feels felt
    believe believes happen happens happened stand stands stood turn turned lack lacks since accept
    accepted accepts close closed agree agreed
    vital proud else pdf
    """.split()  # noqa: SIM905 -- a list of words is read more easily without quotes
)
_NO_ADVERBS = frozenset({"assembly", "family", "supply", "monopoly", "anomaly", "elderly"})
# What a Chinese word is by itself, as the segmenter has it: adverbs, prepositions, conjunctions, pronouns,
# numerals, measures, particles and the like name nothing; verbs, adjectives and times name less than a noun,
# but 就业 and 汛期 are subjects.
_NO_NAME, _HALF_A_NAME = frozenset("dpcrmqfuyeozk"), frozenset("vtabil")


# Who reports, and that somebody spoke: how news of a speech begins, whatever it is about.
_REPORTING = re.compile(
    r"(?:网|社|报|台)(?:消息|讯|电|记者)|新闻联播|央视网|新华网|人民网|新华社|(?:表示|强调|指出)$"
)
# The place that a speech is held in, whichever that is: 全省, 我市.
_HERE = re.compile(r"[全我本各][国省市区县州镇村]")


def naming_power(word: str, language: str) -> float:
    """How well a word of this kind names a subject, 0 to 1: a noun well, an adverb not at all."""
    if language == "en":
        return 0.0 if word.endswith("ly") and len(word) > 5 and word not in _NO_ADVERBS else 1.0
    if language != "zh":
        return 1.0
    if _REPORTING.search(word) or _HERE.fullmatch(word):
        return 0.0
    kinds = ["n" if kind in ("vn", "an") else kind[:1] for _, kind in rjieba.tag(word)]
    named_by = [0.0 if kind in _NO_NAME else 0.5 if kind in _HALF_A_NAME else 1.0 for kind in kinds]
    return max(named_by) if len(kinds) > 1 else sum(named_by)  # a set phrase is named by its noun
