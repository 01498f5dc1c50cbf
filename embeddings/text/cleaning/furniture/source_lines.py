"""Lines that say where and when a page was published, and labels that stand before a title."""

import re
from collections.abc import Iterator

from embeddings.text.cleaning.page import Line, Page, Rule, drop
from embeddings.text.script.offsets import TextChange

_DAY = r"\d{4}\s?[-/年.]\s?\d{1,2}\s?[-/月.]\s?\d{1,2}日?"
_CLOCK = r"\d{1,2}\s?[:：时時]\s?\d{2}(?:[:：]\d{2}|分)?"
_SOURCE = r"(?:文章|信息|稿件)?(?:来源|來源|稿源)|Source|Fonte|Fuente|Quelle|Kaynak|Источник|출처|出典|المصدر"
_WHEN = r"(?:发表|发布|發布|更新|成文|发稿|信息|印发|刊发|录入|创建|發稿)?(?:时间|時間|日期)"
_SOURCE_LINE = re.compile(
    rf"(?:(?:{_WHEN}\s*[:：]\s*)?{_DAY}(?:\s*{_CLOCK})?\s*[|｜]?\s*)?"
    rf"(?:{_SOURCE})\s*[:：]\s*[^。；;!！?？]{{1,30}}"
)
_BRACKETED = re.compile(rf"[(（【\[]\s*(?:{_SOURCE})\s*[:：][^。]{{1,40}}[)）】\]]")
_TIME_LINE = re.compile(rf"(?:{_WHEN}\s*[:：]\s*{_DAY}(?:\s*{_CLOCK})?)|(?:{_DAY}\s*{_CLOCK})")
_MONTH = r"(?:\d{1,2}|[^\W\d_]{3,12}\.?)"
_LATIN_DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th|er|º)?[\s./-]+(?:de )?{_MONTH}[\s,./-]+(?:de )?\d{{4}}"
    rf"|[^\W\d_]{{3,12}}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    rf"|{_DAY})"
)
_STAMPS = (  # a label and a day, in other languages; and a count of readers
    r"(?:(?:Date )?(?:Published|Posted|Updated|Last (?:updated|modified))(?: on)?|Publicado(?: em"
    r"| el)?|[úÚ]ltima modifica(?:ção|ción)|Atualizado em|Actualizado(?: el)?"
    r"|Publié le|Mis à jour le|Veröffentlicht(?: am)?|Aktualisiert(?: am)?|Pubblicato il|Опубликовано"
    r"|Обновлено|Yayınlanma(?: tarihi)?"
    r"|Date\s?:|Fecha\s?:|Data\s?:|Datum\s?:|Дата(?: публикации)?\s?:|(?:등록|게시|작성|수정|입력"
    r"|승인)(?:일자?|일시)?|(?:掲載|公開|更新|作成)日|تاريخ النشر)"
    rf"\s*[:：]?\s*{_LATIN_DAY}(?:[\s,-]*(?:at |à |um |a las |às )?\d{{1,2}}[:h.]\d{{2}}h?"
    rf"(?:\s?[ap]\.?m\.?)?(?: [A-Z]{{2,4}})?)?"
    r"|(?:阅读|浏览|点击|访问)(?:量|次数|数|人次)\s*[:：]\s*\d{1,9}\s*次?"
)
_STAMP = re.compile(  # one of them or more, perhaps behind a byline: by the Press Office — published …
    rf"(?:(?:por|by|par|von|di) [^—–|.]{{2,40}} [—–|] )?(?:{_STAMPS})(?:, (?:{_STAMPS}))?", re.IGNORECASE
)
_OUTLET = r"[^。，,；;!！?？:：|｜\d]{2,24}"
_DATED = re.compile(  # an outlet beside a day and a clock, or parted from a day by a bar
    rf"{_OUTLET}\s*[|｜]?\s*{_DAY}\s*{_CLOCK}|{_DAY}\s*{_CLOCK}\s*[|｜]?\s*{_OUTLET}"
    rf"|{_LATIN_DAY}\s*[|｜·]\s*{_OUTLET}|{_OUTLET}\s*[|｜·]\s*{_LATIN_DAY}"
)
# What the site of an authority says of a document: its number, its kind, who issued it.
_RECORD = re.compile(
    r"(?:索\s?引\s?号|信息索引|主题分类|主\s?题\s?词|发文(?:机关|机构|单位|字号)|发布(?:机构|单位)"
    r"|公开(?:方式|类别|范围)|文\s*号|文件编号"
    r"|公文种类|信息类别|信息分类|有\s?效\s?性|是否有效)\s*[:：]\s*[^。；;]{0,40}"
)
_RECORD_TITLE = re.compile(
    r"(?:标\s+题|標\s+題|名\s+[称稱])\s*[:：].{2,80}"
)  # spread out, as in such a table
_ENDS = 10  # lines before or behind a text
_LONGEST_STAMP = 60
_LABEL = re.compile(rf"(?:{_SOURCE}|{_WHEN}|责任编辑|責任編輯|责编|阅读量|浏览量|浏览次数|点击数)\s*[:：]")
_TITLE_LABEL = re.compile(r"^[ \t\u3000\xa0]*(?:原标题|原標題|原题|原題)\s*[:：]", re.MULTILINE)
_NEWSPAPER = re.compile(
    r"《\s*[^《》\n]{2,12}\s*》\s*[(（]\s*\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*"
    r"(?:第\s*)?\d{1,2}\s*版\s*[)）]\s*$",
    re.MULTILINE,
)


def _is_source(line: Line, *, at_an_end: bool) -> bool:
    return bool(
        _SOURCE_LINE.fullmatch(line.text)
        or _BRACKETED.fullmatch(line.text)
        or _TIME_LINE.fullmatch(line.text)
        or _STAMP.fullmatch(line.text)
        or (
            at_an_end
            and len(line.text) <= _LONGEST_STAMP
            and (_DATED.fullmatch(line.text) or _RECORD.fullmatch(line.text))
        )
    )


def _sources(page: Page) -> Iterator[TextChange]:
    last = len(page.lines) - _ENDS
    found = [
        line
        for number, line in enumerate(page.lines)
        if _is_source(line, at_an_end=number < _ENDS or number >= last)
    ]
    yield from drop(found)
    if any(_RECORD.fullmatch(line.text) for line in found):
        yield from drop(line for line in page.lines[:_ENDS] if _RECORD_TITLE.fullmatch(line.text))


def _labels(page: Page) -> Iterator[TextChange]:
    """A label alone on its line, and the short line behind it that it labels."""
    label: Line | None = None
    for line in page.lines:
        if _LABEL.fullmatch(line.text):
            yield from drop([line])
            label = line
            continue
        if label and len(line.text) <= 20 and not re.search(r"[。：:！!？?]$", line.text):
            yield from drop([line])
        label = None


def _title_labels(page: Page) -> Iterator[TextChange]:
    for match in _TITLE_LABEL.finditer(page.raw):
        yield TextChange(*match.span())


def _newspapers(page: Page) -> Iterator[TextChange]:
    for match in _NEWSPAPER.finditer(page.raw):
        yield TextChange(match.start(), match.start() + len(match[0].rstrip()))


SOURCE_LINE = Rule("source_line", "drops a line that gives the page's source and time", 0.95, True, _sources)
LABELLED = Rule("labelled", "drops a label such as 来源: and the short line it labels", 0.92, True, _labels)
TITLE_LABEL = Rule("title_label", "drops the words 原题: before a title", 0.95, False, _title_labels)
NEWSPAPER = Rule(
    "newspaper", "drops a newspaper's name, day and page behind a text", 0.97, False, _newspapers
)
