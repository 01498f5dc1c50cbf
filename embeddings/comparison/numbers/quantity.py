"""What a number in a speech is."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

Kind = Literal["growth", "share", "money", "area", "count", "year"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Hedge = Literal["", "about", "nearly", "over", "at_least", "at_most", "under"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as `text[start:end]` says it, hedge and unit included.

    value: written out (1.2 trillion is 1200000000000), a percentage as its number (5.5), a fall below 0.
    high: the upper end of a range; None otherwise.  unit: one word for each unit (%, pp, yuan, mu, person …);
    "" when only the word counted says it.  counted: the words that say what is counted, up to the number:
    for the eye and for telling which numbers belong together.  target: whether it is to be reached by then
    (a year), or is aimed at.  bare: `text[bare]`, without its hedges.
    """

    start: int
    end: int
    value: Decimal
    high: Decimal | None
    unit: str
    hedge: Hedge
    kind: Kind
    counted: str
    target: bool = False
    bare: tuple[int, int] = (0, 0)

    @property
    def amount(self) -> tuple[Decimal, Decimal | None, Hedge]:
        """What changes when the number changes."""
        return self.value, self.high, self.hedge

    def same_amount(self, other: "Quantity") -> bool:
        """Whether both say the same of the same unit, however it is written."""
        return self.unit == other.unit and self.amount == other.amount


def kind_of(unit: str, *, grows: bool) -> Kind:
    """The kind that a unit says, or that words of growth say."""
    if unit == "year":
        return "year"
    if unit == "pp" or (grows and unit == "%"):
        return "growth"
    if unit in ("%", "per_mille"):
        return "share"
    if unit in MONEY:
        return "money"
    return "area" if unit in AREA else "count"


MONEY = frozenset({"yuan", "usd", "eur", "gbp", "jpy", "hkd", "twd", "sgd", "rub", "krw", "brl"})
AREA = frozenset({"mu", "hectare", "km2", "m2", "acre"})
# Units of which another makes it another amount; what is counted may be called in several ways.
_OTHERS = "% per_mille pp fold km tonne kg jin m3 kwh kw degree tce teu day hour month years"
MEASURES = MONEY | AREA | frozenset(_OTHERS.split(" "))
