"""The author that a file names in its own metadata -> the person who may be meant, or nothing.

Programs write into it who is logged in, so of a document that person must be named in the text as well.
"""

import re

from embeddings.text.names import is_name

_NO_PERSON = re.compile(
    r"(?i)\b(?:admin\w*|user|owner|author|unknown|anonym\w*|various|office|microsoft|windows|ministr\w*|department|secretar\w*"
    r"|parliament\w*|assembl\w*|government\w*|council|committee|commission|press|media|news\w*|team|staff|library|archives?"
    r"|bank|university|institut\w*|foundation|publish\w*|editor\w*|corporation|inc|ltd|gmbh|www|http|com|org|gov)\b|[@\d/\\_:]"
)
_WORDS = re.compile(r"[^\W\d_][\w'’.-]*")
_HEAD, _FOOT = 3_000, 600  # characters of a text in which its speaker is named


def author_of(author: str, text: str) -> str:
    """The author, when that can be a person, and is named at the head or the foot of this text, if any."""
    name = " ".join(author.split())
    if "," in name and name.count(",") == 1:  # Okello, Maria
        name = " ".join(part.strip() for part in reversed(name.split(",")))
    words = _WORDS.findall(name)
    if _NO_PERSON.search(name) or not (is_name(name) or 2 <= len(words) <= 6) or len(name) > 80:
        return ""
    if not is_name(name) and not all(word[0].isupper() or len(word) <= 3 for word in words):
        return ""
    if not text:
        return name
    near = (text[:_HEAD] + "\n" + text[-_FOOT:]).casefold()
    long = [word.casefold() for word in words if len(word) > 2] or [name.casefold()]
    return name if all(word in near for word in long) else ""
