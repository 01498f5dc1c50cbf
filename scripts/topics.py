"""`tifa topics`: the batch script that finds the topics of a corpus."""

import time
from pathlib import Path

import click

from embeddings.ingest.make_topics import make_topics
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.snapshot import Snapshot
from scripts.console import Command, in_line, say
from scripts.opening import cache_option, corpus_option, encoder_of, threads_option
from scripts.show import topics_of
from service.reports.tables import write_topic_files
from service.schemas.answers import TopicsAnswer


@click.command(cls=Command, epilog="Example: tifa topics --corpus my-corpus --out topics")
@corpus_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder for topics.json, speeches.csv, passages.csv and report.html.",
)
@click.option("--speech", default="", metavar="ID", help="Make nothing; show the topics of this speech.")
@click.option("--json", "as_json", is_flag=True, help="Print what the HTTP API answers.")
@cache_option
@threads_option
def main(folder: Path, out: Path | None, speech: str, as_json: bool, cache: Path, threads: int) -> None:
    """Find the topics of the corpus, and how much of each speech belongs to each.

    Fits afresh each time and publishes the result; a running service takes it up by itself.
    """
    if speech:
        click.echo(topics_of(CurrentSnapshot(folder).held.snapshot, speech, as_json=as_json))
        return
    begun = time.monotonic()
    make_topics(folder, lambda: encoder_of(folder, cache=cache, threads=threads), say=say)
    snapshot = CurrentSnapshot(folder).held.snapshot
    click.echo(
        TopicsAnswer.from_snapshot(snapshot).model_dump_json(indent=2) if as_json else _table(snapshot)
    )
    say(f"done in {time.monotonic() - begun:.0f} s; snapshot {snapshot.name}")
    if out is not None:
        for file in write_topic_files(snapshot, out):
            click.echo(f"wrote {in_line(str(file))}", err=as_json)


def _table(snapshot: Snapshot) -> str:
    shares = snapshot.shares()
    lines = [f"{share:6.1%}  {id_}  {in_line(snapshot.topic(id_).label)}" for id_, share in shares.by_topic]
    return "\n".join([*lines, f"{shares.unassigned:6.1%}  unassigned"])


if __name__ == "__main__":
    main()
