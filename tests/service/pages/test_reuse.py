"""Who else said a passage, and when."""

from pathlib import Path

from embeddings.encoder.encoding import Encoder
from embeddings.speech import Speech
from tests.service.pages.test_pages import HTML
from tests.support.served import SPEECHES, add, served


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
