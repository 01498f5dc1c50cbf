"""Where known formulas occur in passages: found by walking all places along a tree of the formulas at once.

What is kept of each passage is a pure function of the passage and the formulas, so a new snapshot takes over
what the one before had of the passages that are carried, and looks only at the others.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import safetensors.numpy

from embeddings.formulas.formula import Formula
from embeddings.formulas.tokens import JOIN, JOINER, Tokens, tokenize

Numbers = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Uses:
    """The occurrences of formulas, sorted by row, then by where they begin, then the longest first.

    formulas: shape (m,), which formula, by its number in the list of them.  rows: shape (m,), ascending.
    starts, ends: shape (m,), in the normalized text.  n_rows: how many passages were looked at.
    """

    formulas: Places
    rows: Places
    starts: Places
    ends: Places
    n_rows: int

    def pack(self) -> bytes:
        """All of it as one safetensors file."""
        arrays = {"formulas": self.formulas, "rows": self.rows, "starts": self.starts, "ends": self.ends}
        return safetensors.numpy.save(arrays | {"n_rows": np.asarray([self.n_rows], np.int64)})

    @classmethod
    def unpack(cls, content: bytes) -> "Uses":
        """Raises what safetensors raises, KeyError or ValueError for what `pack` did not write."""
        arrays = safetensors.numpy.load(content)
        uses = cls(
            arrays["formulas"], arrays["rows"], arrays["starts"], arrays["ends"], int(arrays["n_rows"][0])
        )
        if len({len(column) for column in (uses.formulas, uses.rows, uses.starts, uses.ends)}) != 1:
            raise ValueError("the columns of the uses of formulas differ in length")
        return uses


def extend(
    before: Uses | None,
    carried: Numbers,
    text_of: Callable[[int], str],
    languages: Sequence[str],
    formulas: Sequence[Formula],
) -> Uses:
    """The uses of these formulas in all passages.

    before: the uses of the same formulas in the passages that were; None when there are none.  carried: shape
    (n,), the row that each passage had then, -1 for a new one.  text_of: the normalized text of a row; asked
    of new ones alone.  languages: of each of the n passages, without its script.
    """
    if before is None:
        carried = np.full(len(languages), -1, np.int64)
    new = np.flatnonzero(carried < 0)
    parts = [_carried(before, carried)] if before is not None else []
    by_language: defaultdict[str, list[int]] = defaultdict(list)
    for row in new.tolist():
        by_language[languages[row]].append(row)
    for language, rows in sorted(by_language.items()):
        own = [number for number, formula in enumerate(formulas) if formula.language == language]
        if own:
            tokens = tokenize([text_of(row) for row in rows], language)
            parts.append(_found(tokens, np.asarray(rows, np.int32), own, formulas))
    return _sorted(parts, len(languages))


def _carried(before: Uses, carried: Numbers) -> tuple[Places, Places, Places, Places]:
    now = np.full(before.n_rows, -1, np.int32)
    kept = np.flatnonzero(carried >= 0)
    now[carried[kept]] = kept
    rows = now[before.rows]
    still = rows >= 0
    return before.formulas[still], rows[still], before.starts[still], before.ends[still]


def _found(
    tokens: Tokens, rows: Places, own: Sequence[int], formulas: Sequence[Formula]
) -> tuple[Places, Places, Places, Places]:
    """Walk the tree level by level: `state` is the node that each place still alive has come to."""
    number = {token: i for i, token in enumerate([*tokens.vocabulary, JOINER])}
    read = np.where(tokens.ids == JOIN, number[JOINER], tokens.ids)
    width = len(number) + 1
    spelled = [
        (formula, [number[token] for token in formulas[formula].tokens])
        for formula in own
        if all(token in number for token in formulas[formula].tokens)
    ]
    nodes: list[dict[int, int]] = []  # by level: parent * width + token -> node
    ends: list[dict[int, int]] = []  # by level: node -> the formula that ends there
    for formula, ids in spelled:
        parent = 0
        for level, number_of_token in enumerate(ids):
            if level == len(nodes):
                nodes.append({})
                ends.append({})
            parent = nodes[level].setdefault(parent * width + number_of_token, len(nodes[level]))
        ends[len(ids) - 1][parent] = formula
    at = np.flatnonzero(tokens.ids >= 0)
    state = np.zeros(len(at), np.int64)
    found: list[tuple[Places, Places, Places, Places]] = []
    for level, (edges, terminal) in enumerate(zip(nodes, ends, strict=True)):
        keys = np.fromiter(sorted(edges), np.int64, len(edges))
        targets = np.fromiter((edges[key] for key in keys.tolist()), np.int64, len(edges))
        token = read[at + level].astype(np.int64)  # a text ends with a break, where every walk ends
        wanted = state * width + token
        edge = np.searchsorted(keys, wanted).clip(max=len(keys) - 1)
        alive = (token >= 0) & (keys[edge] == wanted)
        at, state = at[alive], targets[edge[alive]]
        if terminal:
            formula_at = np.full(len(edges), -1, np.int32)
            formula_at[list(terminal)] = list(terminal.values())
            here = formula_at[state] >= 0
            begins = at[here]
            found.append(
                (
                    formula_at[state[here]],
                    rows[tokens.rows[begins]],
                    tokens.starts[begins],
                    tokens.ends[begins + level],
                )
            )
    return _joined(found)


def _joined(
    parts: Sequence[tuple[Places, Places, Places, Places]],
) -> tuple[Places, Places, Places, Places]:
    empty = np.empty(0, np.int32)
    columns = [np.concatenate([empty, *(part[i] for part in parts)]).astype(np.int32) for i in range(4)]
    return columns[0], columns[1], columns[2], columns[3]


def _sorted(parts: Sequence[tuple[Places, Places, Places, Places]], n_rows: int) -> Uses:
    formulas, rows, starts, ends = _joined(parts)
    order = np.lexsort((formulas, -ends, starts, rows))
    return Uses(formulas[order], rows[order], starts[order], ends[order], n_rows)
