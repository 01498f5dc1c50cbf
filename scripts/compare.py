"""`tifa compare`: a new speech against the corpus."""

from dataclasses import replace
from pathlib import Path

import click

from embeddings.comparison.compare import ComparedTopics, Comparison
from embeddings.corpus import prepare_comparison
from embeddings.errors import UnreadableSource
from embeddings.snapshot.snapshot import Snapshot
from embeddings.speech import Speech
from embeddings.text.reading.read import Reading, Refusal, read
from scripts.console import Command, in_line
from scripts.opening import cache_option, corpus_option, encoding_option, threads_option
from service.opening import open_corpus
from service.reports.html import comparison_report
from service.schemas.comparison import CompareAnswer


@click.command(
    cls=Command, epilog="Example: tifa compare new-speech.txt --corpus my-corpus --html report.html"
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@corpus_option
@click.option("--with", "with_speech", metavar="SPEECH", help="Compare with this speech alone (its id).")
@click.option(
    "-k", type=click.IntRange(1, 20), default=3, show_default=True, help="Matches for each passage."
)
@click.option("--json", "as_json", is_flag=True, help="Print what the HTTP API answers.")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write a report to this file.")
@encoding_option
@cache_option
@threads_option
def main(
    file: Path,
    folder: Path,
    with_speech: str | None,
    k: int,
    as_json: bool,
    html: Path | None,
    encoding: str,
    cache: Path,
    threads: int,
) -> None:
    """Hold the speech in FILE against the corpus: where has each passage been said before?

    FILE is of any kind that `tifa index` reads, and holds one speech. A speech that is in the corpus already,
    with the same id or the same text, is not compared with itself.
    """
    speech = _the_speech(file, encoding)
    corpus = open_corpus(folder, cache=cache, threads=threads)
    snapshot = corpus.snapshot
    comparison = corpus.answer(prepare_comparison(snapshot, speech, k=k, with_speech=with_speech))
    if html is not None:
        report = comparison_report(snapshot, comparison, with_speech=with_speech)
        html.write_text(report, encoding="utf-8")
        click.echo(f"wrote {in_line(str(html))}", err=as_json)
    if as_json:
        click.echo(CompareAnswer.from_comparison(snapshot, comparison).model_dump_json(indent=2))
    elif html is None:
        click.echo(_told(snapshot, comparison))


def _the_speech(file: Path, encoding: str) -> Speech:
    """Raises UnreadableSource unless the file holds exactly one speech."""
    readings = list(read([file], encoding=encoding))
    refused = next((reading for reading in readings if isinstance(reading, Refusal)), None)
    if refused is not None:
        raise UnreadableSource(f"{refused.path}: {refused.reason}")
    if len(readings) != 1:
        raise UnreadableSource(f"{file} holds {len(readings)} speeches; compare takes one at a time")
    (reading,) = readings
    assert isinstance(reading, Reading)  # noqa: S101 -- for the type checker; refusals are told above
    # Only an id that the row gave says which speech of the corpus this is. A file's name says nothing of the
    # kind, and is but something to call it by.
    speech = reading.speech
    return replace(speech, title=speech.title or speech.id or reading.suggested_id)


def _told(snapshot: Snapshot, comparison: Comparison) -> str:
    lines = [in_line(comparison.speech.title), ""]
    for compared in comparison.passages:
        lines.append(f"{compared.passage.position}. {in_line(compared.passage.text)}")
        for match in compared.matches:
            near = "" if match.percentile is None else f", nearer than {match.percentile:g} % of random pairs"
            near += "" if match.strength is None else f", {match.strength}"
            known = " · ".join(in_line(part) for part in (match.speech.date, match.speech.speaker) if part)
            lines.append(f"   {match.cosine:.3f}{near}: {known} [{in_line(match.passage.address)}]")
            lines.append(f"      {in_line(match.passage.text[:120])}")
        lines.append("")
    if comparison.topics is not None:
        lines += _topics_told(snapshot, comparison.topics)
    return "\n".join(lines)


def _topics_told(snapshot: Snapshot, topics: ComparedTopics) -> list[str]:
    """The two distributions side by side, the speech's largest shares first."""
    ours, theirs = dict(topics.speech.by_topic), dict(topics.corpus.by_topic)
    order = sorted(ours.keys() | theirs.keys(), key=lambda id_: (-ours.get(id_, 0), -theirs.get(id_, 0), id_))
    rows = [(ours.get(id_, 0.0), theirs.get(id_, 0.0), in_line(snapshot.topic(id_).label)) for id_ in order]
    rows.append((topics.speech.unassigned, topics.corpus.unassigned, "unassigned"))
    head = f"speech  corpus  topic (divergence {topics.divergence:.2f} of 1)"
    return [head, *(f"{speech:6.1%}  {corpus:6.1%}  {label}" for speech, corpus, label in rows)]


if __name__ == "__main__":
    main()
