"""The routes of all pages together, their files, and the choice of a language."""

from importlib.resources import files

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from service.pages import compare, corpus, formulas, search, speech, topics
from service.pages.interface import COOKIE, LANGUAGES

# What there is to fetch: nothing is read by a name that came from outside.
_KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_FILES = {
    file.name: (file.read_bytes(), _KINDS[file.name.rpartition(".")[2]])
    for file in (files("service.pages") / "static").iterdir()
    if file.name.rpartition(".")[2] in _KINDS
}
_A_YEAR = 31_536_000

router = APIRouter(include_in_schema=False)
for room in (search, topics, compare, formulas, corpus, speech):
    router.include_router(room.router)


@router.get("/static/{name}")
async def static(name: str) -> Response:
    """A style or a script of the pages."""
    if name not in _FILES:
        raise HTTPException(404)
    content, kind = _FILES[name]
    return Response(content, media_type=kind, headers={"Cache-Control": "no-cache"})


@router.get("/language/{language}")
async def choose(language: str, back: str = "/") -> Response:
    """Remember a language of the interface, and go back."""
    if language not in LANGUAGES:
        raise HTTPException(404)
    # Only within the service: "//elsewhere" and "/\\elsewhere" would be another host.
    safe = back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/"
    answer = RedirectResponse(safe, status_code=303)
    answer.set_cookie(COOKIE, language, max_age=_A_YEAR, httponly=True, samesite="lax")
    return answer
