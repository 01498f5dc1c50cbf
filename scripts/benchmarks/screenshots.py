"""The pictures of the documentation, taken in a browser of the invented sample speeches.

    python -m scripts.benchmarks.screenshots [--to docs/screenshots]

Each view is taken narrow and wide. None may be larger than 200 kB.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from playwright.sync_api import Page

from scripts.benchmarks.chromium import chromium
from scripts.benchmarks.performance.services import ROOT, ask_tifa, free_port, running, tifa_serve
from scripts.demo import make_demo
from scripts.terminal.opening import cache_option, threads_option

WIDTHS = {400: 800, 1400: 700}  # and the heights
LARGEST = 200_000  # bytes
SAID = (
    "Since the floods of 2021 our rule has been to warn earlier, move earlier and rebuild higher, and every"
    " new quay under this Bill will stand ninety centimetres above that winter's tide.\n\n"
    "From next spring the ferries between the outer isles will run on electricity made by our own tides."
)


def search(page: Page, site: str) -> None:
    page.goto(f"{site}/?q=flood+defences")


def speech(page: Page, site: str) -> None:
    page.goto(f"{site}/speech/merrow-2025-ports-bill?reuse=1")
    page.locator(".reading").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('.reading').scrollIntoView()")


def passage_map(page: Page, site: str) -> None:
    page.goto(f"{site}/topics/map")
    page.wait_for_selector("[data-ready]")
    page.locator("#map").focus()
    page.keyboard.press("0")
    page.wait_for_selector("#passage blockquote")
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(300)


def timeline(page: Page, site: str) -> None:
    page.goto(f"{site}/topics/timeline")


def comparison(page: Page, site: str) -> None:
    page.goto(f"{site}/compare")
    page.locator("#text").fill(SAID)
    page.locator("#comparing button").first.click()
    page.wait_for_load_state("load")


def formula(page: Page, site: str) -> None:
    page.goto(f"{site}/formulas/trace?q=防汛")


VIEWS: Mapping[str, Callable[[Page, str], None]] = {
    "search": search,
    "speech": speech,
    "map": passage_map,
    "timeline": timeline,
    "comparison": comparison,
    "formula": formula,
}


@click.command()
@cache_option
@threads_option
@click.option("--to", "folder", type=click.Path(path_type=Path), default=ROOT / "docs" / "screenshots")
@click.option("--only", "names", multiple=True, type=click.Choice(list(VIEWS)), help="May be repeated.")
def main(cache: Path, threads: int, folder: Path, names: tuple[str, ...]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    with TemporaryDirectory() as scratch:
        corpus = Path(scratch) / "corpus"
        make_demo(corpus, cache=cache, threads=threads)
        command = tifa_serve(corpus, port=port, threads=threads)
        with running(command, port=port) as service, chromium() as browser:
            service.first_answer(ask_tifa, SAID)
            for width, height in WIDTHS.items():
                context = browser.new_context(viewport={"width": width, "height": height}, locale="en")
                page = context.new_page()
                page.set_default_timeout(120_000)
                for name in names or VIEWS:
                    VIEWS[name](page, f"http://127.0.0.1:{port}")
                    file = folder / f"{name}-{width}.png"
                    page.screenshot(path=file)
                    size = file.stat().st_size
                    print(f"{file.name:22} {size / 1000:.0f} kB")
                    if size > LARGEST:
                        raise click.ClickException(f"{file} is larger than {LARGEST / 1000:.0f} kB")
                context.close()


if __name__ == "__main__":
    main()
