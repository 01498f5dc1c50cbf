"""How fast and how heavy the pages are in a browser, and how smoothly the map moves.

    python -m scripts.benchmarks.performance.pages --corpus CORPUS [--times 5]

A page's first paint is its first contentful paint, from the beginning of the navigation; its weight is what
came over the wire, files included and the points of the map left out. Search to results is the time from the
click to the results' first paint. The map is moved by a wheel event a frame and pointed at in different
places, with the corpus's own passages and with 100,000 invented ones.
"""

import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import click
import numpy as np
from playwright.sync_api import Page, Route

from embeddings.snapshot.current import CurrentSnapshot
from scripts.benchmarks.chromium import chromium
from scripts.benchmarks.performance.services import ask_tifa, free_port, running, tifa_serve
from scripts.terminal.opening import corpus_option
from service.pages.topics import map_data

QUESTIONS = (
    "What was said about flood defences?",
    "防洪",
    "la transition énergétique",
    "rural schools",
    "粮食安全",
)
MANY = 100_000
POINTS = "/topics/map/points"
_PAINT = """() => new Promise(resolve => {
  const told = () => performance.getEntriesByName('first-contentful-paint')[0];
  const wait = () => told() ? resolve(told().startTime) : setTimeout(wait, 5);
  wait();
})"""
_WEIGHT = """points => ['navigation', 'resource'].flatMap(kind => performance.getEntriesByType(kind))
  .filter(one => !one.name.endsWith(points)).reduce((sum, one) => sum + one.encodedBodySize, 0)"""
# Milliseconds of drawing and between frames, of so many frames with an event each.
_FRAMES = """async ({kind, n}) => {
  const canvas = document.getElementById('map');
  const box = canvas.getBoundingClientRect();
  const drawing = [], between = [];
  let last = 0;
  for (let i = 0; i < n; i++) {
    const place = {clientX: box.left + box.width * (0.3 + 0.4 * (i * 0.618 % 1)),
                   clientY: box.top + box.height * (0.3 + 0.4 * (i * 0.382 % 1)), bubbles: true};
    canvas.dispatchEvent(kind === 'wheel'
      ? new WheelEvent('wheel', {...place, deltaY: i % 40 < 20 ? -60 : 60, cancelable: true})
      : new PointerEvent('pointermove', {...place, pointerId: 1}));
    await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
    const now = performance.now();
    if (last) between.push(now - last);
    last = now;
    drawing.push(Number(canvas.dataset.milliseconds));
  }
  return [drawing, between];
}"""


@click.command()
@corpus_option
@click.option("--times", default=5, show_default=True)
@click.option("--threads", default=2, show_default=True)
def main(folder: Path, times: int, threads: int) -> None:
    addresses = addresses_of(folder)
    port = free_port()
    command = tifa_serve(folder, port=port, threads=threads)
    with running(command, port=port) as service, chromium() as browser:
        service.first_answer(ask_tifa, QUESTIONS[0])
        site = f"http://127.0.0.1:{port}"
        page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
        page.set_default_timeout(300_000)
        page.goto(site)
        print("| page | first paint, first time | median after | weight |\n|---|---|---|---|", flush=True)
        for name, address in addresses.items():
            paints = [paint(page, site + address) for _ in range(times + 1)]
            weight = page.evaluate(_WEIGHT, POINTS) / 1000
            print(
                f"| {name} | {paints[0]:.0f} ms | {statistics.median(paints[1:]):.0f} ms | {weight:.0f} kB |",
                flush=True,
            )
        print(f"search to results: {told([searched(page, site, one) for one in QUESTIONS])}")
        for n in (None, MANY):
            if n is not None:
                page.route(f"**{POINTS}", invented)
            page.goto(f"{site}/topics/map")
            page.wait_for_selector("[data-ready]")
            for kind in ("wheel", "pointermove"):
                drawing, between = page.evaluate(_FRAMES, {"kind": kind, "n": 120})
                print(f"map of {n or 'the corpus'}, {kind}: drawing {told(drawing)}; frames {told(between)}")


def addresses_of(folder: Path) -> dict[str, str]:
    """A page of each kind: of the longest speech, and of the largest topic."""
    held = CurrentSnapshot(folder).held
    snapshot = held.snapshot
    cards = snapshot.speeches_after("", limit=snapshot.manifest.n_speeches)
    longest = max(cards, key=lambda card: card.n_characters).id
    topic = snapshot.shares().by_topic[0][0]
    return {
        "front": "/",
        "search": f"/?q={quote(QUESTIONS[0])}",
        "the longest speech": f"/speech/{quote(longest, safe='')}",
        "topics": "/topics",
        "map": "/topics/map",
        "over time": "/topics/timeline",
        "across groups": "/topics/groups",
        "the largest topic": f"/topics/{topic}",
        "formulas": "/formulas",
        "compare, the form": "/compare",
        "corpus": "/corpus",
    }


def paint(page: Page, address: str) -> float:
    """Milliseconds until the first contentful paint."""
    page.goto(address)
    return float(page.evaluate(_PAINT))


def searched(page: Page, site: str, question: str) -> float:
    """Milliseconds from the click to the results' first paint."""
    page.goto(site)
    page.locator("#q").fill(question)
    start = time.time()
    page.locator("form button").first.click()
    page.wait_for_selector(".matches")
    painted = page.evaluate(_PAINT) + page.evaluate("performance.timeOrigin")
    return float(painted) - start * 1000


def invented(route: Route) -> None:
    """Points of no corpus: clouds of equal size, each a topic."""
    draw = np.random.default_rng(1)
    topics = np.arange(MANY) % 120
    middles = draw.uniform(0.1, 0.9, (120, 2))
    places = middles[topics] + draw.normal(0, 0.02, (MANY, 2))
    named = [map_data.numbered([f"v{one % n:03}" for one in topics.tolist()]) for n in (120, 30, 40, 12)]
    columns = ("topic", "year", "place", "language")
    values = [[[value, value, ""] for value in one.values] for one in named]
    head = {"snapshot": "invented", **dict(zip(columns, values, strict=True))}
    body = map_data.pack(head, map_data.on_grid(places), [one.numbers for one in named])
    route.fulfill(body=body, content_type="application/octet-stream")


def told(milliseconds: Sequence[float]) -> str:
    return f"median {statistics.median(milliseconds):.1f} ms, worst {max(milliseconds):.1f} ms"


if __name__ == "__main__":
    main()
