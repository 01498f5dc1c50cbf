"""Store, tested.

Covers `embeddings.store.known_paths`, `embeddings.store.searched_speeches`,
`embeddings.store.artifacts`, `embeddings.store.connection`, `embeddings.speech`,
`embeddings.embedding_model`, `embeddings.errors`, `embeddings.store.traces`, `embeddings.store.vectors`.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from embeddings.errors import CorpusError, NewerCorpus, NoCorpus, UnknownSpeech
from embeddings.speech import Repair, Speech
from embeddings.store.connection import FILE
from embeddings.store.store import Change, Store
from tests.support.invented import MADE_WITH, passages_by_line, source_of, speech, split_by_line, unit_rows

HARBOUR = speech("harbour", "The harbour opens.", "The dykes hold.", title="On the harbour", date="2021-03")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.create(tmp_path, MADE_WITH)
    yield opened
    opened.close()


def put(store: Store, one: Speech) -> Change:
    return store.put(one, source_of(one), split_by_line(one))


def test_what_was_put_is_there_after_reopening(tmp_path: Path, store: Store) -> None:
    """Speech, passages, repairs and vectors come back exactly as they were given."""
    put(store, HARBOUR)
    normalized_texts = store.vectors.unencoded()
    store.vectors.put(normalized_texts, unit_rows(2), [False, True])
    store.close()
    again = Store.open(tmp_path)
    assert again.embedding_model == MADE_WITH
    assert list(again.speeches()) == [HARBOUR]
    assert again.passages(HARBOUR) == passages_by_line(HARBOUR)
    assert again.repairs(HARBOUR.id) == [Repair("trim", 0, 1, "T", "", 0.9)]
    assert [finding.value for finding in again.findings(HARBOUR.id)] == ["the harbour board"]
    assert np.array_equal(again.vectors.of(normalized_texts), unit_rows(2))
    assert again.vectors.truncated() == 1
    again.close()


def test_putting_a_speech_again_changes_nothing(store: Store) -> None:
    """The second time says so."""
    assert put(store, HARBOUR) is Change.ADDED
    assert put(store, HARBOUR) is Change.UNCHANGED


def test_a_changed_text_or_title_is_a_new_revision(store: Store) -> None:
    """What is searched is the newest; each has its own revision to be cited by."""
    put(store, HARBOUR)
    first = store.revision_of("harbour")
    longer = replace(HARBOUR, raw=HARBOUR.raw + "\nThe ferries run.")
    retitled = replace(longer, title="On harbours")
    assert put(store, longer) is Change.CHANGED
    assert put(store, retitled) is Change.CHANGED
    assert list(store.speeches()) == [retitled]
    assert first != store.revision_of("harbour")


def test_another_split_of_the_same_text_is_another_revision(store: Store) -> None:
    """A permanent address never comes to mean other characters; the content is known to be the same."""
    put(store, HARBOUR)
    cited = store.revision_of("harbour")
    split = split_by_line(HARBOUR)
    store.resplit(HARBOUR, replace(split, passages=split.passages[:1]))
    assert store.revision_of("harbour") != cited
    assert len(store.passages(HARBOUR)) == 1
    assert store.digest_of("harbour") == HARBOUR.digest
    store.resplit(HARBOUR, split)
    assert store.revision_of("harbour") == cited
    assert store.passages(HARBOUR) == passages_by_line(HARBOUR)


def test_a_damaged_file_is_told_in_one_line(tmp_path: Path) -> None:
    """No traceback of SQLite reaches the person."""
    (tmp_path / FILE).write_bytes(b"this is no database, whatever its name says" * 50)
    with pytest.raises(CorpusError, match="cannot be used"):
        Store.open(tmp_path)


def test_going_back_to_an_earlier_revision_is_a_change(store: Store) -> None:
    """A text that returns is searched again without being split again."""
    longer = replace(HARBOUR, raw=HARBOUR.raw + "\nThe ferries run.")
    assert [put(store, one) for one in (HARBOUR, longer, HARBOUR)] == [
        Change.ADDED,
        Change.CHANGED,
        Change.CHANGED,
    ]
    assert list(store.speeches()) == [HARBOUR]


def test_removing_takes_a_speech_out_once(store: Store) -> None:
    """A second removal finds nothing to do; the speech can come back."""
    put(store, HARBOUR)
    assert store.remove(["harbour"]) == ["harbour"]
    assert store.remove(["harbour"]) == []
    assert list(store.speeches()) == []
    assert put(store, HARBOUR) is Change.ADDED


def test_removing_an_unknown_speech_removes_none(store: Store) -> None:
    """All or none: a wrong id in a list leaves the others in place."""
    put(store, HARBOUR)
    with pytest.raises(UnknownSpeech, match="'harbor'"):
        store.remove(["harbour", "harbor"])
    assert list(store.speeches()) == [HARBOUR]


def test_a_form_is_encoded_once_for_all_passages_that_share_it(store: Store) -> None:
    """Equal paragraphs share a vector, and an encoded one is not asked for again."""
    put(store, HARBOUR)
    put(store, speech("dykes", "The dykes hold.", "The dykes hold."))
    normalized_texts = store.vectors.unencoded()
    assert sorted(normalized_texts) == ["The dykes hold.", "The harbour opens."]
    store.vectors.put(normalized_texts, unit_rows(2), [False, False])
    assert store.vectors.unencoded() == []


def test_a_source_path_keeps_its_id_and_two_of_one_name_get_two(store: Store) -> None:
    """A changed file is a new revision of the same speech; another file of that name is another speech."""
    nameless = replace(HARBOUR, id="")
    first = store.name_speech(nameless, "a/work.txt", "work")
    one = replace(nameless, id=first)
    store.put(one, replace(source_of(one), path="a/work.txt"), split_by_line(one), known_by="a/work.txt")
    assert first == "work"
    assert store.name_speech(nameless, "a/work.txt", "work") == "work"
    assert store.name_speech(nameless, "b/work.txt", "work") == "work-2"
    assert store.name_speech(HARBOUR, "c/work.txt", "work") == "harbour"


def test_the_newest_of_what_was_fitted_is_the_one_in_force(store: Store) -> None:
    """Files are kept together; a set with a missing file is none."""
    assert store.fitted.newest("space") is None
    store.fitted.put({"space": b"1"})
    store.fitted.put({"space": b"2", "topics": b"3"})
    assert store.fitted.newest("space", "topics") == {"space": b"2", "topics": b"3"}
    assert store.fitted.newest("space", "missing") is None


def test_a_folder_without_a_corpus_says_how_to_make_one(tmp_path: Path) -> None:
    """The message names the command."""
    with pytest.raises(NoCorpus, match="tifa index"):
        Store.open(tmp_path)


def test_a_corpus_of_a_later_version_is_refused(tmp_path: Path, store: Store) -> None:
    """Nothing is guessed about tables that are not known yet."""
    store._db.execute("PRAGMA user_version = 99")
    with pytest.raises(NewerCorpus, match="upgrade"):
        Store.open(tmp_path)


def test_another_file_of_that_name_is_not_a_corpus(tmp_path: Path) -> None:
    """An empty or foreign database is refused, not filled."""
    (tmp_path / FILE).touch()
    with pytest.raises(NoCorpus, match="is not a corpus"):
        Store.open(tmp_path)
