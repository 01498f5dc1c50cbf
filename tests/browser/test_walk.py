"""The walk of a new user through the pages, in a real browser."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.model

WIDTHS = [400, 1400]
ADDRESSES = ["/", "/?q=flood+defences", "/topics", "/corpus", "/formulas", "/speech/nobody"]


@contextmanager
def opened(browser: Browser, width: int, *, language: str = "en", scripts: bool = True) -> Iterator[Page]:
    """A page whose console and requests are watched: no error, and no other host."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale=language, java_script_enabled=scripts
    )
    page = context.new_page()
    errors: list[str] = []
    hosts: list[str] = []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: hosts.append(request.url))
    try:
        yield page
    finally:
        context.close()
    assert [error for error in errors if "status of 404" not in error] == []
    assert all(url.startswith("http://127.0.0.1:") or url.startswith("data:") for url in hosts)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_from_a_question_to_a_citation(browser: Browser, site: str, width: int, scripts: bool) -> None:
    """Ask, narrow down, open the speech, see who else says it, and find the permanent address."""
    with opened(browser, width, scripts=scripts) as page:
        page.goto(site)
        page.get_by_label("A word, a sentence or a paragraph").fill("flood defences")
        page.get_by_role("button", name="Search").click()
        expect(page.locator(".match").first).to_be_visible()
        page.locator(".facet a").first.click()
        expect(page.locator(".chosen a")).to_have_count(1)
        page.locator(".match .who a").first.click()
        expect(page.locator(".passage.current")).to_be_visible()
        expect(page.locator(".passage.current code")).to_contain_text("@")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_same_in_chinese(browser: Browser, site: str, width: int) -> None:
    """A Chinese browser is answered in Chinese, and can choose otherwise."""
    with opened(browser, width, language="zh-CN") as page:
        page.goto(site)
        page.get_by_label("一个词、一句话或一段文字").fill("防汛")
        page.get_by_role("button", name="检索").click()
        expect(page.locator(".match").first).to_be_visible()
        page.get_by_role("link", name="主题", exact=True).click()
        expect(page.locator(".card").first).to_be_visible()
        page.get_by_role("link", name="English").click()
        expect(page.get_by_role("heading", name="Topics", level=1)).to_be_visible()


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_serious_stands_in_the_way_of_anybody(
    browser: Browser, site: str, address: str, width: int
) -> None:
    """axe finds no serious fault, nothing is wider than the window, nothing moves after the first paint."""
    with opened(browser, width) as page:
        page.add_init_script(
            "window.shifted = 0; new PerformanceObserver(list => { for (const entry of list.getEntries())"
            " window.shifted += entry.value }).observe({type: 'layout-shift', buffered: true})"
        )
        page.goto(site + address)
        found = Axe().run(page).response["violations"]
        serious = [
            (one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")
        ]
        assert serious == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("window.shifted") == 0


def test_the_keyboard_is_enough(browser: Browser, site: str) -> None:
    """The first tab leads to the content, and a question can be sent without a mouse."""
    with opened(browser, 1400) as page:
        page.goto(f"{site}/topics")
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text("Skip to the content")
        page.goto(site)
        page.get_by_label("A word, a sentence or a paragraph").fill("harbour")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(".match").first).to_be_visible()
