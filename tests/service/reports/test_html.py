"""The reports as pages: they stand alone, say what was counted, and obey nothing that a speech says.

Covers `service.reports.comparison_words` and `service.reports.topic_words`.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest

from embeddings.comparison.compare import compare
from embeddings.errors import UnknownSpeech
from embeddings.snapshot.snapshot import Snapshot
from embeddings.speech import Speech
from embeddings.topics.quality import MEANINGS
from service.reports.comparison_words import Language, words
from service.reports.html import closeness, comparison_report, dated, percent, topics_report
from service.reports.topic_words import LANGUAGES, MEANINGS_ZH, MEASURES
from tests.support.invented import passages_by_line, speech, unit_rows
from tests.support.themed import SPEECHES, snapshot_of, topic, topic_model

HOSTILE = '<script>alert(\'1\')</script> " onload="x" \u202eevil\u200f ' + "W" * 300


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return snapshot_of(tmp_path / "corpus")


class Page(HTMLParser):
    """What a browser would make of a page: its elements, and the text people see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.seen = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.seen += data


def compared(
    snapshot: Snapshot,
    new: Speech,
    *,
    with_speech: str | None = None,
    leave_out: Sequence[str] = (),
    language: Language | None = None,
) -> str:
    passages = passages_by_line(new)
    vectors = unit_rows(len(passages), seed=4)
    comparison = compare(snapshot, new, passages, vectors, k=2, with_speech=with_speech, leave_out=leave_out)
    return comparison_report(snapshot, comparison, with_speech=with_speech, language=language)


def test_topics_report_stands_alone(snapshot: Snapshot) -> None:
    """The page needs no script and nothing from elsewhere: no address but anchors in itself."""
    html = topics_report(snapshot, title="Topics")
    page = Page(html)
    assert not {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "object", "base", "form"}
    links = [attrs["href"] for _, attrs in page.tags if "href" in attrs]
    assert links
    assert all(link and link.startswith("#") for link in links)
    assert not re.search(r"https?:|@import|url\(|\bon\w+=", html)


def test_links_lead_somewhere(snapshot: Snapshot) -> None:
    """Every anchor that is linked to is on the page, once."""
    page = Page(topics_report(snapshot, title="Topics"))
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {attrs["href"] for _, attrs in page.tags if "href" in attrs} <= {f"#{id_}" for id_ in ids}


def test_topics_report_says_what_was_counted(snapshot: Snapshot) -> None:
    """Numbers, languages, model, snapshot and the way the topics were made are on the page."""
    seen = Page(topics_report(snapshot, title="Topics")).seen
    for said in (
        "3 speeches",
        snapshot.name,
        "drawn@1",
        "Chinese (Simplified)",
        "by hand",
        "61 %",
        "港口建设",
    ):
        assert said in seen


def test_the_same_snapshot_gives_the_same_page(snapshot: Snapshot) -> None:
    """Nothing in a report depends on when or how often it is made."""
    assert topics_report(snapshot, title="x") == topics_report(snapshot, title="x")


def test_pictures_that_tell_nothing_are_left_out(tmp_path: Path) -> None:
    """With two topics and one year there is neither a map nor a timeline, and the page does without."""
    made = topic_model(topic("t_1"), topic("t_2"))
    small = snapshot_of(tmp_path / "small", SPEECHES[:1], made, ("t_1", "t_2", None))
    page = Page(topics_report(small, title="Small"))
    assert "svg" not in {tag for tag, _ in page.tags}
    assert "Topics over time" not in page.seen


def test_a_hostile_speech_stays_text(tmp_path: Path) -> None:
    """Markup, quotes and marks in anything a speech or topic says are shown and never obeyed."""
    evil = Speech("e", HOSTILE, HOSTILE, HOSTILE, "2020", HOSTILE, 'en" onload="x', HOSTILE)
    made = topic_model(*(topic(f"t_{i}", label=HOSTILE, representative=("e:0",)) for i in range(3)))
    made = replace(made, fitted_with={HOSTILE: HOSTILE})
    hostile = snapshot_of(tmp_path / "evil", [evil], made, ["t_0"])
    for html in (topics_report(hostile, title=HOSTILE), compared(hostile, replace(evil, id="new"))):
        page = Page(html)
        assert not [tag for tag, attrs in page.tags if tag == "script" or "onload" in attrs]
        assert page.seen.count("<script>alert('1')</script>") > 3


def test_comparison_report_puts_matches_beside_passages(snapshot: Snapshot) -> None:
    """Each passage of the new speech is on the page, and beside it the texts that come nearest."""
    new = speech("new", "one passage", "another one", title="A new speech", date="2022-01-02")
    seen = Page(compared(snapshot, new)).seen
    for said in ("A new speech", "one passage", "another one", "cosine", "Divergence", "2022-01-02"):
        assert said in seen
    assert "passage 2" in seen


def test_a_chinese_speech_gets_a_chinese_page(snapshot: Snapshot) -> None:
    """Unless another language is asked for."""
    new = speech("new", "港口建设今年有了新的进展，学校也都开门了。", language="zh-Hans")
    assert "新颖度" in Page(compared(snapshot, new)).seen
    assert "Novelty" in Page(compared(snapshot, new, language="en")).seen


def test_both_languages_say_the_same_things() -> None:
    """No word of the page is missing in either."""
    assert set(words("zh")) == set(words("en"))


def test_the_topics_report_says_all_in_both_languages(snapshot: Snapshot) -> None:
    """Its measures have a name and a sentence in each, and languages the names that the pages give them."""
    assert set(MEASURES) == set(MEANINGS_ZH) == set(MEANINGS)
    interface = json.loads(files("service.pages").joinpath("interface.json").read_text("utf-8"))
    for code, (_, chinese) in LANGUAGES.items():
        assert interface[f"language_{code}"]["zh"] == chinese
    seen = Page(topics_report(snapshot)).seen
    for said in ("Topics of 3 speeches", "3 篇讲话的主题", "简体中文", "05-06，年份不明", "生成"):
        assert said in seen


def test_the_comparison_needs_nothing_from_elsewhere(snapshot: Snapshot) -> None:
    """No script, no address but anchors in the page itself."""
    html = compared(snapshot, speech("new", "four", "港口建设", language="en"))
    page = Page(html)
    assert not {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "object", "base", "form"}
    links = [attrs["href"] for _, attrs in page.tags if "href" in attrs]
    assert all(link and link.startswith("#") for link in links)
    assert not re.search(r"https?:|@import|url\(|\bon\w+=", html)


def test_comparison_with_one_speech_says_so(snapshot: Snapshot) -> None:
    """Held against one speech, the page names it and does not speak of the corpus's mix of topics."""
    seen = Page(compared(snapshot, speech("new", "one passage"), with_speech="a:1")).seen
    assert "one speech: The harbour" in seen
    assert "the other speech" in seen
    with pytest.raises(UnknownSpeech):
        compared(snapshot, speech("new", "one passage"), with_speech="nobody")


def test_comparison_needs_no_themes_and_no_other_speech(tmp_path: Path) -> None:
    """A speech that is the whole corpus, without topics, gets a page that says there is nothing."""
    alone = speech("alone", "a text")
    bare = snapshot_of(tmp_path / "bare", [alone], None, ())
    seen = Page(compared(bare, alone, leave_out=["alone"])).seen
    assert "no other passage to compare it with" in seen
    assert "Divergence" not in seen


@pytest.mark.parametrize(
    ("percentile", "said"),
    [
        (99.76, "closer than 99.7 % of random pairs"),
        (99.999, "closer than 99.9 % of random pairs"),
        (100.0, "closer than all random pairs"),
        (0.0, "no closer than any random pair"),
        (None, "the corpus is too small to tell how close that is"),
    ],
)
def test_percentiles_are_told_in_words(percentile: float | None, said: str) -> None:
    """A percentile becomes a phrase that never claims more than was measured."""
    assert closeness(percentile) == said


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "0 %"),
        (0.0004, "< 0.1 %"),
        (0.034, "3.4 %"),
        (0.0996, "10 %"),
        (0.312, "31 %"),
        (0.994, "99 %"),
        (0.9984, "99.8 %"),
        (0.9997, "> 99.9 %"),
        (1.0, "100 %"),
    ],
)
def test_shares_are_told_in_percent(share: float, said: str) -> None:
    """A share is rounded to what a reader needs, and a small one is not told as none."""
    assert percent(share) == said


@pytest.mark.parametrize(
    ("date", "said"),
    [("2019-05-06", "2019-05-06"), ("--05-06", "05-06, year unknown"), ("", "undated")],
)
def test_a_date_without_a_year_says_so(date: str, said: str) -> None:
    """In the report's own words."""
    assert dated(date, words("en")) == said
