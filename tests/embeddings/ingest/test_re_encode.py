"""A corpus encoded anew with another model, with two tiny real ones of different dimensions."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import scripts.index
from embeddings.corpus import Corpus, prepare_search
from embeddings.encoder.encoding import Encoder
from embeddings.encoder.load import Engine
from embeddings.errors import ModelMismatch, NoCorpus
from embeddings.ingest import index as indexing
from embeddings.ingest import missing_vectors
from embeddings.ingest import re_encode as reencoding
from embeddings.ingest.index import index
from embeddings.ingest.re_encode import re_encode
from embeddings.ingest.remove import remove
from embeddings.search.questions.question import Question
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.snapshot import Snapshot
from tests.service.answering.test_swap import serving
from tests.support.patience import wait_until
from tests.support.served import SPEECHES, add, add_topics, reading, served
from tests.support.tiny_model import tiny_encoder


class Killed(BaseException):
    """What a killed process stops with."""


def killed(*_: object) -> None:
    raise Killed


@pytest.fixture(scope="session")
def other(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    """Another model: the same words, in another space."""
    return tiny_encoder(tmp_path_factory.mktemp("other"), dimension=48)


def snapshot_of(folder: Path) -> Snapshot:
    return CurrentSnapshot(folder).held.snapshot


def first_answers(folder: Path, encoder: Encoder) -> list[str]:
    """The passages that answer a question, best first."""
    corpus = Corpus.open(folder, encoder)
    answer = corpus.answer(prepare_search(corpus.snapshot, Question(text="inondation", k=3, mode="meaning")))
    return [match.passage.address for match in answer.matches]


def files_of(folder: Path) -> dict[str, str]:
    return {name: seal.sha256 for name, seal in snapshot_of(folder).manifest.files.items()}


def test_it_is_as_if_it_had_been_indexed_with_the_other_model(
    tmp_path: Path, tiny: Encoder, other: Encoder
) -> None:
    """The snapshot is byte for byte the one that the other model would have made from the start."""
    add(tmp_path / "moved", tiny, *SPEECHES)
    add(tmp_path / "direct", other, *SPEECHES)
    done = re_encode(tmp_path / "moved", other)
    assert (done.before, done.after) == (tiny.embedding_model, other.embedding_model)
    assert (done.encoded, done.n_passages, done.n_topics) == (7, 7, None)
    assert files_of(tmp_path / "moved") == files_of(tmp_path / "direct")
    assert snapshot_of(tmp_path / "moved").manifest.embedding_model == other.embedding_model
    assert first_answers(tmp_path / "moved", other) == first_answers(tmp_path / "direct", other)


@pytest.mark.parametrize("themed", [False, True], ids=["without topics", "with topics"])
def test_the_way_back_runs_no_model(tmp_path: Path, tiny: Encoder, other: Encoder, themed: bool) -> None:
    """The vectors of both models are there, and everything is as it was left."""
    add(tmp_path, tiny, *SPEECHES)
    if themed:
        add_topics(tmp_path)
    before = files_of(tmp_path)
    re_encode(tmp_path, other)
    assert re_encode(tmp_path, tiny).encoded == 0
    assert files_of(tmp_path) == before


def test_doing_it_again_changes_nothing(tmp_path: Path, tiny: Encoder, other: Encoder) -> None:
    """Neither a vector nor a snapshot is made twice."""
    add(tmp_path, tiny, *SPEECHES)
    first = re_encode(tmp_path, other)
    again = re_encode(tmp_path, other)
    assert (again.encoded, again.snapshot, again.before) == (0, first.snapshot, other.embedding_model)


def test_afterwards_speeches_are_added_with_the_new_model(
    tmp_path: Path, tiny: Encoder, other: Encoder
) -> None:
    """The old one is refused, with the line that leads back to it."""
    add(tmp_path, tiny, *SPEECHES[:2])
    re_encode(tmp_path, other)
    with pytest.raises(ModelMismatch, match="--re-encode --model tiny --engine sentence-transformers"):
        add(tmp_path, tiny, *SPEECHES)
    assert index(tmp_path, other, map(reading, SPEECHES)).n_speeches == len(SPEECHES)


def test_a_killed_run_goes_on_where_it_was(
    tmp_path: Path, tiny: Encoder, other: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was encoded before the kill is not encoded again, and the old model answers meanwhile."""
    add(tmp_path, tiny, *SPEECHES)
    before, answers = files_of(tmp_path), first_answers(tmp_path, tiny)
    monkeypatch.setattr(missing_vectors, "KEPT_AT_ONCE", 2)

    def kill(timed: str, done: int, total: int | None) -> None:
        if timed == "encoding passages" and done > 4:
            raise Killed

    with pytest.raises(Killed):
        re_encode(tmp_path, other, progress=kill)
    assert (files_of(tmp_path), first_answers(tmp_path, tiny)) == (before, answers)
    assert add(tmp_path, tiny, *SPEECHES) == snapshot_of(tmp_path).name
    done = re_encode(tmp_path, other)
    assert (done.encoded, done.n_passages) == (3, 7)


def test_a_kill_before_publishing_leaves_both_whole(
    tmp_path: Path, tiny: Encoder, other: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old snapshot answers until the command, or the next job, publishes the new one."""
    add(tmp_path, tiny, *SPEECHES)
    before = files_of(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(reencoding, "publish", killed)
        with pytest.raises(Killed):
            re_encode(tmp_path, other)
    assert files_of(tmp_path) == before
    assert first_answers(tmp_path, tiny)
    shutil.copytree(tmp_path, tmp_path.with_name("by-the-next-job"))
    assert re_encode(tmp_path, other).encoded == 0
    add(tmp_path.with_name("by-the-next-job"), other)
    assert files_of(tmp_path) == files_of(tmp_path.with_name("by-the-next-job")) != before


def test_a_kill_between_texts_and_their_vectors_is_no_matter(
    tmp_path: Path, tiny: Encoder, other: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Passages that the old model never encoded are encoded by the new one; those had no topic."""
    add(tmp_path, tiny, *SPEECHES[:3])
    add_topics(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(indexing, "encode_missing", killed)
        with pytest.raises(Killed):
            add(tmp_path, tiny, *SPEECHES)
    done = re_encode(tmp_path, other)
    assert (done.n_speeches, done.encoded) == (len(SPEECHES), done.n_passages)


def test_a_corpus_without_speeches_moves_too(tmp_path: Path, tiny: Encoder, other: Encoder) -> None:
    """There is nothing to encode, and the next speech is encoded with the new model."""
    add(tmp_path, tiny, SPEECHES[0])
    remove(tmp_path, [SPEECHES[0].id], lambda: tiny)
    assert re_encode(tmp_path, other).n_passages == 0
    add(tmp_path, other, *SPEECHES)


def test_without_a_corpus_nothing_is_made(tmp_path: Path, other: Encoder) -> None:
    """The line says that there is none."""
    with pytest.raises(NoCorpus):
        re_encode(tmp_path, other)
    assert not list(tmp_path.iterdir())


def test_a_running_service_stays_and_says_what_to_do(tmp_path: Path, tiny: Encoder, other: Encoder) -> None:
    """It answers from the snapshot of its own model, and readiness says that it must be restarted."""
    name = add(tmp_path, tiny, *SPEECHES)
    with served(tmp_path, tiny, refresh_seconds=0.02) as client:
        moved = re_encode(tmp_path, other).snapshot
        wait_until(lambda: client.get("/readyz").json()["degraded"] is not None)
        degraded = client.get("/readyz").json()["degraded"]
        assert degraded.startswith(f"snapshot {moved} was made with tiny-48@")
        assert degraded.endswith("restart to answer from it")
        assert str(tmp_path) not in degraded
        assert serving(client) == name
        assert client.get("/v1/search?q=harbour").status_code == 200
    with served(tmp_path, other) as client:
        assert serving(client) == moved


# The command


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--re-encode", "--model", "x", "speeches.txt"], "takes no SOURCES"),
        (["--re-encode"], "needs --model, --engine or both"),
        ([], "Missing argument 'SOURCES...'"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(tmp_path: Path, arguments: list[str], said: str) -> None:
    """Exit status 2, before anything is loaded or made."""
    done = CliRunner().invoke(scripts.index.main, [*arguments, "--corpus", str(tmp_path / "corpus")])
    assert (done.exit_code, said in done.stderr) == (2, True)
    assert not list(tmp_path.iterdir())


def test_the_command_says_what_it_did(
    tmp_path: Path, tiny: Encoder, other: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From which model to which, how much was encoded, and what a running service does."""
    add(tmp_path, tiny, *SPEECHES)
    asked: list[tuple[str | None, Engine | None]] = []

    def load(name: str | None, engine: Engine | None, **_: object) -> Encoder:
        asked.append((name, engine))
        return other

    monkeypatch.setattr(scripts.index, "load", load)
    command = ["--re-encode", "--corpus", str(tmp_path)]
    done = CliRunner().invoke(scripts.index.main, [*command, "--model", "tiny-48"])
    assert done.exit_code == 0, done.output
    for said in (
        "from tiny@",
        "to   tiny-48@",
        "encoded 7 texts",
        "4 speeches, 7 passages, no topics",
        "restarted",
    ):
        assert said in done.stdout
    CliRunner().invoke(scripts.index.main, [*command, "--engine", "sentence-transformers"])
    # Another model comes with its own first engine; another engine alone is for the model that is there.
    assert asked == [("tiny-48", None), ("tiny-48", "sentence-transformers")]


# Topics


def test_themes_are_carried_over(tmp_path: Path, tiny: Encoder, other: Encoder) -> None:
    """They keep id, label and words around the passages they had, and lie in the new space."""
    add(tmp_path, tiny, *SPEECHES)
    add_topics(tmp_path)
    before = snapshot_of(tmp_path)
    had = [topic for _, topic in before.placed_passages()]
    done = re_encode(tmp_path, other)
    after = snapshot_of(tmp_path)
    assert before.topic_model is not None
    assert after.topic_model is not None
    assert done.n_topics == len(after.topic_model.topics) == 2
    assert [(t.id, t.label, t.words) for t in after.topic_model.topics] == [
        (t.id, t.label, t.words) for t in before.topic_model.topics
    ]
    assert after.topic_model.centroids.shape == (2, 48)
    assert [topic for _, topic in after.placed_passages()] == had


def test_themes_made_meanwhile_are_carried_back(tmp_path: Path, tiny: Encoder, other: Encoder) -> None:
    """What the corpus had when it left the model is not brought back over newer topics."""
    add(tmp_path, tiny, *SPEECHES)
    re_encode(tmp_path, other)
    add_topics(tmp_path)
    assert re_encode(tmp_path, tiny).n_topics == 2


def test_themes_that_nothing_is_left_of_are_gone(tmp_path: Path, tiny: Encoder, other: Encoder) -> None:
    """Without their passages they cannot be placed in the new space; a later fit makes new ones."""
    add(tmp_path, tiny, *SPEECHES)
    add_topics(tmp_path)
    remove(tmp_path, [speech.id for speech in SPEECHES], lambda: tiny)
    assert snapshot_of(tmp_path).topic_model is not None
    assert re_encode(tmp_path, other).n_topics is None
    assert snapshot_of(tmp_path).topic_model is None
    add(tmp_path, other, *SPEECHES)
    assert snapshot_of(tmp_path).topic_model is None
