"""Who else said a passage, and when."""

from pathlib import Path

import pytest

from embeddings.encoder.encoding import Encoder
from embeddings.snapshot.snapshot import SpeechCard
from embeddings.speech import Speech
from service.pages.reuse import When, when_said
from tests.service.pages.test_pages import HTML
from tests.support.served import SPEECHES, add, served


def card_of(id_: str, date: str) -> SpeechCard:
    return SpeechCard(id_, "r", id_, "", date, "", "en", "", 1, 50, None)


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        ("2020-05-01", "2019", "earlier"),
        ("2020-05-01", "2020-06", "later"),
        ("2020-05-01", "2020", "same_day"),
        ("2020", "2020-05-01", "same_day"),
        ("", "2020", "undated"),
        ("2020", "--05-01", "undated"),
    ],
)
def test_when_is_told_as_far_as_the_dates_tell(here: str, there: str, expected: When) -> None:
    """A year holds its days; a day without a year tells nothing."""
    assert when_said(card_of("a", here), card_of("b", there)) == expected


def test_the_margin_says_who_said_it_first(tmp_path: Path, tiny: Encoder) -> None:
    """A speech that repeats a passage is marked there, with the earlier speech; and the other way round."""
    again = Speech(
        "echo", SPEECHES[0].raw, title="The echo", speaker="Ida Holm", date="2023-01-01", language="en"
    )
    add(tmp_path / "corpus", tiny, *SPEECHES, again)
    with served(tmp_path / "corpus", tiny) as client:
        page = client.get("/speech/echo?reuse=1", headers=HTML).text
        assert "<mark>" in page
        assert "said earlier" in page
        assert 'href="/speech/veldhaven-2019?passage=0#p0"' in page
        first = client.get("/speech/veldhaven-2019?reuse=1", headers=HTML).text
        assert "said again later" in first
        assert "<mark>" not in client.get("/speech/echo", headers=HTML).text.partition('class="reading"')[2]
