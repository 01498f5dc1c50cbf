"""Making the topics of a corpus: a job that ends with a published snapshot."""

from collections.abc import Callable
from pathlib import Path

from embeddings.encoder.encoding import Encoder
from embeddings.ingest.formulas import find_inventory, keep_inventory, with_formulas
from embeddings.ingest.missing_vectors import need_vectors
from embeddings.ingest.snapshot_data import keep, project_afresh, with_topics
from embeddings.snapshot.publish import publish
from embeddings.store.store import Store, need
from embeddings.store.writer_lock import sole_writer
from embeddings.text.tokens.words import words


def make_topics(
    folder: Path,
    encoder: Callable[[], Encoder],
    *,
    say: Callable[[str], None] = lambda _: None,
    wait: float = 10.0,
) -> str:
    """Fit the topics of the corpus in `folder` afresh, and find its formulas; keep both, and publish.

    Returns the snapshot's name.

    The space is measured again first, since centroids lie in it. `say` is told each step.
    encoder: loads what made the corpus; called only when a run that was killed left passages without vectors.
    Raises NoCorpus, CorpusBusy, or TooFewPassages.
    """
    # BERTopic takes seconds to import: only who makes topics pays, not every command that can.
    from embeddings.topics.fit import fit

    need(folder)
    with sole_writer(folder, wait=wait), Store.open(folder) as store:
        need_vectors(store, folder, encoder)
        say("measuring the space")
        data = project_afresh(store)
        say(f"fitting topics to {len(data.passages):,} passages")
        topic_model = fit(
            data.vectors,
            [words(passage.normalized, passage.language) for passage in data.passages],
            [passage.language for passage in data.passages],
            [passage.address for passage in data.passages],
            say=say,
        )
        keep(store, data.space, topic_model)
        inventory = find_inventory(data, say=say)
        keep_inventory(store, inventory)
        say("publishing")
        return publish(folder, with_formulas(with_topics(data, topic_model), inventory))
