from pathlib import Path

import pytest

from embeddings.encoder.encoding import Encoder
from embeddings.errors import CorpusError
from embeddings.formulas.book import formula_book
from embeddings.formulas.inventory import INVENTORY_FILE, USES_FILE
from embeddings.ingest.formulas import read_inventory, with_kept_formulas
from embeddings.ingest.remove import remove
from embeddings.ingest.snapshot_data import project
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.store.store import Store
from tests.support.phrased import PHRASE, add_formulas, speeches
from tests.support.served import add


def _says_it(folder: Path) -> int:
    """How many speeches say the phrase, in the snapshot that is current."""
    snapshot = CurrentSnapshot(folder).held.snapshot
    (use,) = formula_book(snapshot).page(find=PHRASE, limit=1).formulas
    return use.usage.n_speeches


def test_formulas_go_along_with_added_and_removed_speeches(tmp_path: Path, tiny: Encoder) -> None:
    """Known ones are looked for in what comes, and go with what goes."""
    *first, seventh, varied = speeches()
    add(tmp_path, tiny, *first, varied)
    add_formulas(tmp_path)
    assert _says_it(tmp_path) == 7
    add(tmp_path, tiny, seventh)
    assert _says_it(tmp_path) == 8
    remove(tmp_path, ["s0"], lambda: tiny)
    assert _says_it(tmp_path) == 7


def test_what_is_taken_over_is_as_made_afresh(tmp_path: Path, tiny: Encoder) -> None:
    """A snapshot that follows another has the bytes of one that follows none."""
    *first, last = speeches()
    add(tmp_path, tiny, *first)
    add_formulas(tmp_path)
    add(tmp_path, tiny, last)
    snapshot = CurrentSnapshot(tmp_path).held.snapshot
    with Store.open(tmp_path) as store:
        afresh = project(store).derived_files
    for name in (INVENTORY_FILE, USES_FILE):
        file = snapshot.derived_file(name)
        assert file is not None
        assert file.read_bytes() == afresh[name]


def test_before_they_are_found_nothing_is_kept(tmp_path: Path, tiny: Encoder) -> None:
    """And nothing is published of them."""
    add(tmp_path, tiny, *speeches())
    with Store.open(tmp_path) as store:
        assert read_inventory(store) is None
        data = project(store)
        assert with_kept_formulas(store, data) is data


def test_a_damaged_inventory_is_called_so(tmp_path: Path, tiny: Encoder) -> None:
    """Which file it is, and what to do."""
    add(tmp_path, tiny, *speeches())
    with Store.open(tmp_path) as store:
        store.fitted.put({INVENTORY_FILE: b"{"})
        with pytest.raises(CorpusError, match=INVENTORY_FILE):
            read_inventory(store)
