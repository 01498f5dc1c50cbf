"""`tifa demo`: the sample speeches, indexed, with topics, asked over HTTP."""

from importlib.resources import as_file, files
from pathlib import Path

import click

from embeddings.ingest.index import index
from embeddings.ingest.make_topics import make_topics
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.text.reading.read import read
from scripts.serve import settings_of
from scripts.terminal.console import Command, ProgressBar, say
from scripts.terminal.opening import cache_option, load, port_option, threads_option
from service.app import serve
from service.opening import Opening
from service.server.run import address, listen

_QUESTION = "%E9%98%B2%E6%B4%AA"  # 防洪, as an address takes it


@click.command(cls=Command)
@port_option
@cache_option
@threads_option
def main(port: int | None, cache: Path, threads: int) -> None:
    """Index the sample speeches, find their topics, and answer questions about them over HTTP.

    The speeches were written for this purpose, about invented places, in eleven languages.
    """
    folder = cache / "demo"
    settings = settings_of(folder, host=None, port=port, cache=cache, threads=threads)
    with listen(settings) as listener:
        make_demo(folder, cache=cache, threads=threads)
        say(f"\nAsk it:   curl '{address(listener)}/v1/search?q={_QUESTION}&k=3'")
        say(f"Or look:  {address(listener)}/      (Ctrl-C stops it)\n")
        serve(settings, listener, Opening(folder, cache=cache, threads=threads))


def make_demo(folder: Path, *, cache: Path, threads: int) -> None:
    """The corpus of the sample speeches in `folder`, with topics; made once, then found as it is."""
    encoder = load(None, None, cache=cache, threads=threads)
    with as_file(files("scripts") / "sample" / "speeches.jsonl") as sample, ProgressBar() as progress:
        done = index(folder, encoder, read([sample]), progress=progress)
    say(f"indexed {done.n_speeches} sample speeches: {done.n_passages} passages")
    if done.added or done.changed or CurrentSnapshot(folder).held.snapshot.topic_model is None:
        make_topics(folder, lambda: encoder, say=say)


if __name__ == "__main__":
    main()
