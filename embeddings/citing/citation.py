"""How a passage is cited: by its permanent address, after GB/T 7714-2015, and in BibTeX.

A citation says what is known of a speech and nothing else: unknown parts are left out, and names stay as
their source writes them, since nobody said which part of a name is the family's.
"""

import re
from dataclasses import dataclass

from embeddings.dates import days_of
from embeddings.snapshot.tables.speeches import SpeechCard

_ADDRESS = re.compile(
    r"(?P<speech_id>.+)@(?P<revision>[0-9a-f]{10}):(?P<position>0|[1-9][0-9]{0,8})", re.DOTALL
)
_WEB = re.compile(r"https?://\S+")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEARLESS = re.compile(r"--(\d{2})-(\d{2})")
# The names that biblatex takes for a language are babel's; one that has none there is left out.
_BABEL = {
    "ar": "arabic", "bg": "bulgarian", "ca": "catalan", "cs": "czech", "cy": "welsh", "da": "danish",
    "de": "ngerman", "el": "greek", "en": "english", "es": "spanish", "et": "estonian", "eu": "basque",
    "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish", "gl": "galician", "he": "hebrew",
    "hi": "hindi", "hr": "croatian", "hu": "hungarian", "id": "indonesian", "is": "icelandic",
    "it": "italian",
    "ja": "japanese", "ko": "korean", "lt": "lithuanian", "lv": "latvian", "nl": "dutch", "no": "norsk",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sk": "slovak", "sl": "slovene",
    "sr": "serbian", "sv": "swedish", "th": "thai", "tr": "turkish", "uk": "ukrainian", "vi": "vietnamese",
    "zh-Hans": "chinese-hans", "zh-Hant": "chinese-hant",
}  # fmt: skip
_LONGEST_KEY = 40  # characters of a speech's id in the key of an entry
# BibTeX counts braces even behind a backslash, so the escaped ones must come in pairs too.
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
        **{sign: f"\\{sign}" for sign in "#$%&_"},
    }
)
_URL = str.maketrans({sign: f"%{ord(sign):02X}" for sign in '{}\\^`"<>|'})


@dataclass(frozen=True, slots=True)
class PermanentAddress:
    """A passage of one revision of a speech, `speech_id@revision:position`; it never means another."""

    speech_id: str
    revision: str
    position: int

    @classmethod
    def parse(cls, text: str) -> "PermanentAddress":
        """Raises ValueError when it is no such address. A speech's id may itself hold `@` and `:`."""
        found = _ADDRESS.fullmatch(text)
        if not found:
            raise ValueError("a permanent address is speech_id@revision:position")
        return cls(found["speech_id"], found["revision"], int(found["position"]))

    def __str__(self) -> str:
        return f"{self.speech_id}@{self.revision}:{self.position}"


def address_of(speech: SpeechCard, position: int) -> PermanentAddress:
    return PermanentAddress(speech.id, speech.revision, position)


def gbt_7714(speech: SpeechCard, position: int, *, accessed: str = "") -> str:
    """A reference after GB/T 7714-2015, numeric style.

    Type [Z] (other), as the standard has none for speeches; [EB/OL] when the source is a web address, and
    only then the day it was `accessed` (YYYY-MM-DD) is told. A day without its year is left out.
    """
    title = _line(speech.title) or speech.id
    date = speech.date if days_of(speech.date) else ""
    if _WEB.fullmatch(speech.source):
        days = (f"({date})" if date else "") + (f"[{accessed}]" if accessed else "")
        parts = [_line(speech.speaker), f"{title}[EB/OL]", days, speech.source]
    else:
        where = _line(speech.source) or _line(speech.place)
        parts = [_line(speech.speaker), f"{title}[Z]", ", ".join(filter(None, (where, date)))]
    parts.append(str(address_of(speech, position)))
    return "".join(f"{part}. " for part in parts if part).rstrip()


def bibtex(speech: SpeechCard, position: int) -> str:
    """An entry for BibTeX, which BibLaTeX reads too, in UTF-8; it ends with a line break."""
    web = bool(_WEB.fullmatch(speech.source))
    fields = {
        # In braces a name is taken as it stands, whatever commas and "and" are in it.
        "author": _braced(_tex(speech.speaker)),
        "title": _braced(_tex(speech.title or speech.id)),
        "howpublished": "" if web else _tex(speech.source),
        "url": speech.source.translate(_URL) if web else "",
        "address": _tex(speech.place),
        **_date_fields(speech.date),
        "langid": _BABEL.get(speech.language, ""),
        "note": _tex(str(address_of(speech, position))),
    }
    lines = [
        f"  {name} = {value if name == 'month' else _braced(value)},"
        for name, value in fields.items()
        if value
    ]
    return "\n".join([f"@misc{{{_key(speech, position)},", *lines, "}", ""])


def _date_fields(date: str) -> dict[str, str]:
    """Year, month and day, as far as they are known. A month is one of BibTeX's own words, never quoted."""
    yearless = _YEARLESS.fullmatch(date)
    if yearless:
        return {"month": _MONTHS[int(yearless[1]) - 1], "day": str(int(yearless[2]))}
    if not days_of(date):
        return {}
    year, *rest = date.split("-")
    month = {"month": _MONTHS[int(rest[0]) - 1]} if rest else {}
    day = {"day": str(int(rest[1]))} if len(rest) == 2 else {}
    return {"year": year} | month | day


def _key(speech: SpeechCard, position: int) -> str:
    """Letters, digits and hyphens only; the revision tells apart what they cannot."""
    readable = re.sub(r"[^A-Za-z0-9]+", "-", speech.id).strip("-")[:_LONGEST_KEY] or "speech"
    return f"{readable}-{speech.revision}-{position}"


def _line(text: str) -> str:
    """In one line, without the full stop that the citation sets itself."""
    return " ".join(text.split()).rstrip(".。")


def _tex(text: str) -> str:
    return " ".join(text.split()).translate(_TEX)


def _braced(text: str) -> str:
    return f"{{{text}}}" if text else ""
