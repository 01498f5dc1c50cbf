"""When what is told of a match is measured again."""

from pathlib import Path

from embeddings.encoder.encoding import Encoder
from embeddings.ingest.index import index
from embeddings.ingest.snapshot_data import project
from embeddings.similarity.space import Space
from embeddings.speech import Speech
from embeddings.store.store import Store
from tests.support.served import add_topics, reading

SENTENCES = ("The harbour stays open all winter.", "Der Hafen bleibt offen.", "港口整个冬天开放。")


def add(folder: Path, encoder: Encoder, first: int, n: int) -> Space:
    """Index n more speeches of a passage each; the space that is searched in then."""
    speeches = [
        Speech(f"s{i}", f"{SENTENCES[i % 3]} {i} {i * i}", language=("en", "de", "zh-Hans")[i % 3])
        for i in range(first, first + n)
    ]
    index(folder, encoder, [reading(one) for one in speeches])
    with Store.open(folder) as store:
        return project(store).space


def test_a_corpus_that_grew_by_half_is_measured_again(tmp_path: Path, tiny: Encoder) -> None:
    """Not before; and anew altogether, since there are no topics that lie in its space."""
    begun = add(tmp_path, tiny, 0, 20)
    grown = add(tmp_path, tiny, 20, 9)
    assert (grown.id, grown.n_passages) == (begun.id, 20)
    outgrown = add(tmp_path, tiny, 29, 1)
    assert (outgrown.n_passages, outgrown.n_calibrated) == (30, 30)


def test_where_topics_lie_the_centres_stay_and_the_rest_is_measured_again(
    tmp_path: Path, tiny: Encoder
) -> None:
    """Strengths that twenty passages could not tell are told once there are more; then again at half more."""
    begun = add(tmp_path, tiny, 0, 20)
    assert begun.thresholds("harbour", "question") is None
    add_topics(tmp_path)
    grown = add(tmp_path, tiny, 20, 80)
    assert (grown.n_passages, grown.n_calibrated) == (20, 100)
    assert {key: row.tolist() for key, row in grown.centres.items()} == {
        key: row.tolist() for key, row in begun.centres.items()
    }
    assert grown.thresholds("harbour", "question") is not None
    assert set(grown.scaled_nulls) == {("de", "en"), ("de", "zh"), ("en", "zh")}
    assert add(tmp_path, tiny, 100, 49).id == grown.id
    assert add(tmp_path, tiny, 149, 1).n_calibrated == 150


def test_what_was_measured_is_kept(tmp_path: Path, tiny: Encoder) -> None:
    """Projecting again gives the same space, to the byte."""
    space = add(tmp_path, tiny, 0, 20)
    with Store.open(tmp_path) as store:
        assert project(store).space.id == space.id
    assert add(tmp_path, tiny, 20, 20).id != space.id
