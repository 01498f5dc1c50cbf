"""Lines that say where and when a page was published, and labels that stand before a title."""

import re
from collections.abc import Iterator

from embeddings.text.repairs.page import Line, Page, Rule, dropped
from embeddings.text.traced import Change

_DAY = r"\d{4}\s?[-/年.]\s?\d{1,2}\s?[-/月.]\s?\d{1,2}日?"
_CLOCK = r"\d{1,2}\s?[:：时時]\s?\d{2}(?:[:：]\d{2}|分)?"
_SOURCE = r"(?:文章|信息|稿件)?(?:来源|來源|稿源)|Source|Fonte|Fuente|Quelle"
_WHEN = r"(?:发表|发布|發布|更新|成文)?(?:时间|時間|日期)"
_SOURCE_LINE = re.compile(
    rf"(?:(?:{_WHEN}\s*[:：]\s*)?{_DAY}(?:\s*{_CLOCK})?\s*[|｜]?\s*)?(?:{_SOURCE})\s*[:：]\s*[^。；;!！?？]{{1,30}}"
)
_BRACKETED = re.compile(rf"[(（【\[]\s*(?:{_SOURCE})\s*[:：][^。]{{1,40}}[)）】\]]")
_TIME_LINE = re.compile(rf"(?:{_WHEN}\s*[:：]\s*{_DAY}(?:\s*{_CLOCK})?)|(?:{_DAY}\s*{_CLOCK})")
_MONTH = r"(?:\d{1,2}|[^\W\d_]{3,12}\.?)"
_LATIN_DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th|er|º)?[\s./-]+(?:de )?{_MONTH}[\s,./-]+(?:de )?\d{{4}}"
    rf"|[^\W\d_]{{3,12}}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    rf"|{_DAY})"
)
_STAMP = re.compile(  # a label and a day, in other languages; and a count of readers
    r"(?:(?:Date )?(?:Published|Posted|Updated|Last (?:updated|modified))(?: on)?|Publicado(?: em"
    r"| el)?|Atualizado em|Actualizado(?: el)?"
    r"|Publié le|Mis à jour le|Veröffentlicht(?: am)?|Aktualisiert(?: am)?|Pubblicato il|Опубликовано"
    r"|Обновлено|Yayınlanma(?: tarihi)?"
    r"|(?:등록|게시|작성|수정)일(?:자|시)?|(?:掲載|公開|更新|作成)日|تاريخ النشر)"
    rf"\s*[:：]?\s*{_LATIN_DAY}(?:[\s,-]*(?:at )?\d{{1,2}}[:h.]\d{{2}}(?:\s?[ap]\.?m\.?)?(?: [A-Z]{{2,4}})?)?"
    r"|(?:阅读|浏览|点击|访问)(?:量|次数|数|人次)\s*[:：]\s*\d{1,9}\s*次?",
    re.IGNORECASE,
)
_LABEL = re.compile(rf"(?:{_SOURCE}|{_WHEN}|责任编辑|責任編輯|责编|阅读量|浏览量|浏览次数|点击数)\s*[:：]")
_TITLE_LABEL = re.compile(r"^[ \t\u3000\xa0]*(?:原标题|原標題|原题|原題)\s*[:：]", re.MULTILINE)
_NEWSPAPER = re.compile(
    r"《\s*[^《》\n]{2,12}\s*》\s*[(（]\s*\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*(?:第\s*)?\d{1,2}\s*版\s*[)）]\s*$",
    re.MULTILINE,
)


def _is_source(line: Line) -> bool:
    return bool(
        _SOURCE_LINE.fullmatch(line.text)
        or _BRACKETED.fullmatch(line.text)
        or _TIME_LINE.fullmatch(line.text)
        or _STAMP.fullmatch(line.text)
    )


def _sources(page: Page) -> Iterator[Change]:
    yield from dropped(line for line in page.lines if _is_source(line))


def _labels(page: Page) -> Iterator[Change]:
    """A label alone on its line, and the short line behind it that it labels."""
    label: Line | None = None
    for line in page.lines:
        if _LABEL.fullmatch(line.text):
            yield from dropped([line])
            label = line
            continue
        if label and len(line.text) <= 20 and not re.search(r"[。：:！!？?]$", line.text):
            yield from dropped([line])
        label = None


def _title_labels(page: Page) -> Iterator[Change]:
    for match in _TITLE_LABEL.finditer(page.raw):
        yield Change(*match.span())


def _newspapers(page: Page) -> Iterator[Change]:
    for match in _NEWSPAPER.finditer(page.raw):
        yield Change(match.start(), match.start() + len(match[0].rstrip()))


SOURCE_LINE = Rule("source_line", "drops a line that gives the page's source and time", 0.97, True, _sources)
LABELLED = Rule("labelled", "drops a label such as 来源: and the short line it labels", 0.9, True, _labels)
TITLE_LABEL = Rule("title_label", "drops the words 原题: before a title", 0.99, False, _title_labels)
NEWSPAPER = Rule(
    "newspaper", "drops a newspaper's name, day and page behind a text", 0.99, False, _newspapers
)
