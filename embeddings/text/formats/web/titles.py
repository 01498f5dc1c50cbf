"""The title of a page: its heading rather than the name of its site, and never that of a program."""

import re
from collections.abc import Sequence

_PROGRAM = re.compile(
    r"(?i)^(?:created by|untitled|no title|home ?page|index(?:\.html?)?|new page|microsoft|document\d*"
    r"|default|welcome to"
    r"|无标题|新建|首页|主页)|pagemaker|frontpage|html version|\.(?:docx?|pdf|html?|rtf)$"
)
_PARTS = re.compile(r"\s+[-–—|»›·•:]+\s+|\s*[_|｜»]\s*|\s+-\s*|--+")
_SITE = re.compile(
    r"(?i)(?:网站?|在线|门户|政府|日报|新闻|频道|官网|网页)$|\.(?:com|org|net|gov|cn)\b|^(?:home|news|local|noticias?|noticia|official|website"
    r"|startseite|accueil|inicio)$|website|webseite|portal"
)
_LONGEST = 300  # characters
_SHORTEST = 4
_TAIL = 40  # characters of a part that may be the name of a site


def title_of(title: str, headings: Sequence[str]) -> str:
    """title: of the page's head.  headings: h1 to h3, in their order. "" when neither is a title."""
    title = " ".join(title.split())[:_LONGEST]
    headings = [" ".join(heading.split())[:_LONGEST] for heading in headings]
    headings = [heading for heading in headings if len(heading) >= _SHORTEST and not _SITE.search(heading)]
    if not title or _PROGRAM.search(title):
        return headings[0] if len(headings) == 1 else ""
    parts = [part.strip() for part in _PARTS.split(title) if part and part.strip()]
    for heading in headings:
        if any(part == heading for part in parts) or (len(heading) >= 8 and title.startswith(heading)):
            return heading
    while len(parts) > 1 and (_SITE.search(parts[-1]) or _is_name_of_site(title, parts)):
        parts.pop()
    while len(parts) > 1 and _SITE.search(parts[0]):
        parts.pop(0)
    if len(parts) == 1:
        return (
            ""
            if _SITE.search(parts[0]) and len(parts[0]) <= _TAIL and len(parts[0].split()) < 3
            else parts[0]
        )
    start = title.find(parts[0])
    return title[start : title.rfind(parts[-1]) + len(parts[-1])]


def _is_name_of_site(title: str, parts: Sequence[str]) -> bool:
    """The last of parts behind a bar or an underscore, or a short one behind a dash."""
    mark = title[: title.rfind(parts[-1])].rstrip()[-1:]
    rest = sum(map(len, parts[:-1]))
    return len(parts[-1]) <= _TAIL and rest >= 8 and (mark in "_|｜»" or len(parts[-1]) < rest)
