"""What is taken out of a page or a document."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Extract:
    """confidence: 0 to 1, that this is the text and nothing else.  notes: why it is below 1, for a person.

    date, author: what the file says of itself beside its text; the text itself is the better source.
    rows: a list of objects in JSON, when the file is a table of speeches; text is then that of all of them.
    """

    text: str
    title: str = ""
    confidence: float = 1.0
    notes: tuple[str, ...] = ()
    date: str = ""
    author: str = ""
    rows: str = ""
