import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answering.capacity import Capacity
from service.errors import TooBusy


def test_who_finds_no_place_is_refused_at_once() -> None:
    """With every place taken the next is refused, told when to come back, and admitted once one is free."""
    capacity = Capacity(2)
    with capacity.place():
        with capacity.place(), pytest.raises(TooBusy) as refused, capacity.place():
            pass
        assert int(refused.value.headers["Retry-After"]) >= 1
        with capacity.place():
            assert capacity.full
    assert capacity.taken == 0


def test_nothing_is_too_large_for_ever() -> None:
    """What asks for more than all places takes half of them; a second waits, and small ones fit beside."""
    capacity = Capacity(10)
    with capacity.place(1_000):
        with pytest.raises(TooBusy), capacity.place(1_000):
            pass
        with capacity.place(2), capacity.place(), capacity.place(2), pytest.raises(TooBusy), capacity.place():
            pass
    with capacity.place(1_000):
        assert capacity.taken == 5


def test_what_fails_gives_its_place_back() -> None:
    """A place is free again however its question ended."""
    capacity = Capacity(4)
    with pytest.raises(KeyError), capacity.place(2):
        raise KeyError
    assert capacity.taken == 0


@given(st.integers(2, 50), st.lists(st.integers(-3, 60), max_size=30))
def test_never_more_places_are_taken_than_there_are(places: int, wanted: list[int]) -> None:
    """Whatever is asked for, no more places are taken than there are, and refusing takes none."""
    capacity = Capacity(places)
    held = []
    for n in wanted:
        before = capacity.taken
        place = capacity.place(n)
        try:
            place.__enter__()
            held.append(place)
            assert before < capacity.taken <= places
        except TooBusy:
            assert capacity.taken == before
    for place in held:
        place.__exit__(None, None, None)
    assert capacity.taken == 0
