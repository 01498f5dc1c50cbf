import pytest

from embeddings.errors import UnusableQuestion
from embeddings.formulas.places import show
from embeddings.formulas.tracing import trace
from embeddings.snapshot.snapshot import Snapshot
from tests.support.phrased import PHRASE, phrased


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return phrased(tmp_path_factory.mktemp("traced"))


def test_a_wording_is_traced_with_its_variants(snapshot: Snapshot) -> None:
    """The wording itself first, then what varies it."""
    found = trace(snapshot, PHRASE)
    assert [(one.text, one.change, one.n_speeches) for one in found.variants] == [
        (PHRASE, "same", 8), ("守住港口和航道常年开放的底线", "inserted", 1),
    ]  # fmt: skip
    assert found.usage.n_speeches == 8


def test_what_is_no_formula_is_traced_too(snapshot: Snapshot) -> None:
    """The wording of a single speech, in another script."""
    found = trace(snapshot, "港口和航道常年開放")
    assert [(one.text, one.n_speeches) for one in found.variants if one.change == "same"] == [
        ("港口和航道常年开放", 1)
    ]
    (shown,) = show(snapshot, found.variants[0].places)
    assert shown.speech.id == "v"


def test_what_nobody_says_has_no_variants(snapshot: Snapshot) -> None:
    """And no use."""
    found = trace(snapshot, "深海里的列车")
    assert (found.variants, found.usage.n_speeches) == ((), 0)


@pytest.mark.parametrize("text", ["。,", "港" * 41])
def test_what_cannot_be_traced_is_refused(snapshot: Snapshot, text: str) -> None:
    """Nothing, and more than a wording."""
    with pytest.raises(UnusableQuestion):
        trace(snapshot, text, language="zh")
