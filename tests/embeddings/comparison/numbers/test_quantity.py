from decimal import Decimal

from embeddings.comparison.numbers.quantity import Quantity, kind_of


def test_the_same_amount_however_written() -> None:
    """1200 and 1200.0 are one amount; another hedge or unit is another."""
    one = Quantity(0, 4, Decimal("1200"), None, "person", "", "count", "")
    assert one.same_amount(Quantity(9, 15, Decimal("1200.0"), None, "person", "", "count", "crew"))
    assert not one.same_amount(Quantity(0, 4, Decimal("1200"), None, "person", "about", "count", ""))
    assert not one.same_amount(Quantity(0, 4, Decimal("1200"), None, "yuan", "", "money", ""))


def test_kinds_follow_from_units() -> None:
    """A percentage is a share unless something grows."""
    assert [kind_of("%", grows=grows) for grows in (False, True)] == ["share", "growth"]
    assert [kind_of(unit, grows=False) for unit in ("pp", "yuan", "mu", "person")] == [
        "growth",
        "money",
        "area",
        "count",
    ]
