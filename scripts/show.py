"""`tifa show`: a speech, its passages, its topics."""

from pathlib import Path

import click

from embeddings.citing.citation import address_of
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.snapshot import Snapshot
from embeddings.snapshot.tables.speeches import SpeechCard
from embeddings.text.script.offsets import TextChange
from scripts.terminal.console import Command, in_line
from scripts.terminal.opening import corpus_option
from scripts.terminal.screen import StyledSpan, shown_date, table, width, wrap
from service.schemas.answers import PassagesAnswer, SpeechTopicsAnswer


@click.command(cls=Command, epilog="Example: tifa show merrow-2021-keynote --corpus my-corpus --topics")
@click.argument("speech_id", metavar="SPEECH_ID")
@corpus_option
@click.option("--topics", "with_topics", is_flag=True, help="How much of it belongs to each topic, instead.")
@click.option("--json", "as_json", is_flag=True, help="Print what the HTTP API answers.")
def main(speech_id: str, folder: Path, with_topics: bool, as_json: bool) -> None:
    """Show a speech: what is known of it, its passages, its topics.

    Each passage stands after its position; with the speech's id and revision that is its permanent address.
    """
    snapshot = CurrentSnapshot(folder).held.snapshot
    card = snapshot.speech(speech_id)
    if with_topics:
        click.echo(topics_of(snapshot, speech_id, as_json=as_json))
    elif as_json:
        found = PassagesAnswer.from_passages(snapshot, snapshot.passages_of(speech_id), card)
        click.echo(found.model_dump_json(indent=2))
    else:
        click.echo(f"{_known(card)}\n\n{_passages(snapshot, card)}")


def topics_of(snapshot: Snapshot, speech_id: str, *, as_json: bool) -> str:
    """How much of a speech belongs to each topic. Raises TopicsNotMade or UnknownSpeech."""
    shares = snapshot.shares(speech_id)
    if as_json:
        return SpeechTopicsAnswer.from_shares(snapshot, speech_id, shares).model_dump_json(indent=2)
    rows = [(f"{share:6.1%}", topic, snapshot.topic(topic).label) for topic, share in shares.by_topic]
    return table([*rows, (f"{shares.unassigned:6.1%}", "", "unassigned")], widest=(7, 40, width() - 30))


def _known(card: SpeechCard) -> str:
    known = {
        "id": card.id,
        "title": card.title,
        "speaker": card.speaker,
        "date": shown_date(card.date),
        "place": card.place,
        "language": card.language,
        "source": card.source,
        "copy of": card.same_as or "",
        "length": f"{card.n_characters:,} characters, {card.n_passages:,} passages",
        "address": f"{address_of(card, 0)} is its first passage",
    }
    return "\n".join(f"{name:9} {in_line(value)}" for name, value in known.items() if value)


def _passages(snapshot: Snapshot, card: SpeechCard) -> str:
    shown = []
    passages = snapshot.passages_of(card.id)
    for passage, breaks in zip(passages, snapshot.mended_breaks(passages), strict=True):
        said_by = f"{in_line(passage.speaker)}: " if passage.speaker not in ("", card.speaker) else ""
        head = f"{passage.position:>4}  "
        text, before = said_by + passage.text, len(said_by)
        lines = wrap(
            text,
            StyledSpan(0, len(text)),
            (),
            indent=" " * len(head),
            columns_=width(),
            colour=False,
            breaks=[TextChange(before + start, before + end, after) for start, end, after in breaks],
        )
        shown.append(head + lines[len(head) :])
    return "\n\n".join(shown)


if __name__ == "__main__":
    main()
