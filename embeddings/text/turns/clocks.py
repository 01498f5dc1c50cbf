"""The times that a transcript writes before a label or behind it: 10:32 Mr X: …, Ms Vole: (01:20) …"""

import re

_TIME = r"\d{1,2}:[0-5]\d(?::[0-5]\d)?(?:[.,]\d{1,3})?(?: ?[ap]\.?m\.?)?"
_BEFORE = re.compile(
    rf"(?:\[{_TIME}(?:\s?-->?\s?{_TIME})?\]|\({_TIME}\)|{_TIME}(?=\s))(?:\s?[-–—|](?=\s))?\s*", re.IGNORECASE
)
_BEHIND = re.compile(r"[(\[]\d{1,2}:\d{2}(?::\d{2})?[)\]]\s*")


def end_of_clock_before(line: str) -> int:
    """Where the clock ends, with the dash and the gap behind it, that a line begins with; 0 for none."""
    match = _BEFORE.match(line)
    return match.end() if match else 0


def end_of_clock_behind(text: str, label_end: int) -> int:
    """Where a clock in brackets ends that stands at the end of a label; 0 for none."""
    match = _BEHIND.match(text, label_end)
    return match.end() if match else 0
