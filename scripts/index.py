"""`tifa index`: adds speeches to a corpus."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar, cast

import click

from embeddings.encoder.encoding import Encoder
from embeddings.encoder.load import ENGINES, Engine
from embeddings.encoder.ray_workers import LOCAL, RayWorkers
from embeddings.ingest.index import Indexed, index
from embeddings.ingest.moved_files import gone_from
from embeddings.ingest.re_encode import re_encode
from embeddings.ingest.remove import remove, republish
from embeddings.snapshot.before import verifying
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.store import store as stores
from embeddings.text.cleaning.rules import choose_rules
from embeddings.text.reading.by_speaker import by_speaker
from embeddings.text.reading.read import read
from embeddings.text.reading.rows import columns_of
from embeddings.text.reading.sources import LEFT_OUT
from scripts.terminal.console import Command, ProgressBar, in_line
from scripts.terminal.opening import (
    cache_option,
    corpus_option,
    embedding_model_of,
    encoder_of,
    encoding_option,
    load,
    threads_option,
)

_SOME_REFUSED, _STOPPED = 3, 130  # exit status
_MOST_SHOWN = 20  # refusals, and notes
_LONGEST_SHOWN = 60  # characters of what a repair changed

_T = TypeVar("_T")


@click.command(cls=Command, epilog="Example: tifa index speeches/ more.jsonl --corpus my-corpus")
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path))
@corpus_option
@click.option("--model", help="A model of models.lock, for a new corpus; the default one if not given.")
@click.option("--engine", type=click.Choice(ENGINES), help="How to run it, for a new corpus.")
@click.option(
    "--re-encode",
    "anew",
    is_flag=True,
    help="No SOURCES: encode what is there anew, with --model or --engine, and publish that.",
)
@click.option(
    "--republish",
    "again",
    is_flag=True,
    help="No SOURCES: publish what the corpus holds, where its snapshots are damaged or of another version.",
)
@encoding_option
@click.option("--columns", default="", help="Names of fields in rows: text=content,speaker=name")
@click.option("--without", multiple=True, metavar="RULE", help="A repair to leave out; may be repeated.")
@click.option("--explain", is_flag=True, help="Show every repair in what was named, unchanged or not.")
@click.option("--split-speakers", is_flag=True, help="Make each turn of a debate a speech of its own.")
@click.option(
    "--ray",
    "ray_address",
    metavar="ADDRESS",
    help="Encode on the workers of a Ray cluster: its address, auto, or local for a process on each core.",
)
@click.option("--sync", is_flag=True, help="Take out speeches whose files are gone from the folders named.")
@cache_option
@threads_option
def main(
    sources: tuple[Path, ...],
    folder: Path,
    model: str | None,
    engine: Engine | None,
    anew: bool,
    again: bool,
    encoding: str,
    columns: str,
    without: tuple[str, ...],
    explain: bool,
    split_speakers: bool,
    ray_address: str | None,
    sync: bool,
    cache: Path,
    threads: int,
) -> None:
    """Add speeches: files, folders, archives, and patterns in quotes ('speeches/*.txt').

    Read are .txt, .md, .html, .docx, .odt, .rtf, .epub, .pptx, .srt, .vtt, .pdf with a text layer, .xml (TEI,
    ParlaMint, Akoma Ntoso), .csv, .tsv, .xlsx, .json, .jsonl, .jsonl.gz, and .zip of these, in any common
    encoding; .doc and others by LibreOffice where it is installed. A row has the fields id, title, speaker,
    date, place, language, source and text, of which only text must be there. In a debate, each passage is of
    whoever has the word; --split-speakers makes each turn a speech.

    Doing it again changes nothing; a changed text becomes a new revision. A speech that comes without an id
    is known by the path of its file; a file that was moved, name and content the same, is the speech it was.

    With --re-encode the corpus moves to another model. The old one is served meanwhile; a killed run goes on
    where it was; topics are carried over; and the way back is quick, since all vectors stay.

    Exit status: 0, all was read; 3, the rest is indexed and some files or rows were refused; 1, nothing could
    be read; 130, stopped by Ctrl-C.
    """
    if anew:
        _need_no_sources(sources, model, engine)
        _re_encode(folder, model, engine, cache, threads)
        return
    if again:
        if sources:
            raise click.UsageError("--republish takes no SOURCES; indexing them publishes, too")
        with ProgressBar() as progress:
            name = republish(
                folder, lambda: encoder_of(folder, cache=cache, threads=threads), progress=progress
            )
        click.echo(f"snapshot {name}")
        return
    if not sources:
        raise click.MissingParameter(param_type="argument", param_hint="'SOURCES...'")
    named = _meaning("--columns", lambda: columns_of(columns) if columns else {})
    rules = _meaning("--without", lambda: choose_rules(without=without))
    readings = read([source.absolute() for source in sources], encoding=encoding, columns=named)
    if split_speakers:
        readings = by_speaker(readings)
    try:
        with ProgressBar() as progress, ExitStack() as held:
            verified = held.enter_context(verifying(folder))
            encoder = _encoder(folder, model, engine, cache, threads)
            workers = None
            if ray_address is not None:
                made_with = encoder.embedding_model
                n = threads if ray_address == LOCAL else None
                workers = RayWorkers.connect(ray_address, made_with, cache=cache, n_workers=n)
                held.callback(workers.close)
            done = index(
                folder, encoder, readings, rules=rules, progress=progress, workers=workers, verified=verified
            )
    except KeyboardInterrupt:
        click.echo("stopped: what was encoded is kept; the same command goes on from there", err=True)
        raise SystemExit(_STOPPED) from None
    if done.snapshot:
        click.echo(_report(done))
    if sync:
        _take_out_gone(folder, sources, encoder)
    if explain:
        _explain(folder, (*done.added, *done.changed, *done.unchanged))
    refused = _by_file([(refusal.path, refusal.reason) for refusal in done.refused])
    _list("refused", refused)
    _list("note on", _by_file(done.notes))
    if not (done.added or done.changed or done.unchanged):
        raise click.ClickException("nothing that was named could be read as a speech")
    if any(not reason.startswith(LEFT_OUT) for _, reason in refused):
        raise SystemExit(_SOME_REFUSED)


def _take_out_gone(folder: Path, sources: Sequence[Path], encoder: Encoder) -> None:
    """Remove what came from files of the folders named that are there no more."""
    gone = gone_from(folder, [source.absolute() for source in sources if source.is_dir()])
    removed = remove(folder, gone, lambda: encoder) if gone else ()
    if removed:
        click.echo(
            f"removed {len(removed):,}, since their files are gone:"
            f" {in_line(', '.join(removed[:_MOST_SHOWN]))}"
        )


def _by_file(lines: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """One line for what is said alike of several rows of one file."""
    counts = Counter((path.rpartition("#")[0] or path, said) for path, said in lines)
    first = {(path.rpartition("#")[0] or path, said): path for path, said in reversed(lines)}
    return [
        (path if count > 1 else first[path, said], f"{said} ({count:,} times)" if count > 1 else said)
        for (path, said), count in counts.items()
    ]


def _refused(done: Indexed) -> str:
    """How many files, and how many rows of files: what was left out of a folder is no file of speeches."""
    refused = [one.path for one in done.refused if not one.reason.startswith(LEFT_OUT)]
    rows = [path for path in refused if path.rpartition("#")[0]]
    files = f"{len({*refused}.difference(rows)):,}"
    if not rows:
        return files
    of_files = len({path.rpartition("#")[0] for path in rows})
    counted = f"{len(rows):,} row{'s' * (len(rows) > 1)} of {of_files:,} file{'s' * (of_files > 1)}"
    return f"{files}, and {counted}"


def _meaning(option: str, read_option: Callable[[], _T]) -> _T:
    """The value of an option; what is wrong with it is a matter of usage."""
    try:
        return read_option()
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint=option) from None


def _encoder(folder: Path, model: str | None, engine: Engine | None, cache: Path, threads: int) -> Encoder:
    """What made the corpus, when there is one; else what was asked for. `index` refuses a mismatch."""
    if stores.exists(folder):
        embedding_model = embedding_model_of(folder)
        model = model or embedding_model.model_name
        if model == embedding_model.model_name:
            engine = engine or cast(Engine, embedding_model.engine)
    return load(model, engine, cache=cache, threads=threads)


def _need_no_sources(sources: Sequence[Path], model: str | None, engine: Engine | None) -> None:
    if sources:
        raise click.UsageError("--re-encode takes no SOURCES; index them before or after it")
    if not (model or engine):
        raise click.UsageError("--re-encode needs --model, --engine or both: what to encode with")


def _re_encode(folder: Path, model: str | None, engine: Engine | None, cache: Path, threads: int) -> None:
    with ProgressBar() as progress:
        encoder = load(model or embedding_model_of(folder).model_name, engine, cache=cache, threads=threads)
        done = re_encode(folder, encoder, progress=progress)
    topics = "no topics" if done.n_topics is None else f"{done.n_topics:,} topics carried over"
    click.echo(f"from {done.before.described}")
    click.echo(f"to   {done.after.described}")
    click.echo(
        f"encoded {done.encoded:,} texts; {done.truncated:,} passages are longer than the model reads\n"
        f"snapshot {done.snapshot}: {done.n_speeches:,} speeches, {done.n_passages:,} passages, {topics}\n"
        "a service that is running answers as before until it is restarted"
    )


def _report(done: Indexed) -> str:
    of_before = (
        f" ({len(done.of_before):,} of them stored by a run that published nothing, and published now)"
        if done.of_before
        else ""
    )
    lines = [
        f"added {len(done.added):,}, changed {len(done.changed):,},"
        f" unchanged {len(done.unchanged):,}{of_before}, refused {_refused(done)}",
        f"repairs: {', '.join(f'{count:,} {rule}' for rule, count in done.repairs.items()) or 'none'}",
        f"encoded {done.encoded:,} texts; {done.truncated:,} passages are longer than the model reads",
        f"snapshot {done.snapshot}: {done.n_speeches:,} speeches, {done.n_passages:,} passages",
    ]
    return "\n".join(lines)


def _explain(folder: Path, speech_ids: Sequence[str]) -> None:
    """The ledger of each speech: place, rule, what it was and what it became."""
    snapshot = CurrentSnapshot(folder).held.snapshot
    for speech_id in speech_ids:
        for repair in snapshot.repairs(speech_id):
            change = (
                f"{_shown(repair.before)} → {_shown(repair.after)}" if repair.after else _shown(repair.before)
            )
            click.echo(in_line(f"{speech_id} {repair.start}:{repair.end} {repair.rule}: {change}"))


def _shown(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST_SHOWN else f"{flat[: _LONGEST_SHOWN - 1]}…"


def _list(what: str, lines: Sequence[tuple[str, str]]) -> None:
    for path, said in lines[:_MOST_SHOWN]:
        click.echo(f"{what} {in_line(path)}: {in_line(said)}", err=True)
    if len(lines) > _MOST_SHOWN:
        click.echo(f"… and {len(lines) - _MOST_SHOWN:,} more", err=True)


if __name__ == "__main__":
    main()
