"""The pages without a browser: what they show, what they link, and what they never do.

Covers `service.pages.site`, `service.pages.rendering`, `service.pages.faults`, `service.pages.speech`,
`service.pages.corpus`, `service.pages.topics.passage_map`, `service.pages.topics.quotations`,
`service.pages.topics.cards`, `service.pages.topics.over_time`, `service.pages.topics.figures`,
`service.pages.topics.map_data`, `service.pages.topics.one`, `service.pages.compare`,
`service.pages.search`, `service.pages.formulas`.
"""

import re
import tempfile
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from embeddings.encoder.encoding import Encoder
from embeddings.speech import Speech
from tests.support.served import SPEECHES, add, add_topics, served

HTML = {"Accept": "text/html,application/xhtml+xml"}
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\u202etxet"
EVIL = Speech(
    "evil<id>/?#", f"The quay is closed. {HOSTILE}\n\n" + "A very long word " * 50, title=HOSTILE + "T" * 500,
    speaker=HOSTILE[:200], date="2020", place="<b>Place</b>", language="en", source="javascript:alert(3)",
)  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, tiny: Encoder) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("pages") / "corpus"
    add(folder, tiny, *SPEECHES, EVIL)
    add_topics(folder)
    with served(folder, tiny) as client:
        client.headers.update(HTML)
        yield client


@pytest.fixture(autouse=True)
def no_choice(client: TestClient) -> None:
    """No test is answered in the language that one before it chose."""
    client.cookies.clear()


class Links(HTMLParser):
    """The addresses that a page leads to, and what it loads; and every attribute that would run something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.runs: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(given["href"])
        if tag in ("script", "img", "iframe", "object", "embed") or (tag == "link" and "href" in given):
            self.loads.append(given.get("src", given.get("href", "")))
        self.runs += [name for name in given if name.startswith("on") or name == "style"]


ADDRESSES = [
    "/", "/?q=harbour", "/topics/map", "/topics/timeline", "/topics/timeline?unit=month", "/topics/groups",
    "/topics/groups?by=language", "/topics/t_00000000?year=2019", "/speech/veldhaven-2021?reuse=1&repairs=1",
    "/speech/evil%3Cid%3E%2F%3F%23?reuse=1", "/?q=nothing+of+the+kind&mode=words",
    "/?q=harbour&place=Veldhaven&sort=newest",
    "/speech/veldhaven-2019?passage=0", "/topics", "/topics/t_00000000", "/corpus", "/formulas",
    "/formulas/trace?q=harbour", "/compare", "/speech/evil%3Cid%3E%2F%3F%23", "/?q=quay",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("language", ["en", "zh-CN", "zh-TW"])
def test_every_page_is_whole_and_loads_only_its_own_files(
    client: TestClient, address: str, language: str
) -> None:
    """No page asks another host for anything, holds a script or a style of its own, or is over 150 kB."""
    answer = client.get(address, headers={"Accept-Language": language})
    assert answer.status_code in (200, 409)
    page = Links(answer.text)
    assert all(loaded.startswith("/static/") for loaded in page.loads)
    assert page.runs == []
    assert len(answer.content) < 150_000
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert ("unsafe-inline" in policy) == address.startswith("/compare")


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_link_leads_somewhere(client: TestClient, address: str) -> None:
    """Within the service every address that a page links answers with something."""
    for link in Links(client.get(address).text).links:
        assert link.startswith(("/", "#")), link
        if link.startswith("/"):
            assert client.get(unescape(link)).status_code in (200, 303, 409), link


def test_hostile_texts_are_shown_as_text(client: TestClient) -> None:
    """Markup in a title, a speaker, an id or a text is on the page in letters."""
    evil = "/speech/evil%3Cid%3E%2F%3F%23"
    for address in ("/?q=quay+closed", evil, f"{evil}?reuse=1", "/corpus", "/topics/groups?by=speaker"):
        page = client.get(address).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert" in page
        assert 'href="javascript:' not in page


def test_search_marks_what_is_shared_and_counts_facets(client: TestClient) -> None:
    """A match has its words marked; each facet leads to the same question with one filter more."""
    page = client.get("/?q=ferries+sail").text
    assert "<mark>" in page
    facet = next(unescape(link) for link in Links(page).links if "place=" in link)
    narrowed = client.get(facet)
    assert narrowed.status_code == 200
    assert "ferries+sail" in facet


def test_nothing_found_says_what_to_try(client: TestClient) -> None:
    """With a filter that lets nothing through, the page leads to the question without it."""
    page = client.get("/?q=harbour&mode=words&date_to=1901").text
    assert "Nothing found" in page
    assert any("date_to" not in link and "q=harbour" in link for link in Links(page).links)


def test_a_problem_is_a_page_for_people_and_json_for_programs(client: TestClient) -> None:
    """The same fault, told as whoever asks can read it."""
    page = client.get("/speech/nobody")
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    assert "No such speech" in page.text
    told = client.get("/v1/speeches/nobody")
    assert told.headers["content-type"] == "application/problem+json"
    invalid = client.get("/?q=harbour&mode=sideways")
    assert invalid.status_code == 422
    assert "query.mode" in invalid.text
    assert "<li><code>query.mode</code>" in invalid.text


def test_the_chosen_language_is_remembered(client: TestClient) -> None:
    """Choosing leads back to where one was, and nowhere else."""
    chosen = client.get("/language/zh-Hans", params={"back": "/topics"})
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/topics")
    assert "tifa_language=zh-Hans" in chosen.headers["set-cookie"]
    assert "主题" in client.get("/topics", headers={"Cookie": "tifa_language=zh-Hans"}).text
    for elsewhere in ("https://example.org/", "//example.org", "/\\example.org"):
        assert client.get("/language/en", params={"back": elsewhere}).headers["location"] == "/"
    assert client.get("/language/klingon").status_code == 404
    client.cookies.clear()


def test_pages_turn(client: TestClient) -> None:
    """The second page goes on where the first ends."""
    first = client.get("/?q=the&per_speech=3").text
    assert re.search(r'class="match" value="1"', first)
    assert client.get("/?q=the&page=2").status_code == 200
    assert client.get("/?q=the&page=101").status_code == 422


def test_no_file_is_read_by_a_name_from_outside(client: TestClient) -> None:
    """What is not one of the files is not there."""
    assert client.get("/static/style.css").headers["content-type"].startswith("text/css")
    for name in ("nothing.css", "..%2Finterface.json", "interface.json"):
        assert client.get(f"/static/{name}").status_code == 404


def test_a_corpus_without_topics_says_which_command_makes_them(tmp_path: Path, tiny: Encoder) -> None:
    """409 and the command, and the front page has examples all the same."""
    add(tmp_path / "corpus", tiny, SPEECHES[0])
    with served(tmp_path / "corpus", tiny) as client:
        page = client.get("/topics", headers=HTML)
        assert page.status_code == 409
        assert "tifa topics" in page.text
        assert "At the quay" in client.get("/", headers=HTML).text


def test_a_pasted_speech_is_compared(client: TestClient) -> None:
    """The answer is the report, and hostile text in it is text."""
    text = f"{SPEECHES[0].raw}\n\n{HOSTILE}"
    answer = client.post("/compare", files={"text": (None, text), "title": (None, "New <b>speech</b>")})
    assert answer.status_code == 200
    assert "At the quay" in answer.text
    assert "<script>alert" not in answer.text
    assert "New <b>" not in answer.text


def test_a_dropped_file_is_compared(client: TestClient) -> None:
    """It is read like any other file, by the end of its name."""
    sent = {"file": ("../../speech.md", f"# Again\n\n{SPEECHES[0].raw}".encode())}
    answer = client.post("/compare", files=sent)
    assert answer.status_code == 200
    assert "At the quay" in answer.text


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ({"text": (None, " ")}, 422),
        ({"file": ("speech.exe", b"MZ")}, 422),
        ({"file": ("speech.pdf", b"no pdf")}, 422),
        ({"text": (None, "x"), "against": (None, "nobody")}, 404),
        ({"text": (None, "x"), "title": (None, "bell \x07")}, 422),
    ],
)
def test_what_cannot_be_compared_is_told(
    client: TestClient, files: dict[str, tuple[str | None, bytes | str]], status: int
) -> None:
    """A page says what is wrong, and names no folder of this machine."""
    answer = client.post("/compare", files=files)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert tempfile.gettempdir() not in answer.text


def test_what_was_typed_is_not_lost_when_it_cannot_be_compared(client: TestClient) -> None:
    """The form comes back as it was sent, with what was wrong."""
    fields = {"text": "The quay <is> ours.", "title": "On the quay", "against": "no title"}
    typed = {name: (None, value) for name, value in fields.items()}
    page = client.post("/compare", files=typed)
    assert page.status_code == 404
    assert "No such speech" in page.text
    assert "give the id" in page.text
    assert "The quay &lt;is&gt; ours.</textarea>" in page.text
    assert 'value="On the quay"' in page.text
    assert 'value="no title"' in page.text


def test_a_speech_to_compare_with_is_named_by_its_title(client: TestClient) -> None:
    """However it is written large and small; the form lists the speeches of a small corpus."""
    assert '<option value="veldhaven-2019">At the quay</option>' in client.get("/compare").text
    typed = {"text": (None, SPEECHES[0].raw), "against": (None, "at the QUAY")}
    assert client.post("/compare", files=typed).status_code == 200


def test_a_problem_is_told_in_the_language_of_the_page(client: TestClient) -> None:
    for language, words in (("zh-CN", "没有这篇讲话"), ("zh-TW", "沒有這篇講話"), ("en", "No such speech")):
        assert words in client.get("/speech/nobody", headers={"Accept-Language": language}).text
    page = client.post("/compare", files={"text": (None, " ")}, headers={"Accept-Language": "zh-CN"})
    assert "文中没有可比对的内容" in page.text


def test_a_speech_of_the_corpus_is_compared_with_the_others(client: TestClient) -> None:
    """By its address, which can be kept."""
    assert client.get("/compare", params={"speech": "veldhaven-2019"}).status_code == 200
    assert client.get("/compare", params={"speech": "nobody"}).status_code == 404


def test_a_filter_that_names_nothing_leads_to_what_was_meant(client: TestClient) -> None:
    """The nearest values, each as the same question, and the question without the filter."""
    page = client.get("/?q=harbour&place=Veldhavn&sort=newest")
    assert page.status_code == 422
    links = [unescape(link) for link in Links(page.text).links]
    assert "/?q=harbour&sort=newest&place=Veldhaven" in links
    assert "/?q=harbour&sort=newest" in links
    assert "Did you mean" in page.text


def test_matches_are_taken_away_as_references(client: TestClient) -> None:
    """The link of the page gives numbered references."""
    page = client.get("/?q=harbour").text
    link = next(unescape(link) for link in Links(page).links if "format=gbt7714" in link)
    told = client.get(link)
    assert told.headers["content-type"] == "text/plain; charset=utf-8"
    assert told.text.startswith("[1] ")
    assert told.text.count("\n") == told.text.count("@")


def test_a_long_speech_is_read_page_by_page(tmp_path: Path, tiny: Encoder) -> None:
    """Sixty passages a page; a passage that is asked for is on the page shown."""
    raw = "\n\n".join(
        f"Number {n} of the reports on the harbour of Veldhaven says what the ferries did that day, and how"
        f" many of the {n} sailed at night, and why the {n} others did not sail." * 3
        for n in range(130)
    )
    add(tmp_path / "corpus", tiny, Speech("long", raw, language="en"))
    with served(tmp_path / "corpus", tiny) as client:
        page = client.get("/speech/long", headers=HTML).text
        assert 'id="p0"' in page
        assert 'id="p60"' not in page
        following = next(unescape(link) for link in Links(page).links if "first=60" in link)
        assert 'id="p60"' in client.get(following, headers=HTML).text
        assert 'id="p100"' in client.get("/speech/long?passage=100", headers=HTML).text
