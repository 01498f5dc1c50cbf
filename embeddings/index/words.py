"""Which passages hold which terms, and how much that tells: BM25, exactly, for every passage at once.

The postings are two arrays a term in a table of passages.sqlite. FTS5 was measured first and is too slow for
this: it scores every matching row by itself, and with pairs of characters as terms nearly every row matches
(12,500 passages, questions of 15, 60 and 300 characters: 14, 40 and 87 ms; here 0.6, 1.2 and 2.6).
Terms are bound values and never an expression, so no question can mean anything but its words.
"""

import json
import sqlite3
from array import array
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice
from sys import maxunicode
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from embeddings.index.recently_read import RecentlyRead
from embeddings.index.sorted_rows import are_among
from embeddings.text.tokens.terms import BEGINNING, Word

Rows = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]
Posting: TypeAlias = tuple[str, bytes, bytes]  # a row of the table
Parts: TypeAlias = Sequence[tuple[int, sqlite3.Connection]]  # of a corpus: the first row, and the tables
_RowNumbers: TypeAlias = npt.NDArray[np.uint32]
_Posting: TypeAlias = tuple[_RowNumbers, npt.NDArray[np.uint8]]

TABLE = """
CREATE TABLE terms (
    term TEXT PRIMARY KEY,
    rows BLOB NOT NULL,                -- the passages that hold it: little-endian uint32, ascending
    counts BLOB NOT NULL               -- how often each of them does: uint8, 255 for that and more
) STRICT;
"""
MOST_WORDS = 256  # of one question
_ROW = np.dtype("<u4")
_ROW_BITS = np.uint64(8 * _ROW.itemsize)
_GONE = np.iinfo(_ROW).max
_NOWHERE: _Posting = np.empty(0, _ROW), np.empty(0, np.uint8)
_TERMS_AT_ONCE = 20_000
_MOST_KEPT = 4_000_000  # rows of terms that were asked for of late: 20 MB, twice
_MOST_COUNTED = 255
_SATURATION = 1.2  # BM25's k1: what a second occurrence adds
_LEAST = 1e-9  # above nothing, to divide by
_LENGTH = 0.75  # BM25's b: how much a long passage must share more


class Postings:
    """The terms of passages, gathered one passage at a time and then written as one table."""

    def __init__(self) -> None:
        self._ids: defaultdict[str, int] = defaultdict()
        self._ids.default_factory = self._ids.__len__
        self._terms = array("I")  # of all passages, one passage after the other
        self._rows: list[int] = []
        self._sizes: list[int] = []
        self._taken: dict[str, Posting] = {}

    def take(self, postings: Iterable[Posting]) -> None:
        """Postings whose rows are none of those that are added one at a time."""
        for posting in postings:
            known = self._taken.get(posting[0])
            self._taken[posting[0]] = posting if known is None else _joined(known, posting)

    def add(self, row: int, terms: Sequence[str]) -> None:
        """Rows come in ascending order."""
        self._terms.extend(map(self._ids.__getitem__, terms))
        self._rows.append(row)
        self._sizes.append(len(terms))

    def write(self, db: sqlite3.Connection, carried: Iterable[Sequence[Posting]] = ()) -> None:
        """carried: what is taken over from another index, of other rows; see `moved`."""
        query = "INSERT INTO terms VALUES (?,?,?)"
        own = deque(_merged(sorted(self._taken.values()), list(self._sorted())))
        for some in carried:
            db.executemany(query, _merged(some, _up_to(own, some[-1][0])))
        db.executemany(query, own)

    def _sorted(self) -> Iterator[Posting]:
        rows_of = np.repeat(np.asarray(self._rows, np.uint64), self._sizes)
        ordered = np.sort(np.asarray(self._terms, np.uint64) << _ROW_BITS | rows_of)
        at = np.flatnonzero(np.diff(ordered, prepend=~ordered[:1]))  # the first of equals
        distinct = ordered[at]
        counts = np.minimum(np.diff(at, append=len(ordered)), _MOST_COUNTED).astype(np.uint8).tobytes()
        rows = distinct.astype(_ROW).tobytes()
        ends = np.searchsorted(distinct, np.arange(1, len(self._ids) + 1, dtype=np.uint64) << _ROW_BITS)
        spans = [0, *ends.tolist()]
        for term, i in sorted(self._ids.items()):
            start, end = spans[i], spans[i + 1]
            yield term, rows[_ROW.itemsize * start : _ROW.itemsize * end], counts[start:end]


def move_postings(postings: Iterable[Posting], to: npt.NDArray[np.int64]) -> Iterator[list[Posting]]:
    """Postings of other rows, many at once: row i becomes row to[i], or goes where that is negative.

    postings: sorted by term.  to: rises with i where it is not negative. Terms without rows are left out.
    """
    rows_of = np.where(to < 0, _GONE, to).astype(_ROW)
    some = iter(postings)
    while batch := list(islice(some, _TERMS_AT_ONCE)):
        rows = rows_of[np.frombuffer(b"".join([rows for _, rows, _ in batch]), _ROW)]
        ends = np.cumsum([len(counts) for _, _, counts in batch])
        spans = [0, *(ends * _ROW.itemsize).tolist()]
        packed = rows.tobytes()
        found = [
            (term, packed[start:end], counts)
            for (term, _, counts), start, end in zip(batch, spans, spans[1:], strict=False)
        ]
        losing = np.searchsorted(ends, np.flatnonzero(rows == _GONE), side="right")
        for number in np.unique(losing).tolist():
            found[number] = _without_gone(found[number])
        if kept := [posting for posting in found if posting[1]] if len(losing) else found:
            yield kept


def _without_gone(posting: Posting) -> Posting:
    term, rows, counts = posting
    stays = np.frombuffer(rows, _ROW) != _GONE
    return (
        term,
        np.frombuffer(rows, _ROW)[stays].tobytes(),
        np.frombuffer(counts, np.uint8)[stays].tobytes(),
    )


def _up_to(postings: deque[Posting], last: str) -> list[Posting]:
    """Those of terms up to the last one, taken from the front."""
    taken = []
    while postings and postings[0][0] <= last:
        taken.append(postings.popleft())
    return taken


def _merged(many: Sequence[Posting], few: Sequence[Posting]) -> list[Posting]:
    """Both in the order of terms; the rows of one term in their order."""
    if not few:
        return list(many)
    place = {term: number for number, (term, _, _) in enumerate(many)}
    merged = list(many)
    for posting in few:
        if (number := place.get(posting[0])) is None:
            merged.append(posting)
        else:
            merged[number] = _joined(merged[number], posting)
    merged.sort()  # terms are all different
    return merged


def _joined(one: Posting, other: Posting) -> Posting:
    rows = np.frombuffer(one[1] + other[1], _ROW)
    counts = np.frombuffer(one[2] + other[2], np.uint8)
    order = np.argsort(rows, kind="stable")
    return one[0], rows[order].tobytes(), counts[order].tobytes()


@dataclass(frozen=True)
class WordScores:
    """What the words of a question say.

    bm25: of every row, 0 where it shares no term with the question; shape (n,).  most: of each language, what
    all terms of the question together could tell.  held: of every row, the share of the question that it
    holds, each word weighed by its rarity, however often and in whichever form it stands there; 0 to 1.
    """

    bm25: Scores
    most: Scores
    held: Scores

    @cached_property
    def speaking(self) -> Rows:
        """The rows that share a term with the question, ascending."""
        return np.flatnonzero(self.bm25 != 0)


class WordIndex:
    """BM25 over the rows of a snapshot, each language being a corpus of its own.

    How rare a term is, and how long a passage, is counted among the passages of one language: in a corpus
    of many languages every word of a small one would look rare.
    """

    def __init__(self, n_terms: npt.NDArray[np.int64], groups: npt.NDArray[np.int64]) -> None:
        """n_terms: of each passage, shape (n,).  groups: the number of its language, from 0, shape (n,)."""
        self._groups = groups.astype(np.int16)  # looked up row by row: a quarter of the memory
        self.sizes = np.bincount(groups) if len(groups) else np.zeros(0, np.int64)
        mean = np.bincount(groups, weights=n_terms, minlength=len(self.sizes)) / np.maximum(self.sizes, 1)
        relative = n_terms / np.maximum(mean, 1)[groups] if len(groups) else np.zeros(0)
        self._norms: Scores = _SATURATION * (1 - _LENGTH + _LENGTH * relative)
        # A question asks for its terms up to three times: to know its language, to weigh it, as a phrase.
        self._recent: RecentlyRead[str, _Posting] = RecentlyRead(_MOST_KEPT, lambda one: len(one[0]))

    def ask(self, parts: Parts, words: Sequence[Word]) -> WordScores:
        """Of a long question the MOST_WORDS most telling words count: often in it, in few passages."""
        telling = self._telling(parts, Counter(words))
        terms = sorted({term for word in telling for term in word})
        found = self._postings(parts, terms)
        if not found:
            nothing = np.zeros(len(self._groups))
            return WordScores(nothing, np.ones(len(self.sizes)), nothing)
        groups, rarity, whole = self._rarities([rows for rows, _ in found.values()], len(terms))
        bm25, held = np.zeros(len(self._groups)), np.zeros(len(self._groups))
        is_term = all(len(word) == 1 for word in telling)  # then what is known of terms is known of words
        # Term after term: what lies beside each other in memory then fits the processor's own.
        for (rows, counts), of, rare in zip(found.values(), groups, rarity, strict=True):
            places = rows.astype(np.intp)
            bm25[places] += rare[of] * counts * (_SATURATION + 1) / (counts + self._norms[places])
            if is_term:
                held[places] += (rare / whole)[of]
        return WordScores(bm25, whole * (_SATURATION + 1), held if is_term else self._held(telling, found))

    def share_held(self, parts: Parts, words: Sequence[Word]) -> Scores:
        """How much of what the words of a question tell each row holds, 0 to 1, however often; shape (n,)."""
        telling = self._telling(parts, Counter(words))
        return self._held(telling, self._postings(parts, sorted({term for word in telling for term in word})))

    def _held(self, telling: Sequence[Word], found: Mapping[str, _Posting]) -> Scores:
        """found: the postings of all terms of the words that some row holds."""
        holding = [[found[term][0] for term in word if term in found] for word in telling]
        every = [self._united(rows) for rows in holding if rows]
        held = np.zeros(len(self._groups))
        groups, rarity, whole = self._rarities(every, len(telling))
        for rows, of, rare in zip(every, groups, rarity, strict=True):
            held[rows] += (rare / whole)[of]
        return held

    def _united(self, lists: Sequence[_RowNumbers]) -> Rows:
        """The rows that are on any of the lists, ascending."""
        if len(lists) == 1:
            return lists[0].astype(np.int64)
        on_any = np.zeros(len(self._groups), bool)
        for rows in lists:
            on_any[rows] = True
        return np.flatnonzero(on_any)

    def _rarities(
        self, found: Sequence[_RowNumbers | Rows], n_telling: int
    ) -> tuple[list[npt.NDArray[np.int16]], Scores, Scores]:
        """Of some terms or words: the language of each of the rows that hold them; how rare each is in each
        language, shape (found, languages); what all that are asked tell there, shape (languages,).
        """
        n_groups, groups = len(self.sizes), [self._groups[rows] for rows in found]
        holding = np.array([np.bincount(of, minlength=n_groups) for of in groups], np.int64)
        rarity = _rarity(holding.reshape(len(found), n_groups), self.sizes)
        nowhere = (n_telling - len(found)) * _rarity(np.zeros_like(self.sizes), self.sizes)
        return groups, rarity, np.maximum(rarity.sum(axis=0) + nowhere, _LEAST)

    def holding_all(self, parts: Parts, terms: Sequence[str]) -> Rows:
        """The rows that hold every one of these terms, ascending."""
        wanted = sorted(set(terms))
        found = sorted((rows for rows, _ in self._postings(parts, wanted).values()), key=len)
        if len(found) < len(wanted) or not wanted:
            return np.empty(0, np.int64)
        rows = found[0]
        for others in found[1:]:
            rows = rows[are_among(rows, others)]
        return rows.astype(np.int64)

    def holding_each(self, parts: Parts, terms: Sequence[str]) -> npt.NDArray[np.int64]:
        """How many passages of each language hold each of these terms, shape (n terms found, n languages)."""
        found = self._postings(parts, sorted(set(terms))).values()
        counts = [np.bincount(self._groups[rows], minlength=len(self.sizes)) for rows, _ in found]
        return np.array(counts, np.int64).reshape(len(found), len(self.sizes))

    def _telling(self, parts: Parts, counts: Mapping[Word, int]) -> list[Word]:
        if len(counts) <= MOST_WORDS:
            return sorted(counts)
        query = "SELECT term, length(rows) FROM terms WHERE term IN (SELECT value FROM json_each(?))"
        sizes: Counter[str] = Counter()
        for _, db in parts:
            for term, n_bytes in db.execute(
                query, (json.dumps(sorted({t for word in counts for t in word})),)
            ):
                sizes[term] += n_bytes // _ROW.itemsize
        known = {word: most for word in counts if (most := max(sizes[term] for term in word))}
        rarity = _rarity(np.asarray(list(known.values())), np.asarray(len(self._groups)))
        weight = {word: counts[word] * each for word, each in zip(known, rarity.tolist(), strict=True)}
        return sorted(weight, key=lambda word: (-weight[word], word))[:MOST_WORDS]

    def _postings(self, parts: Parts, terms: Sequence[str]) -> dict[str, _Posting]:
        """The rows and counts of each of these terms that some passage holds."""
        asked = sorted(terms, key=lambda term: (term.endswith(BEGINNING), term))
        found = self._recent.get(asked, partial(_read_postings, parts))
        return {term: posting for term, posting in zip(asked, found, strict=True) if len(posting[0])}


def _read_postings(parts: Parts, terms: Sequence[str]) -> dict[str, _Posting]:
    """The rows and counts of each of these terms, none of one that no passage holds."""
    read = {term: _begun_by(parts, term[: -len(BEGINNING)]) for term in terms if term.endswith(BEGINNING)}
    if whole := [term for term in terms if term not in read]:
        query = "SELECT term, rows, counts FROM terms WHERE term IN (SELECT value FROM json_each(?))"
        found: dict[str, list[_Posting]] = {term: [] for term in whole}
        wanted = (json.dumps(whole),)
        for first, db in parts:
            for term, rows, counts in db.execute(query, wanted):
                own = np.frombuffer(rows, _ROW) + np.uint32(first), np.frombuffer(counts, np.uint8)
                found[term].append(own)
        read |= {term: _one_after_another(postings) for term, postings in found.items()}
    return read


def _one_after_another(postings: Sequence[_Posting]) -> _Posting:
    if not postings:
        return _NOWHERE
    if len(postings) == 1:
        return postings[0]
    return np.concatenate([rows for rows, _ in postings]), np.concatenate([n for _, n in postings])


def _begun_by(parts: Parts, character: str) -> _Posting:
    """The passages that hold a character: each pair that begins with it is a term, so is the end of a run."""
    found = [
        (rows + np.uint32(first), counts)
        for first, db in parts
        for rows, counts in [_begun_here(db, character)]
        if len(rows)
    ]
    return _one_after_another(found)


def _begun_here(db: sqlite3.Connection, character: str) -> _Posting:
    query = "SELECT rows, counts FROM terms WHERE term >= ? AND term < ? AND length(term) <= 2"
    found = db.execute(query, (character, character + chr(maxunicode))).fetchall()
    if not found:
        return _NOWHERE
    every = np.concatenate([np.frombuffer(rows, _ROW) for rows, _ in found])
    counted = np.concatenate([np.frombuffer(counts, np.uint8) for _, counts in found])
    rows, where = np.unique(every, return_inverse=True)
    counts = np.bincount(where, weights=counted)
    return rows, np.minimum(counts, _MOST_COUNTED).astype(np.uint8)


def _rarity(holding: npt.NDArray[np.int64], among: npt.NDArray[np.int64]) -> Scores:
    """BM25's idf, in the form that is never negative: in a corpus of two passages each word still counts."""
    rarity: Scores = np.log1p((among - holding + 0.5) / (holding + 0.5))
    return rarity
