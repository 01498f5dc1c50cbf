"""The walk of a new user through the pages, in a real browser, in English and in Chinese, narrow and wide."""

import json

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.watching import WIDTHS, opened
from tests.conftest import ROOT

pytestmark = pytest.mark.model

SAMPLE = ROOT / "scripts" / "sample" / "speeches.jsonl"


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
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_through_every_room(browser: Browser, site: str, width: int, language: str) -> None:
    """Topics with their four views, a comparison of what was pasted, a formula and its trace, the corpus."""
    chinese = language.startswith("zh")
    names = ("主题", "比对", "提法", "语料") if chinese else ("Topics", "Compare", "Formulas", "Corpus")
    with opened(browser, width, language=language) as page:
        said_before = json.loads(SAMPLE.read_text(encoding="utf-8").splitlines()[0])["text"][:600]

        def go(name: str) -> None:
            page.locator("header").get_by_role("link", name=name, exact=True).click()

        page.goto(site)
        go(names[0])
        expect(page.locator(".card").first).to_be_visible()
        page.locator(".views a").nth(2).click()
        expect(page.locator(".course").first).to_be_visible()
        page.locator(".views a").nth(3).click()
        page.locator("table.groups td a").first.click()
        expect(page.locator(".chosen a")).to_have_count(1)
        go(names[1])
        page.locator("#text").fill(said_before)
        page.locator("#comparing button").first.click()
        expect(page.locator("blockquote").first).to_be_visible()
        page.go_back()
        go(names[2])
        page.locator("#q").fill("防汛")
        page.locator("main form button").last.click()
        expect(page.locator(".heat").first).to_be_visible()
        go(names[3])
        expect(page.locator("tbody tr").first).to_be_visible()


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
