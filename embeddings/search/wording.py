"""How much of a question's wording a passage holds: evidence of its own, beside how near it is in meaning.

exact: the question stands in it word for word, signs and case apart.  most: it holds at least half of what
the question's words tell, the rarer a word the more.  some: less than that.  none: none of them.
"""

from collections.abc import Sequence
from typing import Literal, TypeAlias

import numpy as np

from embeddings.index.sorted_rows import are_among
from embeddings.index.vectors import Rows
from embeddings.index.words import WordScores
from embeddings.search.questions.phrases import Phrase, holding, narrow
from embeddings.search.questions.question import PreparedQuestion
from embeddings.snapshot.snapshot import Snapshot
from embeddings.text.script.search_folding import search_fold

Wording: TypeAlias = Literal["exact", "most", "some", "none"]

MOST = 0.5
# Longer texts stand word for word in copies alone, which are near in meaning too: nobody looks for those.
_LONGEST = 400  # characters
_READ = 200  # passages
# What more than one passage in twenty of a language says, and more than a few, tells nothing of them.
_COMMON, _FEW = 0.05, 5
_NO_ROWS: Rows = np.empty(0, np.int64)
_SIGNS = " \t\n.,;:!?…。，；：！？、'\"“”‘’「」『』《》()（）[]"


def exact_phrase(normalized: str) -> str | None:
    """What stands in a passage that holds the question word for word; None for no such thing."""
    phrase = normalized.strip(_SIGNS)
    return phrase if phrase and search_fold(phrase) else None


def wording_of(passages: Sequence[tuple[str, float]], normalized: str) -> list[Wording]:
    """The wording of each passage.

    passages: the normalized text of each, and the share of the question's terms that it holds, 0 to 1.
    normalized: the question.
    """
    phrase = exact_phrase(normalized)
    wanted = None if phrase is None else Phrase(phrase)
    return [_wording(wanted is not None and wanted.is_in(text), share) for text, share in passages]


def _wording(exact: bool, share: float) -> Wording:
    if exact:
        return "exact"
    return "none" if share <= 0 else "most" if share >= MOST else "some"


def best_holding_exactly(snapshot: Snapshot, said: WordScores, asked: PreparedQuestion) -> Rows:
    """The rows in which a question stands word for word, of those that hold most of its words; ascending."""
    among = np.flatnonzero(said.held >= MOST)
    if len(among) > _READ:
        among = _narrowed(snapshot, among, asked.normalized)
    if len(among) > _READ:
        among = among[np.lexsort((among, -said.bm25[among], -said.held[among]))[:_READ]]
    return holding_exactly(snapshot, np.sort(among), asked.normalized) if len(among) else among


def _narrowed(snapshot: Snapshot, among: Rows, normalized: str) -> Rows:
    phrase = exact_phrase(normalized)
    narrowed = among if phrase is None else narrow(snapshot, among, phrase)
    return among if narrowed is None else narrowed


def holding_exactly(snapshot: Snapshot, among: Rows | None, normalized: str) -> Rows:
    """Those of the rows in which the question stands word for word, ascending. among: None for all rows."""
    phrase = exact_phrase(normalized)
    if phrase is None or len(phrase) > _LONGEST:
        return _NO_ROWS
    found = holding(snapshot, among, phrases=[phrase], without=())
    return _NO_ROWS if found is None else found


def telling_wording(snapshot: Snapshot, among: Rows | None, normalized: str) -> Rows:
    """Those of the rows in which the question stands word for word, ascending, where that tells something.

    In a language that says it in every tenth passage (government, 经济) it does not: as a strong match beats
    what 95 of 100 texts find, so what is found word for word is found in 5 of 100 passages at most.
    """
    rows = holding_exactly(snapshot, None, normalized)
    groups = snapshot.groups[rows]
    n_holding = np.bincount(groups, minlength=len(snapshot.language_sizes))
    tells = n_holding <= np.maximum(_COMMON * snapshot.language_sizes, _FEW)
    telling: Rows = rows[tells[groups]]
    return telling if among is None else telling[are_among(telling, among)]
