"""The pages of topics: the map and its bytes, topics over time and across groups, one topic."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from embeddings.encoder.encoding import Encoder
from embeddings.topics.timeline import DatedShare, timeline
from service.pages.topics import map_data
from service.pages.topics.figures import HEIGHT, WIDTH, lines
from tests.service.pages.test_pages import HTML, Links
from tests.support.served import SPEECHES, add, add_topics, served


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, tiny: Encoder) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("topics") / "corpus"
    add(folder, tiny, *SPEECHES)
    add_topics(folder)
    with served(folder, tiny) as client:
        yield client


def read(content: bytes) -> tuple[dict[str, Any], npt.NDArray[np.uint16], dict[str, npt.NDArray[np.uint16]]]:
    """The bytes of the map as the browser reads them."""
    length = int.from_bytes(content[:4], "little")
    head = json.loads(content[4 : 4 + length])
    numbers = np.frombuffer(content[4 + length :], "<u2")
    n = head["n"]
    assert len(numbers) == 6 * n
    assert length % 4 == 0
    columns = ("topic", "year", "place", "language")
    rest = {name: numbers[(2 + i) * n : (3 + i) * n] for i, name in enumerate(columns)}
    return head, numbers[: 2 * n].reshape(n, 2), rest


def test_the_map_holds_every_passage_with_what_it_is_coloured_by(client: TestClient) -> None:
    """Each point says its topic, year, place and language by the lists of the head."""
    answer = client.get("/topics/map/points")
    head, places, columns = read(answer.content)
    assert head["n"] == len(places) == 7
    assert {label for _, label, _ in head["topic"]} == {"label 0", "label 1"}
    assert [year for year, _, _ in head["year"]] == ["2019", "2021"]
    assert head["place"][0][0] == "Veldhaven"
    assert (columns["year"] == map_data.NONE).sum() == 3  # of the speeches whose year is unknown
    assert set(columns["language"].tolist()) == {0}
    again = client.get("/topics/map/points", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_word_is_found_on_the_map_and_a_point_read(client: TestClient) -> None:
    """Bits say which passages hold it; a row of another snapshot is nobody's."""
    head, _, _ = read(client.get("/topics/map/points").content)
    asked = {"snapshot": head["snapshot"]}
    found = client.get("/topics/map/found", params={"q": "Harbour", **asked}).content
    rows = np.flatnonzero(np.unpackbits(np.frombuffer(found, np.uint8), bitorder="little")).tolist()
    texts = [
        client.get("/topics/map/passage", params={"row": row, **asked}).json() for row in range(head["n"])
    ]
    assert rows == [row for row, text in enumerate(texts) if "arbour" in text["text"]]
    assert len(rows) == 3
    assert client.get(texts[0]["link"], headers=HTML).status_code == 200
    assert client.get("/topics/map/passage", params={"row": 0, "snapshot": "1-old"}).status_code == 404
    assert client.get("/topics/map/passage", params={"row": head["n"], **asked}).status_code == 404


def test_a_topic_is_narrowed_to_a_place_and_a_year(client: TestClient) -> None:
    """Each facet leads to the topic's passages of that value, as many as it says."""
    page = client.get("/topics/t_00000000", headers=HTML).text
    narrowed = [link for link in Links(page).links if "place=Veldhaven" in link]
    assert narrowed
    only = client.get(narrowed[0].partition("#")[0], headers=HTML).text
    assert "/speech/2020" not in only.partition('id="all"')[2].partition("<aside")[0]
    assert client.get("/topics/t_00000000?place=Nowhere", headers=HTML).status_code == 422


def test_topics_over_time_and_across_groups(client: TestClient) -> None:
    """Each topic has its columns, and each place is told apart."""
    page = client.get("/topics/timeline", headers=HTML).text
    assert page.count('<svg class="course"') == 2
    groups = client.get("/topics/groups", headers=HTML).text
    assert "Veldhaven" in groups
    assert "Brekkadal" in groups
    assert client.get("/topics/groups?by=mood", headers=HTML).status_code == 422


def said(topic: str, year: str) -> DatedShare:
    return DatedShare(topic, 100, f"{year}-01-01", f"{year}-12-31", "", "", "", "en")


def test_columns_stand_side_by_side_and_within_the_picture() -> None:
    """One column for each period in which a topic is; none where it is not."""
    passages = [said("a", "2001"), said("a", "2002"), said("b", "2002"), said("b", "2009")]
    drawn = lines(timeline(passages, "year"))
    assert drawn["a"].share.count("M") == 2
    assert drawn["b"].share.startswith(f"M{WIDTH / 3:.1f} {HEIGHT}")
    assert drawn["a"].highest == 1.0
    assert [period.name for period, _ in drawn["a"].points] == ["2001", "2002", "2009"]


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), max_size=30))
def test_places_on_the_grid_keep_their_order(places: list[tuple[float, float]]) -> None:
    """Every number fits, and who lies to the right of another does not come to lie to the left."""
    given_places = np.array(places, np.float64).reshape(-1, 2)
    found = map_data.on_grid(given_places)
    assert found.shape == given_places.shape
    for axis in (0, 1):
        order = np.argsort(given_places[:, axis], kind="stable")
        assert (np.diff(found[order, axis].astype(int)) >= 0).all()


@given(st.sets(st.integers(0, 99)), st.integers(100, 120))
def test_bits_say_which_rows(rows: set[int], n: int) -> None:
    """As many bytes as it takes, the lowest bit first."""
    content = map_data.bits(sorted(rows), n)
    assert len(content) == -(-n // 8)
    assert {row for row in range(n) if content[row >> 3] >> (row & 7) & 1} == rows


def test_values_are_numbered_by_how_often_they_are() -> None:
    """The most frequent first, equals in their order; nothing is none."""
    named = map_data.numbered(["b", None, "a", "b", ""])
    assert named.values == ("b", "a")
    assert named.numbers.tolist() == [0, map_data.NONE, 1, 0, map_data.NONE]
    assert map_data.years(["2021-01-01", "9999", "2019-05-06"]).numbers.tolist() == [1, map_data.NONE, 0]
