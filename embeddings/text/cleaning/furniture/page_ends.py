"""What a web page puts below a text: footers, lists of other pages, advertisements."""

import re
from collections.abc import Iterator

from embeddings.text.cleaning.page import Line, Page, Rule, drop
from embeddings.text.script.offsets import TextChange
from embeddings.text.sentences import is_sentence

_COPYRIGHT = re.compile(
    r"(?:Copyright|版权所有|版權所有)\s*(?:©|\(c\)|[:：]|\d{4})|(?:©|Copyright) ?.{0,60}\b(?:19"
    r"|20)\d\d\b|All Rights Reserved"
    r"|Alle Rechte vorbehalten|Todos los derechos reservados|Todos os direitos reservados"
    r"|Tous droits réservés"
    r"|Tutti i diritti riservati|Все права защищены|Tüm hakları saklıdır|무단\s?전재|無断転載"
    r"|جميع الحقوق محفوظة"
    r"|(?:版权所有|版權所有)\s*[,，]?\s*(?:不得|禁止|请勿|未经|翻印)|未经(?:书面)?(?:授权"
    r"|许可)[，,]?(?:禁止|不得|请勿)(?:转载|复制|使用)"
    r"|(?:备案[号序]|许可证(?:号|编号)?)\s*[:：]\s*\S|Powered by \w+$|您是第\s*\d+\s*位访(?:客|问者)"
    r"|(?:建议|推荐)使用.{2,40}浏览(?:本网站|器)?$|最佳(?:浏览|分辨率)"
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
    r"|技术支持|Tel|Fax|Address)\s*[:：].*"
    r"|(?:主办|主管|承办)单位\s*[:：][^，,、；;]{2,30}"  # a list of them is of those who do a task
)
# The names of a site's own pages, two or more in a line.
_SITE_PAGE = (
    r"(?:网站地图|网站导航|联系我们|关于我们|网站声明|法律声明|免责声明|隐私(?:政策|声明)|版权声明"
    r"|使用帮助|無障礙|网站无障碍|聯絡我們|關於我們"
    r"|Privacy(?: Policy| Notice)?|Terms(?: of (?:Use|Service))?|Contact(?: us)?|About(?: us)?"
    r"|Site ?map|Accessibility|Disclaimer|Imprint"
    r"|Impressum|Datenschutz|Kontakt|О нас|Контакты|Карта сайта|Aviso legal|Contacto|Quiénes somos"
    r"|Nous contacter|İletişim|Hakkımızda|Política de privacidad|Mentions légales|Plan du site"
    r"|Kontakt|개인정보처리방침|サイトマップ)"
)
_SITE_PAGES = re.compile(rf"{_SITE_PAGE}(?:[\s|｜·•/-]+{_SITE_PAGE})+", re.IGNORECASE)
_HOST = re.compile(
    r"本(?:网)?[站网]由.{2,30}(?:主办|承办|维护|管理|所有)[^。]{0,20}"
    r"|[^。，,；;]{2,24}(?:政府|办公室|委员会|局|厅|中心|公司|社|网)\s?(?:主办|承办|协办|制作维护)"
    r"(?:[^。，,]{2,24}(?:主办|承办|协办))?"
)
_CONTACT_LINES = 12  # contacts stand among the last lines of a page; elsewhere they may be what is said
_LIST_HEAD = re.compile(
    r"[【\[]?(?:相关(?:阅读|报道|新闻|链接|链结|连结|文章|附件|文档|推荐|专题)"
    r"|相關(?:閱讀|報道|報導|新聞|連結|鏈結|鏈接|文章)"
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
    r"(?i:[\[【(（—-]*\s*(?:广告|廣告|推广|赞助(?:内容|商)?|広告|광고|Advertisements?|Sponsored"
    r"(?: content)?"
    r"|Paid content|Promoted|Anzeige|Werbung|Publicidad|Publicité|Publicidade|Pubblicità|Реклама"
    r"|Reklam|إعلان)"
    r"\s*[\]】)）—-]*)|(?:Article|Story) continues below(?: (?:the |this )?advertisement)?"
    r"|(?:.{0,12}[,，!！])?(?:更多[^。，,!！]{0,8})?(?:欢迎|请|敬请|立即|马上|长按|点击)*"
    r"(?:下载|打开|扫描|扫码|识别|关注|订阅|添加|加入)[^。，,!！]{0,24}"
    r"(?:客户端|APP|App|二维码|公众号|官方微[信博]|微信群|视频号|小程序)"
    r"(?:[，,]?(?:查看|了解|获取|阅读)更多\S{0,8}|[^。，,]{0,12})[!！。]?"
    r"|(?:Subscribe|Sign up|Register)(?: now| here| today)? (?:to|for) .{0,40}"
    r"(?:newsletter|alert|update|briefing|bulletin|mailing list|e-?mail)s?\b.{0,30}"
    r"|(?:Download|Get) (?:our|the) .{0,24}\bapp\b.{0,30}|(?:Follow|Like|Find|Join) us(?: on .{3,60})?"
    r"|(?:Support|Donate to) (?:our|independent|quality) (?:journalism|reporting|work).{0,40}"
    r"|(?:Suscríb[ea](?:te|se)|Abonnez-vous|Inscrivez-vous|Assine|Inscreva-se|Iscriviti|Abonnieren Sie"
    r"|Jetzt|Recib[ea]|Receba|Recevez) .{0,30}(?:bolet[íi]n|[Nn]ewsletter|lettre|correo|e-?mail).{0,30}"
    r"|Newsletter\s?:? .{0,30}(?:anmelden|abonnieren|suscr|inscri|iscri).{0,20}"
    r"|(?:Подпиш(?:итесь|ись)|Подписывайтесь) на (?:наш|нас|рассылку|канал).{0,40}"
    r"|.{0,20}(?:뉴스레터|구독)\s?(?:신청|하기|하세요)?|.{0,20}(?:メールマガジン|メルマガ)(?:登録"
    r"|を購読).{0,10}"
    r"|(?:This (?:web)?site uses|We use) cookies.{0,160}|Accept (?:all )?cookies",
)
_LONGEST_CONTACT = 120
_LONGEST_FOOTER = 300
_SHORT = 60  # characters of a line that may be part of a footer because it stands below one
_LONGEST_ADVERTISEMENT = 200
_SENTENCE = 70  # characters of a single sentence that is no title
_PROSE = 150  # characters: a line this long, or with two full stops, is no title in a list


def _footers(page: Page) -> Iterator[TextChange]:
    """Lines of a footer, and the short ones below two of them at the end of a page: its names and sites."""
    last = len(page.lines) - _CONTACT_LINES
    above = 0  # lines of the footer directly above
    for number, line in enumerate(page.lines):
        is_footer = len(line.text) <= _LONGEST_FOOTER and _is_footer(line, at_the_end=number >= last)
        is_rest = above >= 2 and number >= last and len(line.text) <= _SHORT and not is_sentence(line.text)
        above = above + 1 if is_footer or is_rest else 0
        if above:
            yield from drop([line])


def _is_footer(line: Line, *, at_the_end: bool) -> bool:
    may_be_contact = at_the_end and len(line.text) <= _LONGEST_CONTACT
    if may_be_contact and (_CONTACT.fullmatch(line.text) or _HOST.fullmatch(line.text)):
        return True
    site = _SITE_PAGES.fullmatch(line.text)
    return bool(site or _COPYRIGHT.search(line.text) or _LICENCE.match(line.text))


def _is_prose(line: Line) -> bool:
    """A paragraph rather than a title: long, of two sentences, or a whole sentence of some length."""
    marks = line.text.count("。") + line.text.count("؟") + line.text.count("！")
    spoken = len(line.text) >= _SENTENCE and line.text[-1] in ".。!?！？" and " " in line.text
    return len(line.text) > _PROSE or marks >= 2 or spoken


def _related(page: Page) -> Iterator[TextChange]:
    """A head such as 相关阅读 and the titles behind it, to the end or to the next prose."""
    listing = False
    for line in page.lines:
        if _LIST_HEAD.fullmatch(line.text):
            listing = True
        elif listing and _is_prose(line):
            listing = False
        if listing:
            yield from drop([line])


def _advertisements(page: Page) -> Iterator[TextChange]:
    yield from drop(
        line
        for line in page.lines
        if len(line.text) <= _LONGEST_ADVERTISEMENT and _ADVERTISEMENT.fullmatch(line.text)
    )


FOOTERS = Rule("footers", "drops lines of copyright, licence, registration and contact", 0.99, True, _footers)
RELATED = Rule("related", "drops a list of other pages under a head such as 相关阅读", 0.97, True, _related)
ADVERTISEMENTS = Rule(
    "advertisements",
    "drops lines that sell, or ask to subscribe, download or scan",
    0.95,
    True,
    _advertisements,
)
