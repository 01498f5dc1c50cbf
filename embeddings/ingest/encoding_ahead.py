"""Encoding while the next speeches are read: the model does not wait for the reader, nor the reader for it.

The model runs in a thread of its own, in batches, at most so many ahead; the store is written by the caller
alone. What a speech begins and ends with waits until all are read: boilerplate is found there, and taken out.
"""

from collections import deque
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from functools import partial
from threading import Event
from types import TracebackType

from embeddings.encoder.encoding import Encoder, Encoding
from embeddings.ingest.missing_vectors import KEPT_AT_ONCE
from embeddings.speech import Passage
from embeddings.store.store import Store

_EDGE = 2  # passages at either end of a speech
_MOST_BATCHES = 3  # that wait or are encoded, so that memory has a bound however fast the reader is


class EncodingAhead:
    """What was read and may be encoded; leave it to have all of it kept.

    n_encoded: how many texts were given to the model.
    """

    def __init__(self, store: Store, encoder: Encoder | None) -> None:
        """encoder: None where nothing is to be encoded yet."""
        self._store, self._encoder = store, encoder
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="encoding ahead")
        self._waiting: dict[str, None] = {}
        self._given: set[str] = set()  # that are being encoded, or will be
        self._over = Event()
        self._encoding: deque[tuple[list[str], Future[Encoding]]] = deque()
        self.n_encoded = 0

    def __enter__(self) -> "EncodingAhead":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Keep what is being encoded; after a fault, drop it."""
        try:
            if error is None:
                while self._encoding:
                    self._keep_first()
        finally:
            self._over.set()
            self._thread.shutdown(wait=True, cancel_futures=True)

    def add(self, passages: Sequence[Passage]) -> None:
        """The passages of a speech that was kept. Raises what the encoder raised for earlier ones."""
        if self._encoder is None:
            return
        encode = partial(self._encoder.passages, progress=self._need_wanted)
        inner = [passage.normalized for passage in passages[_EDGE : len(passages) - _EDGE]]
        new = [text for text in inner if text not in self._given]
        self._waiting |= dict.fromkeys(self._store.vectors.missing_of(new))
        while len(self._waiting) >= KEPT_AT_ONCE:
            batch = list(self._waiting)[:KEPT_AT_ONCE]
            for text in batch:
                del self._waiting[text]
            self._given.update(batch)
            self._encoding.append((batch, self._thread.submit(encode, batch)))
            self.n_encoded += len(batch)
        while self._encoding and (len(self._encoding) > _MOST_BATCHES or self._encoding[0][1].done()):
            self._keep_first()

    def _need_wanted(self, _encoded: int) -> None:
        """A batch takes half a minute on one core: after a fault nobody waits for its end."""
        if self._over.is_set():
            raise CancelledError

    def _keep_first(self) -> None:
        texts, found = self._encoding.popleft()
        encoding = found.result()
        self._store.vectors.put(texts, encoding.vectors, encoding.truncated.tolist())
        self._given.difference_update(texts)
