"""How much running text a value holds, and which field of rows holds their text when none is called so."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

LOOKED_AT = 50  # rows that show which field is the text
_MOST = 20_000  # characters of a value that are looked at
_FEWEST = 40  # characters of a text on average; a wide one counts twice
_FEWEST_WORDS = 5
_ENDING = 0.3  # of the values of a text have a sentence that ends; titles and places have none,
_LONG = 300  # … or it is as long on average as neither is
_LETTERS = 0.6  # of the characters; tables and lists of numbers have fewer
_LONGEST_WORD = 80  # characters on average: codes and addresses have no gaps
_UNMARKED = 0.5  # what a text without marks of sentences counts: a copy made for counting words
_SURELY = 0.1  # of the most running text that a field called text, or something like it, has
_MARKUP = re.compile(r"<[^<>]{0,500}>")
_WIDE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff]")  # of scripts without gaps
_LETTER = re.compile(r"[^\W\d_]|[\u0300-\u036f\u0590-\u0fff\u1000-\u109f\u1780-\u17ff]")
_MARK = re.compile(r"[.!?:;,،؛؟۔।。！？，；、…]")
_DUMPED = ("[{", "{'", '{"', "['", '["', "[]")  # what programs write for values that are no texts
_SENTENCE_END = re.compile(r"[.!?。！？…؟।](?:[\"'”’»)\]]|\s|$)")
_ADDRESS = re.compile(r"\s*(?:https?|ftp|file|data)[:/]", re.IGNORECASE)


def prose_in(value: object) -> float:
    """About as many characters as a value holds of running text: 0 for names, numbers, codes, addresses."""
    if isinstance(value, list):
        return sum(prose_in(part) for part in value[:LOOKED_AT] if isinstance(part, str))
    if not isinstance(value, str) or len(value) < _FEWEST_WORDS or _ADDRESS.match(value):
        return 0.0
    if value.startswith(_DUMPED):
        return 0.0
    text = _MARKUP.sub(" ", value[:_MOST])
    letters = len(_LETTER.findall(text))
    if letters < _LETTERS * len(text.strip()):
        return 0.0
    wide = len(_WIDE.findall(text))
    words = len(text.split())
    if words < _FEWEST_WORDS and 2 * wide < _FEWEST:
        return 0.0
    if not wide and letters > _LONGEST_WORD * words:
        return 0.0
    share = 1.0 if _MARK.search(text) else _UNMARKED
    return share * (len(value) + wide * len(value) / len(text))


def text_field(rows: Iterable[Mapping[str, Any]], called: Iterable[str] = ()) -> str:
    """The field in which these rows hold the most running text; "" when none holds enough.

    called: fields whose name says that they hold it, the likeliest first. The first of them that holds much
    of what the best one does is taken: a summary may be longer than a short speech, a title is not.
    """
    amounts: Counter[str] = Counter()
    filled: Counter[str] = Counter()
    ended: Counter[str] = Counter()  # values in which a sentence ends
    for row in rows:
        for name, value in row.items():
            if value not in (None, "", []):
                filled[name] += 1
                amounts[name] += prose_in(value)  # type: ignore[assignment]  # counts of characters, weighed
                ended[name] += _SENTENCE_END.search(str(value)[:_MOST]) is not None
    enough = [name for name, amount in amounts.items() if amount >= _FEWEST * filled[name]]
    likely = [
        name
        for name in enough
        if name in called or ended[name] >= _ENDING * filled[name] or amounts[name] >= _LONG * filled[name]
    ]
    best = max(likely, key=lambda name: amounts[name], default="")
    named = next((name for name in called if name in filled), "")
    for name in called:
        if filled[name] and amounts[name] >= _SURELY * amounts[best]:
            return name
    return best or named
