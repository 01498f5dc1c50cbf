"""A problem as a page: what went wrong, and what to do."""

from collections.abc import Mapping, Sequence

from fastapi import Request
from fastapi.responses import Response

from service.pages.problems import told
from service.pages.rendering import language_of, render
from service.problems.kind import ProblemKind
from service.schemas.about import FieldFault

# Addresses of programs; everything else is a page's.
OF_PROGRAMS = ("/v1/", "/livez", "/readyz", "/metrics", "/openapi.json", "/static/")


def wants_page(request: Request) -> bool:
    """Whether whoever asks is a person with a browser, and asks for a page."""
    return not request.url.path.startswith(OF_PROGRAMS) and "text/html" in request.headers.get("accept", "")


def fault_page(
    request: Request, kind: ProblemKind, errors: Sequence[FieldFault], headers: Mapping[str, str]
) -> Response | None:
    """The page of a problem; None for a program, which is told in JSON."""
    if not wants_page(request):
        return None
    title, detail = told(kind, language_of(request))
    page = render(
        request, "fault.html", status=kind.status, kind=kind, title=title, detail=detail, errors=errors
    )
    page.headers.update(headers)
    return page
