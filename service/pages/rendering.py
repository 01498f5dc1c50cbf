"""Templates of the pages, and what they may use. All text is escaped."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from service.pages.addresses import address, speech_address, topic_address
from service.pages.interface import COOKIE, LANGUAGES, choose_language, interface
from service.pages.marking import MarkedPiece, mark, snippet
from service.reports.html import percent
from service.schemas.formulas import PlaceShape

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


def render(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page in the language of its reader."""
    language = language_of(request)
    page = _TEMPLATES.get_template(template).render(
        t=interface(language), lang=language, languages=LANGUAGES, here=_here(request), **values
    )
    return HTMLResponse(page, status_code=status, headers={"Vary": "Accept-Language, Cookie"})


def language_of(request: Request) -> str:
    """The language of the interface for whoever asks: the one they chose, else the best they accept."""
    return choose_language(request.cookies.get(COOKIE), request.headers.get("accept-language", ""))


def _here(request: Request) -> str:
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


def direction_of(language: str) -> str:
    """How a text of this language runs: "rtl", "ltr", or "auto" where that is not known."""
    if not language or language == "und":
        return "auto"
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


def width_of(share: float) -> str:
    """A share, 0 to 1, as the width of a bar that is 100 wide."""
    return f"{100 * min(max(share, 0.0), 1.0):.1f}"


def language_name(tag: str, t: Mapping[str, str]) -> str:
    """A language in the words of the interface; the tag itself where there are none."""
    return t.get(f"language_{tag}", tag)


def shown_date(date: str) -> str:
    """A date as it is read: a day without its year has no dashes before it."""
    return date.removeprefix("--")


def around(place: PlaceShape) -> list[MarkedPiece]:
    """The stretch of a passage around a wording that stands in it, with the wording marked."""
    start, end = place.start - place.passage.start, place.end - place.passage.start
    return mark(place.passage.text, [(start, end)], *snippet(place.passage.text, (start, end)))


def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("service.pages", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {
        "percent": percent,
        "direction": direction_of,
        "width": width_of,
        "named": language_name,
        "day": shown_date,
    }
    templates.globals |= {
        "address": address,
        "speech_address": speech_address,
        "topic_address": topic_address,
        "around": around,
    }
    return templates


_TEMPLATES = _templates()
