"""Making the topics of a corpus: a job that ends with a published snapshot."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from embeddings.encoder.encoding import Encoder
from embeddings.errors import BrokenSnapshot, NothingPublished
from embeddings.ingest.formulas import find_inventory, keep_inventory, with_formulas
from embeddings.ingest.missing_vectors import need_vectors
from embeddings.ingest.snapshot_data import keep, project_afresh, read_topics, with_topics
from embeddings.ingest.topic_inputs import are_current, inputs_digest, made_from
from embeddings.ingest.topic_labels import given_labels
from embeddings.similarity.space import Space, Vectors
from embeddings.snapshot.before import published_topics, taking_over
from embeddings.snapshot.data import SnapshotData
from embeddings.snapshot.publish import publish
from embeddings.store.store import Store, need
from embeddings.store.writer_lock import sole_writer
from embeddings.text.tokens.words import words
from embeddings.topics.fitting.naming.meanings import MeaningOf
from embeddings.topics.fitting.passages import PassageFacts
from embeddings.topics.fitting.wishes import Wishes
from embeddings.topics.model import TopicModel, TopicsOutdated

_IN_AN_END, _HAS_ENDS = 2, 7


def make_topics(
    folder: Path,
    encoder: Callable[[], Encoder],
    *,
    wishes: Wishes | None = None,
    threads: int = 1,
    say: Callable[[str], None] = lambda _: None,
    wait: float = 10.0,
) -> str:
    """Fit the topics of the corpus in `folder`, and find its formulas; keep both, and publish.

    Returns the snapshot's name.

    It starts from the topics that are there, which keep their ids, unless `wishes` say afresh; labels that
    people gave stay with their topics. The space is measured again first, since topics lie in it. Where
    the published topics were made from just this, they stay as they are, unless `wishes` say afresh. `say` is
    told each step.
    encoder: loads what made the corpus; it reads the words that topics may be called.
    Raises NoCorpus, CorpusBusy, or TooFewPassages.
    """
    need(folder)
    wishes = wishes if wishes is not None else Wishes()
    with (
        sole_writer(folder, wait=wait),
        Store.open(folder) as store,
        taking_over(folder, store.embedding_model) as previous,
    ):
        need_vectors(store, folder, encoder)
        inputs = inputs_digest(store, wishes)
        if previous is not None and not wishes.afresh and are_current(store, previous, inputs):
            say(f"nothing has changed since the topics of snapshot {previous.name}; --afresh finds them anew")
            return previous.name
        # BERTopic takes seconds to import: only who makes topics pays, not every command that can.
        from embeddings.topics.fitting.fit import Before, fit

        say("measuring the space")
        data = project_afresh(store, previous)
        say(f"reading the words of {len(data.passages):,} passages")
        facts = passage_facts(data)
        earlier = _to_start_from(folder, read_topics(store))
        before = None if earlier is None else Before(earlier, given_labels(store))
        fitted = fit(
            data.vectors[:],
            facts,
            centres=data.space.centres,
            meaning_of=_meaning(store, folder, encoder, data.space),
            before=before,
            wishes=wishes,
            threads=threads,
            say=say,
        )
        topic_model = made_from(inputs, fitted.topic_model)
        keep(store, data.space, topic_model)
        inventory = find_inventory(data, say=say)
        keep_inventory(store, inventory)
        say("publishing")
        return publish(folder, with_formulas(with_topics(data, topic_model, fitted.placed), inventory))


def _meaning(store: Store, folder: Path, encoder: Callable[[], Encoder], space: Space) -> MeaningOf:
    """What words mean in the space of the passages; the encoder is loaded when that is first asked."""

    @cache
    def loaded() -> Encoder:
        one = encoder()
        store.embedding_model.need_same(one.embedding_model, folder)
        return one

    def vectors(words: Sequence[str], language: str) -> Vectors:
        return space.centred(loaded().queries(words).vectors, [language] * len(words))

    return vectors


def _to_start_from(folder: Path, kept: TopicModel | None) -> TopicModel | None:
    """The topics that were fitted last and seen by anybody.

    A run that was killed, or met a full disk, between keeping its topics and publishing them leaves a fit
    that no snapshot has. It is made again rather than gone on from, so that what is published is what a run
    leaves that was not killed.
    """
    if kept is None:
        return None
    try:
        published = published_topics(folder)
    except (NothingPublished, BrokenSnapshot, TopicsOutdated):
        return kept
    number = 0 if published is None else published.number
    return kept if kept.number <= number else published


def passage_facts(data: SnapshotData) -> Sequence[PassageFacts]:
    """What a fit is told of each passage: what was given with its speech, else what its text says."""
    speakers = {speech.id: speech.speaker for speech in data.speeches} | _found(data, "speaker")
    sources = {speech.id: speech.source for speech in data.speeches} | _found(data, "source")
    last = {passage.speech_id: passage.position for passage in data.passages}
    return [
        PassageFacts(
            address=passage.address,
            language=passage.language,
            tokens=tuple(words(passage.normalized, passage.language)),
            normalized=passage.normalized,
            text=passage.text,
            speech=data.copies.get(passage.speech_id, passage.speech_id),
            speaker=passage.speaker or speakers.get(passage.speech_id, ""),
            source=sources.get(passage.speech_id, ""),
            is_copy=passage.speech_id in data.copies,
            is_end=_is_end(passage.position, last[passage.speech_id]),
        )
        for passage in data.passages
    ]


def _is_end(position: int, last: int) -> bool:
    """Whether a passage is among the first or last two of a speech; short ones have no ends."""
    return last >= _HAS_ENDS and min(position, last - position) < _IN_AN_END


def _found(data: SnapshotData, field: str) -> dict[str, str]:
    """What the texts of speeches say, of those with which nothing was given."""
    return {
        speech.id: finding.value
        for speech in data.speeches
        if not getattr(speech, field)
        for finding in data.findings.get(speech.id, ())
        if finding.field == field
    }
