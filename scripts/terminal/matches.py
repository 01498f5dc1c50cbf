"""What a search found, on a terminal: where it stands, how sure it is, and the part that answers."""

from collections.abc import Mapping, Sequence

import click

from embeddings.citing.citation import address_of
from embeddings.corpus import Answer
from embeddings.search.explanation import Explanation
from embeddings.search.search import Duplicate, Match
from embeddings.snapshot.snapshot import Snapshot
from embeddings.snapshot.tables.metadata import Facets
from embeddings.text.script.offsets import TextChange
from scripts.terminal.console import in_line
from scripts.terminal.screen import StyledSpan, colours, fit_width, shown_date, snippet, table, width, wrap

_LINES = 4  # of a snippet
_MOST_COPIES = 3  # told of a match
_MOST_FACETS = 8  # of each kind
_WORDINGS = {"exact": "exact wording", "most": "most words", "some": "some words", "none": "", None: ""}
_STRENGTHS = {"strong": "strong", "moderate": "moderate", "weak": "weak", "none": "not close", None: ""}


def on_screen(snapshot: Snapshot, answer: Answer, *, verbose: bool, full: bool) -> str:
    """All matches of a page.

    verbose: with the numbers.  full: whole passages.
    """
    breaks = snapshot.mended_breaks([match.passage for match in answer.matches])
    found = zip(answer.matches, answer.explanations, breaks, strict=True)
    return "\n\n".join(_match(match, why, mended, verbose=verbose, full=full) for match, why, mended in found)


def _match(match: Match, why: Explanation, breaks: Sequence[TextChange], *, verbose: bool, full: bool) -> str:
    speech, room = match.speech, width()
    number = f"{match.rank}. "
    indent = " " * len(number)
    speaker = match.passage.speaker or speech.speaker
    known = " · ".join(
        part for part in (_evidence(match), shown_date(speech.date), speaker, speech.title) if part
    )
    lines = [number + fit_width(known or speech.id, room - len(number))]
    if verbose:
        lines.append(indent + _numbers(match))
    lines.append(_text(match, why, breaks, indent=indent, room=room, full=full))
    address = in_line(str(address_of(speech, match.passage.position)))
    lines.append(indent + (click.style(address, dim=True) if colours() else address))
    if match.also_in:
        lines.append(indent + _copies(match.also_in))
    return "\n".join(lines)


def _evidence(match: Match) -> str:
    """How sure a match is, in words: of meaning, then of wording."""
    wording = _WORDINGS[match.wording]
    told = match.strength != "none" or match.wording in ("some", "none")
    strength = _STRENGTHS[match.strength] if told else ""
    return ", ".join(part for part in (strength, wording) if part)


def _numbers(match: Match) -> str:
    numbers = [f"cosine {match.cosine:.3f}"]
    if match.percentile is not None:
        numbers.append(f"nearer than {match.percentile:g} % of random pairs")
    if match.bm25 is not None:
        numbers.append(f"BM25 {match.bm25:.2f}")
    return ", ".join([*numbers, f"score {match.score:.3f}"])


def _text(
    match: Match,
    why: Explanation,
    breaks: Sequence[TextChange],
    *,
    indent: str,
    room: int,
    full: bool,
) -> str:
    text = match.passage.text
    marks = [StyledSpan(run.b_start, run.b_end) for run in why.shared]
    best = why.best_sentence
    shown = StyledSpan(0, len(text))
    if not full:
        around = StyledSpan(best.start, best.end) if best else StyledSpan(0, 0)
        if marks and marks[0].start >= around.start:  # of a long sentence the part that is shared
            around = _within(around, marks[0], room)
        shown = snippet(text, around, room=_LINES * (room - len(indent)) - 4)
    lines = wrap(text, shown, marks, indent=indent, columns_=room - 2, colour=colours(), breaks=breaks)
    before, after = "…" * (shown.start > 0), "…" * (shown.end < len(text))
    return f"{indent}{before}{lines[len(indent) :]}{after}"


def _within(sentence: StyledSpan, mark: StyledSpan, room: int) -> StyledSpan:
    """The sentence, or from a little before the mark on where that is far inside it."""
    if mark.end - sentence.start <= room:
        return sentence
    return StyledSpan(max(sentence.start, mark.start - room // 2), max(sentence.end, mark.end))


def _copies(copies: tuple[Duplicate, ...]) -> str:
    told = [
        f"{in_line(copy.passage.address)}{'' if copy.identical else ' (nearly)'}"
        for copy in copies[:_MOST_COPIES]
    ]
    more = f" and {len(copies) - _MOST_COPIES:,} more" if len(copies) > _MOST_COPIES else ""
    return f"also in: {', '.join(told)}{more}"


def facets_on_screen(snapshot: Snapshot, facets: Facets) -> str:
    """How many passages that answer have which year, place, …: the most frequent of each."""
    kinds: Mapping[str, Mapping[str, int]] = {
        "year": dict(sorted(facets.year.items())),
        "speaker": facets.speaker,
        "place": facets.place,
        "language": facets.language,
        "topic": facets.topic if snapshot.topic_model is not None else {},
    }
    rows = []
    for kind, counts in kinds.items():
        shown = list(counts.items()) if kind == "year" else list(counts.items())[:_MOST_FACETS]
        for number, (value, count) in enumerate(shown):
            rows.append((kind if number == 0 else "", f"{count:>6,}", _facet(snapshot, kind, value)))
        if len(shown) < len(counts):
            rows.append(("", "", f"… and {len(counts) - len(shown):,} more"))
    return table(rows, widest=(10, 8, width() - 22)) if rows else "nothing answers"


def _facet(snapshot: Snapshot, kind: str, value: str) -> str:
    if not value:
        return "unassigned" if kind == "topic" else "unknown"
    return f"{value} {snapshot.topic(value).label}" if kind == "topic" else value
