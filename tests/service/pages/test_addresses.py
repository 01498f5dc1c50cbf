from service.pages.addresses import (
    address,
    speech_address,
    topic_address,
    with_only,
    with_value,
    without_value,
)

ASKED = [("q", "harbour & sea"), ("place", "Veldhaven"), ("place", "Brekkadal"), ("page", "3")]


def test_an_address_holds_what_was_asked() -> None:
    """Signs are escaped, and what is empty is left out."""
    assert address("/", [("q", "a&b=c"), ("sort", "")]) == "/?q=a%26b%3Dc"
    assert address("/topics") == "/topics"


def test_ids_stay_in_their_part_of_the_path() -> None:
    """Slashes and question marks of an id are no part of the address."""
    assert speech_address("2020/a?b#c") == "/speech/2020%2Fa%3Fb%23c"
    assert speech_address("a", 4) == "/speech/a?passage=4#p4"
    assert topic_address("t/1") == "/topics/t%2F1"


def test_a_changed_question_begins_at_its_first_page() -> None:
    """A value more, one less, or another one; the page is left out."""
    assert with_value(ASKED, "year", "2020") == [*ASKED[:3], ("year", "2020")]
    assert without_value(ASKED, "place", "Brekkadal") == ASKED[:2]
    assert with_only(ASKED, "place", "Oslo") == [ASKED[0], ("place", "Oslo")]
