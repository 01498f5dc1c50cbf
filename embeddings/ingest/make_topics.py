"""Making the themes of a corpus: a job that ends with a published snapshot."""

from collections.abc import Callable
from pathlib import Path

from embeddings.encoder.encoding import Encoder
from embeddings.ingest.missing_vectors import need_vectors
from embeddings.ingest.snapshot_data import keep, project_afresh, with_themes
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
    """Fit the themes of the corpus in `folder` afresh, keep them, and publish; returns the snapshot's name.

    The space is measured again first, since centroids lie in it. `say` is told each step.
    encoder: loads what made the corpus; called only when a run that was killed left passages without vectors.
    Raises NoCorpus, CorpusBusy, or TooFewPassages.
    """
    # BERTopic takes seconds to import: only who makes themes pays, not every command that can.
    from embeddings.topics.fit import fit

    need(folder)
    with sole_writer(folder, wait=wait), Store.open(folder) as store:
        need_vectors(store, folder, encoder)
        say("measuring the space")
        contents = project_afresh(store)
        say(f"fitting themes to {len(contents.passages):,} passages")
        themes = fit(
            contents.vectors,
            [words(passage.form, passage.language) for passage in contents.passages],
            [passage.language for passage in contents.passages],
            [passage.address for passage in contents.passages],
            say=say,
        )
        keep(store, contents.space, themes)
        say("publishing")
        return publish(folder, with_themes(contents, themes))
