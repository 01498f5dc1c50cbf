"""One promise for each rule. All texts are invented.

Covers `embeddings.text.cleaning.page`, `embeddings.text.cleaning.furniture.ends`,
`embeddings.text.cleaning.furniture.link_lists`, `embeddings.text.cleaning.furniture.promotions`,
`embeddings.text.cleaning.furniture.page_ends`, `embeddings.text.cleaning.furniture.page_words`,
`embeddings.text.cleaning.furniture.buttons`, `embeddings.text.cleaning.furniture.bylines`,
`embeddings.text.cleaning.furniture.source_lines`, `embeddings.text.cleaning.furniture.page_labels`,
`embeddings.text.cleaning.furniture.printed`, `embeddings.text.cleaning.damage.spaces`,
`embeddings.text.cleaning.damage.marks`, `embeddings.text.cleaning.damage.second_document`,
`embeddings.text.cleaning.damage.pinyin`, `embeddings.text.cleaning.damage.mojibake`.
"""

import json
from pathlib import Path

import pytest

from embeddings.text.cleaning.clean import clean
from embeddings.text.cleaning.damage.pinyin import SYLLABLES, is_syllable
from embeddings.text.cleaning.page import Page
from embeddings.text.cleaning.rules import RULES, Rule
from scripts.benchmarks.text.judged import JUDGED
from scripts.benchmarks.text.planted import ENOUGH, Precision, confidence


def left(raw: str) -> list[str]:
    """The lines that are left of a text."""
    return [line.strip() for line in clean(raw).text.splitlines() if line.strip()]


def test_every_rule_has_its_own_name_and_says_what_it_does() -> None:
    """People read the ledger: names are unique and each rule explains itself."""
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.says and 0 < rule.confidence <= 1 for rule in RULES)


@pytest.mark.parametrize("rule", [rule for rule in RULES if JUDGED.get(rule.name, (0, 0))[0] >= ENOUGH])
def test_no_rule_is_surer_than_it_was_found_right(rule: Rule) -> None:
    """In real texts, judged by eye, where enough of them were."""
    measured = confidence(Precision(), *JUDGED[rule.name])
    assert measured is not None
    assert rule.confidence <= measured


def test_pinyin_in_brackets_is_dropped() -> None:
    """A reading behind a Chinese character goes, with or without tone mark, in narrow or wide brackets."""
    assert clean("協調(diào)發展（zhǎn），綠(lǜ)色(se)轉(zhuan)型").text == "協調發展，綠色轉型"


@pytest.mark.parametrize(
    "kept",
    ["全国(GDP)", "协议（wto）", "公式(x)", "如下(see)", "青山（Qing）", "Plan (de) B", "目标(an example)"],
)
def test_real_brackets_stay(kept: str) -> None:
    """Abbreviations, words and names in brackets are no pinyin."""
    assert clean(kept).text == kept


def test_there_are_as_many_syllables_as_in_a_dictionary() -> None:
    """The table makes the about 400 syllables of Hanyu Pinyin and none that do not exist."""
    assert 390 <= len(SYLLABLES) <= 412
    assert all(map(is_syllable, ("zhuàng", "lüè", "lu\u0308\u00e8", "ér", "xiong", "yuán", "ò")))
    assert not any(map(is_syllable, ("bü", "fi", "zhü", "kei2", "gdp", "een", "ciao", "Ma")))


def test_characters_without_ink_are_dropped() -> None:
    """Zero-width, direction, tag, control and half characters leave the clean text; line breaks stay."""
    noisy = "\ufeffgo\u200bod \u202emor\u00adning\u202c\x00\n\U000e0041you\ud800\u2066!"
    assert clean(noisy).text == "good morning\nyou!"


@pytest.mark.parametrize(
    "line",
    [
        "打印 放大 缩小",
        "【字体：大 中 小】",
        "分享到:",
        "扫一扫在手机打开当前页",
        "关注官方微信",
        "关闭窗口",
        "Voltar",
        "Print this page",
        "2031-03-04 09:08:07 来源:海湾日报",
        "来源：海湾日报",
        "（来源：海湾网）",
        "(Source: Bay News)",
        "发布时间：2031-03-04",
        "2031-03-04 09:08",
        "责任编辑:李四",
        "编辑：李四 王五",
        "■海湾日报记者",
        "Copyright © 2031 Bay Society",
        "版权所有:海湾协会 湾ICP备31000000号-1",
        "联系电话:000-0000000 传真:000-0000001",
        "[查看原文](https://bay.example/a.html)",
        "https://bay.example/b",
        "Page 3 of 20",
        "第 3 页 共 20 页",
        "原题:",
        "《 海湾日报 》（ 2031年03月04日 02 版）",
        "相关阅读",
        "首页 > 新闻 > 正文",
        "打印本文 分享到微信好友",
        "Seite drucken",
        "本报记者 李四 王五",
        "（记者 李四）",
        "文/李四 图/王五",
        "By Jane Harbour",
        "(Reporting by Jane Harbour; Editing by John Pier)",
        "索引号：000000/2031-1",
        "Published: 4 March 2031",
        "海湾日报 2031-03-04 09:08",
        "广告",
        "请扫码下载海湾客户端",
        "Subscribe to our newsletter",
        "第一章 渔业……………12",
        "Fisheries ........ 12",
        "[Page 12]",
        "Privacy Policy | Terms of Use",
        "主办单位：海湾市政府办公室",
        "See also",
        "一键转发朋友圈",
        "上一篇：海湾渔港开工",
        "Download PDF | Print this page | Share on Facebook",
        "Télécharger la page en PDF",
        "摄影：李四 图文：王五",
        "Photo: Jane Harbour / Bay News",
        "First published on 4 March 2031",
        "信息来源：海湾市渔业局 浏览次数：310",
        "第十二页",
        "Bay Report 2031 – Page 12",
        "30/400",
        "附件2\t\t12",
        "技术支持：海湾网络公司",
        "广告热线：000-0000000",
        "Jetzt bestellen",
        "Reproduction prohibited without permission",
    ],
)
def test_furniture_is_dropped(line: str) -> None:
    """A line of the page around a speech is dropped; the speech around the line stays."""
    assert left(f"海湾要更开放。\n{line}\n") == ["海湾要更开放。"]


@pytest.mark.parametrize(
    "line",
    [
        "我们的信心来源于人民。",
        "来源：渔业收入占全部收入的一半；港口收入占三成。",
        "要扩大开放、缩小差距。",
        "打印设备产业增长一成。",
        "分享发展成果，关注民生。",
        "大家扫一扫码就能办事，这是便民的办法。",
        "2031年3月4日",
        "地址选在海湾东岸，交通便利。",
        "(b) Copyrights and Related Rights;",
        "Share the fruits of growth",
        "相关报道说，海湾经济增长很快。",
        "版权所有者的利益要保护。",
        "编辑出版事业繁荣发展。",
        "微信",
        "大",
        "记者会上，代表们回答了提问。",
        "编辑、记者要多到渔村去。",
        "主办单位：市渔业局、市港务局，各区政府",
        "广告业增长一成",
        "By the people, for the people",
        "Share of the bay's trade: 12",
        "2031",
        "Contents of the harbour were sold.",
        "下载速度提高一倍，人人都有好网络。",
        "关注弱势群体 加入时代洪流",
        "资料来源：海湾市统计局",
        "增收来源：渔业、旅游、港口",
        "新年贺词全文 海湾市长",
        "顶层设计 改革",
        "Inaugural Address 2031",
        "Fiscal years 2031-2032",
        "9/11",
        "62/2013",
        "2025/2026.",
        "Madam Chair, let Mr Varga finish. Page 48",
        "(1)",
        "4 March 2031",
        "Back to work for the bay",
    ],
)
def test_speech_that_sounds_like_furniture_stays(line: str) -> None:
    """The words of buttons and footers inside a sentence are speech."""
    assert left(f"海湾要更开放。\n{line}\n各位代表，谢谢。") == ["海湾要更开放。", line, "各位代表，谢谢。"]


def test_a_running_head_is_known_by_its_rising_numbers() -> None:
    """The same words beside numbers that rise from page to page go; beside any other numbers they stay."""
    pages = [f"海湾渔业年报 {number}\n{str(number) * 10}" + "港口要更开放。" * 60 for number in (7, 8, 9)]
    assert len(left("\n".join(pages))) == 3
    mixed = [page.replace("年报 8", "年报 2") for page in pages]
    assert len(left("\n".join(mixed))) == 6


def test_what_stands_below_a_footer_is_its_rest() -> None:
    """Short lines below two of a footer at the end of a page go with it; a sentence ends it."""
    footer = "Copyright © 2031 Bay Society\n湾ICP备31000000号-1\nBay Society\nPier Road\n"
    assert left("海湾要更开放。\n" + footer) == ["海湾要更开放。"]
    assert left("海湾要更开放。\n" + footer + "港口也要开放。\n会后") == [
        "海湾要更开放。",
        "港口也要开放。",
        "会后",
    ]


def test_doubtful_buttons_go_only_beside_sure_ones() -> None:
    """A line `大` is a button when it stands among buttons."""
    assert left("海湾要更开放。\n【字体：\n大\n中\n小\n】\n打印本页\n大\n") == ["海湾要更开放。"]


def test_a_label_takes_the_short_line_it_labels() -> None:
    """来源: alone on a line goes with the name on the next, but never with a sentence."""
    assert left("来源：\n海湾日报\n海湾要更开放。") == ["海湾要更开放。"]
    assert left("来源：\n海湾要更开放。") == ["海湾要更开放。"]


def test_a_list_of_other_pages_goes_to_the_end_but_spares_prose() -> None:
    """Titles under 相关阅读 go; a paragraph of sentences that follows is speech again."""
    prose = "海湾要更开放。港口要更繁忙。"
    assert left(f"{prose}\n相关阅读\n海湾新桥通车 港口再创新高\n十条新航线开通") == [prose]
    assert left(f"相关阅读\n海湾新桥通车\n{prose}\n渔业丰收。") == [prose, "渔业丰收。"]


def test_contacts_go_only_at_the_end_of_a_page() -> None:
    """电话 lines are a footer among the last lines, and speech before."""
    body = [f"第{number}件事要办好。" for number in range(20)]
    assert left("\n".join(["电话：热线已开通", *body, "电话：000-0000000"])) == ["电话：热线已开通", *body]


def test_newspaper_line_behind_a_text_goes() -> None:
    """The newspaper's name, day and page go even when they stand on the last line of the text."""
    assert clean("谢谢大家！《 海湾日报 》（ 2031年03月04日 02 版）\n").text == "谢谢大家！\n"


def test_markdown_signs_go_and_their_words_stay() -> None:
    """Heading marks, bold and ruled lines are dropped, hyphens and stars of a text are not."""
    assert (
        clean("# Title\n\n**Mr President,**\n---\n- one\n2 ** 3").text
        == "Title\n\nMr President,\n\n- one\n2 ** 3"
    )


def test_rules_find_nothing_out_of_order() -> None:
    """Every rule yields changes inside the text, sorted and apart."""
    page = Page(
        "# A\n来源：海湾日报\n分享到:\n大\n調(diào)\u200b度\n相关阅读\n题目一\nhttps://bay.example/b\n"
    )
    for rule in RULES:
        places = [place for start, end, _ in rule.find(page) for place in (start, end)]
        assert places == sorted(places)


def test_page_numbers_that_count_up_go_and_section_numbers_stay() -> None:
    """Bare numbers are page numbers when each is one more than the last and pages are about as long."""
    pages = ["".join(f"海湾的第{page}{number}座码头要开放。" for number in range(40)) for page in "甲乙丙丁"]
    assert left("\n".join(f"{text}\n{number}" for number, text in enumerate(pages, 3))) == pages
    sections = [pages[0][:300], "1", pages[1], "2", pages[2] * 4 + pages[3] * 4, "3", pages[3][:260], "4"]
    assert left("\n".join(sections)) == sections
    same = [pages[0], "2031", pages[1], "2031", pages[2]]
    assert left("\n".join(same)) == same


def test_a_table_of_contents_goes_with_its_head() -> None:
    """Under 目录 the entries whose page numbers rise go, with leaders or without; two lines are no table."""
    assert left("目录\n一、回顾 1\n二、任务 5\n三、保障 12\n海湾要更开放。") == ["海湾要更开放。"]
    assert left("目录\n海湾要更开放 1\n渔业") == ["目录", "海湾要更开放 1", "渔业"]


def test_a_photographers_credit_goes_and_the_caption_stays() -> None:
    """Only the name behind a caption goes; 摄影 inside a sentence is speech."""
    raw = "图为新桥通车。海湾社记者 李四/摄\n海湾记者摄影展开幕。"
    assert clean(raw).text == "图为新桥通车。\n海湾记者摄影展开幕。"


def test_links_behind_footnotes_go() -> None:
    """Return to text at the end of a line is a link, inside a sentence it is speech."""
    assert clean("3. See the annex. Return to text\nI return to text and law.").text == (
        "3. See the annex. \nI return to text and law."
    )


@pytest.mark.shared
def test_the_seeds_lose_their_furniture_and_nothing_else(shared: Path) -> None:
    """Lines marked as furniture, metadata or repeats go whole, 81 pinyin brackets go, no other line does."""
    gold = json.loads((shared / "eval/seeds_gold.json").read_text(encoding="utf-8"))
    pinyin = {}
    for path in sorted((shared / "seeds").glob("*.txt")):
        raw = path.read_bytes().decode("utf-8")
        cleaned = clean(raw)
        pinyin[path.name[:3]] = sum(repair.rule == "pinyin" for repair in cleaned.repairs)
        stayed = {
            raw.count("\n", 0, start) + 1 for start in cleaned.traced.starts if not raw[start].isspace()
        }
        gone = {number for number, line in enumerate(raw.split("\n"), 1) if line.strip()} - stayed
        marked = gold[path.name]
        assert gone == {*marked["furniture"], *marked["metadata"], *marked["repeats"]}, path.name
    assert pinyin == {"000": 0, "001": 0, "002": 0, "003": 81, "004": 0}


@pytest.mark.parametrize(
    ("said", "clean_text"),
    [
        ("The bay grew.[1] It did.[2][3] Next", "The bay grew. It did. Next"),
        ("渔业增长。[1]港口开放。［2］", "渔业增长。港口开放。"),
        ("三张“清单”［1］见效，两个“枢纽［2］”建成", "三张“清单”见效，两个“枢纽”建成"),
    ],
)
def test_marks_of_footnotes_go(said: str, clean_text: str) -> None:
    """Behind a sentence; and behind a word where the marks of the text count up."""
    assert clean(said).text == clean_text


@pytest.mark.parametrize(
    "said",
    [
        "as was held in [2024] EWHC 12",
        "[1] of a list\n[2] of a list",
        "in Varga [12] the court held",
        "the sum x[1] of the table",
        "海湾政发〔2028〕3号",
    ],
)
def test_brackets_that_are_no_footnotes_stay(said: str) -> None:
    """Citations of law, numbers of paragraphs and of documents, one bracket behind a word."""
    assert clean(said).text == said


def test_years_votes_and_laws_are_no_page_numbers() -> None:
    """A text that goes through the years, a paper named again and again, the subsections of an act."""
    said = [
        "".join(f"The bay said in its year {name} that pier {n} opens. " for n in range(9)) for name in "ABC"
    ]
    years = [line for year, text in zip(("2006", "2007", "2008"), said, strict=True) for line in (year, text)]
    assert left("\n".join(years)) == [line.strip() for line in years]
    papers = [line for text in said for line in (text, "9/407")]
    assert left("\n".join(papers)) == [line.strip() for line in papers]
    act = [line for number, text in enumerate(said, 1) for line in (str(number), text)]
    assert left("\n".join(["Powers of entry", *act])) == ["Powers of entry", *(line.strip() for line in act)]


def test_the_title_in_the_table_of_a_document_goes() -> None:
    """标　　题： beside 索引号 is the site's; by itself it stays."""
    assert left("索 引 号：0001\n标　　题：海湾的意见\n\n海湾要更开放。") == ["海湾要更开放。"]
    assert left("标　　题：海湾的意见\n\n海湾要更开放。") == ["标　　题：海湾的意见", "海湾要更开放。"]
