"""`tifa formulas`: set phrases of the corpus, and any wording traced."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import click

from embeddings.formulas.book import FormulaBook, FormulaPage, FormulaUse, formula_book
from embeddings.formulas.formula import DESCRIPTIONS, KINDS, Kind
from embeddings.formulas.places import Place, show
from embeddings.formulas.tracing import Trace, trace
from embeddings.formulas.usage import HEAT, Usage
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.snapshot.snapshot import Snapshot
from scripts.terminal.console import Command, in_line
from scripts.terminal.opening import corpus_option
from scripts.terminal.screen import shown_date
from service.reports.spreadsheets import safe_cell
from service.schemas.formulas import FormulasAnswer, TraceAnswer

_STEPS = "·▁▂▄▆█"  # the six steps of heat
_MOST_YEARS = 40  # in a line
_MOST_NAMES = 5
_MOST_VARIANTS = 15
_MOST_PLACES = 3
_COLUMNS = (
    "id", "text", "language", "kind", "significance", "speeches", "voices", "first", "peak", "last",
    "searched_before", "family",
)  # fmt: skip

assert len(_STEPS) == HEAT + 1  # noqa: S101 -- one sign for each step


@click.command(cls=Command, epilog='Example: tifa formulas "统筹疫情防控和经济社会发展" --corpus my-corpus')
@click.argument("text", required=False)
@corpus_option
@click.option(
    "--find", default="", metavar="TEXT", help="Only formulas that hold this wording, in any script."
)
@click.option("--since", default="", metavar="DATE", help="Only those that no dated speech before DATE says.")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice([*KINDS, "all"]),
    default=("phrase",),
    show_default=True,
    help="; ".join(f"{kind}: {what}" for kind, what in DESCRIPTIONS.items()) + ".",
)
@click.option("--language", "languages", multiple=True, help="Only of this language (zh: both scripts).")
@click.option("-n", "limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="How many.")
@click.option("--json", "as_json", is_flag=True, help="Print what the HTTP API answers.")
@click.option("--csv", "as_csv", is_flag=True, help="Print a table: one formula a line.")
def main(
    text: str | None,
    folder: Path,
    find: str,
    since: str,
    kinds: tuple[str, ...],
    languages: tuple[str, ...],
    limit: int,
    as_json: bool,
    as_csv: bool,
) -> None:
    """List the set phrases (提法) that the speeches share, the most significant first.

    With TEXT, trace that wording instead, be it a formula or not: who says it, since when, in which variants,
    and who dropped it.

    Formulas are found by `tifa topics`. Beside each stand its first and last use in this corpus, the year
    with most of it, and the share of speeches by year in six steps.
    """
    snapshot = CurrentSnapshot(folder).held.snapshot
    if text is not None:
        _trace(snapshot, text, as_json=as_json)
        return
    book = formula_book(snapshot)
    chosen: list[Kind] = [kind for kind in KINDS if kind in kinds or "all" in kinds]
    page = book.page(find=find, since=since, kinds=chosen, languages=languages, limit=limit)
    if as_json:
        click.echo(FormulasAnswer.from_page(snapshot, book, page).model_dump_json(indent=2))
    elif as_csv:
        click.echo(_table(page), nl=False)
    else:
        click.echo(_list(book, page, find=find, since=since))


def _list(book: FormulaBook, page: FormulaPage, *, find: str, since: str) -> str:
    if not page.formulas:
        hint = f'; trace any wording with: tifa formulas "{in_line(find)}" --corpus DIR' if find else ""
        asked = " like that" if find or since else " of this kind"
        return "\n".join([f"no formula is{asked}{hint}", *_other_kinds(page)])
    lines = [line for use in page.formulas for line in _told(use, since=since)]
    lines.append(f"{len(page.formulas):,} of {page.n_all:,} formulas")
    if book.n_added_since:
        lines.append(
            f"{book.n_added_since:,} passages came since they were found; `tifa topics` finds them anew"
        )
    return "\n".join(lines)


def _other_kinds(page: FormulaPage) -> list[str]:
    others = ", ".join(f"--kind {kind} has {n:,}" for kind, n in page.other_kinds)
    return [f"of other kinds: {others}"] if others else []


def _told(use: FormulaUse, *, since: str) -> list[str]:
    formula = use.formula
    searched = f", in none of {use.usage.n_before:,} before" if since else ""
    lines = [
        f"{in_line(use.written[formula.id])}  [{formula.id}, {formula.kind}]",
        f"   {_counted(use.usage)}{searched}",
    ]
    if use.usage.years:
        lines.append(f"   {_heat(use.usage)}")
    if use.family:
        others = ", ".join(in_line(use.written[other.id]) for other in use.family[:_MOST_NAMES])
        lines.append(f"   also: {others}")
    return lines


def _counted(usage: Usage) -> str:
    told = f"{usage.n_speeches:,} speeches"
    if usage.first is not None and usage.last is not None:
        told += f", first {usage.first[0]}, most in {usage.peak}, last {usage.last[0]}"
    return told + (f", {usage.n_undated:,} undated" if usage.n_undated else "")


def _heat(usage: Usage) -> str:
    """A sign for each year, a space where none has speeches; the latest ones when there are too many."""
    heat = {year.year: _STEPS[year.heat] for year in usage.years}
    last = max(heat)
    first = max(min(heat), last - _MOST_YEARS + 1)
    return f"{first} {''.join(heat.get(year, ' ') for year in range(first, last + 1))} {last}"


def _table(page: FormulaPage) -> str:
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(_COLUMNS)
    for use in page.formulas:
        formula, usage = use.formula, use.usage
        first, last = (seen[0] if seen else "" for seen in (usage.first, usage.last))
        cells = (
            formula.id, use.written[formula.id], formula.language, formula.kind, formula.significance,
            usage.n_speeches, formula.n_voices, first, usage.peak or "", last, usage.n_before, formula.family,
        )  # fmt: skip
        rows.writerow([safe_cell(cell) if isinstance(cell, str) else cell for cell in cells])
    return out.getvalue()


def _trace(snapshot: Snapshot, text: str, *, as_json: bool) -> None:
    found = trace(snapshot, text)
    if as_json:
        places = [show(snapshot, variant.places[:_MOST_PLACES]) for variant in found.variants]
        click.echo(TraceAnswer.from_trace(snapshot, found, places).model_dump_json(indent=2))
    else:
        click.echo("\n".join(_traced(snapshot, found)))


def _traced(snapshot: Snapshot, found: Trace) -> list[str]:
    lines = [in_line(found.text), f"   {_counted(found.usage)}"]
    if found.usage.n_speeches:
        lines.append(f"   {_heat(found.usage)}")
        if found.usage.first:
            lines.append(f"   {found.usage.n_before:,} dated speeches before do not say it")
        named = ", ".join(
            f"{in_line(one.voice)} {one.n_speeches} of {one.n_all}"
            for one in found.usage.voices[:_MOST_NAMES]
        )
        lines.append(f"   said by: {named}")
        for gone in found.usage.dropped[:_MOST_NAMES]:
            since = f"last {gone.last}, {gone.n_since} speeches without it since"
            lines.append(f"   dropped by {in_line(gone.voice)}: {since}")
    for variant in found.variants[:_MOST_VARIANTS]:
        lines.append(f"{variant.change}: {in_line(variant.text)}, {variant.n_speeches:,} speeches")
        for shown in show(snapshot, _one_each(snapshot, variant.places)):
            known = " · ".join(
                in_line(part)
                for part in (shown_date(shown.speech.date), shown.speech.speaker, shown.speech.title)
                if part
            )
            lines.append(f"      {known}  [{in_line(shown.passage.address)}]")
    if not found.variants:
        lines.append("   no passage says this, or anything much like it")
    return lines


def _one_each(snapshot: Snapshot, places: Sequence[Place]) -> list[Place]:
    """The first places, one of each speech."""
    speech_of = snapshot.speech_numbers
    first: dict[int, Place] = {}
    for place in places:
        first.setdefault(int(speech_of[place.row]), place)
    return list(first.values())[:_MOST_PLACES]


if __name__ == "__main__":
    main()
