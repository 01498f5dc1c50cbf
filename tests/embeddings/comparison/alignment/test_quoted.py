"""Short quotations that stand together in two sentences."""

from embeddings.comparison.alignment.chaining import chains
from embeddings.comparison.alignment.quoted import shared_quotes, short_quotes
from embeddings.comparison.alignment.regions import best_region
from tests.support.laid import taken_apart

APART = "海岚市要拿出“坐不稳”的紧迫感、“慢不起”的危机感、“等不了”的责任感。"
LISTED = "码头上下要以“等不了、坐不稳、慢不起”的劲头抢抓工期。"


def test_a_list_between_two_marks_is_several_quotations() -> None:
    """Each of its parts is one."""
    a, _ = taken_apart(LISTED, APART, language="zh")
    assert [a.text(*quoted) for quoted in short_quotes(a, 0, len(a))] == ["等不了", "坐不稳", "慢不起"]


def test_one_short_quotation_is_none_to_look_for() -> None:
    """Three characters in quotation marks stand in many texts."""
    a, _ = taken_apart("他说“等不了”，就走了。", APART, language="zh")
    assert short_quotes(a, 0, len(a)) == []


def test_quotations_are_shared_in_whatever_order() -> None:
    """Each with its place in both texts."""
    a, b = taken_apart(LISTED, APART, language="zh")
    shared = shared_quotes(a, b, 0, len(a))
    assert [(a.text(run.a, run.a + run.length), b.text(run.b, run.b + run.length)) for run in shared] == [
        (quoted, quoted) for quoted in ("等不了", "坐不稳", "慢不起")
    ]


def test_they_make_a_region_only_where_they_are_looked_for() -> None:
    """Their letters alone are too few to be no accident."""
    a, b = taken_apart(LISTED, APART, language="zh")
    assert best_region(a, b, chains(a, b), 0, len(a)) is None
    region = best_region(a, b, chains(a, b), 0, len(a), quoting=True)
    assert region is not None
    assert not region.exact
    assert region.equal >= 27
