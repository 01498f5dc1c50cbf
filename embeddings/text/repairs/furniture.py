"""What a web page wraps around a text: buttons, links, footers, lists of other pages."""

import re
from collections.abc import Iterator

from embeddings.text.repairs.page import Line, Page, Rule, dropped
from embeddings.text.traced import Change

# A line of nothing but buttons has at least one sure one; the doubtful ones are words, too.
_SURE = (
    r"打印(?:本页|此页|页面)?|列印|放大|缩小|縮小|字号|字號|【?字[体體](?:大小)?|关闭窗口|關閉視窗"
    r"|返回(?:首页|顶部|列表|頂部)|"
    r"回到顶部|上一篇|下一篇|加入收藏|设为首页|分享(?:到|至)?(?:微信|微博|朋友圈|空间|QQ)?\s*[:：]?|"
    r"扫一扫[^。，,]{0,20}|掃一掃[^。，,]{0,20}|关注(?:官方|我们的?)?(?:微信|微博)(?:公众号)?|微信公众号|"
    r"[》>]*点击(?:图片|进入|查看|阅读)[^。，,]{0,16}|阅读原文|查看原文|您(?:的|现在的"
    r"|当前的?)位置\s*[:：]?|"
    r"Print(?: this page)?|Share this(?: page)?|Back to top|Skip to (?:main )?content|Drucken"
    r"|Imprimir|Voltar|Imprimer"
)
_DOUBTFUL = (
    r"[大中小]|收藏|关闭|首页|分享|微信|微博|朋友圈|当前位置|QQ(?:空间|好友)?|空间|豆瓣|新浪|腾讯|复制链接"
    r"|Facebook|Twitter|X|WhatsApp|LinkedIn|Telegram|LINE|E-?mail|Copy link|Share|Print|Save"
)
# Words of buttons that are words of speech, too: only near the ends of a page.
_AT_THE_ENDS = re.compile(
    r"Share(?: (?:this|on \w+|via \w+).{0,20})?|Print|Teilen|Partager|Compartir|Compartilhar|Condividi"
    r"|Paylaş|Поделиться|공유(?:하기)?"
    r"|シェア(?:する)?|مشاركة|Yazdır|Печать|Распечатать|인쇄(?:하기)?|印刷(?:する)?|طباعة|Stampa"
    r"|Drucken|Zurück|Volver|Назад|목록|戻る|一覧へ",
    re.IGNORECASE,
)
_ENDS = 10, 15  # lines
_BETWEEN = r"[\s|｜【】\[\]（）()「」《》<>×xX+\-—_·:：/]*"
_SURE_LINE = re.compile(
    rf"{_BETWEEN}(?:(?:{_DOUBTFUL}){_BETWEEN})*(?:{_SURE}){_BETWEEN}(?:(?:{_SURE}|{_DOUBTFUL}){_BETWEEN})*"
)
_DOUBTFUL_LINE = re.compile(rf"{_BETWEEN}(?:(?:{_DOUBTFUL}){_BETWEEN})*")
_LONGEST_BUTTONS = 60  # characters of a line of buttons; also keeps the patterns above from long lines
_LINK = re.compile(
    r"\[[^\]\n]{1,40}\]\(https?://[^\s)]+\)|(?:[(（]?\d{1,3}[)）.]?\s*)?[<＜(（]?(?:https?://"
    r"|www\.)[^\s<>]+[>＞)）]?[.。;；]?"
)
_COPYRIGHT = re.compile(
    r"(?:Copyright|版权所有|版權所有)\s*(?:©|\(c\)|[:：]|\d{4})|©\s*\d{4}|All Rights Reserved"
    r"|Alle Rechte vorbehalten|Todos los derechos reservados|Todos os direitos reservados"
    r"|Tous droits réservés"
    r"|Tutti i diritti riservati|Все права защищены|Tüm hakları saklıdır|무단\s?전재|無断転載"
    r"|جميع الحقوق محفوظة"
    r"|(?:版权所有|版權所有)\s*[,，]?\s*(?:不得|禁止|请勿|未经|翻印)|未经(?:书面)?(?:授权"
    r"|许可)[，,]?(?:禁止|不得|请勿)(?:转载|复制|使用)"
    r"|ICP[备備]|[公网]安备\s*\d"
    r"|网站标识码|Public domainPublic domain",
    re.IGNORECASE,
)
_LICENCE = re.compile(
    r"(?:本作品(?:是|来自|在)|↑ ).*(?:公有领域|公有領域|著作权法|著作權法|出版社|社群)"
    r"|.*本模板的使用|注：中文维基文库社群"
)
_CONTACT = re.compile(
    r"(?:(?:联系|办公|单位|通讯)?地址|(?:联系|咨询|服务|举报)?(?:电话|電話)|传真|邮编|电子邮箱"
    r"|技术支持|主办单位|承办单位"
    r"|Tel|Fax|Address)\s*[:：].*"
)
# The names of a site's own pages, two or more in a line.
_SITE_PAGE = (
    r"(?:网站地图|网站导航|联系我们|关于我们|网站声明|法律声明|免责声明|隐私(?:政策|声明)|版权声明"
    r"|使用帮助|無障礙|网站无障碍|聯絡我們|關於我們"
    r"|Privacy(?: Policy| Notice)?|Terms(?: of (?:Use|Service))?|Contact(?: us)?|About(?: us)?"
    r"|Site ?map|Accessibility|Disclaimer|Imprint"
    r"|Impressum|Datenschutz|Kontakt|Aviso legal|Política de privacidad|Mentions légales|Plan du site"
    r"|Kontakt|개인정보처리방침|サイトマップ)"
)
_SITE_PAGES = re.compile(rf"{_SITE_PAGE}(?:[\s|｜·•/-]+{_SITE_PAGE})+", re.IGNORECASE)
_HOST = re.compile(r"本(?:网)?[站网]由.{2,30}(?:主办|承办|维护|管理|所有)[^。]{0,20}")
_CONTACT_LINES = 12  # contacts stand among the last lines of a page; elsewhere they may be what is said
_LIST_HEAD = re.compile(
    r"[【\[]?(?:相关(?:阅读|报道|新闻|链接|文章|附件|文档|推荐|专题)"
    r"|相關(?:閱讀|報道|報導|新聞|連結|文章)"
    r"|最近更新|最新更新|延伸阅读|推荐阅读"
    r"|猜你喜欢|热门(?:文章|新闻|推荐|阅读)|更多(?:新闻|精彩|推荐)"
    r"|related (?:articles|links|news|content|stories)|read more|see also|more on this(?: story"
    r"| topic)?|you may also like"
    r"|(?:artículos|noticias|notas) relacionad[ao]s|lea también|articles liés|(?:à )?lire aussi"
    r"|leia também|notícias relacionadas"
    r"|mehr zum thema|lesen sie auch|leggi anche|читайте также|по теме|ilgili haberler|관련\s?기사"
    r"|関連記事|اقرأ أيضا|مقالات ذات صلة)"
    r"[】\]]?\s*[:：>》]*",
    re.IGNORECASE,
)
_ADVERTISEMENT = re.compile(
    r"(?i:[\[【(（—-]*\s*(?:广告|廣告|推广|赞助(?:内容|商)?|広告|광고|Advertisements?"
    r"|Sponsored(?: content)?|Paid content|Promoted"
    r"|Anzeige|Werbung|Publicidad|Publicité|Publicidade|Pubblicità|Реклама|Reklam|إعلان)\s*[\]】)）—-]*)"
    r"|(?:.{0,12}[,，!！])?(?:欢迎|请|敬请|立即|马上|长按|点击)*(?:下载|扫描|扫码|识别|关注|订阅|添加"
    r"|加入)[^。，,!！]{0,24}"
    r"(?:客户端|APP|App|二维码|公众号|微信群|视频号|小程序)[^。，,]{0,12}[!！。]?"
    r"|(?:Subscribe|Sign up|Register)(?: now| here| today)? (?:to|for) (?:our|the"
    r"|free)?.{0,40}(?:newsletter|alerts?|updates|mailing list|e-?mails?)s?\b.{0,30}"
    r"|(?:Download|Get) (?:our|the) .{0,24}\bapp\b.{0,30}|(?:Follow|Like|Find|Join) us on .{3,60}"
    r"|(?:Suscríb[ea](?:te|se)|Abonnez-vous|Inscrivez-vous|Assine|Inscreva-se|Iscriviti|Abonnieren Sie"
    r"|Jetzt) .{0,30}(?:bolet[íi]n|newsletter|lettre|Newsletter).{0,30}"
    r"|(?:Подпиш(?:итесь|ись)|Подписывайтесь) на (?:наш|нас|рассылку|канал).{0,40}|.{0,20}(?:뉴스레터"
    r"|구독).{0,4}(?:신청|하기|하세요)"
    r"|(?:This (?:web)?site uses|We use) cookies.{0,160}|Accept (?:all )?cookies",
)
_LONGEST_ADVERTISEMENT = 200
_BACK_LINK = re.compile(
    r"(?:\[?(?:(?:Return|Back) to (?:text|top)|Zurück zum Text|Retour au texte)\]?"
    r"|↩\ufe0e?)(?=[ \t\xa0]*$)",
    re.MULTILINE,
)
_SENTENCE = 70  # characters of a single sentence that is no title
_PROSE = 150  # characters: a line this long, or with two full stops, is no title in a list


def _is_button(line: Line, *, at_an_end: bool) -> bool:
    if len(line.text) > _LONGEST_BUTTONS:
        return False
    return bool(_SURE_LINE.fullmatch(line.text) or (at_an_end and _AT_THE_ENDS.fullmatch(line.text)))


def _may_be_button(line: Line) -> bool:
    return len(line.text) <= 12 and _DOUBTFUL_LINE.fullmatch(line.text) is not None


def _buttons(page: Page) -> Iterator[Change]:
    """Lines of buttons, and the doubtful lines that touch them."""
    first, last = _ENDS[0], len(page.lines) - _ENDS[1]
    sure = [
        _is_button(line, at_an_end=number < first or number >= last) for number, line in enumerate(page.lines)
    ]
    found = list(sure)
    for order in (range(1, len(sure)), range(len(sure) - 2, -1, -1)):
        step = order.step
        for number in order:
            found[number] = found[number] or (found[number - step] and _may_be_button(page.lines[number]))
    yield from dropped(line for line, is_button in zip(page.lines, found, strict=True) if is_button)


def _links(page: Page) -> Iterator[Change]:
    yield from dropped(line for line in page.lines if _LINK.fullmatch(line.text))


def _footers(page: Page) -> Iterator[Change]:
    last = len(page.lines) - _CONTACT_LINES
    for number, line in enumerate(page.lines):
        if len(line.text) > 300:
            continue
        contact = number >= last and len(line.text) <= 120 and _CONTACT.fullmatch(line.text)
        site = _SITE_PAGES.fullmatch(line.text) or _HOST.fullmatch(line.text)
        if contact or site or _COPYRIGHT.search(line.text) or _LICENCE.match(line.text):
            yield from dropped([line])


def _is_prose(line: Line) -> bool:
    """A paragraph rather than a title: long, of two sentences, or a whole sentence of some length."""
    marks = line.text.count("。") + line.text.count("؟") + line.text.count("！")
    spoken = len(line.text) >= _SENTENCE and line.text[-1] in ".。!?！？" and " " in line.text
    return len(line.text) > _PROSE or marks >= 2 or spoken


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


def _advertisements(page: Page) -> Iterator[Change]:
    yield from dropped(
        line
        for line in page.lines
        if len(line.text) <= _LONGEST_ADVERTISEMENT and _ADVERTISEMENT.fullmatch(line.text)
    )


def _back_links(page: Page) -> Iterator[Change]:
    for match in _BACK_LINK.finditer(page.raw):
        yield Change(*match.span())


BUTTONS = Rule(
    "buttons", "drops lines of page buttons: print, text size, share, follow", 0.98, True, _buttons
)
LINKS = Rule("links", "drops a line that is nothing but a web address", 0.99, True, _links)
FOOTERS = Rule("footers", "drops lines of copyright, licence, registration and contact", 0.97, True, _footers)
RELATED = Rule("related", "drops a list of other pages under a head such as 相关阅读", 0.95, True, _related)
ADVERTISEMENTS = Rule(
    "advertisements",
    "drops lines that sell, or ask to subscribe, download or scan",
    0.95,
    True,
    _advertisements,
)
BACK_LINKS = Rule(
    "back_links", "drops the link behind a footnote that leads back to the text", 0.99, False, _back_links
)
