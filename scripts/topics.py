"""`tifa topics`: the batch script that finds the topics of a corpus, and what people do with them."""

import json
import time
from pathlib import Path
from typing import Any, cast

import click

from embeddings.ingest.make_topics import make_topics
from embeddings.ingest.topic_labels import label_topic
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.snapshot import Snapshot
from embeddings.topics.fitting.grain import Grain
from embeddings.topics.fitting.wishes import ANY_ENDING, Wish, Wishes
from scripts.show import topics_of
from scripts.terminal.console import Choice, Command, CommandGroup, in_line, say
from scripts.terminal.opening import cache_option, corpus_option_if_any, encoder_of, threads_option
from service.reports.tables import write_topic_files
from service.schemas.answers import TopicsAnswer


@click.group(
    cls=CommandGroup,
    invoke_without_command=True,
    epilog="Example: tifa topics --corpus my-corpus --out topics",
)
@corpus_option_if_any
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder for topics.json, speeches.csv, passages.csv, timeline.csv, groups.csv and report.html.",
)
@click.option("--speech", default="", metavar="ID", help="Make nothing; show the topics of this speech.")
@click.option("--json", "as_json", is_flag=True, help="Print what the HTTP API answers.")
@click.option("--topics", "n_topics", type=click.IntRange(2, 1_000), help="About so many topics.")
@click.option(
    "--grain",
    type=Choice(["coarse", "default", "fine"]),
    default="default",
    show_default=True,
    help="Coarser or finer than what the corpus suggests.",
)
@click.option(
    "--guide",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A JSON file of subjects and their words, {name: [word, …]}, that draw passages together. A passage"
    " with one of the words is enough; words are found whole, flood* with any ending.",
)
@click.option(
    "--named",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The same, of subjects that become topics of their own in any case.",
)
@click.option("--afresh", is_flag=True, help="Do not start from the topics that are there.")
@click.option("--seed", type=click.IntRange(0, 10_000), default=0, help="Another one gives another fit.")
@cache_option
@threads_option
@click.pass_context
def main(
    context: click.Context,
    folder: Path | None,
    out: Path | None,
    speech: str,
    as_json: bool,
    n_topics: int | None,
    grain: str,
    guide: Path | None,
    named: Path | None,
    afresh: bool,
    seed: int,
    cache: Path,
    threads: int,
) -> None:
    """Find the topics of the corpus, and how much of each speech belongs to each.

    Starts from the topics that are there, so that they keep their ids, and publishes the result; a running
    service takes it up by itself.
    """
    context.obj = folder
    if context.invoked_subcommand is not None:
        return
    folder = _needed(folder)
    if speech:
        click.echo(topics_of(CurrentSnapshot(folder).held.snapshot, speech, as_json=as_json))
        return
    begun = time.monotonic()
    wishes = Wishes(
        n_topics=n_topics,
        grain=cast(Grain, grain),
        subjects=(*_subjects(guide, pinned=False), *_subjects(named, pinned=True)),
        afresh=afresh,
        seed=seed,
    )
    make_topics(
        folder,
        lambda: encoder_of(folder, cache=cache, threads=threads),
        wishes=wishes,
        threads=threads,
        say=say,
    )
    snapshot = CurrentSnapshot(folder).held.snapshot
    click.echo(
        TopicsAnswer.from_snapshot(snapshot).model_dump_json(indent=2) if as_json else _table(snapshot)
    )
    say(f"done in {time.monotonic() - begun:.0f} s; snapshot {snapshot.name}")
    if out is not None:
        for file in write_topic_files(snapshot, out):
            click.echo(f"wrote {in_line(str(file))}", err=as_json)


@main.command(cls=Command, epilog="Example: tifa topics label t_4be1c09d Harbours --corpus my-corpus")
@click.argument("topic_id", metavar="ID")
@click.argument("label", metavar="TEXT")
@corpus_option_if_any
@click.pass_obj
def label(outer: Path | None, topic_id: str, label: str, folder: Path | None) -> None:
    """Call a topic TEXT from now on, whatever later fits find; "" gives back what the fit called it."""
    folder = _needed(folder or outer)
    label_topic(folder, topic_id, label)
    named = CurrentSnapshot(folder).held.snapshot.topic(topic_id)
    click.echo(f"{topic_id} is called {in_line(named.label)}")


def _needed(folder: Path | None) -> Path:
    if folder is None:
        raise click.UsageError("Missing option '--corpus'.")
    return folder


def _subjects(file: Path | None, *, pinned: bool) -> list[Wish]:
    if file is None:
        return []
    try:
        given = json.loads(file.read_text(encoding="utf-8"))
        return [Wish(name, _words(words), pinned=pinned) for name, words in given.items()]
    except (ValueError, AttributeError, TypeError):
        raise click.BadParameter(f"{file} is not JSON of the shape {{name: [word, …]}}") from None


def _words(given: Any) -> tuple[str, ...]:
    if not isinstance(given, list) or not given or not all(_is_word(word) for word in given):
        raise ValueError("no words")
    return tuple(given)


def _is_word(given: Any) -> bool:
    return isinstance(given, str) and bool(given.removesuffix(ANY_ENDING).strip())


def _table(snapshot: Snapshot) -> str:
    shares = snapshot.shares()
    lines = [_line(snapshot, id_, share) for id_, share in shares.by_topic]
    return "\n".join([*lines, f"{shares.unassigned:6.1%}  unassigned"])


def _line(snapshot: Snapshot, id_: str, share: float) -> str:
    topic = snapshot.topic(id_)
    kind = "" if topic.kind == "subject" else f"  [{topic.kind}]"
    mark = "  (unstable)" if topic.unstable else ""
    return f"{share:6.1%}  {id_}  {in_line(topic.label)}{kind}{mark}"


if __name__ == "__main__":
    main()
