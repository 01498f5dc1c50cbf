"""Which numbers and targets changed between two places that belong together.

Numbers belong together when the same is counted: the words around them say so, those before the number more
than those after it. Across languages there are no words in common; there a number is the same where its
amount is, and only what has no equal is told.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from embeddings.comparison.numbers.quantity import Hedge, Quantity

_LEAST = 0.6  # likeness of the words around two numbers, from which they count the same
_LEAST_LISTED = 0.85  # … where both are later ones of a list
_LEAD = 0.08  # by which the best must be ahead of the next: otherwise it is not told which is meant
_BEFORE, _AFTER = 28, 8  # characters looked at in Chinese
_BEFORE_WORDS, _AFTER_WORDS = 8, 3
_SIGNS = re.compile(r"[\W\d_]+")
_WORDS = re.compile(r"[^\W\d_]+")
_END = re.compile(r"[。；;!?！？\n]|\.(?=\s)")
_CLAUSE = re.compile(r"[,，、:：。；;!?]|\.(?=\s)")
# Years together are not one year, nor is what is left of them: told by the sentence, or how the place begins.
_SPAN = re.compile(
    r"(?:(?<![〇零一二三四五六七八九])[三四五六七八九十两]|(?<!\d)(?:[2-9]|1\d))\s?年(?:来|间|累计|新增|增长|以来)?(?![前后级薪底])|年均|累计|时期|"
    r"\b(?:(?:two|three|four|five|ten|\d+) years|per year on average|annual average|cumulative\w*|in total)\b"
)
# What is said of one year also where several are summed up.
_ONE_YEAR = re.compile(
    r"(?<!\d)(?:19|20)\d\d年|去年|今年|上年|当年|本年|\b(?:last year|this year|in (?:19|20)\d\d)\b", re.I
)
# A clause that says no more than how much more or less: than what, the clause before says.
_BY_HOW_MUCH = re.compile(
    r"\s*(?:比|较|同比|环比|与)?(?:上年|去年|上年同期|去年同期|前一年)?(?:相比)?(?:实际|平均|约|再|又|将|分别|连续)?"
    r"(?:增加|增长|提高|上升|上涨|扩大|多|下降|减少|降低|回落|缩小|少)(?:了|约|近|超过)?\s*|"
    r"\s*(?:(?:and|or|with|which is|representing|that is) )?(?:(?:an?|the) )?(?:year-on-year )?"
    r"(?:(?:increase|rise|growth|decrease|drop|decline|fall|reduction|increasing|rising|growing|falling)"
    r"(?: of| by)?|up|down)(?: by)?(?: (?:about|around|over|nearly|roughly))?\s*",
    re.IGNORECASE,
)
_FALLING = re.compile(
    r"下降|减少|降低|回落|缩小|少|\b(?:decrease|drop|decline|fall|falling|reduction|down)\b"
)
_NEAR_WORDS = 24  # characters
_FROM = re.compile(r"(?:[从由][^,。;到至]{0,40}|\bfrom(?: \S+){0,3} ?)$")
_BEGINNING = 60  # characters of a place that say which years it is about
_HEADING = 40  # … and of a part that its heading takes up
_PART = re.compile(
    r"[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}部分|(?:Part )?[IVX]{1,4}\.? |Part \w+\b"
)
_MOST_TIMES = 3  # how many times as large a number becomes before it is more likely another one
_OTHER_SCALE = 1_000
_RENDERED: dict[Hedge, Hedge] = {"at_least": "over", "nearly": "about", "at_most": "under"}
_ELSEWHERE = 0.35  # how much a word of another clause counts


@dataclass(frozen=True, slots=True)
class NumberChange:
    """old, new: what the two say of the same thing.

    difference: new less old, where both are single numbers of one unit; None otherwise.  hedge_only: the
    amount is the same and its hedge is not.
    """

    old: Quantity
    new: Quantity
    difference: Decimal | None
    hedge_only: bool


@dataclass(frozen=True, slots=True)
class NumberChanges:
    """same: pairs that say the same.  changed: pairs that do not.  dropped, added: numbers without a mate."""

    same: tuple[tuple[Quantity, Quantity], ...]
    changed: tuple[NumberChange, ...]
    dropped: tuple[Quantity, ...]
    added: tuple[Quantity, ...]


def number_changes(
    old_text: str,
    old: Sequence[Quantity],
    new_text: str,
    new: Sequence[Quantity],
    *,
    same_language: bool,
    terms: tuple[bool, bool] = (False, False),
) -> NumberChanges:
    """What became of the numbers of a place. Offsets of the quantities are into their normalized texts.

    terms: whether the old and the new place stand in a part that sums up several years, see `begins_term`.
    """
    pairs = _by_words(old_text, old, new_text, new, terms) if same_language else _by_amount(old, new)
    mates = [(old[i], new[j]) for i, j in pairs]
    of_old, of_new = {i for i, _ in pairs}, {j for _, j in pairs}
    alike = [a.same_amount(b) if same_language else _same_hedge(a, b) for a, b in mates]
    return NumberChanges(
        same=tuple(pair for pair, same in zip(mates, alike, strict=True) if same),
        changed=tuple(_change(*pair) for pair, same in zip(mates, alike, strict=True) if not same),
        dropped=tuple(one for i, one in enumerate(old) if i not in of_old),
        added=tuple(one for j, one in enumerate(new) if j not in of_new),
    )


def begins_term(text: str) -> bool | None:
    """Whether a part begins here that sums up several years (一、过去五年工作回顾); None: none begins."""
    heading = _PART.match(text[:_BEGINNING])
    return bool(_SPAN.search(text[:_HEADING])) if heading else None


def _change(old: Quantity, new: Quantity) -> NumberChange:
    single = old.high is None and new.high is None and old.unit == new.unit
    return NumberChange(
        old, new, new.value - old.value if single else None, (old.value, old.high) == (new.value, new.high)
    )


def _same_hedge(old: Quantity, new: Quantity) -> bool:
    """Whether two languages hedge alike: 以上 is rendered as `over` and as `at least`."""
    return _RENDERED.get(old.hedge, old.hedge) == _RENDERED.get(new.hedge, new.hedge)


def _by_words(
    old_text: str,
    old: Sequence[Quantity],
    new_text: str,
    new: Sequence[Quantity],
    terms: tuple[bool, bool],
) -> list[tuple[int, int]]:
    """Pairs by the words around; what something rose by, beside what rose; then what is said again."""
    roles_old = [_role(old_text, one, old, in_term=terms[0]) for one in old]
    roles_new = [_role(new_text, one, new, in_term=terms[1]) for one in new]
    around_old = [_around(old_text, one, old) for one in old]
    around_new = [_around(new_text, one, new) for one in new]
    heads_old, heads_new = _heads(old_text, old), _heads(new_text, new)
    falls_old, falls_new = [_falls(old_text, one) for one in old], [_falls(new_text, one) for one in new]
    alike = [
        (i, j)
        for i in range(len(old))
        for j in range(len(new))
        if _same_kind(old[i], new[j]) and roles_old[i] == roles_new[j]
    ]
    free = {
        (i, j): _likeness(around_old[i], around_new[j])
        for i, j in alike
        if heads_old[i] is heads_new[j] is None and not _is_leap(old[i], new[j])
    }
    pairs = _clear(free, roles_old)
    paired = set(pairs)
    bound = {
        (i, j): 1.0
        for i, j in alike
        if (heads_old[i], heads_new[j]) in paired and falls_old[i] == falls_new[j]
    }
    pairs += _clear(bound, roles_old)
    return sorted(pairs + _said_again(old, new, pairs))


def _said_again(
    old: Sequence[Quantity], new: Sequence[Quantity], pairs: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Of the numbers without a mate, years among them, those that both say, in their order."""
    of_old, of_new = {i for i, _ in pairs}, {j for _, j in pairs}
    free: defaultdict[object, list[int]] = defaultdict(list)
    for j, one in enumerate(new):
        if j not in of_new:
            free[one.unit, one.kind, one.amount].append(j)
    again = []
    for i, one in enumerate(old):
        mates = free[one.unit, one.kind, one.amount]
        if i not in of_old and mates:
            again.append((i, mates.pop(0)))
    return again


def _clear(
    scores: Mapping[tuple[int, int], float], roles_old: Sequence[tuple[bool, bool, bool, bool]]
) -> list[tuple[int, int]]:
    """The pairs that are like enough, and more so than any other that either of the two might be in."""
    pairs = []
    for (i, j), score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        rivals = [other for key, other in scores.items() if key != (i, j) and (key[0] == i or key[1] == j)]
        least = _LEAST_LISTED if roles_old[i][-1] else _LEAST
        if score >= least and all(score >= rival + _LEAD for rival in rivals):
            pairs.append((i, j))
    return pairs


def _heads(text: str, numbers: Sequence[Quantity]) -> list[int | None]:
    """For each number that says only by how much something rose or fell, the one that says what it is now.

    "The deficit is 5.89 trillion yuan, an increase of 230 billion": the second number is the first one's.
    None for a number that says itself what it counts.
    """
    heads: list[int | None] = []
    for at, one in enumerate(numbers):
        before = text[: one.start]
        clause = max((match.end() for match in _CLAUSE.finditer(before)), default=0)
        sentence = max((match.end() for match in _END.finditer(before)), default=0)
        head = None
        if clause > sentence and _BY_HOW_MUCH.fullmatch(text, clause, one.start):
            head = next(
                (
                    other
                    for other in range(at - 1, -1, -1)
                    if numbers[other].start >= sentence
                    and numbers[other].kind != "year"
                    and heads[other] is None
                ),
                None,
            )
        heads.append(head)
    return heads


def _falls(text: str, one: Quantity) -> bool:
    """Whether what stands before a number says that something fell."""
    return bool(_FALLING.search(text[max(0, one.start - _NEAR_WORDS) : one.start]))


def _same_kind(old: Quantity, new: Quantity) -> bool:
    return old.kind == new.kind != "year" and old.unit == new.unit


def _is_leap(old: Quantity, new: Quantity) -> bool:
    """Whether one is so much larger that it is more likely to count something else."""
    small, large = sorted((abs(old.value), abs(new.value)))
    # Rates may come near nothing; a count or a sum seldom does from one version to the next.
    if old.kind in ("growth", "share") or large <= _MOST_TIMES * small:
        return False
    return not _is_other_scale(small, large)


def _is_other_scale(small: Decimal, large: Decimal) -> bool:
    """Whether the figures are the same and the scale is another, as 1.5 million and 1.5 billion."""
    times = large / small if small else Decimal(0)
    return times >= _OTHER_SCALE and times == Decimal(10) ** times.adjusted()


def _role(
    text: str, one: Quantity, others: Sequence[Quantity], *, in_term: bool
) -> tuple[bool, bool, bool, bool]:
    """What a number must have in common with its mate.

    Whether its own clause, or the sentence, the place and the part around it, sum up several years;
    whether it is what something rose or fell from; and whether it is a later one of a list (by 3 %, 4 % and
    5 %), of which the words around do not say what each counts.
    """
    before = text[: one.start]
    start = max((match.end() for match in _END.finditer(before)), default=0)
    clause = max((match.end() for match in _CLAUSE.finditer(before)), default=0)
    place = text[before.rfind("\n") + 1 :][:_BEGINNING]
    ends = [other.end for other in others if other.end <= one.start]
    listed = bool(ends) and not _WORDS.search(
        text[max(ends) : one.start].replace("和", "").replace("and", "")
    )
    own = text[max(start, clause) : one.end + 4]
    around = _SPAN.search(before[start:]) or _SPAN.search(place)
    summed_up = in_term and not _ONE_YEAR.search(before[start:])
    years = bool(_SPAN.search(own)), bool(around) or summed_up
    return *years, bool(_FROM.search(before[start:])), listed


def _around(text: str, one: Quantity, others: Sequence[Quantity]) -> Counter[str]:
    """What stands around a number, other numbers left out: pairs of Han characters, else words; nearer ones,
    and those of its own clause, weigh more.
    """
    masked = list(text)
    for other in others:
        masked[other.start : other.end] = "0" * (other.end - other.start)
    before, after = "".join(masked[: one.start]), "".join(masked[one.end :])
    start = max((match.end() for match in _END.finditer(before)), default=0)
    end = min((match.start() for match in _END.finditer(after)), default=len(after))
    weights: Counter[str] = Counter()
    for words, sign, share in ((_units(before[start:])[::-1], "<", 1.0), (_units(after[:end]), ">", 0.4)):
        clause = 1.0
        room = float(_BEFORE if sign == "<" else _AFTER)
        for word in words:
            if word == "|":
                clause *= _ELSEWHERE
                continue
            if room <= 0:
                break
            weights[word] += share * clause  # type: ignore[assignment]
            room -= 1
    return weights


def _units(text: str) -> list[str]:
    """Pairs of Han characters, words of other scripts, and | where a clause ends."""
    units: list[str] = []
    for clause in _CLAUSE.split(text):
        if units:
            units.append("|")
        for word in _WORDS.findall(clause.lower()):
            if "\u3400" <= word[0] <= "\u9fff":
                units += [word[at : at + 2] for at in range(max(1, len(word) - 1))]
            elif len(word) > 2:
                units.append(word)
    return units


def _likeness(a: Counter[str], b: Counter[str]) -> float:
    """Dice of the weighted units."""
    total = sum(a.values()) + sum(b.values())
    return 2 * sum((a & b).values()) / total if total else 0.0


def _by_amount(old: Sequence[Quantity], new: Sequence[Quantity]) -> list[tuple[int, int]]:
    """Equal amounts in their order; a unit that one language leaves to the words around fits any."""
    taken: set[int] = set()
    pairs = []
    for i, one in enumerate(old):
        for j, other in enumerate(new):
            units = one.unit == other.unit or not one.unit or not other.unit
            if j not in taken and units and abs(one.value) == abs(other.value) and one.high == other.high:
                taken.add(j)
                pairs.append((i, j))
                break
    return pairs
