"""What a formula is: a wording that many speeches share, told apart by kind."""

import hashlib
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["phrase", "name", "term", "quotation", "frame"]
KINDS: tuple[Kind, ...] = get_args(Kind)
DESCRIPTIONS: dict[Kind, str] = {
    "phrase": "a set phrase: the wording in which a policy is put",
    "name": "an office, a person, a body or the title of a document",
    "term": "plain vocabulary of the subject",
    "quotation": "a saying or a line that is quoted",
    "frame": "mastheads, salutations and other words of the occasion",
}


@dataclass(frozen=True, slots=True)
class Formula:
    """A wording found in the corpus.

    text: in the script, width and case that are compared.  tokens: the same, parted.  language: without its
    script.  n_occurrences: those that no longer formula explains are n_alone.  cohesion: bits, how much
    likelier its weakest joint is than chance.  freedom: bits, the entropy of the neighbours on its less free
    side.  significance: what formulas are ranked by, see `finding`.  family: the id of the formula whose
    variant this is; its own where it is the first of its family.
    """

    id: str
    text: str
    tokens: tuple[str, ...]
    language: str
    kind: Kind
    n_occurrences: int
    n_alone: int
    n_speeches: int
    n_voices: int
    cohesion: float
    freedom: float
    significance: float
    family: str


def formula_id(text: str, language: str) -> str:
    """The same for the same wording in any corpus."""
    return "f_" + hashlib.sha256(f"{language}\x1f{text}".encode()).hexdigest()[:8]
