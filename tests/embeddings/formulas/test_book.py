from pathlib import Path

import pytest

from embeddings.errors import FormulasNotMade, UnknownFormula, UnusableQuestion
from embeddings.formulas.book import FormulaBook, formula_book
from embeddings.formulas.places import show
from embeddings.snapshot.snapshot import Snapshot
from tests.support.phrased import PHRASE, phrased
from tests.support.themed import snapshot_of


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return phrased(tmp_path_factory.mktemp("phrased"))


@pytest.fixture(scope="module")
def book(snapshot: Snapshot) -> FormulaBook:
    return formula_book(snapshot)


def test_the_phrase_is_listed_with_its_use(book: FormulaBook) -> None:
    """Eight speeches from 2012 on, after two that were searched in vain."""
    page = book.page(find=PHRASE, limit=10)
    assert [use.formula.text for use in page.formulas] == [PHRASE]
    use = page.formulas[0].usage
    assert (use.n_speeches, use.first, use.n_before) == (8, ("2012-05-01", "s0"), 2)


def test_a_part_in_another_script_finds_it(book: FormulaBook) -> None:
    """Traditional characters are folded as passages were."""
    assert [use.formula.text for use in book.page(find="港口常年開放", limit=10).formulas] == [PHRASE]


def test_new_since_a_date(book: FormulaBook) -> None:
    """What no dated speech before says."""
    assert PHRASE in [use.formula.text for use in book.page(since="2012", limit=50).formulas]
    assert PHRASE not in [use.formula.text for use in book.page(since="2013", limit=50).formulas]
    with pytest.raises(UnusableQuestion, match="no date"):
        book.page(since="soon", limit=1)


def test_pages_are_cut_from_one_list(book: FormulaBook) -> None:
    """Two pages of one are the first page of two."""
    whole = book.page(limit=2)
    parts = [book.page(limit=1, offset=offset).formulas[0] for offset in range(min(2, whole.n_all))]
    assert list(whole.formulas) == parts


def test_kinds_and_languages_filter(book: FormulaBook) -> None:
    """Only what is asked for."""
    assert book.page(kinds=["quotation"], limit=5).n_all == 0
    assert book.page(languages=["en"], limit=5).n_all == 0
    assert book.page(find=PHRASE, kinds=["phrase"], languages=["zh-Hant"], limit=5).n_all == 1


def test_where_it_stands_is_shown_in_the_raw_text(snapshot: Snapshot, book: FormulaBook) -> None:
    """Start and end cut the phrase out of the speech."""
    formula = book.page(find=PHRASE, limit=1).formulas[0].formula
    places = show(snapshot, book.places(formula.id, limit=3))
    assert len(places) == 3
    for place in places:
        assert snapshot.raw(place.speech.id)[place.start : place.end] == PHRASE


def test_an_unknown_formula_is_said_to_be_one(book: FormulaBook) -> None:
    """By its id."""
    with pytest.raises(UnknownFormula, match="f_00000000"):
        book.formula("f_00000000")


def test_before_they_are_made_the_command_is_named(tmp_path: Path) -> None:
    """A corpus without formulas says what makes them."""
    with pytest.raises(FormulasNotMade, match="tifa topics"):
        formula_book(snapshot_of(tmp_path / "corpus"))


def test_an_empty_kind_names_the_others(book: FormulaBook) -> None:
    """Nobody need guess where the formulas are; asked for all kinds there are no others."""
    everything = book.page(limit=1)
    present = {formula.kind for formula in book.inventory.formulas}
    empty = book.page(kinds=["quotation"], limit=1)
    assert "quotation" not in present
    assert empty.formulas == ()
    assert {kind for kind, _ in empty.other_kinds} == present
    assert everything.other_kinds == ()
