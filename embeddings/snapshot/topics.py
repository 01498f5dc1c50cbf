"""The topics of a snapshot, the passages that belong to each, and the filters that name them."""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

import numpy as np

from embeddings.errors import TopicsNotMade, UnknownTopic
from embeddings.index.eligible import Eligible, rows_of
from embeddings.index.vectors import PassageIndex, Rows
from embeddings.similarity.space import centre_key
from embeddings.snapshot.derived import DerivedFiles
from embeddings.snapshot.filters import ANY, Filters
from embeddings.snapshot.known_values import Field, KnownValues
from embeddings.snapshot.manifest import Manifest
from embeddings.snapshot.speaker_names import SpeakerNames
from embeddings.snapshot.tables.passages import PASSAGE
from embeddings.snapshot.tables.speeches import SpeechCard
from embeddings.speech import Passage
from embeddings.topics import model as topic_files
from embeddings.topics.assignment import assignments
from embeddings.topics.model import Topic, TopicModel
from embeddings.topics.shares import TopicShares, shares
from embeddings.topics.timeline import DatedShare


class PlacedTopics(DerivedFiles):
    """A snapshot's passages by what they speak of, and by whatever else may be asked for."""

    def __init__(
        self, folder: Path, manifest: Manifest, index: PassageIndex, topic_model: TopicModel | None
    ) -> None:
        super().__init__(folder, manifest, index)
        self.topic_model = topic_model
        self._topics = {topic.id: topic for topic in topic_model.topics} if topic_model else {}

    def need_topics(self) -> TopicModel:
        """Raises TopicsNotMade, saying which command makes them."""
        if self.topic_model is None:
            raise TopicsNotMade("this corpus has no topics yet; make them with: tifa topics --corpus DIR")
        return self.topic_model

    def topic(self, topic_id: str) -> Topic:
        """Raises TopicsNotMade or UnknownTopic."""
        self.need_topics()
        if topic_id not in self._topics:
            raise UnknownTopic(f"no topic in this corpus has the id {topic_id!r}")
        return self._topics[topic_id]

    def representatives(self, topic: Topic) -> list[Passage]:
        """The representative passages of a topic that still belong to it, nearest to its middle first.

        Since the topic was made, a speech may have gone, or say something else at the same address.
        """
        query = f"SELECT {PASSAGE} FROM passages WHERE speech_id = ? AND position = ? AND topic = ?"  # noqa: S608 -- constants only
        places = (address.rpartition(":") for address in topic.representative)
        found = (
            passage
            for speech_id, _, position in places
            for passage in self._of_speech(speech_id, query, speech_id, int(position), topic.id)
        )
        return [Passage(*row) for row in found]

    def shares(self, speech_id: str | None = None) -> TopicShares:
        """How much of a speech, or of the whole corpus, belongs to each topic, by length.

        Raises TopicsNotMade or UnknownSpeech.
        """
        self.need_topics()
        if speech_id is None:
            rows = np.arange(self.manifest.n_passages)
            topics = self.topics()
        else:
            rows = self.rows_of(speech_id)
            topics = self.topics_of(rows.tolist())
        lengths = self.numbers("text")[rows].tolist()
        placed = self.placed
        if placed is None:
            return shares(topics, lengths)
        votes = assignments(placed.of(rows.tolist()), list(self._topics))
        return shares(topics, lengths, [one.votes for one in votes])

    def said(self) -> list[DatedShare]:
        """Every passage as it is counted over time and across groups, row by row. Raises TopicsNotMade."""
        words_of = {topic.id: topic.words_by_language for topic in self.need_topics().topics}
        query = (
            'SELECT p.topic, p."end" - p.start, s.date_first, s.date_last, s.place, p.speaker, s.speaker,'
            " s.source, p.language, p.form FROM passages p JOIN speeches s ON s.id = p.speech_id ORDER BY row"
        )
        return [
            DatedShare(
                topic=topic,
                characters=length,
                first=first or "",
                last=last or "",
                place=place,
                speaker=speaking or speaker,
                source=source,
                language=centre_key(language),
                words=tuple(
                    word
                    for word in words_of.get(topic, {}).get(centre_key(language), ())
                    if word in normalized.lower()
                ),
            )
            for topic, length, first, last, place, speaking, speaker, source, language, normalized in (
                self._all(query)
            )
        ]

    def rows(self, filters: Filters) -> Rows | None:
        """The rows that `eligible` lets through, ascending; None when there is nothing to filter by."""
        return rows_of(self.eligible(filters))

    def eligible(self, filters: Filters) -> Eligible | None:
        """What passes the filters; None when there is nothing to filter by.

        Names are met in any script and width. Raises UnusableQuestion for a date that is none, UnknownValue
        for a value that names nothing in the snapshot, TopicsNotMade.
        """
        if filters == ANY:
            return None
        if filters.topic:
            self.need_topics()
        if self.manifest.n_passages:
            filters = self.known_values.resolved(filters)
        return self.passing(filters)

    @cached_property
    def known_values(self) -> KnownValues:
        """What filters may name."""
        speeches = self.of_speeches
        values: dict[Field, Iterable[str]] = {
            "speaker": {**speeches.speaker.places, **self.row_speakers.places},
            "place": speeches.place.places,
            "source": speeches.source.places,
            "speech": speeches.id.places,
            "language": self.manifest.languages,
        }
        topics = {topic.id: topic.label for topic in self._topics.values()}
        return KnownValues.of({**values, "topic": topics}, topics)

    @cached_property
    def speaker_names(self) -> SpeakerNames:
        """What the speakers are called, to find whom a question names."""
        return SpeakerNames.of(
            name for names in self.known_values.values["speaker"].values() for name in names
        )

    def speeches_after(self, speech_id: str, *, limit: int, filters: Filters = ANY) -> list[SpeechCard]:
        """The next speeches in the order of their ids; from the beginning after "".

        filters: let a speech through when they do one of its passages. Raises as `rows` does.
        """
        rows = self.rows(filters)
        ids = [id_ for id_, _, _ in self.revisions()]
        passing = range(len(ids)) if rows is None else np.unique(self.speech_numbers[rows]).tolist()
        after = [ids[number] for number in passing if ids[number] > speech_id][:limit]
        cards = self.speeches(after)
        return [cards[id_] for id_ in after]


def read_topics(folder: Path, manifest: Manifest) -> TopicModel | None:
    """Those of a snapshot that was verified; None when it has none. Raises TopicsOutdated."""
    if manifest.n_topics is None:
        return None
    return topic_files.unpack({name: (folder / name).read_bytes() for name in topic_files.FILES})
