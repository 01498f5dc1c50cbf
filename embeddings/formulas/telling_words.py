"""Words that kinds of wordings are told by: offices, who reports, what only joins others. No formulas."""


def listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words that offices and bodies are made of, and those that tell who speaks.
OFFICES = listed(
    "总书记 书记 副书记 主席 副主席 总理 副总理 国务委员 委员 常委 委员长 副委员长 部长 副部长 省长 "
    "副省长 市长 副市长 局长 司长 行政长官 总统 首相 大使 主任 副主任 秘书长 "
    "理事长 院长 会长 议员 代表 同志 先生 女士 领导人 主持人 发言人 记者 中央 政治局 国务院 全国人大 "
    "人大 政协 中央军委 军委 常委会 委员会 常务委员会 人民政府 政府 部门 "
    "机关 党组 法院 检察院 联合国 中共中央 党中央 中共 全国 国家 中国 中华 人民共和国 中华人民共和国 "
    "共和国 大会 会议 全会 国务 届 次 全体会议 座谈会 人民代表大会 无党派人士 "
    "有关 各 各级 负责人 和 及其 党外人士 民主党派 工商联"
)
BODIES = OFFICES - listed("和 及其 有关 各 各级 次 届 国家 中国 全国 中华 代表 人大")
REPORTING = listed(
    "表示 指出 强调 说 认为 讲话 致辞 主持 主持召开 召开 出席 会见 发表 宣布 要求 介绍 报道 消息 提出 "
    "批示 作出 听取 审议 汇报 举行 开幕 闭幕 会谈 陪同 参加 审议通过 "
    "通过 答复 回答 发言 获悉 出席会议 如下 并"
)
DOCUMENTS = listed("报告 工作报告 规划 纲要 意见 决定 条例 公报 草案 方案 白皮书 公约 协定 宣言 宪章 决议")
# Kinds of words, as rjieba calls them, that a wording does not begin or end with.
GRAMMAR_FIRST = listed("u ul uj ud ug uv uz c y k q e o r f")
GRAMMAR_LAST = listed("u ul uj ud ug uv uz c p y e o d r")
# Words of English that STOP_WORDS leaves to search, since there they may be what is asked for.
LIGHT = listed(
    "i a an as at be by do go he if in is it me my no of on or so to up us we am are was around "
    "across along among within without since upon toward towards throughout despite regarding need "
    "needs want wants continue continues continued able must ensure able seen last next least less "
    "first second three four five six seven eight nine ten hundred year years day days time times way "
    "ways part number lot able order based including included use used take taken takes give given "
    "come comes put become becomes bring brings keep look looking forward work working works see know "
    "think believe hope important possible new good great better best long short little large small "
    "high higher different several another others everyone something nothing everything anything "
    "therefore however although though whether indeed already again together rather quite almost "
    "perhaps yes not cannot"
)
