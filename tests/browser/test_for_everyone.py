"""Nothing stands in the way of anybody: axe, narrow windows, dark and light, paper, right-to-left."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.watching import WIDTHS, opened

pytestmark = pytest.mark.model

ADDRESSES = [
    "/", "/?q=flood+defences", "/?q=flood&place=Veldhavn", "/topics", "/topics/map", "/topics/timeline",
    "/topics/groups", "/formulas", "/formulas/trace?q=防汛", "/compare", "/corpus", "/speech/nobody",
]  # fmt: skip
FIRST = {"/topics": ".card h3 a", "/corpus": "tbody a"}


def need_fit_for_all(page: Page, width: int) -> None:
    """axe finds no serious fault, and nothing is wider than the window."""
    found = Axe().run(page).response["violations"]
    serious = [
        (one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")
    ]
    assert serious == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_serious_stands_in_the_way_of_anybody(browser: Browser, site: str, width: int) -> None:
    """On every page, and nothing moves after the first paint."""
    with opened(browser, width) as page:
        page.add_init_script(
            "window.shifted = 0; new PerformanceObserver(list => { for (const entry of list.getEntries())"
            " window.shifted += entry.value }).observe({type: 'layout-shift', buffered: true})"
        )
        for address in ADDRESSES:
            page.goto(site + address)
            if address == "/topics/map":
                page.wait_for_selector("[data-ready]")
            need_fit_for_all(page, width)
            assert page.evaluate("window.shifted") == 0, address
        for address, first in FIRST.items():
            page.goto(site + address)
            page.locator(first).first.click()
            need_fit_for_all(page, width)
            assert page.evaluate("window.shifted") == 0, page.url


def test_in_the_dark_on_the_narrowest_window(browser: Browser, site: str) -> None:
    """Colours keep their contrast, and 360 px are enough."""
    with opened(browser, 360, scheme="dark", language="zh-TW") as page:
        for address in ("/?q=防汛", "/topics", "/topics/map", "/topics/groups", "/corpus"):
            page.goto(site + address)
            need_fit_for_all(page, 360)


def test_on_paper_only_what_is_read(browser: Browser, site: str) -> None:
    """No navigation and no form; the text is there."""
    with opened(browser, 1400) as page:
        page.goto(f"{site}/corpus")
        page.locator("tbody a").first.click()
        page.emulate_media(media="print")
        assert not page.locator("header").is_visible()
        assert page.locator(".reading .text").first.is_visible()


def test_arabic_runs_from_right_to_left(browser: Browser, site: str) -> None:
    """Also where the interface runs the other way."""
    with opened(browser, 1400) as page:
        page.goto(f"{site}/?q=x&mode=meaning&language=ar")
        quote = page.locator(".match blockquote").first
        assert quote.evaluate("node => getComputedStyle(node).direction") == "rtl"
