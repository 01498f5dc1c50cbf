"""Index, tested.

Covers `embeddings.ingest.remove`, `embeddings.ingest.missing_vectors`, `embeddings.ingest.moved_files`,
`embeddings.ingest.rows_of_file`, `embeddings.ingest.make_topics`.
"""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from embeddings.encoder.encoding import Encoder
from embeddings.errors import CorpusError, ModelMismatch, NoCorpus, TooFewPassages, UnknownSpeech
from embeddings.ingest import index as indexing
from embeddings.ingest.index import Indexed, index
from embeddings.ingest.make_topics import make_topics
from embeddings.ingest.remove import remove
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.snapshot import Snapshot
from embeddings.speech import Source, Speech
from embeddings.text.cleaning.rules import choose_rules
from embeddings.text.reading.read import Reading, Refusal, read
from embeddings.text.script.language import LANGUAGES
from embeddings.text.script.language_tags import UNKNOWN
from embeddings.text.script.offsets import Traced
from tests.support.written import Passing

HARBOUR = "The harbour stays open all winter.\nOur dykes hold against the flood."
ROWS = [
    {"id": "harbour", "text": HARBOUR, "language": "en", "speaker": "Mara Lindqvist", "date": "2021-03"},
    {"id": "school", "text": "The village school keeps its teacher.", "language": "en"},
]

SPEAKERS = ["Tamrin", "Okello"]
DEBATE = """Ms TAMRIN: The ferry sails at six, and it sails at six on Sundays.

(Applause)

Mr OKELLO: It sails at seven, and it has never sailed on a Sunday.

(Interruption)

Ms TAMRIN: Then the honourable Member has never been on the quay at six."""


def write_rows(folder: Path, rows: list[dict[str, str]], name: str = "speeches.jsonl") -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return file


def indexed(folder: Path, encoder: Encoder, *sources: Path) -> Indexed:
    return index(folder, encoder, read(sources))


def snapshot_of(folder: Path) -> Snapshot:
    return CurrentSnapshot(folder).held.snapshot


def test_a_debate_is_kept_with_each_who_has_the_word(tmp_path: Path, tiny: Encoder) -> None:
    """Many turns and interjections are found in one speech; a snapshot copied from it says the same."""
    folder = tmp_path / "corpus"
    indexed(folder, tiny, write_rows(tmp_path, [{"id": "debate", "text": DEBATE}, *ROWS]))
    found = snapshot_of(folder).findings("debate")
    assert [one.value for one in found if one.field == "turn"] == SPEAKERS
    assert [one.value for one in found if one.field == "interjection"] == ["(Applause)", "(Interruption)"]
    indexed(folder, tiny, write_rows(tmp_path, [{"id": "new", "text": "The market opens on Friday."}]))
    assert snapshot_of(folder).findings("debate") == found


def test_every_difficult_document_is_indexed(tmp_path: Path, tiny: Encoder, cases: Path) -> None:
    """What reading gets right, the store and a snapshot hold: none of these files ends the run."""
    readings = [found for found in read([cases]) if isinstance(found, Reading)]
    done = index(tmp_path / "corpus", tiny, readings)
    assert len(done.added) == done.n_speeches > 40
    assert set(snapshot_of(tmp_path / "corpus").speeches(done.added)) == set(done.added)


def test_a_new_corpus_holds_what_was_read(tmp_path: Path, tiny: Encoder) -> None:
    """Speeches, their passages and what is known of them are published at the end of the job."""
    done = indexed(tmp_path / "corpus", tiny, write_rows(tmp_path, ROWS))
    assert (done.added, done.n_speeches, done.encoded) == (("harbour", "school"), 2, done.n_passages)
    card = snapshot_of(tmp_path / "corpus").speech("harbour")
    assert (card.speaker, card.date, card.language) == ("Mara Lindqvist", "2021-03", "en")


def test_indexing_again_changes_nothing_and_encodes_nothing(tmp_path: Path, tiny: Encoder) -> None:
    """The snapshot stays the one it was."""
    source = write_rows(tmp_path, ROWS)
    first = indexed(tmp_path / "corpus", tiny, source)
    again = indexed(tmp_path / "corpus", tiny, source)
    assert (again.added, again.changed, again.unchanged) == ((), (), ("harbour", "school"))
    assert (again.encoded, again.snapshot) == (0, first.snapshot)


def test_no_metadata_makes_a_snapshot_that_cannot_be_opened(tmp_path: Path, tiny: Encoder) -> None:
    """Neither one endless language nor hundreds of them: their speeches are in, and can be asked for."""
    folder = tmp_path / "corpus"
    indexed(folder, tiny, write_rows(tmp_path, ROWS))
    rows = [{"id": "long", "text": "Ferries sail.", "language": "x" * 2_000_000}]
    rows += [
        {"id": f"many-{number}", "text": f"Ferry {number} sails.", "language": f"{'y' * 9_000}{number}"}
        for number in range(300)
    ]
    done = indexed(folder, tiny, write_rows(tmp_path, rows, "trap.jsonl"))
    assert len(done.added) == 301
    assert sum("no language tag" in note for _, note in done.notes) == 301
    snapshot = snapshot_of(folder)
    assert snapshot.name == done.snapshot
    assert set(snapshot.manifest.languages) <= {*LANGUAGES, UNKNOWN}
    assert snapshot.speech("long").language in LANGUAGES


def test_what_a_library_gives_is_checked_as_files_are(tmp_path: Path, tiny: Encoder) -> None:
    """A reading that was made by hand passes the same gate, speech by speech."""
    source = Source("by hand", b"", "")
    given = [
        Reading(Speech("", HARBOUR, title="t" * 5_000), source, "long"),
        Reading(Speech("b", HARBOUR, date="soon"), source, "b"),
        Reading(Speech("c", HARBOUR, speaker="Mara\x00\nLindqvist", language="<p>"), source, "c"),
    ]
    done = index(tmp_path, tiny, given)
    assert (done.added, done.refused) == (("long", "b", "c"), ())
    snapshot = snapshot_of(tmp_path)
    assert snapshot.speech("long").title.endswith("t…")
    assert snapshot.speech("b").date == ""
    assert snapshot.speech("c").speaker == "Mara Lindqvist"


def test_what_an_older_version_kept_as_a_language_is_not_shown(tmp_path: Path, tiny: Encoder) -> None:
    """A corpus that was caught by such a value before is published and answers."""
    indexed(tmp_path / "corpus", tiny, write_rows(tmp_path, ROWS))
    with closing(sqlite3.connect(tmp_path / "corpus" / "corpus.sqlite")) as db, db:
        db.execute("UPDATE revisions SET language = ? WHERE speech_id = 'school'", ("z" * 2_000_000,))
        db.execute("UPDATE passages SET language = ? WHERE speech_id = 'school'", ("z" * 2_000_000,))
    shutil.rmtree(tmp_path / "corpus" / "snapshots")  # an older version's are never gone on from
    with pytest.raises(UnknownSpeech):
        remove(tmp_path / "corpus", ["nobody"], lambda: tiny)
    remove(tmp_path / "corpus", ["harbour"], lambda: tiny)
    snapshot = snapshot_of(tmp_path / "corpus")
    assert dict(snapshot.manifest.languages) == {"und": 1}
    assert snapshot.speech("school").language == "und"


def test_the_order_of_files_changes_no_answer(tmp_path: Path, tiny: Encoder) -> None:
    """The same speeches in another order are the same snapshot, but for its number."""
    one, other = write_rows(tmp_path, ROWS[:1], "a.jsonl"), write_rows(tmp_path, ROWS[1:], "b.jsonl")
    forwards = indexed(tmp_path / "forwards", tiny, one, other).snapshot
    backwards = indexed(tmp_path / "backwards", tiny, other, one).snapshot
    assert forwards == backwards


def test_a_changed_file_is_a_new_revision_of_the_same_speech(tmp_path: Path, tiny: Encoder) -> None:
    """Only what is new in it is encoded."""
    file = tmp_path / "harbour.txt"
    file.write_text(HARBOUR, encoding="utf-8")
    indexed(tmp_path / "corpus", tiny, file)
    file.write_text(
        HARBOUR + "\nThe ferries sail by night, and every quay keeps its light.", encoding="utf-8"
    )
    done = indexed(tmp_path / "corpus", tiny, file)
    assert (done.changed, done.n_speeches, done.encoded) == (("harbour",), 1, 1)


def test_one_bad_row_stops_nothing(tmp_path: Path, tiny: Encoder) -> None:
    """It is refused by name, with the reason, and the others are added."""
    source = write_rows(tmp_path, ROWS)
    source.write_text(source.read_text(encoding="utf-8") + '\n{"id": "broken"\n{"id": "empty", "text": " "}')
    done = indexed(tmp_path / "corpus", tiny, source)
    assert done.added == ("harbour", "school")
    assert [refusal.path.rpartition("#")[2] for refusal in done.refused] == ["3", "4"]


def test_a_speech_of_nothing_but_furniture_is_refused(tmp_path: Path, tiny: Encoder) -> None:
    """When nothing is left after cleaning, it says so and adds nothing."""
    source = write_rows(tmp_path, [*ROWS, {"id": "page", "text": "打印 放大 缩小"}])
    done = indexed(tmp_path / "corpus", tiny, source)
    assert done.added == ("harbour", "school")
    assert [refusal.reason for refusal in done.refused] == ["page holds no text to index"]


@pytest.mark.parametrize("rows", [[], [{"id": "page", "text": "打印 放大 缩小"}]])
def test_no_corpus_is_made_of_nothing(tmp_path: Path, tiny: Encoder, rows: list[dict[str, str]]) -> None:
    """When no speech can be read, a new folder is not even made; a corpus that is there stays as it is."""
    source, corpus = write_rows(tmp_path, rows), tmp_path / "new" / "corpus"
    done = indexed(corpus, tiny, source)
    assert (done.snapshot, len(done.refused)) == ("", len(rows))
    assert not corpus.parent.exists()
    before = indexed(corpus, tiny, write_rows(tmp_path, ROWS, "good.jsonl")).snapshot
    assert indexed(corpus, tiny, source).snapshot == before


def test_repairs_are_counted_by_rule(tmp_path: Path, tiny: Encoder) -> None:
    """What was changed in a text is told at the end."""
    source = write_rows(tmp_path, [{"id": "dyke", "text": "推進堤防建設，經(jīng)濟發(fā)展。"}])
    assert indexed(tmp_path / "corpus", tiny, source).repairs == {"pinyin": 2}


def test_a_removed_speech_answers_no_more_and_can_come_back(tmp_path: Path, tiny: Encoder) -> None:
    """Removing is published at once; a second time finds nothing to do."""
    source, corpus = write_rows(tmp_path, ROWS), tmp_path / "corpus"
    indexed(corpus, tiny, source)
    assert remove(corpus, ["school"], lambda: tiny) == ("school",)
    assert [card.id for card in snapshot_of(corpus).speeches_after("", limit=9)] == ["harbour"]
    assert remove(corpus, ["school"], lambda: tiny) == ()
    with pytest.raises(UnknownSpeech):
        remove(corpus, ["scool"], lambda: tiny)
    assert indexed(corpus, tiny, source).added == ("school",)


def test_removing_the_last_speech_leaves_an_empty_corpus(tmp_path: Path, tiny: Encoder) -> None:
    """It can be asked, and added to."""
    source, corpus = write_rows(tmp_path, ROWS), tmp_path / "corpus"
    indexed(corpus, tiny, source)
    remove(corpus, ["school", "harbour"], lambda: tiny)
    assert snapshot_of(corpus).manifest.n_passages == 0
    assert indexed(corpus, tiny, source).n_speeches == 2


def test_another_model_is_refused_before_anything_is_changed(tmp_path: Path, tiny: Encoder) -> None:
    """Vectors of two models are never mixed."""
    source, corpus = write_rows(tmp_path, ROWS), tmp_path / "corpus"
    before = indexed(corpus, tiny, source).snapshot
    with pytest.raises(ModelMismatch, match="was made with tiny@"):
        index(corpus, Otherwise(tiny), read([source]))
    assert snapshot_of(corpus).name == before


def test_a_job_that_broke_off_goes_on_where_it_was(tmp_path: Path, tiny: Encoder) -> None:
    """Speeches that were put before the fault are there, and nothing half-done was published."""
    source, corpus = write_rows(tmp_path, ROWS), tmp_path / "corpus"

    def broken() -> Iterator[Reading | Refusal]:
        yield next(iter(read([source])))
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        index(corpus, tiny, broken())
    assert not (corpus / "CURRENT").exists()
    done = indexed(corpus, tiny, source)
    assert (done.unchanged, done.added) == (("harbour",), ("school",))


class Otherwise(Passing):
    """The same model, run in a way that gives other numbers."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__(encoder)
        self.embedding_model = replace(encoder.embedding_model, encoding="otherwise")


def test_what_a_text_says_of_itself_fills_what_was_not_given(tmp_path: Path, tiny: Encoder) -> None:
    """A date and a speaker read in the text fill what is empty, and are told apart from what was given."""
    report = (
        "兰湾市政府工作报告\n——2021年1月19日在兰湾市第三次人民代表大会上\n兰湾市市长 沈知澜\n"
        "各位代表：\n我代表市政府报告工作。"
    )
    given = {"id": "given", "text": report, "date": "2020-12-31", "language": "zh-Hans"}
    source = write_rows(tmp_path, [{"id": "found", "text": report, "language": "zh-Hans"}, given])
    indexed(tmp_path / "corpus", tiny, source)
    snapshot = snapshot_of(tmp_path / "corpus")
    assert (snapshot.speech("found").date, snapshot.speech("found").speaker) == ("2021-01-19", "沈知澜")
    assert snapshot.speech("given").date == "2020-12-31"
    findings = {finding.field: finding for finding in snapshot.findings("found")}
    said = findings["date"]
    assert 0 < said.confidence <= 1
    assert "2021年1月19日" in snapshot.raw("found")[said.start : said.end]
    assert "date" not in {finding.field for finding in snapshot.findings("given")}


def test_the_breaks_of_a_wrapped_page_are_told_of_each_passage(tmp_path: Path, tiny: Encoder) -> None:
    """What a reader sees in place of each: nothing between Chinese characters, the hyphen gone, a space."""
    chinese = (
        "过去一年，我们坚持稳中求进，加快发展新质生产力，全市渔港改造\n"
        "工程如期完成，新建学校三十所，改造老旧小区一百二十个，群众的\n"
        "获得感明显增强。今年要继续办好民生实事，推动高质量发展，把渔\n"
        "港建设成为现代化的海洋经济示范区，让人民群众过上更好的日子。"
    )
    english = (
        "The harbour shall be dredged before the winter, and the govern-\nment will pay for the new ferries"
        " that sail between the islands\nevery Sunday, so that schools can be reached by everybody who\n"
        "lives there."
    )
    rows = [{"id": "zh", "text": chinese}, {"id": "en", "text": f"Dear friends.\n\n{english}"}]
    indexed(tmp_path / "corpus", tiny, write_rows(tmp_path, rows))
    snapshot = snapshot_of(tmp_path / "corpus")
    in_one_line = {"zh": chinese.replace("\n", ""), "en": english.replace("-\n", "").replace("\n", " ")}
    for id_, told in in_one_line.items():
        passages = snapshot.passages_of(id_)
        breaks = snapshot.mended_breaks(passages)
        shown = [Traced.of(one.text).rewrite(each).text for one, each in zip(passages, breaks, strict=True)]
        assert told in "\n".join(shown)


def test_a_copy_of_a_speech_and_a_repeated_passage_are_known(tmp_path: Path, tiny: Encoder) -> None:
    """The same speech in the other script is a copy, whatever its id and layout."""
    text = "今年要全力做好防汛工作，推进堤防建设，守住江河安全。\n港航和船舶的工作也要做好，渡口要亮灯。"
    copy = "今年要全力做好防汛工作，推進堤防建設，守住江河安全。\n\n港航和船舶的工作也要做好，渡口要亮燈。"
    source = write_rows(tmp_path, [{"id": "one", "text": text}, {"id": "two", "text": copy}, *ROWS])
    indexed(tmp_path / "corpus", tiny, source)
    snapshot = snapshot_of(tmp_path / "corpus")
    assert [snapshot.speech(id_).same_as for id_ in ("one", "two", "harbour")] == [None, "one", None]


def test_a_repair_can_be_left_out(tmp_path: Path, tiny: Encoder) -> None:
    """Without the rule its changes are not made; with it each is in the ledger."""
    source = write_rows(tmp_path, [{"id": "dyke", "text": "推進堤防建設，經(jīng)濟發(fā)展。"}])
    index(tmp_path / "bare", tiny, read([source]), rules=choose_rules(without=["pinyin"]))
    indexed(tmp_path / "repaired", tiny, source)
    assert snapshot_of(tmp_path / "bare").repairs("dyke") == []
    repairs = snapshot_of(tmp_path / "repaired").repairs("dyke")
    assert [(repair.rule, repair.before) for repair in repairs] == [("pinyin", "(jīng)"), ("pinyin", "(fā)")]


def test_one_id_for_two_speeches_of_a_run_is_refused(tmp_path: Path, tiny: Encoder) -> None:
    """The second is named and nothing of the first is lost; the same row twice is no fault."""
    twice = [ROWS[1], {"id": "school", "text": "Another school, another teacher."}, ROWS[1]]
    source = write_rows(tmp_path, twice)
    for _ in range(2):
        done = indexed(tmp_path / "corpus", tiny, source)
        assert [refusal.path.rpartition("#")[2] for refusal in done.refused] == ["2"]
        assert snapshot_of(tmp_path / "corpus").raw("school") == ROWS[1]["text"]


def test_a_run_killed_before_its_texts_were_encoded_bars_no_other_job(
    tmp_path: Path, tiny: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Removing and making topics encode what it left; reading its vectors says how many there are not."""
    source, corpus = write_rows(tmp_path, ROWS), tmp_path / "corpus"
    with monkeypatch.context() as patched:
        patched.setattr(indexing, "encode_missing", lambda *_: 0)
        with pytest.raises(CorpusError, match="3 texts have no vector yet; run tifa index again"):
            indexed(corpus, tiny, source)
    shutil.copytree(corpus, tmp_path / "themed")
    with pytest.raises(TooFewPassages):
        make_topics(tmp_path / "themed", lambda: tiny)
    assert remove(corpus, ["school"], lambda: tiny) == ("school",)
    assert snapshot_of(corpus).manifest.n_speeches == 1


def test_removing_from_a_folder_without_a_corpus_leaves_it_empty(tmp_path: Path, tiny: Encoder) -> None:
    """It says how to make one, and writes nothing."""
    with pytest.raises(NoCorpus, match="tifa index"):
        remove(tmp_path, ["school"], lambda: tiny)
    assert list(tmp_path.iterdir()) == []


def test_a_moved_file_is_the_speech_it_was(tmp_path: Path, tiny: Encoder) -> None:
    """The same name and content at a new path is no new speech, and a later change of it is a revision."""
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    (old / "quay.txt").write_text(HARBOUR, encoding="utf-8")
    write_rows(old, [{"text": HARBOUR}, {"text": "The village school keeps its teacher."}])
    assert indexed(tmp_path / "corpus", tiny, old).added == ("quay", "speeches-1", "speeches-2")
    old.rename(new)
    assert indexed(tmp_path / "corpus", tiny, new).unchanged == ("quay", "speeches-1", "speeches-2")
    (new / "quay.txt").write_text(f"{HARBOUR}\nThe ferries sail.", encoding="utf-8")
    assert indexed(tmp_path / "corpus", tiny, new).changed == ("quay",)


def test_a_copied_file_is_another_speech(tmp_path: Path, tiny: Encoder) -> None:
    """Where the first file is still there, or its content is another, nothing was moved."""
    for folder, text in (("a", HARBOUR), ("b", HARBOUR), ("c", "The village school keeps its teacher.")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "quay.txt").write_text(text, encoding="utf-8")
    assert indexed(tmp_path / "corpus", tiny, tmp_path / "a", tmp_path / "b").added == ("quay", "quay-2")
    (tmp_path / "a" / "quay.txt").unlink()
    assert indexed(tmp_path / "corpus", tiny, tmp_path / "c").added == ("quay-3",)


def test_a_file_that_was_sent_is_the_speech_that_is_indexed(tmp_path: Path, tiny: Encoder) -> None:
    """What comes over HTTP has a name and no folder: of one name and text it is one, whichever came first."""
    file = tmp_path / "quay.txt"
    file.write_text(HARBOUR, encoding="utf-8")
    found = next(one for one in read([file]) if isinstance(one, Reading))
    sent = replace(found, source=replace(found.source, path=file.name))
    for name, first, second in (("sent first", sent, found), ("found first", found, sent)):
        assert index(tmp_path / name, tiny, [first]).added == ("quay",)
        assert index(tmp_path / name, tiny, [second]).unchanged == ("quay",)


def test_a_row_without_an_id_is_no_revision_of_one_that_had_an_id(tmp_path: Path, tiny: Encoder) -> None:
    """Files of the same name, the one with ids and the other without: the speeches of both are there."""
    indexed(tmp_path / "corpus", tiny, write_rows(tmp_path, ROWS))
    source = write_rows(tmp_path, [{"text": "The ferries sail by night."}])
    assert indexed(tmp_path / "corpus", tiny, source).added == ("speeches-1",)
    assert indexed(tmp_path / "corpus", tiny, source).unchanged == ("speeches-1",)
    assert snapshot_of(tmp_path / "corpus").raw("harbour") == HARBOUR


def test_boilerplate_is_counted_among_the_repairs(tmp_path: Path, tiny: Encoder) -> None:
    """A line that most speeches of a source begin with is found after they are read, and counted too."""
    line = "Gazette of the harbour of Veldhaven, printed every week by the pilots"
    rows = [
        {"id": f"s{n}", "text": f"{line}\nThe ferries sail at {n}. They sail again.", "source": "Gazette"}
        for n in range(6)
    ]
    assert indexed(tmp_path / "corpus", tiny, write_rows(tmp_path, rows)).repairs["boilerplate"] == 6
