"""A page that is watched while it is used."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from playwright.sync_api import Browser, Page

WIDTHS = [400, 1400]


@contextmanager
def opened(
    browser: Browser,
    width: int,
    *,
    language: str = "en",
    scripts: bool = True,
    scheme: Literal["light", "dark"] = "light",
) -> Iterator[Page]:
    """A page whose console and requests are watched: no error, and no other host."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        locale=language,
        java_script_enabled=scripts,
        color_scheme=scheme,
    )
    page = context.new_page()
    page.set_default_timeout(15_000)  # the machine may be busy with other things
    errors: list[str] = []
    hosts: list[str] = []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: hosts.append(request.url))
    try:
        yield page
    finally:
        context.close()
    # A page of a fault is loaded with its status, which the console tells.
    assert [error for error in errors if "responded with a status of 4" not in error] == []
    assert all(url.startswith(("http://127.0.0.1:", "data:")) for url in hosts)
