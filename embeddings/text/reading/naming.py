"""What a text is called: by a field at its head, by its first line, by its file."""

import re
import unicodedata

from embeddings.dates import is_date
from embeddings.speech import Speech
from embeddings.text.cleaning.clean import clean
from embeddings.text.metadata.dating import is_date_line
from embeddings.text.metadata.fields import fields_in
from embeddings.text.metadata.given_dates import written_date
from embeddings.text.metadata.speech_lines import lines_of as lines_of_speech

LONGEST_TITLE = 60  # characters
_TITLE_WITHIN = 4_000  # characters
_WHOLE_DAY = len("2031-06-04")
_DAY = re.compile(
    r"(?<!\d)(?:(?:19|20)\d{2}[-_. ]\d{1,2}[-_. ]\d{1,2}|\d{1,2}[-_. ]\d{1,2}[-_. ](?:19|20)\d{2}"
    r"|(?:19|20)\d{6})(?!\d)"
)
_FEWEST_LETTERS = 4  # of a title; a wide one counts twice
_RUNNING = 3  # times that a running head stands in a text
_NO_TITLE_ENDS = re.compile(r"[。，,、；;：:.?？!！…]$")


def head_title(raw: str) -> str:
    """The title that a field at the head of a text gives."""
    head = Speech(id="", raw=raw[:_TITLE_WITHIN])
    named = fields_in(lines_of_speech(head, clean(head.raw))).get("title")
    return named.value if named else ""


def title_in(raw: str) -> str:
    """The first line of the clean text when it looks like a heading and more follows, else nothing."""
    text = clean(raw[:_TITLE_WITHIN]).text
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    while len(lines) > 1 and (_heads_nothing(lines[0]) or raw.count(lines[0]) >= _RUNNING):
        lines.pop(0)  # what stands on page after page heads none of them
    if len(lines) < 2 or len(lines[0]) > LONGEST_TITLE or _NO_TITLE_ENDS.search(lines[0]):
        return ""
    return lines[0]


def _heads_nothing(line: str) -> bool:
    """A number, a few letters, or a day is no title."""
    n_letters = sum(2 if character > "\u2e80" else 1 for character in line if character.isalpha())
    return n_letters < _FEWEST_LETTERS or is_date_line(line)


def day_of_name(stem: str) -> str:
    """The whole day in the name of a file, when there is one and it can be read in one way only."""
    days = set()
    for match in _DAY.finditer(stem):
        day = written_date(re.sub(r"[._ ]", "-", match[0]).replace("-", "/"))
        if len(day) == _WHOLE_DAY and is_date(day):
            days.add(day)
    return days.pop() if len(days) == 1 else ""


def slug_of(name: str) -> str:
    """A file's name as part of an address: letters, digits, `_` and `-` of any script."""
    slug = re.sub(r"[^\w]+", "-", unicodedata.normalize("NFKC", name)).strip("-")
    return slug[:80] or "speech"
