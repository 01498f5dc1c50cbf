"""A comparison as the terminal tells it: what a hurried reader needs, then the stretches."""

from collections.abc import Iterator

from embeddings.comparison.result import (
    CLASSES,
    ComparedPassage,
    ComparedTopics,
    Comparison,
    Containment,
    SourceSpan,
    Stretch,
    StretchClass,
)
from embeddings.dates import when_said
from embeddings.snapshot.snapshot import Snapshot
from embeddings.snapshot.tables.speeches import SpeechCard
from scripts.terminal.console import in_line
from scripts.terminal.screen import shown_date
from scripts.terminal.told_versions import tell_versions

_NAMES: dict[StretchClass, str] = {
    "verbatim": "word for word", "edited": "edited", "paraphrase": "in other words",
    "translation": "translated",
    "quotation": "quoted", "common": "set phrases", "same_topic": "new, on a known topic", "new": "new",
}  # fmt: skip
_BARS: dict[StretchClass, str] = {
    "verbatim": "█", "edited": "▓", "paraphrase": "▒", "translation": "T", "quotation": "“", "common": "·",
    "same_topic": "-", "new": " ",
}  # fmt: skip
_BAR_WIDTH = 60
_MOST_SPEECHES = 5
_LONGEST = 160  # characters of a text that are shown


def tell_comparison(snapshot: Snapshot, comparison: Comparison) -> str:
    """The whole answer. What comes from a speech is shown on one line, and controls in it are escaped."""
    lines = [in_line(comparison.speech.title), "", *_summary(comparison)]
    if comparison.topics is not None:
        lines += ["", *_topics(snapshot, comparison.topics)]
    if comparison.versions is not None:
        lines += ["", *tell_versions(comparison.versions)]
    for compared in comparison.passages:
        lines += ["", *_passage(compared, comparison.speech.date)]
    return "\n".join(lines)


def _summary(comparison: Comparison) -> Iterator[str]:
    summary = comparison.summary
    reused, later = sum(summary[kind] for kind in CLASSES[:5]), comparison.later_share
    n = len(comparison.containment)
    new = f"{summary['new'] + summary['same_topic']:.0%} is new."
    others = f"in {n:,} speech{'' if n == 1 else 'es'} of the corpus"
    if reused > later and later:
        yield f"{reused - later:.0%} of it was said before, {later:.0%} only later, {others}; {new}"
    elif reused > later:
        yield f"{reused:.0%} of it was said before, {others}; {new}"
    else:
        only_later = f"; {later:.0%} of it was said only later, {others}" if later else ""
        yield f"Nobody in particular said any of it before{only_later}; {new}"
    yield f"[{_bar(summary)}]"
    yield "  ".join(
        f"{_BARS[kind].strip() or '␣'} {_NAMES[kind]} {summary[kind]:.0%}"
        for kind in CLASSES
        if summary[kind]
    )
    for card in comparison.copies:
        known = f"{_card(card)} [{in_line(card.id)}]"
        yield f"The corpus holds this very text: {known}; --speech leaves it out"
    for part in comparison.containment[:_MOST_SPEECHES]:
        yield _part(part)
    if n > _MOST_SPEECHES:
        yield f"  … and {n - _MOST_SPEECHES:,} more speeches"
    yield from _differences(comparison)
    yield _novelty(comparison)
    searched = comparison.searched
    left_out = f", without {', '.join(map(in_line, searched.left_out))}" if searched.left_out else ""
    yield (
        f"Searched {searched.n_speeches:,} speech{'' if searched.n_speeches == 1 else 'es'}{left_out},"
        f' {searched.n_undated:,} of them undated; "first" is first among these.'
    )


def _bar(summary: dict[StretchClass, float]) -> str:
    drawn, reached = "", 0.0
    for kind in CLASSES:
        reached += summary[kind]
        drawn += _BARS[kind] * (round(_BAR_WIDTH * reached) - len(drawn))
    return drawn.ljust(_BAR_WIDTH)


def _part(part: Containment) -> str:
    of_that = f"{part.share_of_old:.0%} of that [{in_line(part.speech.id)}]"
    return f"  {part.share_of_new:5.0%} of it in {_card(part.speech)}: {of_that}"


def _differences(comparison: Comparison) -> Iterator[str]:
    found = [
        one for passage in comparison.passages for stretch in passage.stretches for one in stretch.differences
    ]
    if found:
        told = [f"{one.there or '-'} → {one.here or '-'}" for one in found[:6]]
        more = f", and {len(found) - 6} more" if len(found) > 6 else ""
        yield f"Changed numbers, names or negations: {in_line('; '.join(told))}{more}"


def _novelty(comparison: Comparison) -> str:
    novelty = comparison.novelty
    if novelty is None:
        return "How new that is cannot be told: the corpus has too few speeches in this language."
    return (
        f"Newer than {novelty.percentile:.0f} % of the corpus's own speeches in this language"
        f" ({novelty.low:.0f} to {novelty.high:.0f} % at 95 % confidence, {novelty.n} speeches)."
    )


def _topics(snapshot: Snapshot, topics: ComparedTopics) -> Iterator[str]:
    """The two distributions side by side, the speech's largest shares first."""
    ours, theirs = dict(topics.speech.by_topic), dict(topics.corpus.by_topic)
    order = sorted(ours.keys() | theirs.keys(), key=lambda id_: (-ours.get(id_, 0), -theirs.get(id_, 0), id_))
    yield f"speech  corpus  topic (divergence {topics.divergence:.2f} of 1)"
    shown = [id_ for id_ in order if ours.get(id_, 0.0) > 0] or order[:5]
    for id_ in shown:
        yield f"{ours.get(id_, 0.0):6.1%}  {theirs.get(id_, 0.0):6.1%}  {in_line(snapshot.topic(id_).label)}"
    yield f"{topics.speech.unassigned:6.1%}  {topics.corpus.unassigned:6.1%}  unassigned"
    if topics.nearest is not None:
        yield f"Divergence from the speeches it shares most with: {topics.nearest.divergence:.2f}"
    if topics.same_speaker is not None:
        n = len(topics.same_speaker.speeches)
        yield f"Divergence from its speaker's {n} earlier speeches: {topics.same_speaker.divergence:.2f}"
    if topics.missing:
        labels = "; ".join(in_line(snapshot.topic(id_).label) for id_ in topics.missing)
        yield f"Every earlier speech of this speaker had, and this one lacks: {labels}"


def _passage(compared: ComparedPassage, date: str) -> Iterator[str]:
    passage = compared.passage
    novelty = "" if compared.novelty is None else f" (newer than {compared.novelty.percentile:.0f} %)"
    yield f"{passage.position}.{novelty}"
    for stretch in compared.stretches:
        yield from _stretch(compared, stretch, date)
    if any(not stretch.sources for stretch in compared.stretches):
        for match in compared.matches[:1]:
            known = f"{_card(match.speech)} [{in_line(match.passage.address)}]"
            yield f"  nearest in meaning ({match.cosine:.2f}): {known}"


def _stretch(compared: ComparedPassage, stretch: Stretch, date: str) -> Iterator[str]:
    best = stretch.sources[0] if stretch.sources else None
    yield f"  {_NAMES[stretch.kind].upper()}: {_marked(compared, stretch, best)}"
    if best is None:
        return
    many = f", in {stretch.n_speeches} speeches" if stretch.n_speeches > 1 else ""
    why = f" ({stretch.why})" if stretch.why else ""
    later = when_said(date, best.speech.date) == "later"
    from_ = "near" if stretch.kind == "same_topic" else "later in" if later else "from"
    yield f"      {from_} {_card(best.speech)} [{in_line(best.passage.address)}]{many}{why}"
    origin = stretch.provenance
    if origin is not None and origin.first is not None and origin.first.id != best.speech.id:
        tied = f", or at the same time {len(origin.tied)} more" if origin.tied else ""
        yield f"      first in {_card(origin.first)} [{in_line(origin.first.id)}]{tied}"
    if origin is not None and origin.n_undated:
        yield f"      {origin.n_undated} undated, perhaps earlier"
    for one in stretch.differences:
        yield f"      {one.kind}: {in_line(one.there) or '-'} → {in_line(one.here) or '-'}"


def _marked(compared: ComparedPassage, stretch: Stretch, source: SourceSpan | None) -> str:
    """The text with its changes as [-before-]{+now+}; long equal parts are shortened."""
    passage = compared.passage

    def here(start: int, end: int) -> str:
        return passage.text[start - passage.start : end - passage.start]

    if source is None or not any(edit.operation != "equal" for edit in source.diff):
        return _short(here(stretch.start, stretch.end))
    parts = []
    for edit in source.diff:
        start = source.passage.start
        before = source.passage.text[edit.source_start - start : edit.source_end - start]
        now = here(edit.start, edit.end)
        if edit.operation in ("equal", "move"):
            parts.append(_short(now) if len(now) > _LONGEST else in_line(now))
        else:
            parts.append(f"[-{in_line(before)}-]" if edit.operation in ("replace", "delete") else "")
            parts.append(f"{{+{in_line(now)}+}}" if edit.operation in ("replace", "insert") else "")
    return _spaced(parts, passage.language)


def _spaced(parts: list[str], language: str) -> str:
    between = "" if language.partition("-")[0] in ("zh", "ja") else " "
    return between.join(part for part in parts if part)


def _short(text: str) -> str:
    line = in_line(text)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _card(card: SpeechCard) -> str:
    known = " · ".join(
        in_line(part) for part in (shown_date(card.date) or "undated", card.speaker, card.title) if part
    )
    return known if len(known) <= 100 else f"{known[:99]}…"
