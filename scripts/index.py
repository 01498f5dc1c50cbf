"""`tifa index`: adds speeches to a corpus."""

from contextlib import closing
from pathlib import Path
from typing import cast

import click

from embeddings import store as stores
from embeddings.encoder.encoding import Encoder
from embeddings.encoder.load import ENGINES, Engine
from embeddings.indexing import Indexed, index
from embeddings.store import Store
from embeddings.text.reading import read
from scripts.console import Command, ProgressBar, printable
from scripts.opening import cache_option, corpus_option, load, threads_option

_MOST_REFUSALS_SHOWN = 20


@click.command(cls=Command, epilog="Example: tifa index speeches/ more.jsonl --corpus my-corpus")
@click.argument("sources", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@corpus_option
@click.option("--model", help="A model of models.lock, for a new corpus; the default one if not given.")
@click.option("--engine", type=click.Choice(ENGINES), help="How to run it, for a new corpus.")
@cache_option
@threads_option
def main(
    sources: tuple[Path, ...],
    folder: Path,
    model: str | None,
    engine: Engine | None,
    cache: Path,
    threads: int,
) -> None:
    """Add speeches: files (.txt, .md, .jsonl, .jsonl.gz) and folders of them.

    Doing it again changes nothing; a changed text becomes a new revision. A row of a .jsonl file has the
    fields id, title, speaker, date, place, language, source and text, of which only text must be there.
    """
    encoder = _encoder(folder, model, engine, cache, threads)
    with ProgressBar() as progress:
        done = index(folder, encoder, read([source.resolve() for source in sources]), progress=progress)
    click.echo(_report(done))
    for refusal in done.refused[:_MOST_REFUSALS_SHOWN]:
        click.echo(f"refused {printable(refusal.path)}: {printable(refusal.reason)}", err=True)
    if len(done.refused) > _MOST_REFUSALS_SHOWN:
        click.echo(f"… and {len(done.refused) - _MOST_REFUSALS_SHOWN:,} more refused", err=True)
    if not (done.added or done.changed or done.unchanged):
        raise click.ClickException("nothing that was named could be read as a speech")


def _encoder(folder: Path, model: str | None, engine: Engine | None, cache: Path, threads: int) -> Encoder:
    """What made the corpus, when there is one; else what was asked for. `index` refuses a mismatch."""
    if stores.exists(folder):
        with closing(Store.open(folder)) as store:
            model = model or store.made_with.model_name
            engine = engine or cast(Engine, store.made_with.engine)
    return load(model, engine or ENGINES[0], cache=cache, threads=threads)


def _report(done: Indexed) -> str:
    lines = [
        f"added {len(done.added):,}, changed {len(done.changed):,}, unchanged {len(done.unchanged):,},"
        f" refused {len(done.refused):,}",
        f"repairs: {', '.join(f'{count:,} {rule}' for rule, count in done.repairs.items()) or 'none'}",
        f"encoded {done.encoded:,} texts; {done.truncated:,} passages are longer than the model reads",
        f"snapshot {done.snapshot}: {done.n_speeches:,} speeches, {done.n_passages:,} passages",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
