"""What a web page wraps around a text: buttons, links, page numbers, footers, lists of other pages."""

import re
from collections.abc import Iterator

from embeddings.text.repairs.page import Line, Page, Rule, dropped
from embeddings.text.traced import Change

# A line of nothing but buttons has at least one sure one; the doubtful ones are words, too.
_SURE = (
    r"打印(?:本页|此页|页面)?|列印|放大|缩小|縮小|字号|字號|【?字体|关闭窗口|關閉視窗|返回(?:首页|顶部|列表|頂部)|"
    r"回到顶部|上一篇|下一篇|加入收藏|设为首页|分享(?:到|至)?(?:微信|微博|朋友圈|空间|QQ)?\s*[:：]?|"
    r"扫一扫[^。，,]{0,20}|掃一掃[^。，,]{0,20}|关注(?:官方|我们的?)?(?:微信|微博)(?:公众号)?|微信公众号|"
    r"[》>]*点击(?:图片|进入|查看|阅读)[^。，,]{0,16}|阅读原文|查看原文|您(?:的|现在的|当前的?)位置\s*[:：]?|"
    r"Print(?: this page)?|Share this(?: page)?|Back to top|Skip to (?:main )?content|Drucken"
    r"|Imprimir|Voltar|Imprimer"
)
_DOUBTFUL = r"[大中小]|收藏|关闭|首页|分享|微信|微博|朋友圈|当前位置"
_BETWEEN = r"[\s|｜【】\[\]（）()「」《》<>×xX+\-—_·:：/]*"
_SURE_LINE = re.compile(
    rf"{_BETWEEN}(?:(?:{_DOUBTFUL}){_BETWEEN})*(?:{_SURE}){_BETWEEN}(?:(?:{_SURE}|{_DOUBTFUL}){_BETWEEN})*"
)
_DOUBTFUL_LINE = re.compile(rf"{_BETWEEN}(?:(?:{_DOUBTFUL}){_BETWEEN})*")
_LONGEST_BUTTONS = 60  # characters of a line of buttons; also keeps the patterns above from long lines
_LINK = re.compile(
    r"\[[^\]\n]{1,40}\]\(https?://[^\s)]+\)|(?:[(（]?\d{1,3}[)）.]?\s*)?[<＜(（]?(?:https?://|www\.)[^\s<>]+[>＞)）]?[.。;；]?"
)
_PAGE_NUMBER = re.compile(
    r"(?:Page|Página|Pagina|Seite)\s+\d{1,4}\s+(?:of|sur|de|di|von)\s+\d{1,4}|第\s*\d{1,4}\s*页\s*[,，/]?\s*共\s*\d{1,4}\s*页"
    r"|[-–—]\s?\d{1,3}\s?[-–—]",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(
    r"(?:Copyright|版权所有|版權所有)\s*(?:©|\(c\)|[:：]|\d{4})|©\s*\d{4}|All Rights Reserved"
    r"|ICP[备備]|[公网]安备\s*\d"
    r"|网站标识码|Public domainPublic domain",
    re.IGNORECASE,
)
_LICENCE = re.compile(
    r"(?:本作品(?:是|来自|在)|↑ ).*(?:公有领域|公有領域|著作权法|著作權法|出版社|社群)"
    r"|.*本模板的使用|注：中文维基文库社群"
)
_CONTACT = re.compile(
    r"(?:(?:联系|办公|单位|通讯)?地址|(?:联系|咨询|服务|举报)?(?:电话|電話)|传真|邮编|电子邮箱|技术支持|主办单位|承办单位"
    r"|Tel|Fax|Address)\s*[:：].*"
)
_CONTACT_LINES = 12  # contacts stand among the last lines of a page; elsewhere they may be what is said
_LIST_HEAD = re.compile(
    r"[【\[]?(?:相关(?:阅读|报道|新闻|链接|文章|附件|文档|推荐|专题)"
    r"|相關(?:閱讀|報道|報導|新聞|連結|文章)"
    r"|最近更新|最新更新|延伸阅读|推荐阅读"
    r"|猜你喜欢|热门(?:文章|新闻|推荐|阅读)|更多(?:新闻|精彩|推荐)"
    r"|related (?:articles|links|news|content|stories)|read more)"
    r"[】\]]?\s*[:：>》]*",
    re.IGNORECASE,
)
_PROSE = 150  # characters: a line this long, or with two full stops, is no title in a list


def _is_button(line: Line) -> bool:
    return len(line.text) <= _LONGEST_BUTTONS and _SURE_LINE.fullmatch(line.text) is not None


def _may_be_button(line: Line) -> bool:
    return len(line.text) <= 12 and _DOUBTFUL_LINE.fullmatch(line.text) is not None


def _buttons(page: Page) -> Iterator[Change]:
    """Lines of buttons, and the doubtful lines that touch them."""
    sure = [_is_button(line) for line in page.lines]
    found = list(sure)
    for order in (range(1, len(sure)), range(len(sure) - 2, -1, -1)):
        step = order.step
        for number in order:
            found[number] = found[number] or (found[number - step] and _may_be_button(page.lines[number]))
    yield from dropped(line for line, is_button in zip(page.lines, found, strict=True) if is_button)


def _links(page: Page) -> Iterator[Change]:
    yield from dropped(line for line in page.lines if _LINK.fullmatch(line.text))


def _page_numbers(page: Page) -> Iterator[Change]:
    yield from dropped(line for line in page.lines if _PAGE_NUMBER.fullmatch(line.text))


def _footers(page: Page) -> Iterator[Change]:
    last = len(page.lines) - _CONTACT_LINES
    for number, line in enumerate(page.lines):
        if len(line.text) > 300:
            continue
        contact = number >= last and len(line.text) <= 120 and _CONTACT.fullmatch(line.text)
        if contact or _COPYRIGHT.search(line.text) or _LICENCE.match(line.text):
            yield from dropped([line])


def _is_prose(line: Line) -> bool:
    return len(line.text) > _PROSE or line.text.count("。") >= 2


def _related(page: Page) -> Iterator[Change]:
    """A head such as 相关阅读 and the titles behind it, to the end or to the next prose."""
    listing = False
    for line in page.lines:
        if _LIST_HEAD.fullmatch(line.text):
            listing = True
        elif listing and _is_prose(line):
            listing = False
        if listing:
            yield from dropped([line])


BUTTONS = Rule(
    "buttons", "drops lines of page buttons: print, text size, share, follow", 0.98, True, _buttons
)
LINKS = Rule("links", "drops a line that is nothing but a web address", 0.99, True, _links)
PAGE_NUMBERS = Rule("page_numbers", "drops a line such as Page 3 of 20", 0.97, True, _page_numbers)
FOOTERS = Rule("footers", "drops lines of copyright, licence, registration and contact", 0.97, True, _footers)
RELATED = Rule("related", "drops a list of other pages under a head such as 相关阅读", 0.95, True, _related)
