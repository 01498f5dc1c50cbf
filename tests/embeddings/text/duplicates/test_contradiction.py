"""Contradiction, tested.

Covers `embeddings.text.duplicates.fingerprint`, `embeddings.text.script.numbers`.
"""

import pytest

from embeddings.search.duplicates import DuplicateGroups
from embeddings.text.duplicates.contradiction import contradict
from embeddings.text.duplicates.fingerprint import fingerprint_of

LONG = (
    "The board of Veldhaven has heard the pilots, the owners of the barges and the fishermen, and has come to"
)


def repeats(one: str, other: str) -> bool:
    groups = DuplicateGroups()
    groups.add(0, one, fingerprint_of(one))
    return groups.add(1, other, fingerprint_of(other)) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{LONG} the view that it should be.", f"{LONG} the view that it should not be."),
        (f"{LONG} the view that the toll may rise.", f"{LONG} the view that the toll shall rise."),
        (f"{LONG} the view that seven quays stay open.", f"{LONG} the view that nine quays stay open."),
        (
            "粮食总产稳定，单位能耗下降，今年不再提高收费标准。",
            "粮食总产稳定，单位能耗下降，今年再提高收费标准。",
        ),
        ("生产总值增长5%左右，城镇新增就业九千人以上。", "生产总值增长6%左右，城镇新增就业九千人以上。"),
        ("Wir erhöhen die Abgabe in Veldhaven.", "Wir erhöhen die Abgabe in Veldhaven nicht."),
        (
            "港の使用料を来年度から引き上げることにいたします。",
            "港の使用料を来年度から引き上げることにいたしません。",
        ),
        ("Der Haushalt steigt um 12.5 Millionen.", "Der Haushalt steigt um 125 Millionen."),
    ],
)
def test_what_turns_a_sentence_round_parts_it(one: str, other: str) -> None:
    """A negation, an obligation or a number more, less or other: not the same, in either order."""
    assert contradict(one, other)
    assert contradict(other, one)
    assert not repeats(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            f"{LONG} the view that the toll should be raised.",
            f"{LONG} the view that the tolls should be raised!",
        ),
        (f"{LONG} the view that it should be so.", f"{LONG} the view that it should be so. (4)"),
        (f"{LONG} no view.", f"{LONG} no view. We do not know what else there may be to say of it."),
    ],
)
def test_what_says_the_same_is_no_contradiction(one: str, other: str) -> None:
    """Another ending, a footnote's figure, a sentence more at the end turn nothing round."""
    assert not contradict(one, other)
    assert not contradict(other, one)
