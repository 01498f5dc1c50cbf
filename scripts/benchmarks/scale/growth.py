r"""What grows with a corpus: adding one speech, publishing, opening, asking, memory and disk.

    python -m scripts.benchmarks.scale.growth --corpus CORPUS --scratch DIR --times 1 2 5 10

CORPUS is copied and made so many times as large, without encoding: each further passage is the beginning of
one passage and the end of another of its language, and its vector lies between theirs. Then, by the commands
and the service as a user has them: everything is published anew; an invented speech of 5,000 characters is
added; the service is started and asked stretches of passages by one client, by meaning and words, with
filters and without. Questions are asked a second time at once, which leaves out the model's part.
"""

import hashlib
import json
import shutil
import sqlite3
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click
import numpy as np

from embeddings.snapshot.current import SNAPSHOTS, current_name
from embeddings.snapshot.snapshot import Snapshot
from embeddings.store.connection import FILE
from embeddings.store.vectors import text_key
from scripts.benchmarks.performance.adding import MeasuredRun, invented_speech, run
from scripts.benchmarks.performance.services import (
    Connection,
    Service,
    answer,
    free_port,
    running,
    tifa_serve,
)
from scripts.terminal.opening import corpus_option, threads_option

STRIDE = 7_919  # passages between the two halves of a made one
WEIGHTS = (0.8, 0.4)  # of their vectors
LENGTHS = (10, 60)  # characters of a question, from and to
# The most filters let through: half of the passages, a third, all but a speech; and a few, of one speaker.
FILTERS = {
    "without a filter": "",
    "with a filter by language": "&language={language}",
    "by years": "&date_from=2005&date_to=2018",
    "of one speaker": "&speaker={speaker}",
    "without one speech": "&exclude_speech={speech}",
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """The beginning of a passage, its language and speech, and a speaker of the corpus."""

    text: str
    language: str
    speaker: str
    speech: str


@click.command()
@corpus_option
@click.option("--scratch", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--times", multiple=True, type=int, default=(1, 2, 5, 10), show_default=True)
@click.option("--questions", "n_questions", default=100, show_default=True)
@click.option("--keep", is_flag=True, help="Leave the corpora that were made.")
@threads_option
def main(
    folder: Path, scratch: Path, times: tuple[int, ...], n_questions: int, keep: bool, threads: int
) -> None:
    scratch.mkdir(parents=True, exist_ok=True)
    for factor in times:
        corpus = scratch / f"times-{factor}"
        if not corpus.exists():
            corpus.mkdir()
            shutil.copy(folder / FILE, corpus / FILE)
            n = enlarge(corpus / FILE, factor)
            click.echo(f"{factor} times: {n:,} passages")
        tell("published anew", run("index", "--republish", "--corpus", str(corpus)))
        row = corpus / "one-more.jsonl"
        row.write_text(json.dumps({"id": "invented", "text": invented_speech(5_000)}), "utf-8")
        tell("one speech added", run("index", str(row), "--corpus", str(corpus)))
        snapshot = Snapshot.open(corpus / SNAPSHOTS / current_name(corpus), mapped=True)
        files = [file.stat() for file in snapshot.folder.iterdir()]
        every, own = (sum(file.st_size for file in files if file.st_nlink <= n) / 1e6 for n in (99, 1))
        click.echo(f"  {len(snapshot.segments)} segments, on disk {every:,.0f} MB, {own:,.0f} MB not shared")
        click.echo(f"  the store {(corpus / FILE).stat().st_size / 1e6:,.0f} MB")
        questions = drawn(snapshot, n_questions)
        snapshot.close()
        serve(corpus, questions, threads)
        if not keep:
            shutil.rmtree(corpus)


def tell(what: str, measured: MeasuredRun) -> None:
    took = f"{measured.seconds:.1f} s, {measured.cpu:.1f} s of CPU"
    click.echo(f"  {what}: {took}, {measured.megabytes:,.0f} MB at most")


def serve(corpus: Path, questions: list[Stretch], threads: int) -> None:
    port = free_port()
    with running(tifa_serve(corpus, port=port, threads=threads), port=port) as service:
        began = service.first_answer(ask, questions[0].text)
        click.echo(f"  started and answered in {began:.1f} s")
        for name, among in FILTERS.items():
            first, again = latencies(service, questions, among)
            click.echo(
                f"  {name}: p50 {np.quantile(first, 0.5):.1f} ms, p95 {np.quantile(first, 0.95):.1f} ms;"
                f" asked again p50 {np.quantile(again, 0.5):.1f} ms, p95 {np.quantile(again, 0.95):.1f} ms"
            )
        memory = service.memory()
        click.echo(f"  service {memory.resident:,.0f} MB resident, {memory.anonymous:,.0f} MB its own")


def latencies(service: Service, questions: list[Stretch], among: str) -> tuple[list[float], list[float]]:
    """Milliseconds of each question, asked for the first time and at once again. among: one of FILTERS."""
    connection = service.connection()
    first: list[float] = []
    again: list[float] = []
    for question in questions:
        named = {name: quote(value) for name, value in asdict(question).items()}
        asking = partial(ask, connection, question.text, among=among.format_map(named))
        for found in (first, again):
            began = time.perf_counter()
            asking()
            found.append((time.perf_counter() - began) * 1e3)
    return first, again


def ask(connection: Connection, question: str, *, among: str = "") -> bytes:
    return answer(connection, "GET", f"/v1/search?literal=true&q={quote(question)}{among}")


def drawn(snapshot: Snapshot, n: int) -> list[Stretch]:
    """Beginnings of passages."""
    random = np.random.default_rng(1)
    rows = random.choice(snapshot.manifest.n_passages, n, replace=False).tolist()
    passages = snapshot.passages(rows)
    cards = snapshot.speeches([passage.speech_id for passage in passages])
    speakers = [card.speaker for passage in passages if (card := cards[passage.speech_id]).speaker]
    return [
        Stretch(
            passage.normalized[: int(random.integers(*LENGTHS))],
            passage.language,
            speakers[number % len(speakers)],
            passage.speech_id,
        )
        for number, passage in enumerate(passages)
    ]


def enlarge(file: Path, factor: int) -> int:
    """Make the store so many times as large; returns the number of its passages."""
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA journal_mode = OFF")
        passages = db.execute(
            "SELECT p.speech_id, p.form, p.language, p.form_sha256 FROM passages p"
            " JOIN speeches s ON s.id = p.speech_id AND s.revision = p.revision"
            " ORDER BY p.speech_id, p.position"
        ).fetchall()
        model, encoding = db.execute(
            "SELECT model, encoding FROM vectors WHERE encoding NOT LIKE '% as questions' LIMIT 1"
        ).fetchone()
        kept = dict(db.execute("SELECT form_sha256, vector FROM vectors WHERE encoding = ?", (encoding,)))
        vectors = np.frombuffer(b"".join(kept[key] for *_, key in passages), "<f4").reshape(len(passages), -1)
        del kept
        others = partners(passages)
        db.execute("BEGIN")
        for number in range(1, factor):
            other = others
            for _ in range(number - 1):
                other = others[other]
            made = WEIGHTS[0] * vectors + WEIGHTS[1] * vectors[other]
            made = (made / np.linalg.norm(made, axis=1, keepdims=True)).astype("<f4")
            add_copy(db, passages, other.tolist(), number, (model, encoding, made))
        db.execute("COMMIT")
    return factor * len(passages)


def partners(passages: list[Any]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """For each passage another one of its language, STRIDE passages on."""
    by_language: dict[str, list[int]] = defaultdict(list)
    for place, (_, _, language, _) in enumerate(passages):
        by_language[language].append(place)
    others = np.arange(len(passages))
    for places in by_language.values():
        others[places] = np.roll(places, STRIDE % len(places))
    return others


def add_copy(
    db: sqlite3.Connection,
    passages: list[Any],
    others: list[int],
    number: int,
    encoded: tuple[str, str, np.ndarray[Any, np.dtype[np.float32]]],
) -> None:
    """Every speech once more, of made passages."""
    model, encoding, vectors = encoded
    speeches: dict[str, list[int]] = defaultdict(list)
    for place, (speech_id, *_) in enumerate(passages):
        speeches[speech_id].append(place)
    for speech_id, places in speeches.items():
        made = f"{speech_id}~made{number}"
        texts = [halves(passages[place][1], passages[others[place]][1]) for place in places]
        revision = hashlib.sha256("\n".join([made, *texts]).encode("utf-8", "surrogatepass")).hexdigest()[:10]
        db.execute("INSERT INTO speeches VALUES (?, '', ?)", (made, revision))
        db.execute(
            "INSERT INTO revisions SELECT ?, ?, digest || ?, left_out, title, speaker, date, place, language,"
            " source, more, ?, source_path, x'', source_encoding, source_confidence FROM revisions"
            " WHERE speech_id = ? LIMIT 1",
            (made, revision, f"-{number}", "\n".join(texts), speech_id),
        )
        languages = [passages[place][2] for place in places]
        rows = rows_of(made, revision, texts, languages)
        db.executemany("INSERT INTO passages VALUES (?,?,?,?,?,?,?,?,'',0.0,x'')", rows)
        db.executemany(
            "INSERT OR IGNORE INTO vectors VALUES (?,?,?,?,0)",
            (
                (model, encoding, text_key(text), vectors[place].tobytes())
                for text, place in zip(texts, places, strict=True)
            ),
        )


def rows_of(
    speech_id: str, revision: str, texts: list[str], languages: list[str]
) -> Iterator[tuple[Any, ...]]:
    start = 0
    for position, (text, language) in enumerate(zip(texts, languages, strict=True)):
        yield speech_id, revision, position, start, start + len(text), text, text_key(text), language
        start += len(text) + 1


def halves(one: str, other: str) -> str:
    return (one[: len(one) // 2] + other[len(other) // 2 :]).replace("\n", " ")


if __name__ == "__main__":
    main()
