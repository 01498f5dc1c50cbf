"""Short questions with known answers: words, names, places, numbers, acronyms, phrases, and more.

Asks a corpus of `medium.jsonl.gz` the questions in `short_questions.jsonl`, twelve in each of ten
languages, and counts how often the first match is a passage that answers. The known answers to words, names,
places, numbers, acronyms and phrases are all passages that hold them, found by regular expressions of the raw
texts; those to questions and translations were chosen by hand. A match that repeats an answer counts as it.

    python -m scripts.benchmarks.quality.short_questions CORPUS
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from embeddings.corpus import prepare_search
from embeddings.models.shelf import default_cache
from embeddings.search.questions.question import Question
from embeddings.search.search import Match
from service.opening import open_corpus

QUESTIONS = Path(__file__).with_suffix(".jsonl")


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--wrong", is_flag=True, help="Name the questions whose first match is no answer.")
def main(folder: Path, wrong: bool) -> None:
    """Ask the corpus in FOLDER, and say how often the first match answers, by kind."""
    corpus = open_corpus(folder, cache=default_cache(), threads=1)
    right: defaultdict[str, list[bool]] = defaultdict(list)
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        asked = json.loads(line)
        matches = corpus.answer(prepare_search(corpus.snapshot, Question(asked["text"], k=10))).matches
        rank = rank_of(matches, asked["answers"])
        right[asked["kind"]].append(rank == 1)
        if wrong and rank != 1:
            click.echo(f"{asked['language']} {asked['kind']} {asked['text']}: {rank or 'not in ten'}")
    click.echo(table(right))


def rank_of(matches: Sequence[Match], answers: Sequence[str]) -> int | None:
    """The rank of the first match that is an answer or repeats one; None when none does."""
    for match in matches:
        said = {match.passage.address, *(copy.passage.address for copy in match.also_in)}
        if said & set(answers):
            return match.rank
    return None


def table(right: Mapping[str, Sequence[bool]]) -> str:
    """The share of questions whose first match answers, by kind and in all."""
    every = [one for of_kind in right.values() for one in of_kind]
    rows = [*sorted(right.items()), ("all", every)]
    return "\n".join(f"{kind:12} {len(of):4}  {sum(of) / len(of):.3f}" for kind, of in rows)


if __name__ == "__main__":
    main()
