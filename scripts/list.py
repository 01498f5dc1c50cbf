"""`tifa list`: the speeches of a corpus."""

from pathlib import Path
from typing import Any

import click

from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.tables.speeches import SpeechCard
from scripts.terminal.console import Command
from scripts.terminal.filtering import filter_options, filters_of
from scripts.terminal.opening import corpus_option
from scripts.terminal.screen import columns, table, width
from service.schemas.answers import SpeechesAnswer

_MOST = 500


@click.command(cls=Command, epilog="Example: tifa list --corpus my-corpus --speaker 李克强 --date-from 2018")
@corpus_option
@filter_options
@click.option("-n", "limit", type=click.IntRange(1, _MOST), default=50, show_default=True, help="How many.")
@click.option("--after", default="", metavar="ID", help="Begin after this speech, as the page before says.")
@click.option("--json", "as_json", is_flag=True, help="Print what the HTTP API answers.")
def main(folder: Path, limit: int, after: str, as_json: bool, **several: Any) -> None:
    """List the speeches of the corpus, those that pass the filters.

    In the order of their ids. A speech passes when one of its passages does; `tifa show ID` shows it.
    """
    snapshot = CurrentSnapshot(folder).held.snapshot
    cards = snapshot.speeches_after(after, limit=limit + 1, filters=filters_of(several))
    if as_json:
        click.echo(SpeechesAnswer.from_cards(snapshot, cards, limit=limit).model_dump_json(indent=2))
        return
    click.echo(_table(cards[:limit]) if cards else "no speech passes the filters")
    if len(cards) > limit:
        click.echo(f"\nmore: --after {cards[limit - 1].id}")


def _table(cards: list[SpeechCard]) -> str:
    room = width()
    rows = [
        (card.id, card.date.removeprefix("--"), card.speaker, f"{card.n_passages:>4,}", card.title)
        for card in cards
    ]
    ids = max(columns(card.id) for card in cards)  # whole, to be copied
    return table(rows, widest=(ids, 10, room // 6, 6, max(room - ids - room // 6 - 24, 12)))


if __name__ == "__main__":
    main()
