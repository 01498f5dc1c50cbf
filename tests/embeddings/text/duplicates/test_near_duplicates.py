"""Near duplicates, tested.

Covers `embeddings.text.duplicates.shingles`.
"""

import json
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.speech import Speech
from embeddings.text.duplicates.near_duplicates import speech_groups
from embeddings.text.duplicates.shingles import LETTERS, letters, likeness, shingles
from embeddings.text.passages import passages_of
from embeddings.text.script.folding import fold
from embeddings.text.script.offsets import Traced

CHINESE = "海湾要更开放，港口要更繁忙，渔民的收入要更高，这是今年要做好的三件大事，也是我们对全体渔民的承诺。"
LATIN = "The bay shall be more open, and its harbours busier than in any year before this one. "
WORDS = st.lists(
    st.sampled_from(["bay", "harbour", "fishermen", "海湾", "港口", "tide", "渔民"]), max_size=30
)


def folded(text: str) -> str:
    return fold(Traced.of(text), chinese=True).text


def test_one_speech_in_two_layouts_and_scripts_is_one_group() -> None:
    """Line breaks, punctuation widths, case and Traditional characters do not hide a copy."""
    groups = speech_groups(
        [
            ("a", [folded(CHINESE * 3)]),
            ("b", [folded(part) for part in ("海灣要更開放,港口要更繁忙,", CHINESE[14:], CHINESE, CHINESE)]),
            ("c", [LATIN * 4]),
            ("d", [LATIN.upper() * 4]),
            ("e", ["Nothing of this has been said in any other speech of the assembly."]),
        ]
    )
    assert [group.ids for group in groups] == [("a", "b"), ("c", "d")]
    assert all(twin.jaccard == twin.containment == 1 for group in groups for twin in group.twins)


def test_an_added_foot_makes_no_new_speech() -> None:
    """A copy with a line of its site is still a copy, and says how much of it is."""
    sentences = [f"In year {number} the bay had {number * 7} new harbours. " for number in range(40)]
    (group,) = speech_groups([("a", sentences), ("b", [*sentences, "Printed by the harbour master."])])
    (twin,) = group.twins
    assert 0.9 < twin.jaccard < 1
    assert twin.containment == 1


def test_groups_are_stars_not_chains() -> None:
    """Everyone in a group is like its first; two who are only like a third may be strangers."""
    words = [f"harbour{number}" for number in range(120)]
    chain = {str(step): " ".join(words[step * 8 : step * 8 + 80]) for step in range(5)}
    for group in speech_groups((step, [normalized]) for step, normalized in chain.items()):
        first = shingles(chain[group.first])
        assert all(likeness(first, shingles(chain[twin.id]))[0] >= 0.8 for twin in group.twins)


@settings(deadline=None)
@given(st.lists(WORDS.map(" ".join), max_size=12), st.randoms())
def test_the_order_of_the_texts_decides_nothing(normalized_texts: list[str], random: Random) -> None:
    """The same texts in another order are grouped the same."""
    speeches = [(f"s{number}", [normalized]) for number, normalized in enumerate(normalized_texts)]
    shuffled = speeches[:]
    random.shuffle(shuffled)
    assert speech_groups(shuffled) == speech_groups(speeches)


@settings(deadline=None)
@given(st.text("ab c", min_size=15), st.text("ab c", min_size=15))
def test_likeness_is_exact(one: str, two: str) -> None:
    """Jaccard and containment are those of the plain sets of stretches of letters."""

    def plain(text: str) -> set[str]:
        length = min(LETTERS, len(letters(text)))
        return {letters(text)[at : at + length] for at in range(len(letters(text)) - length + 1)} - {""}

    a, b = plain(one), plain(two)
    expected = (len(a & b) / len(a | b), len(a & b) / min(len(a), len(b))) if a & b else (0.0, 0.0)
    assert likeness(shingles(one), shingles(two)) == expected


@settings(deadline=None)
@given(st.text())
def test_every_text_has_its_shingles(text: str) -> None:
    """Any text can be hashed, sorted and without repeats; one with letters is the same as itself."""
    found = shingles(text)
    assert all(one < other for one, other in pairwise(found.tolist()))
    assert bool(len(found)) == bool(letters(text))
    assert not len(found) or likeness(found, found) == (1, 1)


def test_nothing_in_nothing_out() -> None:
    """No texts, and texts without a letter, make no group."""
    assert speech_groups([]) == []
    assert speech_groups([("a", ["…"]), ("b", ["…"]), ("c", [])]) == []


@pytest.mark.shared
def test_national_reports_held_twice_are_found(shared: Path) -> None:
    """All ten reports that two sites hold are paired, and nothing is grouped with them that is not one."""
    rows = (shared / "eval/near_duplicate_docs.jsonl").read_text(encoding="utf-8").splitlines()
    reports = {row["id"]: row for row in map(json.loads, rows) if row["group"].startswith(("gwr", "none"))}
    normalized_texts = {
        id_: [passage.normalized for passage in passages_of(Speech(id=id_, raw=row["text"])).passages]
        for id_, row in reports.items()
    }
    found = {tuple(sorted(group.ids)) for group in speech_groups(normalized_texts.items())}
    of_reports = {pair for pair in found if any(reports[id_]["group"].startswith("gwr") for id_ in pair)}
    assert len(of_reports) == 10
    assert all(len({reports[id_]["group"] for id_ in pair}) == 1 for pair in of_reports)
