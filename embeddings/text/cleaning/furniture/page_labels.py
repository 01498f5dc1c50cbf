"""Lines at the ends of a page that name something of it and say what it is: 主办单位：…, Photo: …, Tel. …

What may follow a label depends on it: people behind a role, a day behind 发布日期, digits behind a counter
or a telephone. So a heading with a colon (增收来源：…) is no label of a page.
"""

import re
from collections.abc import Iterator

from embeddings.text.cleaning.furniture.bylines import PERSONS
from embeddings.text.cleaning.furniture.ends import EndLine, end_lines
from embeddings.text.cleaning.page import Page, Rule, drop
from embeddings.text.script.offsets import TextChange

_HAN = r"[\u4e00-\u9fff]"
_COLON = r"\s*[:|丨/·-]\s*"
_OPEN, _CLOSE = r"[(【\[<「]?\s*", r"\s*[)】\]>」]?"

# Who: roles, and behind them people or offices, nothing that has a verb.
_ROLE = (
    rf"(?:{_HAN}{{0,6}}(?:记者|通讯员|编辑|责编|主编|编审|作者|撰文|撰稿|执笔|供稿|来稿|文字|图文|图片"
    r"|配图|摄影|摄像"
    r"|制图|绘图|海报|视觉|美编|排版|版式|设计|整理|编译|翻译|监制|策划|统筹|出品|剪辑|配音|校对|审校"
    r"|审核|审稿|审读"
    r"|初审|复审|终审|[一二三]审|[一二三]校|签发|值班|信息员|发布者|录入者?)|[图文摄](?:[/、][图文摄])?)"
)
_OFFICE = (
    rf"{_HAN}{{2,16}}(?:室|局|委|部|社|报|网|刊|中心|办|台|厅|处|科|会|院|校|公司|集团"
    r"|发布|媒体?|在线|观察|新闻|摄影|图库|资料)"
)
_CREDIT = (  # behind a colon an office may stand, too
    rf"{_ROLE}(?:{_COLON}(?:{PERSONS}|{_OFFICE}(?:[\s,、]+{_OFFICE}){{0,3}})|\s+{PERSONS})"
    r"(?:\s*[摄文图报道](?:[摄文图道]|[/、][摄文图])?)?"
)
_CREDITS = rf"{_OPEN}{_CREDIT}(?:[\s,、|/&;-]*{_CREDIT}){{0,4}}{_CLOSE}"
_ALONE = rf"\(\s*(?=\S+[\s、,]+\S){PERSONS}\s*\)"  # two or more names, at the very end
_BY = (
    r"(?:photos?|photographs?|photography|images?|pictures?|graphics?|video|texts?|words|story"
    r"|report(?:ing|ed)?"
    r"|edit(?:ed|ing)|written|compiled|produced|interview(?:ed)?|translat(?:ed|ion))\s+(?:by|courtesy of"
    r"|credit)"
)
_ROLES_OF_OTHERS = (
    rf"(?i:{_BY}|by|photos?(?: credit)?|image(?: credit)?|credits?|text|texte|texto|testo|metin|words"
    r"|reporter|author"
    r"|editors?|redaktion|redacción|redação|rédaction|redazione|autora?|auteur|autore|fotos?"
    r"|fotograf(?:ía|ia|ie)"
    r"|crédits?(?: photo)?|bild(?:er)?|fotoğraf(?:lar)?|haber|автор|текст|фото"
    r"|редактор|корреспондент"
    r"|تصوير|تحرير|إعداد|كتبت?|기자|글|사진|취재|편집|文|写真|撮影|取材|編集|记者)"
)
_NAME = r"[^\W\d_a-zà-öø-ÿа-яё][\w.'’-]*(?: [\w.'’&-]+){0,5}"  # asked of the line as it is written
_CREDITS_OF_OTHERS = (
    rf"{_OPEN}{_ROLES_OF_OTHERS}\s*:\s*{_NAME}(?:\s*[/,]\s*(?:{_ROLES_OF_OTHERS}\s*:\s*)?{_NAME}){{0,3}}{_CLOSE}"
    rf"|{_OPEN}(?i:{_BY}) {_NAME}(?:\s*[/,]\s*(?i:{_BY} )?{_NAME}){{0,3}}{_CLOSE}"
    r"|(?:기자|글|사진|취재) [가-힣]{2,4}(?: (?:기자|글|사진|취재) [가-힣]{2,4})*|[가-힣]{2,4} (?:기자"
    r"|특파원|논설위원)"
    r"|(?:文|写真|撮影|取材)(?:[·・](?:文|写真|撮影|取材))?\s+[\u3040-\u30ff\u4e00-\u9fff ]{2,8}"
)

# Whence and when.
_DAY = r"\d{4}\s?[-/年.]\s?\d{1,2}\s?[-/月.]\s?\d{1,2}\s?日?\.?"
_CLOCK = r"(?:[上下]午)?\s?\d{1,2}\s?[:时]\s?\d{2}(?:[:分]\d{0,2}秒?)?"
_WEEKDAY = r"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?"
_STAMP = rf"{_DAY}(?:\s*{_WEEKDAY})?(?:\s*{_CLOCK})?"
_SOURCE = (  # 资料来源 stands below a table, and 增收来源 above what was said
    r"(?:(?:本?文章?|信息|稿件|新闻|素材|内容|图片|原文|消息|视频|作品)?(?:来源|稿源|出处|转自|摘自|转载自|供图)"
    r"|source|from|fuente|fonte|quelle|kaynak|источник|المصدر|출처|出典|出所|提供)"
)
_WHENCE = rf"{_SOURCE}\s*[:|丨]\s*[^。;!?]{{1,60}}"
_WHEN_CHINESE = rf"{_HAN}{{0,6}}(?:时间|日期|更新于|发布于|发表于|刊发于|更新日)"
_COUNT_LABEL = (
    rf"{_HAN}{{0,4}}(?:(?:浏览|阅读|点击|点阅|访问|转发|评论|收藏)(?:(?:量|数|次数|人次|人数)|(?=\s*:))"
    r"|人气|字数)"
)
_COUNT = (
    rf"(?:{_COUNT_LABEL}|views?|hits|조회수?|просмотров|閲覧数|görüntülenme|visitas)"
    r"\s*:?\s*\d[\d,]{0,9}\s*次?"
)
_FILE = r"(?:文档|文件|附件)?(?:编号|格式|页数|大小)\s*:\s*[\w.,]{1,20}"
_RECORD_PART = rf"(?:{_FILE}|{_WHEN_CHINESE}\s*:?\s*{_STAMP}|{_WHENCE}|{_COUNT}|{_STAMP})"
_RECORDS = rf"{_OPEN}(?:(?:{_SOURCE}|{_WHEN_CHINESE})\s*[:|]?\s*)?{_RECORD_PART}{_CLOSE}"
_DATED_SOURCE = rf"(?:\S{{2,20}}\s+)?(?:www\.\S+\s+)?{_STAMP}\s+{_SOURCE}\s*[:|]?\s*[^。;!?]{{1,30}}"
_MONTH = r"(?:\d{1,2}|[^\W\d_]{3,12}\.?)"
_LATIN_DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th|er|º|\.)?[\s./-]+(?:de )?{_MONTH}[\s,./-]+(?:de "
    rf"|del )?\d{{4}}(?: года?| г\.?)?"
    rf"|[^\W\d_]{{3,12}}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|{_DAY})"
)
_PUBLISHED = (  # words that say something became public or was changed, in the forms that stand before a day
    r"publi\w*|veröffentlich\w*|posted|issued|released|updated?|modified|reviewed|last|revised"
    r"|actuali[sz]\w*|atuali[sz]\w*"
    r"|mis à jour|mise à jour|modifi\w*|stand|aktualisier\w*|опубликован\w*"
    r"|обновлен\w*|обновлён\w*|дата|نشر\w*|تاريخ"
    r"|تحديث|yayın\w*|güncelle\w*|data|date|fecha|datum|등록일?시?|작성일?시?|게시일?|수정일?|입력"
    r"|掲載日?|公開日?|更新日?|登録日?"
)
_STAMPED = (
    rf"(?:[^\W\d_]+ ){{0,2}}(?:{_PUBLISHED})(?: [^\W\d_]+){{0,3}}\s*:?\s*{_LATIN_DAY}(?:[\s,-]*(?:at |à "
    r"|um |a las |às |в )?"
    r"\d{1,2}[:h.]\d{2}(?:\s?[ap]\.?m\.?)?)?(?:[\s|,·-]+(?:"
    + _COUNT
    + rf"|(?:{_PUBLISHED})[^:.]{{0,20}}:?\s*{_LATIN_DAY}))?"
)

# Who runs the page, and how to reach them: below the text.
_RUNS = (
    rf"(?:{_HAN}{{0,4}}(?:主办|承办|协办|主管|指导单位|主办方|技术支持|技术维护|技术保障|运营|运维"
    r"|维护单位|制作维护|法律顾问|备案号|许可证号?|标识码"
    r"|登记号|刊号|邮发代号|办公时间|版权)(?:单位)?)\s*:\s*[^。、;]{2,40}"
)
_REACH_IN_CHINESE = (
    rf"{_HAN}{{0,12}}(?:电话|热线|总机|传真|邮编|邮政编码|邮箱|信箱|电邮|网址|地址|联系方式|联系我们|联系人)"
    r"\s*(?::|(?=[\s\d(+]))"
)
_REACH_LABEL = (
    r"(?:e-?mail|tel(?:éphone|ephone|efono|éfono|efon)?|phone|fax|mobile|contact|contacto|kontakt"
    r"|contatto|iletişim"
    r"|address|adresse|dirección|endereço|indirizzo|correo|courriel|posta|тел|телефон|факс"
    r"|почта|адрес|هاتف|فاكس|بريد"
    r"|العنوان|전화(?:번호)?|주소|팩스|이메일|대표전화|電話|住所|所在地|ファックス|メール|website|web)"
)
_REACH = (
    rf"(?:{_REACH_IN_CHINESE}|(?:[^\W\d_]+ ){{0,3}}{_REACH_LABEL}(?: [^\W\d_]+){{0,2}}\s*(?:[:.]"
    r"|(?=[+(])))[^。]*"
    r"(?:\d[\d\s()+-]{3,}|\S@\S|\d+\s?号|[号楼室层路街]\b).*"
)
_WITH_ADDRESS = (
    r"[^.。!?]{1,40}:\s*\S+@\S+\.\S+|\S+@\S+\.\S{2,}|(?:[^\W\d_]+ ){0,3}[^\W\d_]+\s?:\s?\+?[\d\s()-]{9,18}"
)
_NUMBERED = (  # licences and numbers of registration
    rf"(?:{_HAN}{{2,20}}(?:许可证|备案|标识码|登记证|经营证)[^。]{{0,10}}|사업자등록번호|등록번호"
    r"|registration (?:no\.?|number)|reg\. no\.?)"
    r"\s*:?\s*[\w-]*\d{4,}[\w-]*"
)

_RIGHTS = (  # what may be done with the page
    r"(?:.*[\s(|,])?[©ⓒ][\s\w].*"
    r"|(?=.*(?:版权|著作权|转载|转摘|摘编|复制|使用))(?:未经|凡|本|如|若|欢迎|严禁|禁止|版权|转载)[^。]*"
    r"(?:所有|保护|不得|禁止|请勿|注明|必究|许可|授权)[^。]*"
    r"|(?=.*(?:prohibit|reserved|permi|forbid|interdi|prohib|author|autori|source|ссылк|untersag"
    r"|verboten|gestattet))"
    r"(?:.* )?(?:reproduction|redistribution|republication|reprint(?:ing)?|nachdruck|reproducción|reprodução"
    r"|перепечат\w+|использовани\w+ материал\w+)\b.*"
    r"|.*\bregistered (?:charity|company|office|trade ?mark)\b.*"
    r"|.*(?:rights? (?:are )?reserved|creative commons).*"
)

_CREDIT_LINE = re.compile(_CREDITS)
_CREDIT_LINE_AS_WRITTEN = re.compile(_CREDITS_OF_OTHERS)
_LAST_LINE = re.compile(_ALONE)
_RECORD_LINE = re.compile(rf"{_RECORDS}(?:[\s|,]+{_RECORDS}){{0,4}}|{_DATED_SOURCE}|{_STAMPED}")
_BARE_DAY = re.compile(rf"\W*{_DAY}\W*|\W*{_LATIN_DAY}\W*")
_SITE_LINE = re.compile(rf"{_RUNS}|{_REACH}|{_WITH_ADDRESS}|{_NUMBERED}|{_RIGHTS}")


def _is_label(each: EndLine) -> bool:
    text = each.plain
    if _BARE_DAY.fullmatch(text):
        return False  # under a title it says when the speech was given
    if _RECORD_LINE.fullmatch(text) or _CREDIT_LINE.fullmatch(text):
        return True
    if _CREDIT_LINE_AS_WRITTEN.fullmatch(each.line.text):
        return True
    if each.from_end <= 3 and _LAST_LINE.fullmatch(text):
        return True
    return each.in_tail and bool(_SITE_LINE.fullmatch(text))


def _find(page: Page) -> Iterator[TextChange]:
    yield from drop(each.line for each in end_lines(page) if not each.is_sentence and _is_label(each))


PAGE_LABELS = Rule(
    "page_labels",
    "drops a line at an end of a page that says who made it, whence and when it is, or how to reach them",
    0.95,
    True,
    _find,
)
