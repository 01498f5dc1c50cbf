"""What every request passes on its way in, and every answer on its way out."""

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from service.auth.access import Access
from service.middleware.hosts import Hosts
from service.middleware.load_shedding import LoadShedding
from service.middleware.origins import Origins
from service.middleware.security_headers import SecurityHeaders
from service.parameters.paths import UndecodedPaths
from service.problems.responses import FaultPage
from service.settings import Settings

_TOLD_TO_PAGES = ("Location", "Retry-After", "RateLimit", "RateLimit-Policy", "WWW-Authenticate")


def guard(app: FastAPI, settings: Settings, page: FaultPage) -> None:
    """Set them up; what is added last comes first. page: tells a refusal to a person with a browser."""
    app.add_middleware(Access, settings=settings, page=page)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=("GET", "POST", "DELETE"),
            allow_headers=("Authorization", "Content-Type", "Idempotency-Key"),
            expose_headers=_TOLD_TO_PAGES,
        )
    app.add_middleware(Origins, listed=settings.cors_origins)
    app.add_middleware(Hosts, settings=settings)
    app.add_middleware(LoadShedding)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(UndecodedPaths)
    if settings.proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.proxies))
