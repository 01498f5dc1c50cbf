"""From the store to what a snapshot shows, without running the model."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeVar

from safetensors import SafetensorError

from embeddings.errors import CorpusError
from embeddings.similarity import space as spaces
from embeddings.similarity.calibration import SAMPLE, calibrated, question_from
from embeddings.similarity.fitting import make_space
from embeddings.similarity.space import Space, Vectors
from embeddings.snapshot.data import SnapshotData
from embeddings.snapshot.snapshot import SPACE
from embeddings.speech import Finding, Passage, Repair, Speech
from embeddings.store.store import Store
from embeddings.text.duplicates.near_duplicates import speech_groups
from embeddings.text.metadata.given import language_tag
from embeddings.text.script.language_tags import UNKNOWN
from embeddings.topics import model as topic_files
from embeddings.topics.assignment import assign
from embeddings.topics.carry import carried
from embeddings.topics.model import TopicModel
from embeddings.topics.passages import TopicPassages

# A space measured on a corpus that has grown by half since is measured again.
_GROWTH = 1.5

_T = TypeVar("_T")


@dataclass(frozen=True)
class _Searched:
    """What the store holds for searching: row i of the vectors (not centred) belongs to passage i."""

    speeches: Sequence[Speech]
    passages: Sequence[Passage]
    vectors: Vectors
    revisions: Mapping[str, str]
    repairs: Mapping[str, Sequence[Repair]]
    findings: Mapping[str, Sequence[Finding]]
    copies: Mapping[str, str]

    @property
    def languages(self) -> list[str]:
        return [passage.language for passage in self.passages]

    def measure(self, store: Store) -> Space:
        """The space of these passages, in which a speech and its copies are one."""
        speeches = [self.copies.get(passage.speech_id, passage.speech_id) for passage in self.passages]
        space = make_space(self.vectors, self.languages, speeches)
        sample = store.sample(SAMPLE)
        strengths = calibrated(
            space,
            self.passages,
            space.centred(self.vectors, self.languages),
            speeches,
            sample,
            store.vectors.questions(question_from(normalized) for normalized in sample),
        )
        return replace(space, strengths=strengths)


def project(store: Store) -> SnapshotData:
    """Everything that is searched, in the order of addresses, in the space and with the topics that are kept.

    A space that is not there yet, or that the corpus has outgrown, is made and kept.
    """
    searched = _searched(store)
    topic_model = _kept_topics(store)
    space = _kept_space(store)
    # Centroids lie in the space they were fitted in: the two move on together, when topics are refitted.
    outgrown = (
        space is not None and len(searched.passages) >= _GROWTH * space.n_passages and topic_model is None
    )
    if space is None or outgrown:
        space = searched.measure(store)
        store.fitted.put({SPACE: spaces.pack(space)})
    data = _contents(store, searched, space)
    return data if topic_model is None else with_topics(data, topic_model)


def project_afresh(store: Store) -> SnapshotData:
    """Everything that is searched, in a space measured now and without topics; nothing is kept yet."""
    searched = _searched(store)
    return _contents(store, searched, searched.measure(store))


def with_topics(data: SnapshotData, topic_model: TopicModel) -> SnapshotData:
    """The same passages, each with its topic. The topics must have been fitted in the space of `data`."""
    topics = [assignment.topic for assignment in assign(data.vectors, topic_model)]
    return replace(data, topic_model=topic_model, topics=topics)


def keep(store: Store, space: Space, topic_model: TopicModel) -> None:
    """Keep topics together with the space they were fitted in."""
    store.fitted.put({SPACE: spaces.pack(space), **topic_files.pack(topic_model)})


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
    searched, now = _searched(after), _kept_topics(before)
    left = after.fitted.left(SPACE, *topic_files.FILES)
    then = topic_files.unpack(left) if len(left) > 1 else None
    if left and _ids(now) <= _ids(then):
        data, topic_model = _contents(after, searched, spaces.unpack(left[SPACE])), then
    else:
        data = _contents(after, searched, searched.measure(after))
        topic_model = _carried(now, before, data)
    return data if topic_model is None else with_topics(data, topic_model)


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
    assigned = assign(space.centred(vectors, [passage.language for passage in had]), topic_model)
    topics = {p.address: found.topic for p, found in zip(had, assigned, strict=True) if found.topic}
    return carried(
        topic_model,
        topics,
        TopicPassages.in_order(
            data.vectors,
            [()] * len(data.passages),  # words are those the topics have
            [passage.language for passage in data.passages],
            [passage.address for passage in data.passages],
        ),
    )


def _searched(store: Store) -> _Searched:
    speeches = [_tagged(speech) for speech in store.speeches()]
    passages = [_tagged_passage(passage) for speech in speeches for passage in store.passages(speech)]
    return _Searched(
        speeches=speeches,
        passages=passages,
        vectors=store.vectors.of([passage.normalized for passage in passages]),
        revisions={speech.id: store.revision_of(speech.id) or "" for speech in speeches},
        repairs={speech.id: store.repairs(speech) for speech in speeches},
        findings={speech.id: store.findings(speech) for speech in speeches},
        copies=_copies(passages),
    )


def _tagged(speech: Speech) -> Speech:
    """With a language that may be shown: older versions kept whatever was given as one."""
    tag = language_tag(speech.language)
    return speech if tag == speech.language else replace(speech, language=tag)


def _tagged_passage(passage: Passage) -> Passage:
    tag = language_tag(passage.language) or UNKNOWN
    return passage if tag == passage.language else replace(passage, language=tag)


def _copies(passages: Sequence[Passage]) -> dict[str, str]:
    """Speech -> the speech it is a copy of: from another source, in another layout, in another script."""
    by_speech = groupby(passages, key=lambda passage: passage.speech_id)
    groups = speech_groups(
        (speech_id, [passage.normalized for passage in own]) for speech_id, own in by_speech
    )
    return {twin.id: group.first for group in groups for twin in group.twins}


def _contents(store: Store, searched: _Searched, space: Space) -> SnapshotData:
    return SnapshotData(
        embedding_model=store.embedding_model,
        speeches=searched.speeches,
        passages=searched.passages,
        vectors=space.centred(searched.vectors, searched.languages),
        topics=[None] * len(searched.passages),
        space=space,
        topic_model=None,
        revisions=searched.revisions,
        repairs=searched.repairs,
        findings=searched.findings,
        copies=searched.copies,
    )


def _kept_space(store: Store) -> Space | None:
    return _kept(store, lambda files: spaces.unpack(files[SPACE]), SPACE)


def _kept_topics(store: Store) -> TopicModel | None:
    return _kept(store, topic_files.unpack, *topic_files.FILES)


def _kept(store: Store, unpack: Callable[[Mapping[str, bytes]], _T], *names: str) -> _T | None:
    """What was fitted last; None when nothing was. Raises CorpusError when it is damaged."""
    files = store.fitted.newest(*names)
    try:
        return None if files is None else unpack(files)
    except (ValueError, KeyError, TypeError, SafetensorError) as error:
        raise CorpusError(
            f"{' and '.join(names)} in the store cannot be read; restore it from a copy"
        ) from error
