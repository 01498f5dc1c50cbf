"""The formulas of a snapshot, to be asked: listed, searched, and each with its use over time."""

import threading
import weakref
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from embeddings.dates import days_of
from embeddings.errors import FormulasNotMade, UnknownFormula, UnusableQuestion
from embeddings.formulas.formula import KINDS, Formula, Kind
from embeddings.formulas.inventory import INVENTORY_FILE, USES_FILE, Inventory
from embeddings.formulas.places import Place, show
from embeddings.formulas.usage import SpeechNote, Usage, UsageTimeline, usage
from embeddings.formulas.uses import Uses
from embeddings.similarity.space import centre_key
from embeddings.snapshot.snapshot import Snapshot
from embeddings.text.passages import normalize_query

_PAGE = 1_000  # speeches read at once
_FIRST = 5  # places that tell how a formula is written
_NOBODY = UsageTimeline.of(())


@dataclass(frozen=True, slots=True)
class FormulaUse:
    """A formula, how it is used, and the other members of its family, the most significant first.

    written: of it and of its family, by id, as most of the first places in the corpus have it.
    """

    formula: Formula
    usage: Usage
    family: tuple[Formula, ...]
    written: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FormulaPage:
    """formulas: those asked for, one of each family.  n_all: how many families there are.
    other_kinds: kinds that were not asked for, and how many families would answer of each; none without any.
    """

    formulas: tuple[FormulaUse, ...]
    n_all: int
    other_kinds: tuple[tuple[Kind, int], ...] = ()


class FormulaBook:
    """What a snapshot keeps of formulas; safe to be asked from several threads at once."""

    def __init__(self, snapshot: Snapshot, inventory: Inventory, uses: Uses) -> None:
        """uses: of `inventory.formulas` in the rows of the snapshot."""
        # A book belongs to its snapshot and must not keep it open for longer.
        self._snapshot = weakref.ref(snapshot)
        self.inventory = inventory
        self._uses = uses
        self._by_id = {formula.id: number for number, formula in enumerate(inventory.formulas)}
        self._families: defaultdict[str, list[int]] = defaultdict(list)
        for number, formula in enumerate(inventory.formulas):
            self._families[formula.family].append(number)

    @property
    def n_added_since(self) -> int:
        """Passages of the snapshot that the formulas were not found in."""
        return max(0, self._open.manifest.n_passages - self.inventory.n_passages)

    def page(
        self,
        *,
        find: str = "",
        since: str = "",
        kinds: Sequence[Kind] = (),
        languages: Sequence[str] = (),
        limit: int,
        offset: int = 0,
    ) -> FormulaPage:
        """Families of formulas, each shown once, by its most significant member that is asked for.

        find: a part of the wording, in any script.  since: a date; only formulas that no dated speech before
        it says.  kinds, languages: any of these; all for none.
        Raises UnusableQuestion when `since` is no date, or nothing of `find` can be looked for.
        """
        numbers = [
            number
            for number in self._matching(find)
            if not languages or self.inventory.formulas[number].language in map(centre_key, languages)
        ]
        if since:
            numbers = self._new_since(numbers, since)
        families: defaultdict[Kind, dict[str, int]] = defaultdict(dict)
        asked: dict[str, int] = {}
        for number in numbers:
            formula = self.inventory.formulas[number]
            families[formula.kind].setdefault(formula.family, number)
            if not kinds or formula.kind in kinds:
                asked.setdefault(formula.family, number)
        shown = list(asked.values())[offset : offset + limit]
        others = tuple(
            (kind, len(families[kind])) for kind in KINDS if kinds and kind not in kinds and families[kind]
        )
        return FormulaPage(tuple(self._use(number) for number in shown), len(asked), others)

    def formula(self, formula_id: str) -> FormulaUse:
        """Raises UnknownFormula."""
        return self._use(self._number(formula_id))

    def places(self, formula_id: str, *, limit: int) -> list[Place]:
        """The first places of a formula in the order of rows. Raises UnknownFormula."""
        at = self._places(self._number(formula_id))[:limit]
        columns = self._uses.rows[at], self._uses.starts[at], self._uses.ends[at]
        return [Place(*place) for place in zip(*(column.tolist() for column in columns), strict=True)]

    @property
    def _open(self) -> Snapshot:
        snapshot = self._snapshot()
        if snapshot is None:
            raise ReferenceError("the snapshot of this book is closed")
        return snapshot

    @cached_property
    def timelines(self) -> Mapping[str, UsageTimeline]:
        """By language, its speeches that are no copies of others."""
        found: defaultdict[str, list[SpeechNote]] = defaultdict(list)
        for note in speech_notes(self._open):
            found[note.language].append(note)
        return {language: UsageTimeline.of(notes) for language, notes in found.items()}

    @cached_property
    def _order(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """The uses by formula, in the order of rows, and where those of each begin."""
        order = np.argsort(self._uses.formulas, kind="stable")
        n = len(self.inventory.formulas)
        return order, np.searchsorted(self._uses.formulas[order], np.arange(n + 1))

    @cached_property
    def _speech_ids(self) -> Sequence[str]:
        return [speech_id for speech_id, *_ in _cards(self._open)]

    @cached_property
    def _first_days(self) -> Sequence[str]:
        """For each formula the first day that a dated speech says it; "" when none is dated."""
        days = [_first_day(date) for _, date, _ in _cards(self._open)]
        speech_of = self._open.speech_numbers
        order, bounds = self._order
        first = []
        for number in range(len(self.inventory.formulas)):
            rows = self._uses.rows[order[bounds[number] : bounds[number + 1]]]
            known = (days[speech] for speech in np.unique(speech_of[rows]).tolist())
            first.append(min((day for day in known if day), default=""))
        return first

    def _number(self, formula_id: str) -> int:
        if formula_id not in self._by_id:
            raise UnknownFormula(f"no formula of this corpus has the id {formula_id!r}")
        return self._by_id[formula_id]

    def _matching(self, find: str) -> Iterator[int]:
        """The formulas that hold a wording, in their order; all for ""."""
        if not find:
            yield from range(len(self.inventory.formulas))
            return
        wanted = normalize_query(find).normalized.lower()
        if not wanted:
            raise UnusableQuestion("nothing of the wording is left to look for")
        for number, formula in enumerate(self.inventory.formulas):
            if wanted in formula.text:
                yield number

    def _new_since(self, numbers: Sequence[int], since: str) -> list[int]:
        days = days_of(since)
        if days is None:
            raise UnusableQuestion(f"{since!r} is no date: YYYY, YYYY-MM or YYYY-MM-DD")
        return [number for number in numbers if self._first_days[number] >= days[0]]

    def _places(self, number: int) -> npt.NDArray[np.int64]:
        order, bounds = self._order
        return order[bounds[number] : bounds[number + 1]]

    def _use(self, number: int) -> FormulaUse:
        formula = self.inventory.formulas[number]
        speeches = np.unique(self._open.speech_numbers[self._uses.rows[self._places(number)]])
        saying = [self._speech_ids[speech] for speech in speeches.tolist()]
        family = tuple(
            self.inventory.formulas[other] for other in self._families[formula.family] if other != number
        )
        used = usage(saying, self.timelines.get(formula.language, _NOBODY))
        return FormulaUse(formula, used, family, {one.id: self._written(one) for one in (formula, *family)})

    def _written(self, formula: Formula) -> str:
        """As most of its first places have it, of equals the shortest; as it is compared without any."""
        shown = show(self._open, self.places(formula.id, limit=_FIRST))
        forms = Counter(one.written for one in shown)
        return min(forms, key=lambda form: (-forms[form], len(form), form), default=formula.text)


def speech_notes(snapshot: Snapshot) -> Iterator[SpeechNote]:
    """What is counted of each speech that is no copy of another, in the order of ids."""
    after = ""
    while cards := snapshot.speeches_after(after, limit=_PAGE):
        for card in cards:
            if card.same_as is None:
                yield SpeechNote(card.id, card.date, card.speaker or card.source, centre_key(card.language))
        after = cards[-1].id


def _cards(snapshot: Snapshot) -> Iterator[tuple[str, str, str]]:
    """The id, the date and the original of each speech, in the order of ids."""
    after = ""
    while cards := snapshot.speeches_after(after, limit=_PAGE):
        yield from ((card.id, card.date, card.same_as or "") for card in cards)
        after = cards[-1].id


def _first_day(date: str) -> str:
    days = days_of(date)
    return days[0] if days else ""


_books: weakref.WeakKeyDictionary[Snapshot, FormulaBook] = weakref.WeakKeyDictionary()
_opening = threading.Lock()


def formula_book(snapshot: Snapshot) -> FormulaBook:
    """The formulas of a snapshot, read once. Raises FormulasNotMade, saying which command makes them."""
    with _opening:
        if snapshot not in _books:
            inventory, uses = snapshot.derived_file(INVENTORY_FILE), snapshot.derived_file(USES_FILE)
            if inventory is None or uses is None:
                raise FormulasNotMade(
                    "this corpus has no formulas yet; they are made with its topics: tifa topics --corpus DIR"
                )
            _books[snapshot] = FormulaBook(
                snapshot, Inventory.unpack(inventory.read_bytes()), Uses.unpack(uses.read_bytes())
            )
        return _books[snapshot]
