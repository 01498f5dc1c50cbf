"""Which passages pass filters: as a condition on what is known of them, and as the rows that fulfil it."""

from collections.abc import Mapping, Sequence
from functools import cached_property, partial, reduce

import numpy as np
import numpy.typing as npt

from embeddings.index.eligible import Condition, Eligible, Mask, Within
from embeddings.snapshot.filters import ANY, Filters, bounds
from embeddings.snapshot.tables.metadata import MetadataTable, day_number

Column = npt.NDArray[np.int32]

_LAST_DAY = day_number("9999-12-31")


class FilterTable(MetadataTable):
    """The passages of a snapshot by what filters may ask of them: columns of numbers, none of them negative.

    What a number means is known in this snapshot alone, and is the same whenever it is opened.
    """

    @cached_property
    def speech_columns(self) -> Mapping[str, Column]:
        """What filters ask of speeches; each of shape (speeches,), in the order of ids."""
        known = self.of_speeches
        return {
            "speech": known.id.numbers,
            "speaker": known.speaker.numbers,
            "place": known.place.numbers,
            "source": known.source.numbers,
            "first_day": known.first,
            "last_day": known.last,
        }

    @cached_property
    def passage_columns(self) -> Mapping[str, Column]:
        """What filters ask of passages; each of shape (n,). speaking: who says it, where a turn says so."""
        return {
            "language": self.row_languages.numbers,
            "topic": self.row_topics.numbers,
            "speaking": self.row_speakers.numbers,
        }

    def columns(self, rows: slice) -> dict[str, Column]:
        """All of that, of some rows."""
        speeches = self.speech_numbers[rows]
        of_speeches = {name: numbers[speeches] for name, numbers in self.speech_columns.items()}
        return of_speeches | {name: numbers[rows] for name, numbers in self.passage_columns.items()}

    def passing(self, filters: Filters) -> Eligible | None:
        """The rows that pass filters with values as passages have them; None for all of them.

        Raises UnusableQuestion as `bounds` does.
        """
        if filters == ANY:
            return None
        condition = self._condition(filters)
        return Eligible(np.flatnonzero(self._fulfilling(condition)), condition)

    def _condition(self, filters: Filters) -> Condition:
        speeches, languages, speaking = self.of_speeches, self.row_languages, self.row_speakers
        clauses: list[tuple[Within, ...]] = [
            (Within.among(column, known.numbers_of(wanted)),)
            for column, known, wanted in (
                ("speech", speeches.id, filters.speech),
                ("place", speeches.place, filters.place),
                ("source", speeches.source, filters.source),
                ("topic", self.row_topics, filters.topic),
            )
            if wanted
        ]
        if left_out := speeches.id.numbers_of(filters.exclude_speech):
            clauses.append((Within.among("speech", left_out, outside=True),))
        if filters.language:
            spoken = _in_languages(languages.places, filters.language)
            clauses.append((Within.among("language", languages.numbers_of(spoken)),))
        if filters.speaker:
            of_speech = Within.among("speaker", speeches.speaker.numbers_of(filters.speaker))
            of_turn = Within.among("speaking", speaking.numbers_of(filters.speaker))
            clauses.append((of_speech, of_turn))
        first, last = map(day_number, bounds(filters))
        if first:
            clauses.append((Within("last_day", ((first, _LAST_DAY),)),))
        if last:  # the day of an unknown date is 0
            clauses.append((Within("first_day", ((1, last),)),))
        return Condition(tuple(clauses))

    def _fulfilling(self, condition: Condition) -> Mask:
        """Which rows fulfil it, shape (n,). What asks of speeches alone is asked of each of them once."""
        known, spread = self.speech_columns, partial(np.repeat, repeats=self.of_speeches.sizes)

        def held(part: Within) -> Mask:
            """By each row."""
            if part.column in known:
                return spread(part.holds(known[part.column]))
            return part.holds(self.passage_columns[part.column])

        of_speeches: Mask = np.ones(len(self.of_speeches.sizes), bool)
        others = []
        for clause in condition.clauses:
            if all(part.column in known for part in clause):
                of_speeches &= reduce(np.logical_or, (part.holds(known[part.column]) for part in clause))
            else:
                others.append(clause)
        return reduce(
            np.logical_and,
            (reduce(np.logical_or, map(held, clause)) for clause in others),
            spread(of_speeches),
        )


def _in_languages(known: Mapping[str, int], wanted: Sequence[str]) -> list[str]:
    """The languages that are one of these, or one of its scripts."""
    return [one for one in known for tag in wanted if one == tag or one.startswith(f"{tag}-")]
