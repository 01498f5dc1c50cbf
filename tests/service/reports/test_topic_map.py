"""The map of the passages, as its script gets it."""

import hashlib
import json
import re
from base64 import b64encode
from pathlib import Path

import pytest

from embeddings.snapshot.snapshot import Snapshot
from embeddings.speech import Speech
from service.reports.html import topics_report
from service.reports.topic_counts import count_topics
from service.reports.topic_map import in_page, map_data
from tests.support.themed import SPEECHES, mapped_snapshot_of, snapshot_of, topic, topic_model

HOSTILE = "</script><script>alert(1)</script><!-- \u2028 &"


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return mapped_snapshot_of(
        tmp_path / "mapped", SPEECHES, topic_model(topic("t_1"), topic("t_2"), topic("t_3"))
    )


def test_every_passage_has_a_dot_with_what_it_is(snapshot: Snapshot) -> None:
    """Columns of one length; a topic, a year, a language, a place and a speech for each."""
    counts = count_topics(snapshot)
    data = map_data(snapshot, counts.topics)
    assert data is not None
    columns = ("x", "y", "topic", "language", "place", "year", "speech", "text")
    assert {len(data[name]) for name in columns} == {snapshot.manifest.n_passages}
    assert min(data["x"]) == min(data["y"]) == 0
    assert max(data["x"]) <= 1000
    assert data["year"][:3] == [2019, 2019, 2019]
    topics = [None if at < 0 else counts.topics[at].topic.id for at in data["topic"]]
    assert topics == [id_ for _, id_ in snapshot.placed_passages()]
    assert {sign["topic"] for sign in data["signs"]} == {at for at in data["topic"] if at >= 0}


def test_without_places_there_is_no_map(tmp_path: Path) -> None:
    """Topics whose votes were not kept are told without one, and the page has no script."""
    bare = snapshot_of(tmp_path / "bare")
    assert map_data(bare, count_topics(bare).topics) is None
    assert "<script" not in topics_report(bare, title="Topics")


def test_only_our_script_runs_and_texts_stay_data(tmp_path: Path) -> None:
    """Nothing in a speech ends the data; the policy lets one script run, by its hash."""
    speech = Speech("e", f"{HOSTILE}\n{HOSTILE} two\nthree", title=HOSTILE, place=HOSTILE, language="en")
    made = topic_model(topic("t_1", label=HOSTILE), topic("t_2"), topic("t_3"))
    html = topics_report(mapped_snapshot_of(tmp_path / "evil", [speech], made), title=HOSTILE)
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", html, re.DOTALL)
    assert [attributes for attributes, _ in scripts] == [' type="application/json" id="map-data"', ""]
    digest = b64encode(hashlib.sha256(scripts[1][1].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in html
    assert json.loads(scripts[0][1])["text"][0].startswith("</script>")
    assert not re.search(r"https?:|fetch\(|XMLHttp|innerHTML|eval\(", scripts[1][1])


def test_json_in_a_page_comes_back() -> None:
    """Escaped for the page, the same for the script."""
    data = {"text": [HOSTILE, "港口"]}
    assert json.loads(in_page(data)) == data
    assert not set("<>&") & set(in_page(data))
