"""A snapshot that takes over what the one before has is the snapshot that is made afresh, byte by byte.

Covers `embeddings.ingest.searched`, `embeddings.ingest.snapshot_data`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.encoder.encoding import Encoder
from embeddings.index import codes
from embeddings.ingest import searched
from embeddings.ingest.index import index
from embeddings.ingest.remove import remove, republish
from embeddings.ingest.snapshot_data import project
from embeddings.similarity import moments
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.data import SnapshotData
from embeddings.snapshot.publish import publish
from embeddings.snapshot.segments import SMALLEST, Segment
from embeddings.snapshot.write_tables import write_passages
from embeddings.speech import Speech
from embeddings.store.store import Store
from embeddings.text.tokens.terms import terms
from tests.support.drawing import drawn
from tests.support.folders import folder_in_memory
from tests.support.invented import segments_from
from tests.support.served import add_topics, reading

IDS = ("a%2Fb", "brekkadal", "harbour", "洪水 2021")
LICENCE = "This record of the Veldhaven archive is licensed for any use that names the archive as its source."
SENTENCES = (
    "The harbour stays open all winter, and the ferries sail by night.",
    "Our dykes hold against the flood of the spring.",
    "海灣要更開放，港口要更**繁忙**，漁民的收入要更高。",
    "The village school keeps its teacher for another ten years.",
    "Der Hafen bleibt den ganzen Winter über offen, sagt die Bürgermeisterin.",
    LICENCE,
)
NOTHING: list[str] = []
Step = tuple[str, str, list[str]]
texts = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4)
says = st.tuples(st.just("say"), st.sampled_from(IDS), texts)
removals = st.tuples(st.just("remove"), st.sampled_from(IDS), st.just(NOTHING))
topics = st.tuples(st.just("topics"), st.just(""), st.just(NOTHING))
steps = st.lists(st.one_of(says, says, says, removals, topics), min_size=2, max_size=5)


def take(folder: Path, encoder: Encoder, step: Step) -> None:
    kind, speech_id, paragraphs = step
    if kind == "topics":
        add_topics(folder)
    elif kind == "say":
        speech = Speech(speech_id, "\n".join(paragraphs), source="Archive", date="2021-03")
        index(folder, encoder, [reading(speech)])
    else:
        with Store.open(folder) as store:
            known = store.path_of(speech_id) is not None
        if known:
            remove(folder, [speech_id], lambda: encoder)


def seals(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file of the current snapshot."""
    held = CurrentSnapshot(folder).held
    assert held.degraded == ""
    return {name: seal.sha256 for name, seal in held.snapshot.manifest.files.items()}


def seals_afresh(folder: Path, scratch: Path) -> dict[str, str]:
    """The same of a snapshot of this corpus for which nothing is taken over."""
    scratch.mkdir()
    with Store.open(folder) as store:
        publish(scratch, project(store))
    return seals(scratch)


@contextmanager
def as_large(large: bool) -> Iterator[None]:
    """Moments and codes are kept of however few passages, and vectors are left where they lie or copied."""
    with pytest.MonkeyPatch.context() as patched:
        if large:
            patched.setattr(moments, "FROM", 1)
            patched.setattr(codes, "FROM", 1)
            patched.setattr(codes, "_FEWEST", 3)
            patched.setattr(codes, "K", 1)
            patched.setattr(searched, "_MOST_BLOCKS", 4)
        yield


@given(steps, st.sampled_from((1, 4, SMALLEST)), st.booleans())
@drawn(8)
def test_any_history_ends_in_the_snapshot_made_afresh(
    tiny: Encoder, taken: Sequence[Step], smallest: int, large: bool
) -> None:
    """Texts, terms, vectors, topics, traces, copies: whatever was added, changed and removed, in one segment
    and in several; with what only large corpora have, and without.
    """
    with folder_in_memory() as scratch, segments_from(smallest), as_large(large):
        folder = Path(scratch, "corpus")
        # Four of the source: one more makes its licence boilerplate.
        texts = [f"Speech number {n} of the bay.\n{SENTENCES[n]}\n{LICENCE}" for n in range(4)]
        first = [Speech(f"s{n}", text, source="Archive") for n, text in enumerate(texts)]
        index(folder, tiny, map(reading, first))
        for number, step in enumerate(taken):
            take(folder, tiny, step)
            afresh = seals_afresh(folder, Path(scratch, f"afresh-{number}"))
            assert seals(folder) == afresh, taken[: number + 1]


def test_codes_of_an_earlier_version_are_not_taken_over(
    tmp_path: Path, tiny: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are not read either: all passages are compared until the next snapshot, which has its own."""
    folder = tmp_path / "corpus"
    speeches = [Speech(f"s{n}", sentence, language="en") for n, sentence in enumerate(SENTENCES)]
    with as_large(True):
        with monkeypatch.context() as earlier:
            earlier.setattr(codes, "FILE", "row-codes.safetensors")
            earlier.setattr(codes, "DEPTH_FILE", "row-codes-depth.json")
            index(folder, tiny, map(reading, speeches[:-1]))
        assert "row-codes.safetensors" in seals(folder)
        assert CurrentSnapshot(folder).held.snapshot.codes is None
        index(folder, tiny, [reading(speeches[-1])])
        assert CurrentSnapshot(folder).held.snapshot.codes is not None
        assert seals(folder) == seals_afresh(folder, tmp_path / "afresh")


def test_one_speech_more_reads_tokenises_and_encodes_no_other(
    tmp_path: Path, tiny: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is made for each passage is made for those of the new speech only."""
    folder = tmp_path / "corpus"
    speeches = [
        Speech(f"s{number}", f"{sentence}\nThis is said in the bay as number {number}.", language="en")
        for number, sentence in enumerate(SENTENCES)
    ]
    index(folder, tiny, map(reading, speeches))
    seen: list[str] = []
    passages = Store.passages

    def counted_terms(normalized: str, language: str) -> list[str]:
        seen.append(normalized)
        return terms(normalized, language)

    def counted_passages(store: Store, speech: Speech) -> object:
        read.append(speech.id)
        return passages(store, speech)

    read: list[str] = []
    monkeypatch.setattr("embeddings.snapshot.write_tables.terms", counted_terms)
    monkeypatch.setattr(Store, "passages", counted_passages)
    done = index(folder, tiny, [reading(Speech("new", "The mill is sold.", language="en"))])
    assert (seen, set(read), done.encoded) == (["The mill is sold."], {"new"}, 1)
    seen.clear()
    read.clear()
    remove(folder, ["s2"], lambda: tiny)
    assert (seen, read) == ([], [])
    assert CurrentSnapshot(folder).held.snapshot.manifest.n_speeches == len(SENTENCES)


def test_where_nothing_is_new_no_snapshot_is_built(
    tmp_path: Path, tiny: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one there is stays, with topics too; other topics are something new."""
    folder = tmp_path / "corpus"
    speeches = [Speech(f"s{n}", sentence, language="en") for n, sentence in enumerate(SENTENCES)]
    built: list[Path] = []

    def counted(file: Path, data: SnapshotData, segment: Segment) -> None:
        built.append(file)
        write_passages(file, data, segment)

    monkeypatch.setattr("embeddings.snapshot.publish.write_passages", counted)
    first = index(folder, tiny, map(reading, speeches)).snapshot
    assert index(folder, tiny, map(reading, speeches)).snapshot == first
    assert republish(folder, lambda: tiny) == first
    assert len(built) == 1
    with_topics = add_topics(folder)
    assert republish(folder, lambda: tiny) == with_topics
    assert len(built) == 2
    remove(folder, ["s0"], lambda: tiny)
    assert len(built) == 3


def test_a_passage_is_read_where_it_is_asked_for() -> None:
    """One piece after the other, and none that nobody asks for."""
    asked: list[int] = []

    def read(piece: int) -> list[str]:
        asked.append(piece)
        return [f"{piece}.{number}" for number in range((2, 0, 3)[piece])]

    values = searched._Read((2, 0, 3), read)
    assert (len(values), values[1], values[2], values[4]) == (5, "0.1", "2.0", "2.2")
    assert asked == [0, 2]
    assert values[1:3] == ["0.1", "2.0"]
    assert list(values) == ["0.0", "0.1", "2.0", "2.1", "2.2"]
    with pytest.raises(IndexError):
        values[5]
    assert len(searched._Read[str]((), read)) == 0
