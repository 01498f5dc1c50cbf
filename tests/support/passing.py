"""What filters mean, one passage at a time."""

from embeddings.dates import days_of
from embeddings.snapshot.filters import Filters
from embeddings.speech import Passage, Speech


def passes(passage: Passage, one: Speech, topic: str | None, filters: Filters) -> bool:
    """As the docstring of `Filters` has it."""
    days = days_of(one.date)
    start, end = days_of(filters.date_from), days_of(filters.date_to)
    return all(
        (
            not filters.language
            or any(passage.language == x or passage.language.startswith(f"{x}-") for x in filters.language),
            not filters.speaker or {one.speaker, passage.speaker} & {*filters.speaker},
            not filters.place or one.place in filters.place,
            not filters.source or one.source in filters.source,
            not filters.topic or topic in filters.topic,
            not filters.speech or one.id in filters.speech,
            one.id not in filters.exclude_speech,
            start is None or (days is not None and days[1] >= start[0]),
            end is None or (days is not None and days[0] <= end[1]),
        )
    )
