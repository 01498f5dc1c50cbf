import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from embeddings.formulas.formula import Formula, formula_id
from embeddings.formulas.uses import Uses, extend

_LETTERS = "甲乙丙"
_TEXTS = st.lists(st.text(_LETTERS + ",", max_size=12), max_size=6)
_WORDINGS = st.lists(st.text(_LETTERS, min_size=1, max_size=4), min_size=1, max_size=6, unique=True)


def _formulas(wordings: list[str]) -> list[Formula]:
    return [
        Formula(formula_id(text, "zh"), text, tuple(text), "zh", "phrase", 1, 1, 1, 1, 0.0, 0.0, 0.0, "")
        for text in wordings
    ]


def _uses(
    texts: list[str], wordings: list[str], before: Uses | None = None, carried: list[int] | None = None
) -> Uses:
    rows = np.asarray(carried if carried is not None else [-1] * len(texts), np.int64)
    return extend(before, rows, texts.__getitem__, ["zh"] * len(texts), _formulas(wordings))


def _same(a: Uses, b: Uses) -> bool:
    columns = ("formulas", "rows", "starts", "ends")
    return a.n_rows == b.n_rows and all(
        np.array_equal(getattr(a, name), getattr(b, name)) for name in columns
    )


@given(_TEXTS, _WORDINGS)
def test_every_occurrence_is_found(texts: list[str], wordings: list[str]) -> None:
    """Those that looking at every place finds, overlapping ones too, and no others."""
    uses = _uses(texts, wordings)
    found = {
        (int(row), int(start), wordings[number])
        for row, start, number in zip(uses.rows, uses.starts, uses.formulas, strict=True)
    }
    assert found == {
        (row, at, wording)
        for row, text in enumerate(texts)
        for wording in wordings
        for at in range(len(text))
        if text.startswith(wording, at)
    }
    for row, start, end, number in zip(uses.rows, uses.starts, uses.ends, uses.formulas, strict=True):
        assert texts[row][start:end] == wordings[number]


@given(_TEXTS, _TEXTS, _WORDINGS, st.randoms(use_true_random=False))
def test_extending_is_as_making_afresh(
    then: list[str], added: list[str], wordings: list[str], draw: st.DataObject
) -> None:
    """Passages that stay, in any order, with others gone and new ones between."""
    rows = [(i, text) for i, text in enumerate(then)] + [(-1, text) for text in added]
    draw.shuffle(rows)  # type: ignore[attr-defined]
    rows = rows[: len(rows) - len(rows) // 4]
    texts = [text for _, text in rows]
    before = _uses(then, wordings)
    assert _same(_uses(texts, wordings, before, [old for old, _ in rows]), _uses(texts, wordings))


def test_what_is_packed_comes_back() -> None:
    """All columns and the number of rows."""
    uses = _uses(["甲乙甲乙", "", "乙"], ["甲乙", "乙"])
    assert _same(Uses.unpack(uses.pack()), uses)
    assert len(uses.rows) == 5


def test_words_are_whole() -> None:
    """`port` is not found in `airport`."""
    formula = Formula("f", "open port", ("open", "port"), "en", "phrase", 1, 1, 1, 1, 0.0, 0.0, 0.0, "")
    texts = ["An open port.", "An open portal; reopen port."]
    uses = extend(None, np.empty(0, np.int64), texts.__getitem__, ["en", "en"], [formula])
    assert uses.rows.tolist() == [0]
