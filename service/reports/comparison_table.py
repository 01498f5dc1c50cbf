"""The stretches of a comparison as a table."""

from collections.abc import Iterator
from typing import TextIO

from embeddings.comparison.result import Comparison, Difference
from service.reports.spreadsheets import Cell, write_csv

COLUMNS = (
    "passage", "start", "end", "class", "text", "n_speeches", "source", "source_start", "source_end",
    "source_text", "title", "speaker", "date", "identity", "cosine", "first", "first_date", "differences",
)  # fmt: skip


def write_stretches(file: TextIO, comparison: Comparison) -> None:
    """One row for each stretch, with its best source, in a file opened as `write_csv` wants it."""
    write_csv(file, COLUMNS, _rows(comparison))


def _rows(comparison: Comparison) -> Iterator[list[Cell]]:
    for compared in comparison.passages:
        for stretch in compared.stretches:
            passage = compared.passage
            text = passage.text[stretch.start - passage.start : stretch.end - passage.start]
            row: list[Cell] = [passage.position, stretch.start, stretch.end, stretch.kind, text]
            row.append(stretch.n_speeches)
            if stretch.sources:
                source = stretch.sources[0]
                start = source.passage.start
                row += [source.passage.address, source.start, source.end]
                row.append(source.passage.text[source.start - start : source.end - start])
                row += [source.speech.title, source.speech.speaker, source.speech.date]
                row += [source.identity, source.cosine]
            else:
                row += [None] * 9
            first = stretch.provenance.first if stretch.provenance is not None else None
            row += [first.id, first.date] if first is not None else [None, None]
            row.append("; ".join(map(_told, stretch.differences)))
            yield row


def _told(difference: Difference) -> str:
    return f"{difference.kind}: {difference.there or '-'} > {difference.here or '-'}"
