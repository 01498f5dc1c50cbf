"""`tifa evaluate`: measures on labelled files."""

from collections.abc import Mapping
from pathlib import Path

import click

from embeddings.encoder.encoding import Encoder
from embeddings.evaluation.folder import Evaluation
from embeddings.evaluation.measures import Fall, Measure, falls, from_json, to_json
from scripts.terminal.console import Command, ProgressBar, printable
from scripts.terminal.opening import cache_option, encoder_of, load, threads_option

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command(
    cls=Command, epilog="Example: tifa evaluate labelled/ --corpus my-corpus --json --against last.json"
)
@click.argument("labelled", metavar="EVAL_DIR", type=_FOLDER)
@click.option("--corpus", type=_FOLDER, help="Also measure percentiles and strengths on this corpus.")
@click.option(
    "--kept",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the texts and their vectors are kept for the next time; in the cache if not given.",
)
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What --json printed before: fail when a measure fell by more than its margin.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@cache_option
@threads_option
def main(
    labelled: Path,
    corpus: Path | None,
    kept: Path | None,
    against: Path | None,
    as_json: bool,
    cache: Path,
    threads: int,
) -> None:
    """Measure the answers on a folder of labelled files: zh_retrieval.jsonl, crosslingual_retrieval.jsonl
    (each with its …_corpus.jsonl), crosslingual_pairs.jsonl and topics_labelled.jsonl; which of them are
    there is up to you.

    What is measured once is not encoded again.
    """
    before = {} if against is None else from_json(against)
    with ProgressBar() as progress:
        encoder = _encoder(corpus, cache, threads)
        kept = kept or cache / "evaluation" / encoder.embedding_model.model[:12]
        evaluation = Evaluation(labelled, encoder, kept, progress=progress)
        measures = evaluation.measures(corpus)
    for name, (folder, before_this) in evaluation.kept.items():
        how = "kept from before" if before_this else "indexed now and kept"
        click.echo(printable(f"measured {name}, {how}: {folder}"), err=True)
    click.echo(to_json(measures, encoder.embedding_model.name) if as_json else _table(measures, before))
    fallen = falls(measures, before)
    for fall in fallen:
        click.echo(printable(_told(fall)), err=True)
    if fallen:
        raise click.ClickException(f"{len(fallen)} of {len(before)} measures fell by more than their margin")


def _encoder(corpus: Path | None, cache: Path, threads: int) -> Encoder:
    """The one that made the corpus, or the default."""
    if corpus is None:
        return load(None, None, cache=cache, threads=threads)
    return encoder_of(corpus, cache=cache, threads=threads)


def _table(measures: Mapping[str, Measure], before: Mapping[str, Measure]) -> str:
    width = max(map(len, measures))
    return "\n".join(
        f"{name:{width}}  {measure.value:8.4g}  n {measure.n:5,}{_beside(before.get(name))}"
        for name, measure in measures.items()
    )


def _beside(before: Measure | None) -> str:
    return "" if before is None else f"  before {before.value:.4g}"


def _told(fall: Fall) -> str:
    now = "not measured any more" if fall.now is None else f"{fall.now:.4g}"
    return f"{fall.name}: {fall.before:.4g} before, {now}"


if __name__ == "__main__":
    main()
