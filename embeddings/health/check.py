"""One thing that was looked at."""

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "note", "problem"]


@dataclass(frozen=True, slots=True)
class Check:
    """state: "note" for what works and is good to know, "problem" for what does not work.

    do: what to do about it, "" when there is nothing to be done.
    """

    name: str
    state: State
    said: str
    do: str = ""
