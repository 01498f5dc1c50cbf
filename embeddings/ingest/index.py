"""Adding speeches to a corpus: a job that ends with a published snapshot."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from embeddings.encoder.encoding import Encoder, Workers
from embeddings.errors import EmptySpeech, ModelMismatch, TookTooLongToRead, UnreadableSource
from embeddings.ingest.boilerplate import drop_boilerplate
from embeddings.ingest.encoding_ahead import EncodingAhead
from embeddings.ingest.missing_traces import trace_missing
from embeddings.ingest.missing_vectors import Progress, encode_held_out, encode_missing, quietly
from embeddings.ingest.moved_files import find_moved_speech
from embeddings.ingest.rows_of_file import RowsOfFiles
from embeddings.ingest.snapshot_data import project
from embeddings.interruption import within
from embeddings.snapshot.before import Verified, nothing_verified, taking_over
from embeddings.snapshot.current import read_pointer
from embeddings.snapshot.publish import publish
from embeddings.snapshot.snapshot import Snapshot
from embeddings.speech import Finding
from embeddings.store import store as stores
from embeddings.store.store import Change, Store
from embeddings.store.writer_lock import sole_writer
from embeddings.text.cleaning.damage.second_document import SECOND_DOCUMENT
from embeddings.text.cleaning.furniture.boilerplate import NAME as BOILERPLATE
from embeddings.text.cleaning.rules import RULES, Rule
from embeddings.text.metadata.given import check_speech
from embeddings.text.passages import passages_of
from embeddings.text.reading.parts import part_finding, part_name, parts_of
from embeddings.text.reading.read import Reading, Refusal

LONGEST_READING = 120.0  # seconds in which one speech is cleaned and split
# Told of each speech once it is kept: what that changed, and its id.
OnChange = Callable[[Change, str], None]


@dataclass(slots=True)
class _Tally:
    ids: dict[Change, list[str]] = field(default_factory=lambda: {change: [] for change in Change})
    refused: list[Refusal] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    repairs: Counter[str] = field(default_factory=Counter)
    seen: dict[str, str] = field(default_factory=dict)  # id -> digest of what came under it in this run


@dataclass(frozen=True, slots=True)
class Indexed:
    """What an index job did.

    added, changed, unchanged: ids of speeches.  of_before: those of the unchanged that a run which ended
    before it published had stored, and that are published now.
    notes: (path, what was guessed or may be missing).
    repairs: how many were made in the added and changed ones, by rule; boilerplate wherever it was found now.
    encoded: passages sent to the model.
    truncated: passages of the whole corpus whose end the model did not read. snapshot: "" when there is
    no corpus still, because nothing could be read.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    of_before: tuple[str, ...]
    refused: tuple[Refusal, ...]
    notes: tuple[tuple[str, str], ...]
    repairs: Mapping[str, int]
    encoded: int
    truncated: int
    n_speeches: int
    n_passages: int
    snapshot: str


def unheard(change: Change, speech_id: str) -> None:
    """The changes nobody notes."""


def index(
    folder: Path,
    encoder: Encoder,
    readings: Iterable[Reading | Refusal],
    *,
    rules: Sequence[Rule] = RULES,
    progress: Progress = quietly,
    on_change: OnChange = unheard,
    wait: float = 10.0,
    workers: Workers | None = None,
    verified: Verified = nothing_verified,
) -> Indexed:
    """Add speeches to the corpus in `folder`, made if there is none, and publish.

    A speech that is there already is left alone; one whose text or metadata changed becomes a new revision;
    what cannot be read is refused and the others go on. A killed run goes on where it was. No corpus is made
    before there is a speech to put in it.
    rules: the repairs that are made in what is added now. What `progress` raises ends the run between two
    durable steps.  workers: who encodes the passages in place of the encoder, with the same model.  verified:
    as `verifying` gives it.
    Raises ModelMismatch when the corpus was made with another model, CorpusBusy after `wait` seconds.
    """
    if not stores.exists(folder):
        refused, first, rest = _first_speech(readings, rules)
        if first is None:
            return Indexed((), (), (), (), tuple(refused), (), {}, 0, 0, 0, 0, snapshot="")
        readings = chain(refused, [first], rest)
    folder.mkdir(parents=True, exist_ok=True)
    with sole_writer(folder, wait=wait), _open_or_create(folder, encoder) as store:
        # Workers are given all at once, when it is known how much there is to share out.
        with EncodingAhead(store, encoder if workers is None else None) as ahead:
            tally = _put_all(store, readings, rules, progress, on_change, ahead)
        progress("looking for boilerplate", 0, None)
        if lines := drop_boilerplate(store):
            tally.repairs[BOILERPLATE] += lines
        trace_missing(store, progress)
        encoded = ahead.n_encoded + encode_missing(store, encoder, progress, workers)
        encode_held_out(store, encoder, progress)
        progress("publishing", 0, None)
        with taking_over(folder, store.embedding_model, verified) as before:
            of_before = _unpublished(folder, before, store, tally.ids[Change.UNCHANGED])
            data = project(store, before)
            snapshot = publish(folder, data)
        return Indexed(
            added=tuple(tally.ids[Change.ADDED]),
            changed=tuple(tally.ids[Change.CHANGED]),
            unchanged=tuple(tally.ids[Change.UNCHANGED]),
            of_before=of_before,
            refused=tuple(tally.refused),
            notes=tuple(tally.notes),
            repairs=dict(tally.repairs.most_common()),
            encoded=encoded,
            truncated=store.vectors.truncated(),
            n_speeches=len(data.speeches),
            n_passages=len(data.passages),
            snapshot=snapshot,
        )


def _unpublished(
    folder: Path, before: Snapshot | None, store: Store, unchanged: Sequence[str]
) -> tuple[str, ...]:
    """Those of the unchanged speeches that stand in no snapshot as they are."""
    if before is None and read_pointer(folder) is not None:
        return ()  # of another version: what is in it is not looked up
    published = {(speech_id, revision) for speech_id, revision, _ in before.revisions()} if before else set()
    return tuple(each for each in unchanged if (each, store.revision_of(each)) not in published)


def _first_speech(
    readings: Iterable[Reading | Refusal], rules: Sequence[Rule]
) -> tuple[list[Refusal], Reading | None, Iterator[Reading | Refusal]]:
    """What was refused before the first speech that holds text, that speech, and what comes after it."""
    refused, rest = [], iter(readings)
    for given in rest:
        reading = _checked(given)
        if isinstance(reading, Refusal):
            refused.append(reading)
            continue
        try:
            with within(LONGEST_READING):
                passages_of(reading.speech, rules)
        except (EmptySpeech, TookTooLongToRead) as error:
            refused.append(Refusal(reading.source.path, str(error)))
        else:
            return refused, reading, rest
    return refused, None, rest


def _checked(reading: Reading | Refusal) -> Reading | Refusal:
    """What came by any door, with metadata that may be kept, or a refusal."""
    if isinstance(reading, Refusal):
        return reading
    try:
        given = check_speech(reading.speech)
    except UnreadableSource as refused:
        return Refusal(reading.source.path, str(refused))
    return replace(reading, speech=given.speech, notes=(*reading.notes, *given.notes))


def _open_or_create(folder: Path, encoder: Encoder) -> Store:
    if not stores.exists(folder):
        return Store.create(folder, encoder.embedding_model)
    store = Store.open(folder)
    try:
        store.embedding_model.need_same(encoder.embedding_model, folder)
    except ModelMismatch:
        store.close()
        raise
    return store


def _put_all(
    store: Store,
    readings: Iterable[Reading | Refusal],
    rules: Sequence[Rule],
    progress: Progress,
    on_change: OnChange,
    ahead: EncodingAhead,
) -> _Tally:
    tally, rows = _Tally(), RowsOfFiles(store)
    for done, given in enumerate(readings, start=1):
        reading = _checked(given)
        if isinstance(reading, Refusal):
            tally.refused.append(reading)
        else:
            _put(store, rows, reading, rules, tally, on_change, ahead)
        progress("reading speeches", done, None)
    return tally


def _put(
    store: Store,
    rows: RowsOfFiles,
    reading: Reading,
    rules: Sequence[Rule],
    tally: _Tally,
    on_change: OnChange,
    ahead: EncodingAhead,
) -> None:
    """Put a reading into the store: as one speech, or as one for each of its documents."""
    parts = _parts(
        reading, store.name_speech(reading.speech, reading.source.path, reading.suggested_id), rules
    )
    digest = parts[0].speech.digest
    if moved := rows.speech_of(reading, digest) or find_moved_speech(store, reading, digest):
        parts = _parts(reading, moved, rules)
    elif not reading.speech.id:  # the one whose place a row takes has another now
        name = store.name_speech(reading.speech, reading.source.path, reading.suggested_id)
        parts = _parts(reading, name, rules)
    parts = _with_free_names(store, parts)
    for number, part in enumerate(parts, start=1):
        if moved:
            store.move(part.speech.id, part.source.path)
        said = () if len(parts) == 1 else (part_finding(part, number, len(parts)),)
        # The name of a part was made up, so it has to be known where it came from.
        known_by = "" if reading.speech.id and number == 1 else part.source.path
        _put_speech(store, part, known_by, said, rules, tally, on_change, ahead)
    _remove_parts(store, parts, tally)


def _parts(reading: Reading, speech_id: str, rules: Sequence[Rule]) -> tuple[Reading, ...]:
    whole = replace(reading, speech=replace(reading.speech, id=speech_id))
    return parts_of(whole) if SECOND_DOCUMENT in rules else (whole,)


def _with_free_names(store: Store, parts: Sequence[Reading]) -> tuple[Reading, ...]:
    """The parts, none with an id that was given to another speech: x~2 is then called x~2~2, and so on."""
    return (parts[0], *(_with_free_name(store, part) for part in parts[1:]))


def _with_free_name(store: Store, part: Reading) -> Reading:
    """Known from before by its path; else the first name of its own that nobody has."""
    if known := store.id_at(part.source.path):
        return replace(part, speech=replace(part.speech, id=known))
    name, number = part.speech.id, 2
    while store.path_of(name) is not None:
        name, number = part_name(part.speech.id, number), number + 1
    return replace(part, speech=replace(part.speech, id=name))


def _remove_parts(store: Store, parts: Sequence[Reading], tally: _Tally) -> None:
    """Take out the parts that a source had before, after these, and has no longer."""
    path, number = parts[0].source.path, len(parts) + 1
    while gone := store.id_at(part_name(path, number)):
        if store.remove([gone]):
            tally.notes.append((path, f"{gone}, a part of it before, is taken out"))
        number += 1


def _put_speech(
    store: Store,
    reading: Reading,
    known_by: str,
    said: tuple[Finding, ...],
    rules: Sequence[Rule],
    tally: _Tally,
    on_change: OnChange,
    ahead: EncodingAhead,
) -> None:
    """said: what is known of the speech besides what its text says.  known_by: see `Store.put`."""
    speech = reading.speech
    if tally.seen.setdefault(speech.id, speech.digest) != speech.digest:
        reason = f"another speech of this run has the id {speech.id!r}, with other content"
        tally.refused.append(Refusal(reading.source.path, reason))
        return
    if store.digest_of(speech.id) == speech.digest:
        tally.ids[Change.UNCHANGED].append(speech.id)
        on_change(Change.UNCHANGED, speech.id)
        return
    try:
        with within(LONGEST_READING):
            split = passages_of(speech, rules)
    except (EmptySpeech, TookTooLongToRead) as error:
        tally.refused.append(Refusal(reading.source.path, str(error)))
        return
    split = replace(split, findings=(*split.findings, *said))
    if not known_by and store.path_of(speech.id):
        store.move(speech.id, "")  # somebody gave it this id: from now on it is known by that alone
    left_out = [rule.name for rule in RULES if rule not in rules]
    change = store.put(speech, reading.source, split, known_by=known_by, left_out=left_out)
    ahead.add(split.passages)
    tally.notes += [(reading.source.path, note) for note in reading.notes]
    tally.ids[change].append(speech.id)
    on_change(change, speech.id)
    tally.repairs.update(repair.rule for repair in split.repairs)
