"""Passages encoded by the workers of a Ray cluster, each with the locked model on one core.

Actors of Ray itself, and not Ray Data: a Ray data set wants all its rows before it begins, while the texts
are in a file of the driver alone; and each data set starts its actors anew, and so the model. Here a worker
has two parts in hand at most, so that memory is bounded whatever there is to encode.

The only file that uses ray, which comes with the extra `tifa[ray]`. Ray pickles what it sends between the
processes of a cluster: a cluster is to be trusted as one's own machine is.
"""

import os
import socket
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, cast

from embeddings.embedding_model import EmbeddingModel
from embeddings.encoder.encoding import Encoder, Encoding, Part
from embeddings.encoder.load import Engine, load_encoder
from embeddings.errors import TifaError, WorkersGone
from embeddings.models.lock import read_lock
from embeddings.models.shelf import default_cache

LOCAL = "local"
AT_ONCE = 256  # texts of a part
_CONNECTING = 10.0  # seconds
_IN_HAND = 2  # parts of a worker: one is encoded while the next is under way


class RayWorkers:
    """See `Workers`. A worker that dies is started again and does its parts again; so does a lost machine's.

    A part counts once it was given here: what was kept of it is not encoded again by a later run.
    """

    def __init__(self, workers: Sequence[Any], address: str) -> None:
        self._workers, self._address = workers, address

    @classmethod
    def connect(
        cls, address: str, embedding_model: EmbeddingModel, *, cache: Path, n_workers: int | None = None
    ) -> "RayWorkers":
        """address: of a cluster, or LOCAL for workers on this machine, which end with this process.
        cache: where models are kept here; workers elsewhere look into their own (TIFA_CACHE, or the default).
        n_workers: as many as the cluster has cores when it is None.

        Raises WorkersGone where the package is missing or the cluster does not answer.
        """
        try:
            import ray
        except ImportError:
            raise WorkersGone(
                "encoding on Ray takes a package that is not installed: pip install 'tifa[ray]'"
            ) from None
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # it would tell its makers that it is used
        local = address == LOCAL
        try:
            _need_listener(address)
            ray.init(
                address=address,
                log_to_driver=False,
                configure_logging=False,
                **({"include_dashboard": False, "num_cpus": n_workers} if local else {}),
            )
            n = n_workers or int(ray.cluster_resources().get("CPU", 0))
        except (ConnectionError, RuntimeError, ValueError, OSError) as error:
            raise WorkersGone(f"no Ray cluster answers at {address} ({_line(error)})") from error
        if n < 1:
            raise WorkersGone(f"the Ray cluster at {address} has no cores to encode with")
        # A worker's process may be lost at any time, and its parts are the same when they are made again.
        remote = ray.remote(num_cpus=1, max_restarts=-1, max_task_retries=-1)(_Worker)
        kept = str(cache) if local else None
        return cls([remote.remote(embedding_model, kept) for _ in range(n)], address)

    def encoded(self, texts: Sequence[str]) -> Iterator[Part]:
        import ray

        parts = iter(range(0, len(texts), AT_ONCE))
        running: dict[Any, tuple[Any, int]] = {}

        def hand_out(worker: Any, n: int) -> None:
            for start in islice(parts, n):
                running[worker.encode.remote(list(texts[start : start + AT_ONCE]))] = worker, start

        for worker in self._workers:
            hand_out(worker, _IN_HAND)
        while running:
            done, _ = ray.wait(list(running), num_returns=1)
            worker, start = running.pop(done[0])
            encoding = self._got(done[0])
            hand_out(worker, 1)
            yield Part(start, encoding)

    def _got(self, reference: Any) -> Encoding:
        import ray

        try:
            return Encoding(*ray.get(reference))
        except ray.exceptions.RayTaskError as error:
            cause = error.cause
            if isinstance(cause, TifaError):
                raise cause from None
            raise WorkersGone(f"a worker of {self._address} failed ({_line(cause)})") from error
        except ray.exceptions.RayError as error:
            raise WorkersGone(
                f"the Ray cluster at {self._address} is gone ({_line(error)}); what was encoded is kept,"
                " and the same command goes on from there"
            ) from error

    def close(self) -> None:
        import ray

        ray.shutdown()


class _Worker:
    """In a process of its own, on whatever machine: the model, verified and loaded once."""

    def __init__(self, wanted: EmbeddingModel, cache: str | None) -> None:
        self._wanted, self._cache = wanted, cache
        self._encoder: Encoder | None = None

    def encode(self, texts: list[str]) -> tuple[Any, Any]:
        encoding = self._loaded().passages(texts)
        return encoding.vectors, encoding.truncated

    def _loaded(self) -> Encoder:
        # Not when it is made: what is wrong with a model must reach the driver, not start the worker anew.
        if self._encoder is None:
            cache = Path(self._cache or os.environ.get("TIFA_CACHE") or default_cache())
            model = read_lock().model(self._wanted.model_name)
            engine = cast(Engine, self._wanted.engine)
            encoder = load_encoder(model, cache=cache, engine=engine, threads=1)
            self._wanted.need_same(encoder.embedding_model, Path("what a worker has"))
            self._encoder = encoder
        return self._encoder


def _need_listener(address: str) -> None:
    """Ray itself waits for minutes for a cluster that is not there. Raises OSError."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdecimal():
        socket.create_connection((host, int(port)), timeout=_CONNECTING).close()


def _line(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]
