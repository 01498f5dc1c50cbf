import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.formulas.enumerations import is_parallel, rows_of
from embeddings.formulas.tokens import tokenize


def _rows(text: str) -> set[str]:
    tokens = tokenize([text], "zh")
    return {tokens.text(row.at, row.n) for row in rows_of(tokens)}


def test_what_leads_in_and_what_follows_is_left_out() -> None:
    """Only the outer items may have more than their part."""
    assert _rows("坚持以潮立港、以渠润田、以信安民的方针。") == {
        "以潮立港、以渠润田", "以渠润田、以信安民", "以潮立港、以渠润田、以信安民",
    }  # fmt: skip


def test_items_of_other_lengths_are_in_no_row() -> None:
    """A row ends where the lengths change."""
    assert _rows("开渠引水、造林、守土有责、守土尽责") == {"守土有责、守土尽责"}


@given(st.text("潮港渠田、,“”。 7", max_size=40))
def test_every_row_stands_in_the_text_with_items_of_one_length(text: str) -> None:
    """Whatever the signs; a figure of several digits is one token."""
    squeezed = text.replace(" ", "")
    for row in _rows(text):
        assert row.replace(" ", "") in squeezed
        assert len({len(tokenize([item], "zh")) for item in row.split("、")}) == 1


@pytest.mark.parametrize(
    ("text", "parallel"),
    [
        ("以潮立港、以渠润田", True),
        ("守土有责、守土尽责", True),
        ("稳增长、促改革、调结构", True),
        ("渔业局、商务局、港口局", False),
        ("教育部、财政部", False),
        ("基础设施、公共服务", False),
        ("海港地区、山地地区", False),
        ("以潮立港、以潮立港", False),
    ],
)
def test_what_is_built_alike_is_parallel(text: str, parallel: bool) -> None:
    """One beginning, or sentences that say what is done; names and nouns are a list."""
    assert is_parallel(text) == parallel
