"""Tracing the passages that an earlier Tifa split without keeping where each character came from."""

from embeddings.ingest.missing_vectors import Progress
from embeddings.store.store import Store
from embeddings.text.passages import traces


def trace_missing(store: Store, progress: Progress) -> None:
    """Find and keep the traces that are missing, from the ledgers of repairs. What is done stays done."""
    missing = store.traces.missing()
    for done, speech_id in enumerate(missing, start=1):
        speech = store.speech(speech_id)
        store.traces.put(speech_id, traces(speech, tuple(store.repairs(speech.id)), store.passages(speech)))
        progress("tracing passages", done, len(missing))
