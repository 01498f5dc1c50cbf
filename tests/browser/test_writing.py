"""What the pages hand over and take in: speeches added and taken out with a key, a report saved as a file."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from service.auth import keys
from service.reports.tables import write_topic_files
from tests.browser.conftest import serving
from tests.browser.test_for_everyone import need_fit_for_all
from tests.browser.watching import WIDTHS, opened
from tests.conftest import SampleCorpus

pytestmark = pytest.mark.model

SAID = "The quay of Veldhavn is open, and nobody shall pay to land a catch there.\n\n" * 2
TOLD = "#told"


@pytest.fixture(scope="module")
def writable(sample: SampleCorpus, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A service of its own copy of the sample, and a key that may write there."""
    folder = tmp_path_factory.mktemp("writable") / "corpus"
    shutil.copytree(sample.folder, folder)
    key = keys.create(folder, "newsroom", write=True)
    with serving(folder) as address:
        yield address, key


def test_a_speech_is_added_found_and_taken_out(browser: Browser, writable: tuple[str, str]) -> None:
    """Each is a job whose end is told, and the list of jobs has both."""
    site, key = writable
    with opened(browser, 1400) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"{site}/corpus")
        page.locator("#key").fill(key)
        adding, removing = page.locator("#adding"), page.locator("#removing")
        adding.locator("textarea").fill(SAID)
        adding.locator("[name=id]").fill("quay-2031")
        adding.get_by_role("button", name="Add").click()
        expect(page.locator(TOLD)).to_contain_text("added 1", timeout=60_000)
        page.goto(f"{site}/speech/quay-2031")
        expect(page.locator(".reading .text").first).to_contain_text("nobody shall pay")

        page.goto(f"{site}/corpus")
        removing.locator("[name=id]").fill("quay-2031")
        removing.get_by_role("button", name="Take out").click()
        expect(page.locator(TOLD)).to_contain_text("removed 1", timeout=60_000)
        assert page.goto(f"{site}/speech/quay-2031").status == 404  # type: ignore[union-attr]
        page.goto(f"{site}/corpus")
        page.get_by_role("button", name="Show the jobs").click()
        expect(page.locator("#jobs tbody tr")).to_have_count(2)
        need_fit_for_all(page, 1400)


def test_a_wrong_key_changes_nothing(browser: Browser, writable: tuple[str, str]) -> None:
    """It is said, and what was typed stays in the form."""
    with opened(browser, 400) as page:
        page.goto(f"{writable[0]}/corpus")
        page.locator("#key").fill("tifa_no_key_at_all")
        page.locator("#adding textarea").fill(SAID)
        page.locator("#adding").get_by_role("button", name="Add").click()
        expect(page.locator(TOLD)).to_contain_text("key")
        assert page.locator("#adding textarea").input_value() == SAID


@pytest.mark.parametrize("width", WIDTHS)
def test_a_comparison_is_read_by_everybody_and_saved(
    browser: Browser, site: str, width: int, tmp_path: Path
) -> None:
    """axe finds nothing serious in the report, and the saved one opens without a service."""
    with opened(browser, width) as page:
        page.goto(f"{site}/compare")
        page.locator("#text").fill(SAID)
        with page.expect_download() as downloading:
            page.get_by_role("button", name="Save the report as a file").click()
        downloading.value.save_as(tmp_path / "comparison.html")
        page.get_by_role("button", name="Compare", exact=True).click()
        expect(page.locator("blockquote").first).to_be_visible()
        need_fit_for_all(page, width)
        saved = (tmp_path / "comparison.html").read_text(encoding="utf-8")
        assert "nobody shall pay" in saved
        assert 'href="/' not in saved


@pytest.mark.parametrize("width", WIDTHS)
def test_the_topic_report_is_read_by_everybody(
    browser: Browser, sample: SampleCorpus, width: int, tmp_path: Path
) -> None:
    """axe finds nothing serious in the report that `tifa topics` writes."""
    write_topic_files(sample.corpus.snapshot, tmp_path)
    with opened(browser, width) as page:
        page.set_content((tmp_path / "report.html").read_text(encoding="utf-8"))
        need_fit_for_all(page, width)
