"""The labels of speakers, which say who has the word and are said by nobody."""

from collections.abc import Iterator

from embeddings.text.cleaning.page import Page, Rule
from embeddings.text.script.offsets import TextChange


def _find(page: Page) -> Iterator[TextChange]:
    for start, end in page.labels:
        yield TextChange(start, end)


SPEAKER_LABELS = Rule(
    "speaker_labels",
    "takes the label of a speaker out of what is compared; the passages of the turn keep the name",
    0.95,
    False,
    _find,
)
