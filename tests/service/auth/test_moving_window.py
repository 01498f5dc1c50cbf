"""So many in any minute, whatever the time of day does."""

from service.auth.moving_window import MovingWindow


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_so_many_in_any_minute_for_each_name() -> None:
    """The next is allowed when the oldest is a minute old; others have their own count."""
    clock = Clock()
    window = MovingWindow(2, clock)
    assert [window.hit("a").allowed for _ in range(3)] == [True, True, False]
    assert window.hit("b").allowed
    clock.now += 30
    refused = window.hit("a")
    assert (refused.allowed, refused.remaining, refused.wait) == (False, 0, 30)
    clock.now += 31
    allowed = window.hit("a")
    assert (allowed.allowed, allowed.remaining) == (True, 1)


def test_names_that_ask_nothing_are_forgotten() -> None:
    """A million addresses leave no trace a minute later."""
    clock = Clock()
    window = MovingWindow(1, clock)
    for number in range(10_000):
        window.hit(f"{number}")
    clock.now += 61
    window.hit("one more")
    assert len(window._hits) == 1
