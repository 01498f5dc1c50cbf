"""`tifa compare`: a speech against the corpus."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from embeddings.comparison.result import Comparison
from embeddings.corpus import ReadyQuestion, prepare_comparison, prepare_comparison_of
from embeddings.snapshot.snapshot import Snapshot
from embeddings.text.reading.one import read_one
from scripts.terminal.console import Command, in_line
from scripts.terminal.filtering import date_given
from scripts.terminal.opening import cache_option, corpus_option, encoding_option, threads_option
from scripts.terminal.told_comparison import tell_comparison
from service.opening import open_corpus
from service.reports.comparison_table import write_stretches
from service.reports.comparison_words import Language
from service.reports.html import comparison_report
from service.reports.spreadsheets import ENCODING
from service.schemas.comparison import CompareAnswer

_OUT = click.Path(dir_okay=False, path_type=Path)


@click.command(
    cls=Command, epilog="Example: tifa compare new-speech.txt --corpus my-corpus --html report.html"
)
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@corpus_option
@click.option("--speech", metavar="ID", help="A speech of the corpus instead of FILE; against the others.")
@click.option("--with", "with_speech", metavar="SPEECH", help="Compare with this speech alone (its id).")
@click.option(
    "--date",
    default="",
    metavar="DATE",
    callback=date_given,
    help="When FILE was said: YYYY, YYYY-MM or YYYY-MM-DD; read in its text if not given.",
)
@click.option(
    "-k", type=click.IntRange(1, 20), default=3, show_default=True, help="Matches for each passage."
)
@click.option("--json", "as_json", is_flag=True, help="Print what the HTTP API answers.")
@click.option("--html", type=_OUT, help="Write a report to this file.")
@click.option("--csv", type=_OUT, help="Write the stretches to this file, as a table.")
@click.option(
    "--report-language",
    type=click.Choice(["en", "zh"]),
    help="Of the report's own words; Chinese for a Chinese speech if not given.",
)
@encoding_option
@cache_option
@threads_option
def main(
    file: Path | None,
    folder: Path,
    speech: str | None,
    with_speech: str | None,
    date: str,
    k: int,
    as_json: bool,
    html: Path | None,
    csv: Path | None,
    report_language: Language | None,
    encoding: str,
    cache: Path,
    threads: int,
) -> None:
    """Hold a speech against the corpus: what was said before, by whom first, what is new?

    FILE is of any kind that `tifa index` reads, and holds one speech. If the corpus holds the same text, that
    is said, and all of it was said before; `--speech ID` leaves a speech of the corpus out of what it is
    compared with.
    """
    if (file is None) == (speech is None):
        raise click.UsageError("give a FILE, or a speech of the corpus with --speech")
    if date and file is None:
        raise click.UsageError("--date is of a FILE; the corpus knows when its own speeches were said")
    prepare: Callable[[Snapshot], ReadyQuestion[Comparison]]
    if file is not None:
        read = read_one(file, encoding=encoding)
        prepare = partial(
            prepare_comparison, speech=replace(read, date=date or read.date), k=k, with_speech=with_speech
        )
    else:
        prepare = partial(prepare_comparison_of, speech_id=speech or "", k=k, with_speech=with_speech)
    corpus = open_corpus(folder, cache=cache, threads=threads)
    snapshot = corpus.snapshot
    comparison = corpus.answer(prepare(snapshot))
    if html is not None:
        report = comparison_report(snapshot, comparison, with_speech=with_speech, language=report_language)
        html.write_text(report, encoding="utf-8")
        click.echo(f"wrote {in_line(str(html))}", err=as_json)
    if csv is not None:
        with csv.open("w", encoding=ENCODING, newline="") as table:
            write_stretches(table, comparison)
        click.echo(f"wrote {in_line(str(csv))}", err=as_json)
    if as_json:
        answer = CompareAnswer.from_comparison(snapshot, comparison)
        click.echo(answer.model_dump_json(indent=2, by_alias=True))
    elif html is None and csv is None:
        click.echo(tell_comparison(snapshot, comparison))


if __name__ == "__main__":
    main()
