"""What the elements of records are called: of TEI, Akoma Ntoso, and XML of the making of parliaments."""

import re
from collections.abc import Sequence
from xml.sax.xmlreader import AttributesImpl

_BLOCKS = frozenset(
    [
        "u",
        "sp",
        "speech",
        "question",
        "answer",
        "p",
        "seg",
        "head",
        "l",
        "lg",
        "ab",
        "item",
        "cell",
        "row",
        "title",
        "heading",
        "num",
        "subheading",
        "docTitle",
        "block",
        "li",
        "tr",
        "td",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "para",
        "line",
        "paragraph",
        "section",
        "text",
        "div",
        "list",
        "table",
    ]
)
ASIDE = frozenset(
    ["note", "kinesic", "vocal", "incident", "gap", "pause", "scene", "remark", "authorialNote", "writing"]
)
SPEECHES = frozenset(["u", "sp", "speech", "question", "answer"])
# In the XML of parliaments of their own making: what holds the name of who speaks, before what is said.
SPEAKERS = frozenset(
    [
        "member",
        "speaker",
        "talker",
        "interlocutor",
        "membername",
        "speakername",
        "personspeaking",
        "orator",
        "orador",
        "orateur",
    ]
)
_NOBODY = frozenset(
    ("", "unknown", "na", "n/a", "none", "null", "-")
)  # what stands for a name that is not known
_PARAGRAPH = re.compile(r"\w*(?:para|contribution|statement|intervention|utterance)\w*", re.IGNORECASE)


def shown_name(parts: Sequence[tuple[str, str]]) -> str:
    """Of the elements that tell about a person the one that is the name, the shown one if there is.

    parts: what each is called and holds.  An office stands for a name that is not known.
    """
    names = [
        (not re.search("(?i)display|full", called), " ".join(held.split()))
        for called, held in parts
        if re.fullmatch(r"(?i)(?!.*\b(?:id|no)\b)[\w.-]*name[\w.-]*", called) and len(held.strip()) > 1
    ]
    known = [each for each in names if each[1].lower() not in _NOBODY]
    offices = [
        " ".join(held.split())
        for called, held in parts
        if re.match(r"(?i)(?:post|role|office|function|cargo|position)\b", called)
    ]
    if not known:
        return next((office.capitalize() for office in offices if office.lower() not in _NOBODY), "")
    return min(known, key=lambda each: each[0])[1]


def called(name: str, attrs: AttributesImpl) -> str:
    """name.display for <name role="display">"""
    return f"{name}.{attrs.get('role') or attrs.get('type') or ''}".rstrip(".")


def is_block(name: str) -> bool:
    return name in _BLOCKS or _PARAGRAPH.fullmatch(name) is not None


def names_the_speaker(name: str, attrs: AttributesImpl) -> bool:
    """A note that repeats who speaks is a label of its own kind."""
    return name == "note" and attrs.get("type") in ("speaker", "narrative-speaker")


def readable(key: str) -> str:
    """OkelloMaria is Okello Maria: words of an identifier, when no list of persons explains it."""
    words = re.sub(
        r"[_.\-]+",
        " ",
        re.sub(r"(?<=[^\W\d_A-ZÀ-Þ])(?=[A-ZÀ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪİĶĹĽŁŃŇŌŐŔŘŚŞŠŤŪŮŰŹŻŽ])", " ", key),
    ).strip()
    named = [word for word in words.split() if not word.isdigit()]
    return " ".join(word.capitalize() if word.islower() else word for word in named)
