"""How many texts that have nothing to do with a corpus get a topic there, and how many new speeches get none.

    python -m scripts.benchmarks.quality.far_texts CORPUS_DIR

A fifth of the speeches is held out, five times; the voters are the passages of the others, in a space of
their own. far_texts.jsonl has texts about cooking, music, gardening, sport and software in four languages.
Settings were chosen on those whose number is even; the others are reported beside them.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.models.shelf import default_cache
from embeddings.similarity.fitting import make_space
from embeddings.similarity.space import Vectors
from embeddings.snapshot.current import CurrentSnapshot
from embeddings.store.store import Store
from embeddings.text.passages import normalize_query
from embeddings.topics.neighbours import lay_ground, n_neighbours, nearest, on_grid
from embeddings.topics.reach import Reach
from scripts.terminal.opening import load
from service.settings import available_cores

TEXTS = Path(__file__).with_name("far_texts.jsonl")
HELD_OUT, TIMES = 0.2, 5

Told = npt.NDArray[np.bool_]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("corpus", type=Path)
    corpus = parser.parse_args(arguments).corpus
    snapshot = CurrentSnapshot(corpus).held.snapshot
    languages = list(snapshot.passage_languages)
    passages = snapshot.passages(range(len(languages)))
    with Store.open(corpus) as store:
        vectors = store.vectors.of([passage.normalized for passage in passages])
    rows = [json.loads(line) for line in TEXTS.read_text("utf-8").splitlines()]
    spoken = [row["language"] for row in rows]
    texts = [normalize_query(row["text"], language=row["language"]).normalized for row in rows]
    far = load(None, None, cache=default_cache(), threads=available_cores()).passages(texts).vectors
    even = np.arange(len(rows)) % 2 == 0
    for seed in range(TIMES):
        drawn = np.random.default_rng(seed).random(int(snapshot.speech_groups.max()) + 1) < HELD_OUT
        out = drawn[snapshot.speech_groups]
        kept = [languages[row] for row in np.flatnonzero(~out)]
        new, unassigned = _out_of_reach(
            vectors[~out], kept, [str(speech) for speech in snapshot.speech_groups[~out]],
            [(vectors[out], [languages[row] for row in np.flatnonzero(out)]), (far, spoken)],
        )  # fmt: skip
        print(
            f"{len(new):5,} passages of speeches held out: unassigned {new.mean():.3f}; "
            f"far texts: even {unassigned[even].mean():.2f}, odd {unassigned[~even].mean():.2f}"
        )


def _out_of_reach(
    vectors: Vectors,
    languages: Sequence[str],
    speeches: Sequence[str],
    asked: Sequence[tuple[Vectors, Sequence[str]]],
) -> list[Told]:
    """For each set of texts, vectors and languages, which of them are out of reach of these passages."""
    space = make_space(vectors, languages, speeches)
    centred = space.centred(vectors, languages)
    first = np.sort(np.unique(centred, axis=0, return_index=True)[1])
    spoken, said_in = [languages[row] for row in first], [speeches[row] for row in first]
    ground = lay_ground(centred[first], spoken)
    reach = Reach.measure(
        ground, centred[first], spoken, said_in, space.centres, n_voters=n_neighbours(len(ground))
    )
    found = []
    for rows, of_rows in asked:
        placed = space.centred(rows, of_rows)
        found.append(
            ~reach.holds(
                nearest(ground, on_grid(placed), of_rows, n_neighbours(len(ground))), placed, of_rows
            )
        )
    return found


if __name__ == "__main__":
    main()
