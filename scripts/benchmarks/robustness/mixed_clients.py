"""Many clients who do everything at once, while the corpus is published again and again.

    python -m scripts.benchmarks.robustness.mixed_clients --corpus CORPUS [--clients 64] [--seconds 180]

They search, compare, ask for facets, exports and topics, hand speeches in, take them out and call jobs off,
on a copy of the corpus. What must hold: nothing is answered 5xx but 503; no answer mixes two snapshots;
memory is flat afterwards. Pairs of speeches show a mixed snapshot: each client hands both in together, again
and again, each time with a new number in their texts, so that an answer with two numbers would be of two.
"""

import http.client
import json
import random
import re
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import click

from scripts.benchmarks.performance.services import (
    Connection,
    Service,
    ask_tifa,
    free_port,
    running,
    tifa_serve,
)
from scripts.terminal.opening import corpus_option
from service.auth import keys

WRITERS = 8  # of the clients: each has a pair of speeches of its own
QUESTIONS = (
    "harbour open in winter",
    "防洪 堤防",
    "school roof",
    "乡村振兴 产业",
    "jobs for young people",
    "醫療改革",
)
SETTLED = 20  # seconds after which memory is weighed again
MOST_GROWN = 60.0  # MB
_GENERATION = re.compile(r"generation (\d+) ")


@dataclass(slots=True)
class Tally:
    """ends: of each kind of request, by its name and status.  mixed: answers that were of two snapshots."""

    ends: Counter[tuple[str, int]] = field(default_factory=Counter)
    mixed: list[str] = field(default_factory=list)
    snapshots: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str, status: int) -> None:
        with self.lock:
            self.ends[what, status] += 1


class Client:
    """One of them: asks, and keeps its connection."""

    def __init__(self, service: Service, number: int, key: str, tally: Tally) -> None:
        self._service = service
        self._connection: Connection = service.connection()
        self._draw = random.Random(number)  # noqa: S311 -- no secret
        self._number = number
        self._generation = 0
        self._jobs: list[str] = []
        self._key = key
        self._tally = tally

    def run(self, end: float) -> None:
        reads = (
            self.search,
            self.search,
            self.search,
            self.compare,
            self.facets,
            self.export,
            self.topics,
            self.pair,
        )
        writes = (self.post, self.post, self.delete, self.cancel)
        while time.monotonic() < end:
            writer = self._number < WRITERS and self._draw.random() < 0.3
            self._draw.choice(writes if writer else reads)()

    def ask(self, what: str, method: str, path: str, body: object = None) -> Mapping[str, object]:
        """The answer, if it is 2xx and JSON; else nothing. A connection that was closed is opened again."""
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        content = None if body is None else json.dumps(body).encode()
        try:
            self._connection.request(method, path, content, headers)
            answer = self._connection.getresponse()
            read = answer.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            self._connection = self._service.connection()
            self._tally.note(what, 0)
            return {}
        self._tally.note(what, answer.status)
        if answer.status == http.client.SERVICE_UNAVAILABLE:
            time.sleep(0.2)
        is_json = answer.headers.get_content_type() == "application/json"
        found: Mapping[str, object] = json.loads(read) if answer.status < 300 and is_json else {}
        if isinstance(name := found.get("snapshot"), str):
            self._tally.snapshots.add(name)
        return found

    def search(self) -> None:
        text = f"{self._draw.choice(QUESTIONS)} {self._draw.randrange(1_000)}"
        self.ask("search", "GET", f"/v1/search?q={quote(text)}&k=20")

    def compare(self) -> None:
        text = " ".join(self._draw.choices(QUESTIONS, k=self._draw.choice((20, 20, 100, 2_000))))
        self.ask("compare", "POST", "/v1/compare", {"text": text})

    def facets(self) -> None:
        self.ask("facets", "GET", f"/v1/search/facets?q={quote(self._draw.choice(QUESTIONS))}")

    def export(self) -> None:
        kind = self._draw.choice(("csv", "bibtex"))
        self.ask("export", "GET", f"/v1/search/export?q={quote(self._draw.choice(QUESTIONS))}&format={kind}")

    def topics(self) -> None:
        self.ask("topics", "GET", self._draw.choice(("/v1/topics", "/v1/topics/timeline")))

    def pair(self) -> None:
        """Both speeches of some writer's pair are of one generation, or neither is there."""
        word = _word(self._draw.randrange(WRITERS))
        found = self.ask("pair", "GET", f"/v1/search?q={word}&mode=words&k=10")
        generations = set(_GENERATION.findall(json.dumps(found)))
        if len(generations) > 1:
            self._tally.mixed.append(f"{word}: generations {sorted(generations)} in {found.get('snapshot')}")

    def post(self) -> None:
        self._generation += 1
        word = _word(self._number)
        speeches = [
            {
                "id": f"{word}-{half}",
                "text": f"The {word} of generation {self._generation} stays. Its {half} half.",
            }
            for half in ("first", "second")
        ]
        job = self.ask("post", "POST", "/v1/speeches", {"speeches": speeches})
        if isinstance(job.get("id"), str):
            self._jobs.append(str(job["id"]))

    def delete(self) -> None:
        """A speech that is of no pair, handed in for it."""
        name = f"alone-{self._number}"
        self.ask(
            "post", "POST", "/v1/speeches", {"id": name, "text": f"The pier {self._draw.random()} is long."}
        )
        self.ask("delete", "DELETE", f"/v1/speeches/{name}")

    def cancel(self) -> None:
        if self._jobs:
            self.ask("cancel", "DELETE", f"/v1/jobs/{self._jobs.pop()}")


def _word(number: int) -> str:
    """One that no other speech has."""
    return "zq" + "abcdefghijklmnop"[number] * 3 + "xv"


@click.command()
@corpus_option
@click.option("--clients", default=64, show_default=True)
@click.option("--seconds", default=180.0, show_default=True)
@click.option("--threads", default=2, show_default=True)
def main(folder: Path, clients: int, seconds: float, threads: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        copy = Path(shutil.copytree(folder, Path(place, "corpus")))
        key = keys.create(copy, "mixed", write=True)
        port = free_port()
        environ = {"TIFA_READS_PER_MINUTE": "0", "TIFA_WRITES_PER_MINUTE": "0", "TIFA_LOG_FORMAT": "json"}
        with (
            Path(place, "log").open("w+b") as log,
            running(
                tifa_serve(copy, port=port, threads=threads), port=port, environ=environ, log=log
            ) as service,
        ):
            service.first_answer(ask_tifa, "harbour")
            tally = Tally()
            grown = [_weighed(service, lambda: _all(service, clients, key, Tally(), 20.0))]
            grown.append(_weighed(service, lambda: _all(service, clients, key, tally, seconds)))
            assert service.process.poll() is None, "the service has ended"
        traced = Path(place, "log").read_bytes().count(b"Traceback")
    sys.exit(1 if report(tally, grown, traced) else 0)


def _all(service: Service, clients: int, key: str, tally: Tally, seconds: float) -> None:
    end = time.monotonic() + seconds
    threads = [
        threading.Thread(target=Client(service, number, key, tally).run, args=(end,))
        for number in range(clients)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def _weighed(service: Service, work: Callable[[], None]) -> tuple[float, float]:
    """MB of its own that the service had before the work, and some time after it."""
    before = service.memory().anonymous
    work()
    time.sleep(SETTLED)
    return before, service.memory().anonymous


def report(tally: Tally, grown: Sequence[tuple[float, float]], traced: int) -> bool:
    """Print what came of it; whether anything must not be."""
    by_kind: dict[str, Counter[int]] = {}
    for (what, status), n in sorted(tally.ends.items()):
        by_kind.setdefault(what, Counter())[status] += n
    for what, ends in by_kind.items():
        print(f"{what:8}", ", ".join(f"{status or 'closed'}: {n:,}" for status, n in sorted(ends.items())))
    wrong = sum(n for (_, status), n in tally.ends.items() if status >= 500 and status != 503)
    warm, full = grown
    print(f"{sum(tally.ends.values()):,} requests, {len(tally.snapshots)} snapshots")
    print(f"{wrong} answered 5xx but 503, {len(tally.mixed)} mixed snapshots, {traced} tracebacks")
    print(f"memory {warm[0]:.0f} MB at the start, {warm[1]:.0f} when warm, {full[1]:.0f} afterwards")
    for line in tally.mixed[:10]:
        print("   ", line)
    return bool(wrong or tally.mixed or traced or full[1] - warm[1] > MOST_GROWN)


if __name__ == "__main__":
    main()
