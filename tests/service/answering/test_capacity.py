import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answering.capacity import Admission, TooBusy


def test_who_finds_no_place_is_refused_at_once() -> None:
    """With every place taken the next is refused, told when to come back, and admitted once one is free."""
    admission = Admission(2)
    with admission.place():
        with admission.place(), pytest.raises(TooBusy) as refused, admission.place():
            pass
        assert int(refused.value.headers["Retry-After"]) >= 1
        with admission.place():
            assert admission.full
    assert admission.taken == 0


def test_nothing_is_too_large_for_ever() -> None:
    """What asks for more than all places takes half of them: two such fit, a third does not."""
    admission = Admission(10)
    with admission.place(1_000), admission.place(1_000), pytest.raises(TooBusy), admission.place():
        pass


def test_what_fails_gives_its_place_back() -> None:
    """A place is free again however its question ended."""
    admission = Admission(4)
    with pytest.raises(KeyError), admission.place(2):
        raise KeyError
    assert admission.taken == 0


@given(st.integers(2, 50), st.lists(st.integers(-3, 60), max_size=30))
def test_never_more_places_are_taken_than_there_are(places: int, wanted: list[int]) -> None:
    """Whatever is asked for, no more places are taken than there are, and refusing takes none."""
    admission = Admission(places)
    held = []
    for n in wanted:
        before = admission.taken
        place = admission.place(n)
        try:
            place.__enter__()
            held.append(place)
            assert before < admission.taken <= places
        except TooBusy:
            assert admission.taken == before
    for place in held:
        place.__exit__(None, None, None)
    assert admission.taken == 0
