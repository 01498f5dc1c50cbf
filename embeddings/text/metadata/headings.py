"""What stands before the prose of a text: its title, and whether a reporter or a speaker begins."""

import re
from collections.abc import Sequence

from embeddings.text.metadata.dating import is_date_line
from embeddings.text.metadata.findings import MetadataFinding, finding
from embeddings.text.metadata.name_lines import name_on_line
from embeddings.text.metadata.speech_lines import FoldedLine
from embeddings.text.script.character_classes import HAN, KANA

HEAD = 14  # lines of a page that may stand before its prose
_TITLE = (4, 60)  # characters of a title in Han or kana
_LATIN_TITLE = (8, 150)  # … in an alphabet
_NO_TITLE = re.compile(
    r"[。，,、；;：:.?？…]$|^[-—–(（\[《“\"'*•·]|^\d{1,3}[.、 ]|\d{4}$|\b(?:I|we|my|our|you)\b"
    r"|我们?(?!国|省|市)|[!！].*[!！]"
    r"|^(?:At|By|Foto|Photo|Image|The Minister|Minist\w+|Pr[eé]sident\w*)\b"
    r"|^(?:THE )?(?:R[EÉ]P[UÚ]BLI\w+|KINGDOM|MISSION|PERMANENT|STATE OF|GOUVERNEMENT|EMBASSY|MINIST\w+)\b"
)
_TITLE_LABEL = re.compile(r"(?:Title|标题|题目)\s?[:：]\s?")
_SALUTATION = re.compile(
    r"各位|同志们|女士们|尊敬|主席(?!团)|朋友们|亲爱|Mr\.?\s|Mrs|Madam|President|Honou?rable|Ladies"
    r"|Excellenc|Dear|Fellow|Thank|Monsieur|Madame|Mesdames|Señor|Senhor|Sehr|Herr|Meine|Signor"
    r"|Уважаем|Дорогие|السيد|Sayın|Efendiler|존경|皆様|大家好|你们好|代理|同胞"
)
_TOLD = re.compile(
    r"(?:讯|消息|电)\s?[(:]|记者|召开|举行|主持|出席|考察|会见|会谈|作出重要指示"
    r"|\b(?:said|told|according to|announced)\b"
)
_FIRST_PERSON = re.compile(r"我(?!国|省|市|县|区|军|党|院|方)|今天|\b(?:I|we|my|our)\b")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")


def prose_starts(lines: Sequence[FoldedLine]) -> int:
    """The number of the first line that is prose, HEAD at the most."""
    for number, line in enumerate(lines[:HEAD]):
        if line.said and is_prose(line.text):
            return number
    return min(HEAD, len(lines))


def is_prose(text: str) -> bool:
    if _is_han(text):
        return len(text) > _TITLE[1] or (len(text) > 20 and text.endswith(("。", "”", ";")))
    return len(text) > _LATIN_TITLE[1] or (len(text) > 60 and text.endswith("."))


def is_report(said: Sequence[FoldedLine]) -> bool:
    """Does a reporter tell what others said?"""
    return tells_of_others([line.text for line in said[: prose_starts(said) + 1]])


def tells_of_others(opening: Sequence[str]) -> bool:
    """The opening of a report says who, where or when, greets nobody, and in its prose nobody says I."""
    return (
        any(_TOLD.search(text) for text in opening)
        and not any(_SALUTATION.match(text) for text in opening)
        and not _FIRST_PERSON.search(_QUOTED.sub("", opening[-1]))
    )


def greets(text: str) -> bool:
    """Does a text open with a salutation (各位代表: Ladies and gentlemen,)?"""
    return _SALUTATION.match(text) is not None and re.match(r".{2,60}?[:,!]", text) is not None


def title_of(lines: Sequence[FoldedLine]) -> MetadataFinding | None:
    """The first line that reads as a heading, when prose follows it."""
    for line in lines[: prose_starts(lines)]:
        label = _TITLE_LABEL.match(line.text)
        start = label.end() if label else 0
        text = line.text[start:]
        if not line.said or not text or name_on_line(line) or (is_date_line(text) and not label):
            continue
        if _SALUTATION.match(text) or not _may_be_title(text) or line is lines[-1]:
            return None
        return finding(line, (start, start + len(text)), "first heading", 0.85)
    return None


def _may_be_title(text: str) -> bool:
    least, most = _TITLE if _is_han(text) else _LATIN_TITLE
    return least <= len(text) <= most and not _NO_TITLE.search(text)


def _is_han(text: str) -> bool:
    return len(re.findall(f"[{HAN}{KANA}]", text)) * 2 > len(text)
