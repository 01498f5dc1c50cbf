"""What the comparison report says, in English and in Chinese."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["en", "zh"]

_ENGLISH = {
    "verbatim": "verbatim", "edited": "edited", "paraphrase": "paraphrase", "translation": "translation",
    "quotation": "quotation", "common": "common", "same_topic": "same topic", "new": "new",
    "untitled": "A speech without a title",
    "said_before": "of this speech was said before, in {n} of the corpus",
    "said_later": "of it was said only later, in {n} of the corpus", "said_by_nobody": "Nobody in particular said any of this before",
    "later": "later than this speech", "no_year": "{day}, year unknown",
    "speeches": "{n} speeches", "speech": "{n} speech",
    "against_corpus": "Compared with {speeches} of the corpus.",
    "against_one": "Compared with one speech:",
    "novelty": "Novelty", "novelty_is": "newer than {p} % of the corpus’s own speeches in this language",
    "novelty_interval": "95 % interval {low} to {high}, among {n} speeches, each held against the others",
    "novelty_unknown": "cannot tell: the corpus has too few speeches in this language",
    "most_of": "Where most of it is from", "of_new": "of this speech", "of_old": "of that speech",
    "copies": "This text is in the corpus already, letter for letter:",
    "searched": "“First” is the first in this corpus. Searched: {n} speeches, {undated} of them without a known"
                " year, which can be first in nothing; what could not be read is not in the corpus.",
    "left_out": "Not searched, as asked: {ids}.",
    "how": "On the left the speech, each stretch marked by its class; on the right where it is from. Changed"
           " characters are marked on both sides.",
    "show": "Show", "here": "here", "there": "source",
    "differs": "differs", "number": "number", "name": "name", "negation": "negation", "nothing": "nothing",
    "numbers_title": "Numbers, names and negations that were changed", "passage": "passage",
    "earliest": "first in this corpus", "first": "First in this corpus:", "tied": "same time:",
    "undated": "undated", "n_undated": "{n} undated, perhaps earlier", "also": "also in {n} more",
    "in_speeches": "in {n} speeches", "nearest": "nearest in meaning", "chain": "by date",
    "repeats": "Said twice in this speech", "again": "again",
    "topics": "What it is about", "corpus": "the corpus", "other": "the other speech",
    "topics_how": "For each topic, its share of the text; where the two differ most comes first.",
    "divergence": "Divergence (Jensen–Shannon) 0 the same, 1 nothing in common:",
    "from_nearest": "from the speeches it shares most with", "from_speaker": "from its speaker’s {n} earlier speeches",
    "missing": "Topics that every earlier speech of this speaker had, and this one lacks:",
    "unassigned": "unassigned", "this": "this speech", "others_left_out": "{n} topics that differ less are left out",
    "made_by": "Made by Tifa {version} from snapshot {snapshot} with the model {model}. The same snapshot gives"
               " the same page. All quoted texts are the speakers’ own; the numbers are ours.",
    "empty": "There is no other passage to compare it with.", "another": "compare another speech",
    "versions_title": "What changed since that speech", "was": "was", "now": "now", "counted": "what is counted",
    "same_numbers": "{n} numbers stayed as they were", "moved": "moved", "passages_changed": "Passage by passage",
    "kept": "kept word for word", "rewritten": "rewritten", "translated": "translated", "merged": "merged",
    "split": "split", "dropped": "dropped", "added": "new",
}  # fmt: skip
_CHINESE = {
    "verbatim": "原文照搬", "edited": "改写", "paraphrase": "转述", "translation": "翻译", "quotation": "引用",
    "common": "套话", "same_topic": "同一话题", "new": "新说法",
    "untitled": "无题讲话",
    "said_before": "的内容此前说过，见于语料库中的{n}", "said_later": "的内容仅见于更晚的讲话，即语料库中的{n}",
    "said_by_nobody": "未见有人此前说过这些内容", "later": "晚于本篇", "no_year": "{day}（年份不详）", "speeches": "{n}篇讲话", "speech": "{n}篇讲话",
    "against_corpus": "与语料库中的{speeches}逐段比较。", "against_one": "与一篇讲话比较：",
    "novelty": "新颖度", "novelty_is": "比语料库中{p}%的同语种讲话更新",
    "novelty_interval": "95%区间：{low}至{high}；以{n}篇讲话逐一与其余比较得出",
    "novelty_unknown": "无法判断：语料库中该语种的讲话太少",
    "most_of": "主要来源", "of_new": "占本篇", "of_old": "占原篇",
    "copies": "语料库中已有逐字相同的文本：",
    "searched": "“最早”仅指本语料库之内。共检索{n}篇讲话，其中{undated}篇年份不详，无从判定先后；未能读取的文件不在语料库中。",
    "left_out": "按要求未检索：{ids}。",
    "how": "左侧为讲话全文，各片段按类别标记；右侧为出处。两侧均标出改动的字词。",
    "show": "显示", "here": "本篇", "there": "出处",
    "differs": "不同", "number": "数字", "name": "人名地名", "negation": "否定", "nothing": "无",
    "numbers_title": "改动了的数字、名称与否定", "passage": "第{n}段",
    "earliest": "本语料库最早", "first": "本语料库最早：", "tied": "同一时间：",
    "undated": "日期不详", "n_undated": "另有{n}篇日期不详，可能更早", "also": "另见{n}处",
    "in_speeches": "见于{n}篇讲话", "nearest": "语义最近", "chain": "时间顺序",
    "repeats": "本篇内重复之处", "again": "重复",
    "topics": "话题构成", "corpus": "语料库", "other": "另一篇",
    "topics_how": "各话题所占篇幅；差别最大的在前。",
    "divergence": "差异（JS散度，0为相同，1为毫无共同之处）：",
    "from_nearest": "与共同文字最多的讲话相比", "from_speaker": "与讲话人此前的{n}篇讲话相比",
    "missing": "此前每篇都有、本篇没有的话题：",
    "unassigned": "未归类", "this": "本篇", "others_left_out": "另有{n}个差别较小的话题未列出",
    "made_by": "由 Tifa {version} 根据快照 {snapshot}、模型 {model} 生成；同一快照生成同一页面。引文均为讲话人原话，数字由本系统得出。",
    "empty": "没有可供比较的其他段落。", "another": "比对另一篇",
    "versions_title": "与该篇相比有何变化", "was": "原为", "now": "现为", "counted": "指标",
    "same_numbers": "{n}个数字未变", "moved": "位置变动", "passages_changed": "逐段变化",
    "kept": "保留原文", "rewritten": "重写", "translated": "翻译", "merged": "合并", "split": "拆分", "dropped": "删去",
    "added": "新增",
}  # fmt: skip
_BY_LANGUAGE: Mapping[Language, Mapping[str, str]] = {"en": _ENGLISH, "zh": _CHINESE}


def words(language: Language) -> Mapping[str, str]:
    """The report's own words, by key; `{…}` is filled in by the page."""
    return _BY_LANGUAGE[language]
