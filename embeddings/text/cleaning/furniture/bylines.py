"""Who wrote, photographed or edited a page: bylines, credits of photographs, lines of editors."""

import re
from collections.abc import Iterator

from embeddings.text.cleaning.page import Page, Rule, drop
from embeddings.text.script.offsets import TextChange

# Surnames of nearly all people with Chinese names: behind a role they tell a byline from speech.
_SURNAMES = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖萧"
    "蕭田董袁潘于蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范金石廖贾賈夏韦韋付方白邹鄒孟熊"
    "秦邱江尹薛闫阎段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯常温康施文牛樊葛邢安齐齊"
    "易乔喬伍庞龐颜顏倪庄莊聂聶章鲁魯岳翟殷詹申欧耿关關兰蘭焦俞左柳甘祝包宁尚符舒阮纪紀梅童凌毕畢单單季裴"
    "霍涂成苗谷盛曲翁冉骆駱蓝藍路游辛靳管柴蒙鲍鮑华華喻祁蒲房滕屈饶饒解牟艾尤阳陽时穆农司卓古吉缪简簡车車"
    "项項连連芦麦褚娄窦岑景党宫费卜冷晏席卫柏桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩"
    "明佘池查麻苑迟邝"
)
PERSONS = (
    rf"[{_SURNAMES}]\s?[\u4e00-\u9fff]{{1,2}}(?:[\s、,，]+[{_SURNAMES}]\s?[\u4e00-\u9fff]{{1,2}}){{0,7}}"
)
_NAME = r"[\u4e00-\u9fff·]{1,3}\s?[\u4e00-\u9fff·]{1,3}"
_NAMES = rf"{_NAME}(?:[\s、,，]+{_NAME}){{0,7}}"
_OUTLET = (
    r"(?:新华社|新華社|本报|本報|本网|本網|本社|本台|中新社|[\u4e00-\u9fff]{2,8}(?:日报|日報|晚报|晚報"
    r"|新闻|新聞|网|網|社))"
)
_ROLE = r"[\u4e00-\u9fff]{0,6}(?:记者|記者|通讯员|通訊員)"
_EDITOR = re.compile(
    r"[(（【\[]?\s*(?:(?:责任|責任|值班|网络|本期)?(?:编辑|編輯)|[责責][编編]|(?:责任)?[校]对|校對"
    r"|监制|主编|编审|[终初二三]审|审核"
    r"|(?:Web |Copy |Managing )?Editors?|Edited by|Redaktion|Redacción|Redação)"
    r"\s*[:：丨|/／]\s*[^。；;!！?？]{1,24}"
    rf"|[(（【\[]?\s*(?:责任编辑|責任編輯|[责責][编編])\s+{_NAMES}\s*[)）】\]]?"
    rf"|(?:审校|统筹|策划|出品|监制|制作|设计|视频)\s*[丨|/／]\s*{_NAMES}"
)
_REPORTER = re.compile(r"■\s*\S{2,12}(?:记者|記者)(?:\s+\S{2,4}){0,6}")
_BYLINE = re.compile(
    rf"[(（【\[]?\s*{_OUTLET}{_ROLE}\s*[:：]?\s+{_NAMES}(?:\s*[/／]?\s*(?:摄影?|攝影?|文|报道"
    rf"|報道))?\s*[)）】\]]?"
    rf"|[(（【\[]\s*{_ROLE}\s*[:：]?\s*{_NAMES}\s*[)）】\]]"
    r"|[(（【\[]?\s*(?:(?:作者|撰文|撰稿|供稿|摄影|攝影|制图|製圖|文|图|圖|文[/／]图|图[/／]文|视频)"
    rf"\s*[:：/／丨|]\s*{_NAMES}\s*){{1,3}}[)）】\]]?"
    r"|[(（]\s*作者(?:系|为|是|單位|单位)[^。]{2,40}[)）]"
)
_SIGNED = re.compile(  # roles and people, nothing else
    r"[(（【\[]?\s*(?:[\u4e00-\u9fff]{0,8}(?:记者|記者|通讯员|通訊員|编辑|編輯|作者|摄影|攝影|文字"
    r"|图片|撰文|撰稿|策划|统筹|监制|校对|设计|制图|视频|审核|审读)"
    rf"\s*[:：/／丨|]?\s*{PERSONS}\s*(?:[摄文图报道]{{1,2}})?\s*){{1,4}}[)）】\]]?"
    rf"|{PERSONS}\s*[/／]\s*[文图摄]"
)
_PERSON = r"[A-ZÀ-ÖØ-ÞА-Я][\w.'’-]+(?: (?:[A-ZÀ-ÖØ-ÞА-Я][\w.'’-]*|and|de|da|del|van|von|y|et|und)){1,6}"
_LATIN_BYLINE = re.compile(
    rf"(?:[Bb]y|Written by|Words by|Por|Par|Von|Texto de|Text von|Texto:|Text:|Texte\s?:|Автор:|Autor:"
    rf"|Autore:) {_PERSON}(?:, [^.!?]{{3,50}})?"
    rf"|{_PERSON}, (?:[A-Z]\w+ )?(?:Correspondent|Reporter|Editor|Staff Writer|Columnist)"
    rf"|\(?(?:Reporting|Additional reporting|Writing|Editing) by {_PERSON}.{{0,120}}\)?"
    rf"|\(?(?:Photo|Photograph|Photo credit|Foto|Fotos|Crédito|Image"
    rf"|Picture)s?(?: by)?\s*:?\s*{_PERSON}(?:\s*/\s*[\w. ]{{2,30}})?\)?"
)
_EDGE = 10  # lines: bylines stand before or behind a text
_LONGEST = 120  # characters of a byline; also keeps the patterns from long lines
_CREDIT = re.compile(
    rf"(?:(?<=[。！？!?”」）)】\s])"
    rf"|^){_OUTLET}(?:[/／]{_OUTLET})?{_ROLE}\s*{_NAMES}\s*[/／]?\s*[摄攝](?![影像制製取入护護])",
    re.MULTILINE,
)


def _credits(page: Page) -> Iterator[TextChange]:
    yield from drop(
        line
        for line in page.lines
        if len(line.text) <= _LONGEST and (_EDITOR.fullmatch(line.text) or _REPORTER.fullmatch(line.text))
    )


def _bylines(page: Page) -> Iterator[TextChange]:
    last = len(page.lines) - _EDGE
    yield from drop(
        line
        for number, line in enumerate(page.lines)
        if (number < _EDGE or number >= last)
        and len(line.text) <= _LONGEST
        and any(kind.fullmatch(line.text) for kind in (_BYLINE, _SIGNED, _LATIN_BYLINE))
    )


def _photo_credits(page: Page) -> Iterator[TextChange]:
    if "摄" in page.raw or "攝" in page.raw:
        for match in _CREDIT.finditer(page.raw):
            yield TextChange(*match.span())


CREDITS = Rule("credits", "drops a line that names the page's editor or reporter", 0.95, True, _credits)
BYLINES = Rule("bylines", "drops a line before or behind a text that names its author", 0.95, True, _bylines)
PHOTO_CREDITS = Rule(
    "photo_credits", "drops a photographer's name behind a caption", 0.97, False, _photo_credits
)
