"""Lines counted as speeches come, change and go."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from embeddings.store.line_counts import Counts, line_key
from embeddings.store.store import Store
from tests.support.invented import MADE_WITH, source_of, speech, split_by_line

HARBOUR = speech("harbour", "The harbour opens.", source="Archive")
MILL = speech("mill", "The mill is closed.", source="Archive")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path, MADE_WITH) as opened:
        for one in (HARBOUR, MILL):
            opened.put(one, source_of(one), split_by_line(one))
        yield opened


def test_a_speech_is_settled_until_another_revision_of_it_is_searched(store: Store) -> None:
    first = store.revision_of("mill")
    assert [row[0] for row in store.line_counts.unsettled()] == ["harbour", "mill"]
    store.line_counts.settle(Counts(), ["harbour", "mill"])
    assert store.line_counts.unsettled() == []
    changed = speech("mill", "The mill is open.", source="Archive")
    store.put(changed, source_of(changed), split_by_line(changed))
    store.remove(["harbour"])
    assert store.line_counts.unsettled() == [
        ("harbour", store.line_counts.unsettled()[0][1], None),
        ("mill", first, store.revision_of("mill")),
    ]
    assert store.line_counts.content("mill", first or "") == ("Archive", "The mill is closed.")
    store.line_counts.settle(Counts(), ["harbour", "mill"])
    assert store.line_counts.unsettled() == []


def test_counts_add_up_and_what_is_counted_no_more_is_gone(store: Store) -> None:
    came, went = Counts(), Counts()
    came.add("Archive", ["one", "two"])
    came.add("Archive", ["two"])
    went.add("Archive", ["one", "two"], times=-1)
    store.line_counts.settle(came, [])
    found = store.line_counts.of(["Archive", "nowhere"])
    assert (found.speeches["Archive"], found.speeches["nowhere"]) == (2, 0)
    assert found.lines == {("Archive", line_key("one")): 1, ("Archive", line_key("two")): 2}
    store.line_counts.settle(went, [])
    assert store.line_counts.of(["Archive"]).lines == {("Archive", line_key("two")): 1}
    assert (came + went).lines[("Archive", line_key("two"))] == 1


def test_the_searched_speeches_of_a_source_are_found(store: Store) -> None:
    store.remove(["mill"])
    assert store.line_counts.speeches_from(["Archive", "nowhere"]) == ["harbour"]
