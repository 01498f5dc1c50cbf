"""A source that holds several documents -> a reading of each, which says so."""

from dataclasses import replace

from embeddings.speech import Finding
from embeddings.text.cleaning.damage.second_document import SECOND_DOCUMENT
from embeddings.text.cleaning.page import LINE_BREAK, Page
from embeddings.text.reading.read import Reading

PART = "part"  # the field of the finding that says which part of its source a speech is


def parts_of(reading: Reading) -> tuple[Reading, ...]:
    """The reading itself, or one for each of its documents: x, x~2, … Their texts together are the whole.

    The first keeps what the source says of itself; of the others the title is their own.
    """
    raw = reading.speech.raw
    starts = [0, *(change.start for change in SECOND_DOCUMENT.find(Page(raw)))]
    if len(starts) == 1:
        return (reading,)
    ends = [*starts[1:], len(raw)]
    return tuple(
        _part(reading, number, start, raw[start:end])
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), start=1)
    )


def part_name(name: str, number: int) -> str:
    """Of the id of a speech, or the path of a source: that of one of its parts. number: from 1.

    Marked by what an address takes as it is: "#" would begin a fragment, and leave the first part's.
    """
    return name if number == 1 else f"{name}~{number}"


def part_finding(part: Reading, number: int, of: int) -> Finding:
    """Says which part of its source a speech is. It stands on the first line, where the source was parted."""
    first = Page(part.speech.raw).lines[0]
    rule = SECOND_DOCUMENT
    return Finding(PART, f"{number} of {of}", rule.name, rule.confidence, first.start, first.end)


def _part(reading: Reading, number: int, start: int, raw: str) -> Reading:
    speech, source = reading.speech, reading.source
    if number == 1:
        note = "holds more than one document: see the notes that follow"
        return replace(reading, speech=replace(speech, raw=raw), notes=(*reading.notes, note))
    title = LINE_BREAK.split(raw, maxsplit=1)[0].strip()
    name = part_name(speech.id, number)
    note = f"character {start:,} begins another document, kept as {name}; --without second_document leaves it"
    return Reading(
        replace(speech, id=name, raw=raw, title=title),
        replace(source, path=part_name(source.path, number)),
        reading.suggested_id,
        (note,),
    )
