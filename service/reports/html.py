"""Topics and comparisons as HTML files that stand alone: no address fetched, nothing beside them.

The comparison has no script. That of topics has one, which draws the map, and runs by its hash alone.

Everything that comes from a speech is data: the templates escape it, isolate its writing direction, and
name its language, so that each script gets its own glyphs.
"""

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from embeddings.comparison.result import Comparison
from embeddings.dates import when_said
from embeddings.similarity.space import centre_key
from embeddings.snapshot.snapshot import Snapshot
from embeddings.topics.model import SEPARATOR, Topic, TopicPart
from embeddings.topics.quality import MEANINGS
from embeddings.topics.timeline import timeline
from service.reports import comparison_figures, topic_figures, topic_map, topic_words
from service.reports.comparison_words import Language, words
from service.reports.topic_counts import count_topics
from service.reports.version_figures import version_figures

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


def topics_report(snapshot: Snapshot, *, title: str = "") -> str:
    """What the speeches of a snapshot are about, for people to read: the report of `tifa topics`.

    title: how many speeches there are where it is "". The same snapshot and title give the same page.
    Raises TopicsNotMade.
    """
    counts = count_topics(snapshot)
    model = snapshot.need_topics()
    data = topic_map.map_data(snapshot, counts.topics)
    parts: dict[str, list[TopicPart]] = {}
    for part in model.parts:
        parts.setdefault(part.topic, []).append(part)
    return _page(
        "topics.html",
        kinds=topic_words.KINDS,
        event_names=topic_words.EVENTS,
        measure_names=topic_words.MEASURES,
        meanings=MEANINGS,
        meanings_zh=topic_words.MEANINGS_ZH,
        measures=model.measures,
        trends={topic: trend for topic, trend, _ in timeline(snapshot.said(), "year").trends},
        by_id={counted.topic.id: counted for counted in counts.topics},
        groups=topic_figures.groups(model.groups, counts),
        parts=parts,
        events=model.events,
        n_continued=sum(event.what == "continued" for event in model.events),
        map=None if data is None else Markup(topic_map.in_page(data)),  # noqa: S704 -- escaped by `in_page`
        map_size=0 if data is None else len(data["x"]),
        script=Markup(_MAP_SCRIPT),  # noqa: S704 -- a file of ours
        script_hash=f"sha256-{b64encode(hashlib.sha256(_MAP_SCRIPT.encode()).digest()).decode()}",
        title=title or f"Topics of {counted(len(counts.speeches), 'speech')}",
        title_zh=title or f"{len(counts.speeches):,} 篇讲话的主题",
        manifest=snapshot.manifest,
        counts=counts,
        fitted_with=sorted(model.fitted_with.items()),
        examples={counted.number: topic_figures.examples(snapshot, counted) for counted in counts.topics},
        heat=topic_figures.heat_map(counts),
        timeline=topic_figures.timeline(counts),
        few_speeches=topic_figures.FEW_SPEECHES,
    )


def comparison_report(
    snapshot: Snapshot,
    comparison: Comparison,
    *,
    with_speech: str | None = None,
    language: Language | None = None,
    home: str = "",
) -> str:
    """A new speech beside what it was taken from: the report of `tifa compare FILE --html OUT`.

    with_speech: the id of the one speech it was compared with, if it was only one.  language: of the report's
    own words; the speech's if that is Chinese, otherwise English, when not given.  home: where the page came
    from, when a service shows it.
    Raises UnknownSpeech for `with_speech`.
    """
    topics = comparison.topics
    chinese = comparison_figures.languages_of(comparison.passages).startswith("zh")
    chosen: Language = language or ("zh" if chinese else "en")
    return _page(
        "comparison.html",
        title=comparison.speech.title or comparison.speech.id or words(chosen)["untitled"],
        home=home,
        language=chosen,
        w=words(chosen),
        manifest=snapshot.manifest,
        speech=comparison.speech,
        comparison=comparison,
        other=None if with_speech is None else snapshot.speech(with_speech),
        reused=comparison_figures.reused_share(comparison),
        later=comparison.later_share,
        when_said=when_said,
        classes=comparison_figures.class_shares(comparison),
        n_sources=len(comparison.containment),
        passages=comparison_figures.shown_passages(comparison),
        differences=comparison_figures.all_differences(comparison),
        labels={topic.id: topic.label for topic in snapshot.topic_model.topics}
        if snapshot.topic_model
        else {},
        topics=topics,
        pairs=None if topics is None else comparison_figures.topic_pairs(snapshot, topics),
        versions=None if comparison.versions is None else version_figures(comparison.versions),
    )


def _page(template: str, **values: object) -> str:
    return _TEMPLATES.get_template(template).render(values)


def percent(share: float) -> str:
    """A share, 0 to 1, as people read it: `31 %`, `4.2 %`, `< 0.1 %`; all but all is not told as all."""
    if 0 < share < 0.001:
        return "< 0.1 %"
    if 0.9995 <= share < 1:
        return "> 99.9 %"
    whole = share in (0, 1) or 0.0995 <= share < 0.995
    return f"{100 * share:.0f} %" if whole else f"{100 * share:.1f} %"


def closeness(percentile: float | None) -> str:
    """A percentile in words; rounded down, so that it never claims more than was measured."""
    if percentile is None:
        return "the corpus is too small to tell how close that is"
    if percentile >= 100:
        return "closer than all random pairs"
    if percentile <= 0:
        return "no closer than any random pair"
    return f"closer than {int(percentile * 10) / 10:.1f} % of random pairs"


def isolated(text: str) -> str:
    """Text for a tooltip, where no element can keep its writing direction to itself."""
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"


def dated(date: str, words: Mapping[str, str]) -> str:
    """A date as readers know it: one without a year says so. words: the report's own."""
    if date.startswith("--"):
        return words["no_year"].format(day=date.removeprefix("--"))
    return date or words["undated"]


def first_term(label: str) -> str:
    return label.split(SEPARATOR)[0]


def thousands(count: int) -> str:
    return f"{count:,}"


def counted(count: int, noun: str) -> str:
    """`1 speech`, `2,500 passages`."""
    plural = "" if count == 1 else "es" if noun.endswith("ch") else "s"
    return f"{count:,} {noun}{plural}"


def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("service.reports", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for shown in (
        percent,
        closeness,
        topic_words.language_name,
        isolated,
        dated,
        thousands,
        counted,
        first_term,
    ):
        templates.filters[shown.__name__] = shown
    templates.filters["main_language"] = centre_key
    templates.filters["label_in"] = Topic.label_in
    return templates


_TEMPLATES = _templates()
_MAP_SCRIPT = (files("service.reports") / "pages" / "topic_map.js").read_text(encoding="utf-8")
