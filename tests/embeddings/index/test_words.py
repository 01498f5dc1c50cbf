import math
import sqlite3
from collections import Counter
from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.index.words import MOST_WORDS, TABLE, Parts, Postings, WordIndex, move_postings
from embeddings.text.tokens.terms import Word

WORDS = ("quay", "ferry", "ice", "dyke", "school")
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8), min_size=1, max_size=12)


def posted(texts: list[list[str]]) -> sqlite3.Connection:
    db = sqlite3.connect(":memory:")
    db.executescript(TABLE)
    postings = Postings()
    for row, text in enumerate(texts):
        postings.add(row, text)
    postings.write(db)
    return db


def indexed(texts: list[list[str]], groups: list[int]) -> tuple[Parts, WordIndex]:
    return [(0, posted(texts))], WordIndex(np.asarray([len(text) for text in texts]), np.asarray(groups))


def alone(terms: Iterable[str]) -> list[Word]:
    """Words of one term each."""
    return [(term,) for term in sorted(terms)]


def by_definition(texts: list[list[str]], groups: list[int], question: set[str], row: int) -> float:
    """BM25 with k1 = 1.2 and b = .75 among the texts of the row's language."""
    peers = [text for text, group in zip(texts, groups, strict=True) if group == groups[row]]
    mean = sum(map(len, peers)) / len(peers)
    counts = Counter(texts[row])
    total = 0.0
    for term in question & counts.keys():
        holding = sum(term in text for text in peers)
        rarity = math.log(1 + (len(peers) - holding + 0.5) / (holding + 0.5))
        norm = 1.2 * (1 - 0.75 + 0.75 * len(texts[row]) / mean)
        total += rarity * counts[term] * 2.2 / (counts[term] + norm)
    return total


@given(texts=TEXTS, question=st.sets(st.sampled_from((*WORDS, "volcano"))), data=st.data())
def test_bm25_is_its_definition(texts: list[list[str]], question: set[str], data: st.DataObject) -> None:
    """Every row has the score that the formula gives it in its own language; one without a term has none."""
    groups = [data.draw(st.integers(0, 1)) if row else 0 for row in range(len(texts))]
    parts, words = indexed(texts, groups)
    expected = [by_definition(texts, groups, question, row) for row in range(len(texts))]
    said = words.ask(parts, alone(question))
    assert said.bm25 == pytest.approx(expected)
    assert (said.bm25 <= said.most[groups] + 1e-9).all()


@given(texts=TEXTS, wanted=st.sets(st.sampled_from((*WORDS, "volcano")), min_size=1))
def test_rows_that_hold_all_terms_hold_all_of_them(texts: list[list[str]], wanted: set[str]) -> None:
    """As reading every text would find them, in order."""
    parts, words = indexed(texts, [0] * len(texts))
    assert words.holding_all(parts, sorted(wanted)).tolist() == [
        row for row, text in enumerate(texts) if wanted <= set(text)
    ]


@given(texts=TEXTS, question=st.sets(st.sampled_from(WORDS)), cut=st.integers(0, 12))
def test_tables_in_parts_say_what_one_table_says(
    texts: list[list[str]], question: set[str], cut: int
) -> None:
    """Each with its rows counted from its first."""
    groups, asked = [row % 2 for row in range(len(texts))], sorted(question)
    whole, words = indexed(texts, groups)
    parts = [(0, posted(texts[:cut])), (min(cut, len(texts)), posted(texts[cut:]))]
    for field in ("bm25", "most", "held"):
        one, other = (getattr(words.ask(tables, alone(asked)), field) for tables in (whole, parts))
        assert one.tolist() == other.tolist()
    assert words.holding_all(parts, asked).tolist() == words.holding_all(whole, asked).tolist()
    assert words.holding_each(parts, asked).tolist() == words.holding_each(whole, asked).tolist()


def test_a_long_question_keeps_its_most_telling_terms() -> None:
    """Rare terms are heard before those that every passage has."""
    common = [f"common{i}" for i in range(MOST_WORDS)]
    texts = [[*common, f"rare{row}"] for row in range(10)]
    parts, words = indexed(texts, [0] * 10)
    said = words.ask(parts, alone([*common, "rare3"]))
    assert int(said.bm25.argmax()) == 3


@given(texts=TEXTS, question=st.sets(st.sampled_from((*WORDS, "volcano")), min_size=2))
def test_a_word_is_held_in_any_of_its_forms(texts: list[list[str]], question: set[str]) -> None:
    """As much as if all forms of it were written alike; what BM25 says is of the terms, as ever."""
    one, other, *others = sorted(question)
    parts, words = indexed(texts, [0] * len(texts))
    alike, same = indexed(
        [[one if term == other else term for term in text] for text in texts], [0] * len(texts)
    )
    said = words.ask(parts, [(one, other), *alone(others)])
    assert said.held.tolist() == same.ask(alike, alone([one, *others])).held.tolist()
    assert words.share_held(parts, [(one, other), *alone(others)]).tolist() == said.held.tolist()
    assert said.bm25 == pytest.approx(words.ask(parts, alone(question)).bm25)


def test_a_term_is_a_value_and_never_an_expression() -> None:
    """What would be syntax elsewhere finds nothing and harms nothing."""
    parts, words = indexed([["quay"]], [0])
    assert not words.ask(parts, alone(['"', "NEAR(", "quay*", "^quay", "' OR 1=1 --", ""])).bm25.any()


def table(db: sqlite3.Connection) -> list[tuple[str, bytes, bytes]]:
    return db.execute("SELECT term, rows, counts FROM terms").fetchall()


@given(
    before=TEXTS,
    stays=st.lists(st.booleans(), min_size=12, max_size=12),
    new=st.lists(st.none() | st.lists(st.sampled_from((*WORDS, "volcano", "bay")), max_size=4), max_size=12),
)
def test_postings_that_move_are_those_made_afresh(
    before: list[list[str]], stays: list[bool], new: list[list[str] | None]
) -> None:
    """Whichever texts went, and wherever others came between: term by term the same rows and counts."""
    old = posted(before)
    kept = [(row, text) for row, text in enumerate(before) if stays[row]]
    now: list[list[str]] = []
    to = np.full(len(before), -1)
    postings = Postings()
    # A text of before where `new` has None, and what is left of them in the end.
    for text in [*new, *[None] * len(before)]:
        if text is not None:
            postings.add(len(now), text)
            now.append(text)
        elif kept:
            row, same = kept.pop(0)
            to[row] = len(now)
            now.append(same)
    db = sqlite3.connect(":memory:")
    db.executescript(TABLE)
    postings.write(db, move_postings(iter(table(old)), to))
    assert table(db) == table(posted(now))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("embeddings.index.words._TERMS_AT_ONCE", 2)
        few = sqlite3.connect(":memory:")
        few.executescript(TABLE)
        postings.write(few, move_postings(iter(table(old)), to))
        assert table(few) == table(db)
