"""The buttons of a web page: print, text size, share, go back; and the path of pages that led to it."""

import re
from collections.abc import Iterator

from embeddings.text.cleaning.page import Line, Page, Rule, drop
from embeddings.text.script.offsets import TextChange

# A line of nothing but buttons has at least one sure one; the doubtful ones are words, too.
_ACT = (
    r"(?:我要|一键|立即|点击|點擊)?(?:打印|列印|分享|转发|轉發|收藏|下载|下載|纠错|复制链接|保存|放大"
    r"|缩小|縮小|朗读|播报|关闭|關閉)"
)
_OBJECT = (
    r"(?:到|至|给|給)?(?:本[页文頁]|此[页文]|全文|文章|页面|頁面|网页|当前页|正文|窗口|視窗"
    r"|(?:新浪)?微博|微信(?:好友)?|朋友圈|QQ(?:空间|好友)?|空间|好友)"
)
_SURE = (
    rf"{_ACT}{_OBJECT}\s*[:：]?|打印|列印|放大|缩小|縮小|字号|字號|【?字[体體](?:大小)?|分享(?:到"
    rf"|至)\s*[:：]?"
    r"|(?:返回|回到)(?:首页|首頁|顶部|頂部|列表|上一?[级页])|[上下]一[篇条页]|加入收藏|设为首页"
    r"|扫一扫[^。，,]{0,20}|掃一掃[^。，,]{0,20}|关注(?:官方|我们的?)?(?:微信|微博)(?:公众号)?|微信公众号"
    r"|[》>]*点击(?:图片|进入|查看|阅读)[^。，,]{0,16}|阅读原文|查看原[文图]|您(?:的|现在的"
    r"|当前的?)位置\s*[:：]?"
    r"|(?:Print|E-?mail|Share|Save|Download|Listen to|Bookmark) (?:this )?(?:page|article|story|speech"
    r"|release)"
    r"|Print|Share this|(?:Back|Return) to top|Skip to (?:main )?content|Text size|Drucken|Imprimir"
    r"|Voltar|Imprimer"
    r"|(?:Seite|Artikel) (?:drucken|teilen|versenden|empfehlen)|(?:Nach|Zum Seiten)\s?(?:oben|anfang)"
    r"|(?:Imprimir|Compartir|Enviar|Descargar) (?:esta |este |la |el |por )?(?:página|noticia|artículo"
    r"|correo)"
    r"|(?:Imprimer|Partager|Envoyer) (?:cette |cet |la |l')?(?:page|article)|Haut de (?:la )?page"
    r"|Volver arriba"
    r"|Imprimir (?:esta )?página|Наверх|Вверх|На главную|Версия для печати|Başa dön|Ana sayfa|맨\s?위로"
    r"|(?:この)?ページ(?:の先頭へ|トップへ|を印刷)|العودة إلى الأعلى"
)
_DOUBTFUL = (
    r"[大中小]|[AＡ][+＋-]?|收藏|关闭|首页|分享|微信|微博|朋友圈|当前位置|QQ(?:空间|好友)?|空间|豆瓣"
    r"|新浪|腾讯|复制链接"
    r"|Facebook|Twitter|X|WhatsApp|LinkedIn|Telegram|LINE|E-?mail|Copy link|Share|Print|Save"
)
# Words of buttons that are words of speech, too: only near the ends of a page.
_AT_THE_ENDS = re.compile(
    rf"{_ACT}本?文?|Share(?: (?:this|on \w+|via \w+).{{0,20}})?|Teilen|Partager|Compartir|Compartilhar"
    rf"|Condividi|Paylaş"
    r"|Поделиться|공유(?:하기)?|シェア(?:する)?|مشاركة|Yazdır|Печать|Распечатать|인쇄(?:하기)?|印刷"
    r"(?:する)?"
    r"|طباعة|Stampa|Zurück|Volver|Назад|목록|戻る|一覧へ",
    re.IGNORECASE,
)
_PATH = re.compile(
    r"(?:(?:您?(?:的|现在的|当前)?(?:所在)?位置|当前位置|目前位置)\s*[:：]\s*)?(?:首页|首頁|主页"
    r"|网站首页|Home|Startseite|Inicio"
    r"|Início|Accueil|Главная|Ana ?sayfa|홈|ホーム|الرئيسية)(?:\s*(?:[>＞»›→]+|/"
    r"|::)\s*[^>＞»›→/。，]{1,24}){1,6}\s*[>＞»›→]?"
)
_ENDS = 10, 15  # lines
_BETWEEN = r"[\s|｜【】\[\]（）()「」《》<>×xX+\-—_·:：/]*"
_SURE_LINE = re.compile(
    rf"{_BETWEEN}(?:(?:{_DOUBTFUL}){_BETWEEN})*(?:{_SURE}){_BETWEEN}(?:(?:{_SURE}|{_DOUBTFUL}){_BETWEEN})*"
)
_DOUBTFUL_LINE = re.compile(rf"{_BETWEEN}(?:(?:{_DOUBTFUL}){_BETWEEN})*")
_LONGEST = 60  # characters of a line of buttons; also keeps the patterns above from long lines
_LONGEST_PATH = 120
_LINK = re.compile(
    r"\[[^\]\n]{1,40}\]\(https?://[^\s)]+\)"
    r"|(?:[(（]?\d{1,3}[)）.]?\s*)?[<＜(（]?(?:https?://|www\.)[^\s<>]+[>＞)）]?[.。;；]?"
)
_BACK_WORDS = ("to text", "to top", "zum Text", "au texte", "↩")  # found faster than the pattern
_BACK_LINK = re.compile(
    r"(?:\[?(?:(?:Return|Back) to (?:text|top)|Zurück zum Text|Retour au texte)\]?|↩\ufe0e?)"
    r"(?=[ \t\xa0]*$)",
    re.MULTILINE,
)


def _is_button(line: Line, *, at_an_end: bool) -> bool:
    if len(line.text) <= _LONGEST and _SURE_LINE.fullmatch(line.text):
        return True
    if not at_an_end or len(line.text) > _LONGEST_PATH:
        return False
    return bool(_AT_THE_ENDS.fullmatch(line.text) or _PATH.fullmatch(line.text))


def _may_be_button(line: Line) -> bool:
    return len(line.text) <= 12 and _DOUBTFUL_LINE.fullmatch(line.text) is not None


def _buttons(page: Page) -> Iterator[TextChange]:
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
    yield from drop(line for line, is_button in zip(page.lines, found, strict=True) if is_button)


def _links(page: Page) -> Iterator[TextChange]:
    yield from drop(line for line in page.lines if _LINK.fullmatch(line.text))


def _back_links(page: Page) -> Iterator[TextChange]:
    if not any(words in page.raw for words in _BACK_WORDS):
        return
    for match in _BACK_LINK.finditer(page.raw):
        yield TextChange(*match.span())


BUTTONS = Rule(
    "buttons", "drops lines of page buttons: print, text size, share, follow, the path to a page", 0.98, True,
    _buttons,
)  # fmt: skip
LINKS = Rule("links", "drops a line that is nothing but a web address", 0.95, True, _links)
BACK_LINKS = Rule(
    "back_links", "drops the link behind a footnote that leads back to the text", 0.99, False, _back_links
)
