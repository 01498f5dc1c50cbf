"""`tifa topics`: the batch script that finds the topics of a corpus."""

import time
from pathlib import Path

import click

from embeddings.ingest.make_topics import make_topics
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.snapshot import Snapshot
from scripts.console import Command, in_line, say
from scripts.opening import cache_option, corpus_option, encoder_of, threads_option
from service.reports.tables import write_topic_files


@click.command(cls=Command, epilog="Example: tifa topics --corpus my-corpus --out topics")
@corpus_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder for topics.json, speeches.csv, passages.csv and report.html.",
)
@cache_option
@threads_option
def main(folder: Path, out: Path | None, cache: Path, threads: int) -> None:
    """Find the topics of the corpus, and how much of each speech belongs to each.

    Fits afresh each time and publishes the result; a running service takes it up by itself.
    """
    begun = time.monotonic()
    make_topics(folder, lambda: encoder_of(folder, cache=cache, threads=threads), say=say)
    snapshot = CurrentSnapshot(folder).held.snapshot
    click.echo(_table(snapshot))
    say(f"done in {time.monotonic() - begun:.0f} s; snapshot {snapshot.name}")
    if out is not None:
        for file in write_topic_files(snapshot, out):
            click.echo(f"wrote {in_line(str(file))}")


def _table(snapshot: Snapshot) -> str:
    shares = snapshot.shares()
    lines = [f"{share:6.1%}  {id_}  {in_line(snapshot.topic(id_).label)}" for id_, share in shares.by_topic]
    return "\n".join([*lines, f"{shares.unassigned:6.1%}  unassigned"])


if __name__ == "__main__":
    main()
