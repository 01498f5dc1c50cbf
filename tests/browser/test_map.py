"""The map of all passages under a mouse and under a keyboard."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.watching import WIDTHS, opened

pytestmark = pytest.mark.model


@pytest.mark.parametrize("width", WIDTHS)
def test_the_map_is_read_with_a_mouse(browser: Browser, site: str, width: int) -> None:
    """A word is found, the legend narrows, a point is read and opened."""
    with opened(browser, width) as page:
        page.goto(f"{site}/topics/map")
        page.wait_for_selector("[data-ready]")
        page.get_by_label("Find a word").fill("flood")
        page.get_by_role("button", name="Show").click()
        expect(page.locator("#said")).to_contain_text("passages hold it")
        page.get_by_label("Find a word").fill("")
        page.get_by_role("button", name="Show").click()
        page.get_by_label("Colour by").select_option("language")
        expect(page.locator("#legend")).to_contain_text("Chinese")
        page.locator("#legend button").first.click()
        expect(page.locator("#legend button[aria-pressed=true]")).to_have_count(1)
        page.locator("#legend button").first.click()
        page.locator("#map").focus()
        page.keyboard.press("+")
        expect(page.locator("#passage blockquote")).to_be_visible()
        box = page.locator("#map").bounding_box()
        assert box is not None
        held = page.locator("#passage a").text_content()
        # Over the whole map: somewhere another passage is pointed at.
        for step in range(1, 12):
            page.mouse.move(box["x"] + box["width"] * step / 12, box["y"] + box["height"] / 2)
            page.wait_for_timeout(150)
        assert page.locator("#passage a").text_content() or held


def test_the_map_is_read_with_the_keyboard(browser: Browser, site: str) -> None:
    """What lies in the middle is told, and Enter opens it."""
    with opened(browser, 1400) as page:
        page.goto(f"{site}/topics/map")
        page.wait_for_selector("[data-ready]")
        page.locator("#map").focus()
        page.keyboard.press("ArrowLeft")
        expect(page.locator("#passage blockquote")).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.locator(".passage.current")).to_be_visible()


def test_without_scripts_the_table_says_the_same(browser: Browser, site: str) -> None:
    """And a note says why there is no map."""
    with opened(browser, 1400, scripts=False) as page:
        page.goto(f"{site}/topics/map")
        assert "The map needs JavaScript" in page.content()
        expect(page.locator("tbody tr").first).to_be_visible()
