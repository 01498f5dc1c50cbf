"""What the topics report calls things, in both of its languages; the page holds both, and shows one."""

from collections.abc import Mapping

Both = tuple[str, str]
"""English and Chinese."""

LANGUAGES: Mapping[str, Both] = {
    "ar": ("Arabic", "阿拉伯语"),
    "de": ("German", "德语"),
    "en": ("English", "英语"),
    "es": ("Spanish", "西班牙语"),
    "fr": ("French", "法语"),
    "it": ("Italian", "意大利语"),
    "ja": ("Japanese", "日语"),
    "ko": ("Korean", "韩语"),
    "pt": ("Portuguese", "葡萄牙语"),
    "ru": ("Russian", "俄语"),
    "tr": ("Turkish", "土耳其语"),
    "und": ("language unknown", "语言不详"),
    "zh": ("Chinese", "中文"),
    "zh-Hans": ("Chinese (Simplified)", "简体中文"),
    "zh-Hant": ("Chinese (Traditional)", "繁体中文"),
}
KINDS: Mapping[str, Both] = {
    "subject": ("subject", "主题"),
    "boilerplate": ("boilerplate", "套话"),
    "references": ("references", "引注"),
    "noise": ("noise", "杂讯"),
}
EVENTS: Mapping[str, Both] = {
    "continued": ("continued", "延续"),
    "split": ("split", "拆分"),
    "merged": ("merged", "合并"),
    "born": ("born", "新生"),
    "retired": ("retired", "消失"),
}
MEASURES: Mapping[str, Both] = {
    "coherence": ("coherence", "连贯度"),
    "diversity": ("diversity", "多样性"),
    "agreement": ("agreement", "一致度"),
    "unassigned": ("unassigned", "未归类"),
    "language_entropy": ("mix of languages", "语言混合度"),
    "subjects": ("subjects", "主题占比"),
}
MEANINGS_ZH: Mapping[str, str] = {
    "coherence": "主题的词语在同一段落中同现的程度（NPMI）：0 为偶然，1 为总是同现。",
    "diversity": "只属于一个主题的词语所占比例：1 表示各主题没有共同词语。",
    "agreement": "多次独立运行把相同段落放在一起的比例：低于 0.6 的主题不稳定。",
    "unassigned": "与任何主题都不够接近的段落所占比例。",
    "language_entropy": "一个主题中各语言混合的程度（比特）：0 为只有一种语言，1 为两种语言各半。",
    "subjects": "属于真正主题（而非套话等）的段落所占比例。",
}


def language_name(code: str) -> Both:
    """A language in both; the code itself where there is no name."""
    return LANGUAGES.get(code, (code, code))
