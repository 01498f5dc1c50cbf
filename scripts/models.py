"""`tifa models`: the models that may be loaded, locked, fetched and verified."""

from collections.abc import Iterator
from pathlib import Path

import click

from embeddings.encoder.attested import lowest_cosine
from embeddings.encoder.load import engines_of, load_encoder
from embeddings.errors import ModelNotFetched, ModelTampered
from embeddings.models.exported import read_record
from embeddings.models.fetching import fetch
from embeddings.models.hub.locking import lock_model
from embeddings.models.hub.repository import HUB
from embeddings.models.lock import LOCK_FILE, HubModel, LockedModel, WheelModel, read_lock
from embeddings.models.remade import made_otherwise, verify_by_making_again
from embeddings.models.shelf import Shelf, verify
from scripts.terminal.console import Command, CommandGroup, printable, say
from scripts.terminal.opening import cache_option
from service.settings import available_cores

_hub_option = click.option(
    "--hub",
    metavar="URL",
    envvar="HF_ENDPOINT",
    show_envvar=True,
    default=HUB,
    show_default=True,
    help="Where models of a hub are downloaded from.",
)


@click.group(cls=CommandGroup)
def main() -> None:
    """The models in models.lock: list, lock, fetch and verify them."""


@main.command(name="list", cls=Command)
@cache_option
def list_models(cache: Path) -> None:
    """List the models that may be used, and whether they are on this machine."""
    lock = read_lock(LOCK_FILE)
    for model in lock.models:
        default = ", the default" if model.name == lock.default else ""
        about = f"{model.licence}, dimension {model.dimension}, {engines_of(model)[0]}{default}"
        click.echo(f"{model.id}  {about}: {_state(model, cache)}")
    for known in lock.unlocked:
        click.echo(f"{known.name}  {known.licence}: not locked yet; run: tifa models lock {known.name}")


@main.command(name="lock", cls=Command, epilog="Example: tifa models lock intfloat/multilingual-e5-base")
@click.argument("name")
@click.option("--as", "called", default="", metavar="NAME", help="Its name in models.lock, if not its own.")
@click.option("--revision", default="main", help="A branch, a tag or a commit; what it is now is locked.")
@click.option("--query-prompt", help="What is put before a question, if not what the repository says.")
@click.option("--passage-prompt", help="What is put before a passage, if not what the repository says.")
@_hub_option
@cache_option
def lock(
    name: str,
    called: str,
    revision: str,
    query_prompt: str | None,
    passage_prompt: str | None,
    hub: str,
    cache: Path,
) -> None:
    """Pin a model of a hub to its bytes, in models.lock, and put it on this machine.

    NAME is one that `tifa models list` shows, or any repository of a sentence-transformers model, OWNER/NAME.
    It must have its weights as safetensors and need no code of its own. It is run by the library itself
    (engine sentence-transformers); the faster int8 graph is made for the default model alone.
    """
    model = lock_model(
        name,
        cache,
        say,
        hub=hub.rstrip("/"),
        called=called,
        revision=revision,
        query_prompt=query_prompt,
        passage_prompt=passage_prompt,
        file=LOCK_FILE,
    )
    fetch(model, cache, say, hub=hub.rstrip("/"))
    click.echo(printable(_locked(model)))


@main.command(name="fetch", cls=Command)
@click.argument("name", required=False)
@_hub_option
@cache_option
def fetch_model(name: str | None, hub: str, cache: Path) -> None:
    """Fetch a model, the default one if not named, and prepare it for this machine.

    Takes a few minutes the first time and nothing after that.
    """
    fetch(read_lock(LOCK_FILE).model(name), cache, say, hub=hub.rstrip("/"))


@main.command(name="verify", cls=Command)
@click.argument("name", required=False)
@click.option("--quick", is_flag=True, help="Do not make the int8 graph again; a few seconds.")
@cache_option
def verify_model(name: str | None, quick: bool, cache: Path) -> None:
    """Read every byte of a model again and compare it with models.lock.

    The int8 graph, which no lock can know, is held against vectors that come with Tifa, made again (one to
    three minutes) and compared byte for byte.
    """
    model = read_lock(LOCK_FILE).model(name)
    shelf = verify(model, cache, thoroughly=True)
    click.echo(f"{model.id} is what models.lock says")
    if isinstance(model, WheelModel):
        for line in _proved(shelf, quick=quick):
            click.echo(line)


def _proved(shelf: Shelf, *, quick: bool) -> Iterator[str]:
    """What was found of the int8 graph, a line each. Raises ModelTampered."""
    record = read_record(shelf.export, made_of=shelf.model)
    lowest = lowest_cosine(load_encoder(shelf.model, cache=shelf.cache, threads=available_cores()))
    if lowest is not None:
        yield f"its int8 graph encodes as the reference does (lowest cosine {lowest:.4f})"
    if quick:
        return
    if other := made_otherwise(record):
        yield f"its int8 graph was made by other versions and cannot be compared byte for byte: {other}"
        return
    verify_by_making_again(shelf, say)
    yield "its int8 graph is, byte for byte, what this machine makes of it"


def _locked(model: HubModel) -> str:
    size = sum(file.bytes for file in model.files.values())
    reads = f"{model.max_tokens:,} tokens" if model.max_tokens else "texts of any length"
    lines = [
        f"locked {model.id}: {model.repository} at {model.revision}",
        f"  {model.licence}, dimension {model.dimension}, {reads}, pooling {model.pooling}",
        f"  prompts: {model.prompts.query!r} before a question, {model.prompts.passage!r} before a passage",
        f"  {len(model.files)} files, {size / 1e6:,.1f} MB; use it with: tifa index --model {model.name}",
    ]
    return "\n".join(lines)


def _state(model: LockedModel, cache: Path) -> str:
    try:
        verify(model, cache)
    except ModelNotFetched:
        return f"not here yet; run: tifa models fetch {model.name}"
    except ModelTampered as error:
        return f"not usable: {error}"
    return "ready"


if __name__ == "__main__":
    main()
