"""Who wrote, photographed or edited a page: bylines, credits of photographs, lines of editors."""

import re
from collections.abc import Iterator

from embeddings.text.repairs.page import Page, Rule, dropped
from embeddings.text.traced import Change

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
_PERSON = r"[A-ZÀ-ÖØ-Þ][\w.'’-]+(?: (?:[A-ZÀ-ÖØ-Þ][\w.'’-]*|and|de|da|del|van|von|y|et|und)){1,6}"
_LATIN_BYLINE = re.compile(
    rf"(?:By|Written by|Words by|Por|Par|Von|Texto de|Text von) {_PERSON}(?:, [^.!?]{{3,50}})?"
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


def _credits(page: Page) -> Iterator[Change]:
    yield from dropped(
        line
        for line in page.lines
        if len(line.text) <= _LONGEST and (_EDITOR.fullmatch(line.text) or _REPORTER.fullmatch(line.text))
    )


def _bylines(page: Page) -> Iterator[Change]:
    last = len(page.lines) - _EDGE
    yield from dropped(
        line
        for number, line in enumerate(page.lines)
        if (number < _EDGE or number >= last)
        and len(line.text) <= _LONGEST
        and (_BYLINE.fullmatch(line.text) or _LATIN_BYLINE.fullmatch(line.text))
    )


def _photo_credits(page: Page) -> Iterator[Change]:
    if "摄" in page.raw or "攝" in page.raw:
        for match in _CREDIT.finditer(page.raw):
            yield Change(*match.span())


CREDITS = Rule("credits", "drops a line that names the page's editor or reporter", 0.95, True, _credits)
BYLINES = Rule("bylines", "drops a line before or behind a text that names its author", 0.95, True, _bylines)
PHOTO_CREDITS = Rule(
    "photo_credits", "drops a photographer's name behind a caption", 0.97, False, _photo_credits
)
