"""What the values of filters name in a snapshot, and the nearest ones where a value names nothing.

A name is met in any script, width and case, with accents or without, however its spaces are typed. An id is
met as it is. A value that names nothing is told instead of being answered with nothing.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Literal, TypeAlias

from embeddings.errors import UnknownValue
from embeddings.snapshot.filters import Filters
from embeddings.text.script.language_tags import tag_of
from embeddings.text.script.search_folding import search_fold

Field: TypeAlias = Literal["language", "speaker", "place", "source", "topic", "speech"]
FIELDS: tuple[Field, ...] = ("language", "speaker", "place", "source", "topic", "speech")
_NEAREST = 3  # known values that are told
_FEW = 5  # … all of which are, when none is alike
_ALIKE = 0.6  # the least likeness of those, as difflib measures it
_LONGEST = 200  # characters of a value that are compared


@dataclass(frozen=True, slots=True)
class KnownValues:
    """By field and by name as it is compared, the values that passages have.

    labels: what each value is called, where that is another word: the label of a topic's id.
    """

    values: Mapping[Field, Mapping[str, tuple[str, ...]]]
    labels: Mapping[str, str]

    @classmethod
    def of(cls, values: Mapping[Field, Iterable[str]], labels: Mapping[str, str]) -> "KnownValues":
        """labels: of topics, by id: they name a topic as well."""
        named = {field: [(value, value) for value in sorted(values.get(field, ()))] for field in FIELDS}
        named["topic"] += [(label, topic) for topic, label in sorted(labels.items())]
        return cls({field: _by_name(pairs) for field, pairs in named.items()}, labels)

    def resolved(self, filters: Filters) -> Filters:
        """The same filters with the values as passages have them.

        Raises UnknownValue for one that names nothing. A speech to be left out may be unknown.
        """
        return replace(
            filters,
            language=self._each("language", filters.language),
            speaker=self._each("speaker", filters.speaker),
            place=self._each("place", filters.place),
            source=self._each("source", filters.source),
            topic=self._each("topic", filters.topic),
            speech=self._each("speech", filters.speech),
        )

    def _each(self, field: Field, values: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(known for value in values for known in self._one(field, value)))

    def _one(self, field: Field, value: str) -> tuple[str, ...]:
        named = self._language(value) if field == "language" else self.values[field].get(_name(value), ())
        if field == "speech":  # an id, which another may resemble
            named = (value,) if value in named else ()
        if not named:
            raise UnknownValue(field, value, self._nearest(field, value))
        return named

    def _language(self, value: str) -> tuple[str, ...]:
        """A language that passages are in, or one of whose scripts they are in; by its tag or its name."""
        tag = tag_of(value)
        known = {one.lower(): one for values in self.values["language"].values() for one in values}
        if tag.lower() in known:
            return (known[tag.lower()],)
        return (tag,) if any(one.split("-")[0] == tag for one in known) else ()

    def _nearest(self, field: Field, value: str) -> list[str]:
        names = self.values[field]
        if field == "language":
            return sorted(one for values in names.values() for one in values)
        name = _name(value)
        within = sorted((one for one in names if name and name in one), key=len)
        alike = dict.fromkeys([*get_close_matches(name, names, _NEAREST, _ALIKE), *within])
        if not alike and len(names) <= _FEW:
            alike = dict.fromkeys(names)
        near = dict.fromkeys(one for each in alike for one in names[each])
        told = [f"{one} ({self.labels[one]})" if one in self.labels else one for one in near]
        return told[:_NEAREST]


def _by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    named: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        if value:
            named[_name(name)] = (*named.get(_name(name), ()), value)
    return named


def _name(value: str) -> str:
    """A name as names are compared: spaces, points and the dot between two names tell nothing."""
    compatible = unicodedata.normalize("NFKC", value[:_LONGEST])
    return "".join(character for character in search_fold(compatible) if character.isalnum()) or compatible
