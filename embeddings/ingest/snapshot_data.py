"""From the store to what a snapshot shows, without running the model."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

import numpy as np
from safetensors import SafetensorError
from threadpoolctl import threadpool_limits

from embeddings.errors import CorpusError
from embeddings.index import codes
from embeddings.index import seeds as passage_seeds
from embeddings.index.codes import Codes, Depth
from embeddings.ingest.formulas import with_kept_formulas
from embeddings.ingest.searched import Searched
from embeddings.similarity import density, moments
from embeddings.similarity import space as spaces
from embeddings.similarity.calibration import SAMPLE, calibrate, question_from
from embeddings.similarity.density import Densities
from embeddings.similarity.fitting import make_centres, measure_nulls
from embeddings.similarity.row_blocks import Matrix
from embeddings.similarity.scaling import Scaling
from embeddings.similarity.space import Space, Vectors, language_numbers
from embeddings.snapshot.data import SnapshotData
from embeddings.snapshot.segments import divided, laid_out
from embeddings.snapshot.snapshot import SPACE, Snapshot
from embeddings.store.store import Store
from embeddings.text.duplicates import sketches as speech_sketches
from embeddings.topics import model as topic_files
from embeddings.topics import placing
from embeddings.topics.assignment import PlacedPassages, assign
from embeddings.topics.model import TopicModel, TopicsOutdated
from embeddings.topics.re_encoding import move_topics

# A space measured on a corpus that has grown by half since is measured again.
OUTGROWN = 1.5

_T = TypeVar("_T")


def _measure(store: Store, searched: Searched) -> tuple[Space, Matrix]:
    """The space of the passages that are searched, in which a speech and its copies are one; and their rows
    in it.
    """
    vectors = searched.vectors()
    with threadpool_limits(1):  # sums on several threads differ in their last bits
        space = make_centres(vectors, searched.languages)
    return _calibrated(store, searched, space, vectors)


def _recalibrated(store: Store, searched: Searched, space: Space) -> tuple[Space, Matrix]:
    """The same with its centres, in which topics lie; percentiles and strengths are measured again."""
    again = replace(space, calibrated_on=len(searched.passages))
    return _calibrated(store, searched, again, searched.vectors())


def _calibrated(store: Store, searched: Searched, space: Space, vectors: Vectors) -> tuple[Space, Matrix]:
    """The same space, with what is told of a match measured on what is searched now; and the rows in it."""
    speeches, languages = searched.originals, searched.languages
    centred = space.centred(vectors, languages)
    scaling = Scaling(_densities(searched, centred))
    sample = store.sample(SAMPLE)
    questions = store.vectors.questions(question_from(normalized) for normalized in sample)
    with threadpool_limits(1):
        nulls = measure_nulls(vectors, centred, languages, speeches, scaling)
        calibrated = replace(
            space,
            nulls=nulls.plain,
            strengths=calibrate(space, searched.passages, centred, speeches, sample, questions, scaling),
            scaled_nulls=nulls.scaled,
        )
    return calibrated, centred


def project(store: Store, before: Snapshot | None = None) -> SnapshotData:
    """Everything that is searched, in the order of addresses, in the space and with the topics that are kept.

    before: as `snapshot_before` gives it. What it has is taken over; the result is the same without it.

    A space that is not there yet, or that the corpus has outgrown, is made and kept.
    """
    searched = Searched(store, before)
    topic_model = read_topics(store)
    space = _kept_space(store)
    # Centroids lie in the space they were fitted in: the two move on together, when topics are refitted.
    n = len(searched.passages)
    if space is None or (n >= OUTGROWN * space.n_passages and topic_model is None):
        space, vectors = _measure(store, searched)
        store.fitted.put({SPACE: spaces.pack(space)})
    elif n >= OUTGROWN * space.n_calibrated:
        space, vectors = _recalibrated(store, searched, space)
        store.fitted.put({SPACE: spaces.pack(space)})
    else:
        vectors = searched.centred(space)
    data = _contents(store, searched, space, vectors)
    data = data if topic_model is None else with_topics(data, topic_model)
    return with_kept_formulas(store, data)


def project_afresh(store: Store, before: Snapshot | None = None) -> SnapshotData:
    """Everything that is searched, in a space measured now and without topics; nothing is kept yet.

    before: as `snapshot_before` gives it. What it has is taken over; the result is the same without it.
    """
    searched = Searched(store, before)
    return _contents(store, searched, *_measure(store, searched))


def with_topics(
    data: SnapshotData, topic_model: TopicModel, placed: PlacedPassages | None = None
) -> SnapshotData:
    """The same passages, each with its topic. The topics must have been fitted in the space of `data`.

    placed: what these topics say of the passages, where that is known.
    """
    placed = placed if placed is not None else _placed(data, topic_model)
    ids = [topic.id for topic in topic_model.topics]
    first = zip(placed.assigned.tolist(), placed.topics[:, 0].tolist(), strict=True)
    topics = [ids[row] if assigned else None for assigned, row in first]
    derived = {**data.derived_files, placing.FILE: placing.pack(placed)}
    return replace(data, topic_model=topic_model, topics=topics, derived_files=derived)


def _placed(data: SnapshotData, topic_model: TopicModel) -> PlacedPassages:
    before = None
    if data.before is not None and _has_topics(data, topic_model):
        before = data.before.placed
    carried = np.full(len(data.passages), -1) if before is None else data.carried
    return placing.extend(before, carried, data.vectors, data.languages, topic_model)


def _has_topics(data: SnapshotData, topic_model: TopicModel) -> bool:
    """Whether the snapshot before has just these topics, and its passages lie where they lie now."""
    if data.before is None or not data.keeps_vectors:
        return False
    files = data.before.manifest.files
    return all(
        name in files and files[name].sha256 == hashlib.sha256(content).hexdigest()
        for name, content in topic_files.pack(topic_model).items()
    )


def keep(store: Store, space: Space, topic_model: TopicModel) -> None:
    """Keep topics together with the space they were fitted in."""
    files = {SPACE: spaces.pack(space), **topic_files.pack(topic_model)}
    store.fitted.put(files, without_history=(topic_files.NUMBERS_FILE,))


def fitted_files(data: SnapshotData) -> dict[str, bytes]:
    """The space and the topics of `data` as the store keeps them, also that there are no topics."""
    no_topics = dict.fromkeys(topic_files.FILES, b"")
    topic_model = no_topics if data.topic_model is None else topic_files.pack(data.topic_model)
    return {SPACE: spaces.pack(data.space), **topic_model}


def project_into(after: Store, before: Store) -> SnapshotData:
    """Everything that is searched, with the vectors of `after`; nothing is kept yet.

    Both are the same corpus. Where it comes back to a model and its topics are those it had then, space and
    topics are as they were left. Otherwise the space is measured, and the topics are carried over into it.
    """
    searched, now = Searched(after), read_topics(before)
    left = after.fitted.left(SPACE, *topic_files.FILES)
    then = _unpacked(left) if len(left) > 1 else None
    if left and _ids(now) <= _ids(then):
        space = spaces.unpack(left[SPACE])
        data, topic_model = _contents(after, searched, space, searched.centred(space)), then
    else:
        data = _contents(after, searched, *_measure(after, searched))
        topic_model = _carried(now, before, data)
    data = data if topic_model is None else with_topics(data, topic_model)
    return with_kept_formulas(before, data)


def _ids(topic_model: TopicModel | None) -> set[str]:
    return set() if topic_model is None else {topic.id for topic in topic_model.topics}


def _carried(topic_model: TopicModel | None, before: Store, data: SnapshotData) -> TopicModel | None:
    space = _kept_space(before)
    if topic_model is None or space is None:
        return None
    # A killed run may have left passages that were never encoded before: those had no topic.
    missing = set(before.vectors.unencoded())
    had = [passage for passage in data.passages if passage.normalized not in missing]
    vectors = before.vectors.of([passage.normalized for passage in had])
    languages = [passage.language for passage in had]
    assigned = assign(space.centred(vectors, languages), languages, topic_model)
    topics = {p.address: found.topic for p, found in zip(had, assigned, strict=True) if found.topic}
    return move_topics(
        topic_model,
        topics,
        data.vectors[:],
        [passage.language for passage in data.passages],
        [passage.address for passage in data.passages],
        [data.copies.get(passage.speech_id, passage.speech_id) for passage in data.passages],
        data.space.centres,
    )


def _contents(store: Store, searched: Searched, space: Space, vectors: Matrix) -> SnapshotData:
    """vectors: the passages in the space; see `Searched.centred`."""
    segment_codes = _codes(searched, space, vectors) if len(vectors) >= codes.FROM else {}
    with ThreadPoolExecutor(1) as beside:  # what is measured here leaves most of the time to other threads
        measuring = segment_codes and beside.submit(_depth, segment_codes, searched.languages, vectors)
        derived = {
            speech_sketches.FILE: speech_sketches.pack(searched.sketches),
            density.FILE: density.pack(_densities(searched, vectors)),
            **_moments(searched, vectors),
        }
        depth = measuring.result() if measuring else None
    return SnapshotData(
        embedding_model=store.embedding_model,
        speeches=searched.speeches,
        passages=searched.passages,
        sizes=searched.sizes,
        vectors=vectors,
        topics=[None] * len(searched.passages),
        space=space,
        topic_model=None,
        revisions=searched.revisions,
        repairs=searched.repairs,
        findings=searched.findings,
        copies=searched.copies,
        before=searched.before,
        carried=searched.carried,
        derived_files={
            **derived,
            **({} if depth is None else {codes.DEPTH_FILE: codes.pack_depth(depth)}),
        },
        segment_files={
            passage_seeds.FILE: lambda rows: passage_seeds.pack(searched.seeds(rows)),
            **({} if depth is None else {codes.FILE: lambda rows: codes.pack(segment_codes[rows])}),
        },
        recall=None if depth is None else depth.recall,
    )


def _moments(searched: Searched, vectors: Matrix) -> dict[str, bytes]:
    """Of the passages of each language, where these are many; those of the snapshot before are extended.

    vectors: centred.
    """
    if len(vectors) < moments.FROM:
        return {}
    before, kept = searched.before, None
    if before is not None and before.moments is not None:
        kept = before.moments, before.index.vectors, before.passage_languages
    return {moments.FILE: moments.pack(moments.extend(kept, searched.carried, vectors, searched.languages))}


def _codes(searched: Searched, space: Space, vectors: Matrix) -> dict[range, Codes]:
    """The codes of each segment, by its rows; those of one that stays are taken over. vectors: centred."""
    before = searched.before
    kept = before if before is not None and before.manifest.space == space.id else None
    of_first = {segment.rows.start: segment for segment in kept.segments} if kept else {}
    found: dict[range, Codes] = {}
    for segment in laid_out(divided(searched.ids, searched.sizes)):
        rows, carried = segment.rows, searched.carried[segment.rows.start : segment.rows.stop]
        same = of_first.get(int(carried[0])) if len(carried) else None
        known = None
        if kept and same and np.array_equal(carried, np.arange(same.rows.start, same.rows.stop)):
            known = kept.codes_of(same)
        if known is None:
            known = codes.encode(vectors[rows.start : rows.stop])
        found[rows] = known
    return found


def _depth(segment_codes: Mapping[range, Codes], languages: Sequence[str], vectors: Matrix) -> Depth:
    """How deep the codes are searched, measured on all vectors."""
    keys, groups = language_numbers(languages)
    row_codes = codes.put_together(list(segment_codes.values()), keys, groups, vectors.shape[1])
    with threadpool_limits(1):
        return codes.measure(row_codes, vectors)


def _densities(searched: Searched, vectors: Matrix) -> Densities:
    """Around each passage; those of the snapshot before are extended. vectors: centred."""
    # A space is calibrated on what is published then: measured once, it need not be again.
    if searched.measured is not None and searched.measured[0] is vectors:
        return searched.measured[1]
    before, kept = searched.before, None
    if before is not None and (file := before.derived_file(density.FILE)) is not None:
        kept = density.unpack(file.read_bytes()), before.index.vectors
    densities = density.extend(kept, searched.carried, vectors, searched.languages)
    searched.measured = vectors, densities
    return densities


def _kept_space(store: Store) -> Space | None:
    return _kept(store, lambda files: spaces.unpack(files[SPACE]), SPACE)


def read_topics(store: Store) -> TopicModel | None:
    """The topics that were fitted last; None when there are none, or in the format of an earlier version."""
    return _kept(store, _unpacked, *topic_files.FILES)


def _unpacked(files: Mapping[str, bytes]) -> TopicModel | None:
    """Topics of an earlier format are made again; until then there are none."""
    try:
        return topic_files.unpack(files)
    except TopicsOutdated:
        return None


def _kept(store: Store, unpack: Callable[[Mapping[str, bytes]], _T], *names: str) -> _T | None:
    """What was fitted last; None when nothing was. Raises CorpusError when it is damaged."""
    files = store.fitted.newest(*names)
    try:
        return None if files is None else unpack(files)
    except (ValueError, KeyError, TypeError, SafetensorError) as error:
        raise CorpusError(
            f"{' and '.join(names)} in the store cannot be read; restore it from a copy"
        ) from error
