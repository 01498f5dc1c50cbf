"""`tifa models`: the models that may be loaded, fetched and verified."""

from pathlib import Path

import click

from embeddings.errors import ModelNotFetched, ModelTampered
from embeddings.models.fetching import fetch
from embeddings.models.lock import LockedModel, read_lock
from embeddings.models.shelf import verify
from scripts.console import Command, say
from scripts.opening import cache_option


@click.group()
def main() -> None:
    """The models in models.lock: list, fetch and verify them."""


@main.command(name="list", cls=Command)
@cache_option
def list_models(cache: Path) -> None:
    """List the models that may be used, and whether they are on this machine."""
    lock = read_lock()
    for model in lock.models:
        default = ", the default" if model.name == lock.default else ""
        click.echo(
            f"{model.id}  {model.licence}, dimension {model.dimension}{default}: {_state(model, cache)}"
        )


@main.command(name="fetch", cls=Command)
@click.argument("name", required=False)
@cache_option
def fetch_model(name: str | None, cache: Path) -> None:
    """Fetch a model, the default one if not named, and prepare it for this machine.

    Takes a few minutes the first time and nothing after that.
    """
    fetch(read_lock().model(name), cache, say)


@main.command(name="verify", cls=Command)
@click.argument("name", required=False)
@cache_option
def verify_model(name: str | None, cache: Path) -> None:
    """Read every byte of a model again and compare it with models.lock."""
    model = read_lock().model(name)
    verify(model, cache, thoroughly=True)
    click.echo(f"{model.id} is what models.lock says")


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
