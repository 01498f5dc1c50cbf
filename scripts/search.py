"""`tifa search`: the nearest passages to a text."""

from pathlib import Path

import click

from embeddings.corpus import Answer, prepare_search
from embeddings.search.question import Least, Mode, Question, read_question
from embeddings.search.search import Match
from embeddings.snapshot.filters import Filters
from embeddings.snapshot.snapshot import Snapshot
from scripts.console import Command, in_line
from scripts.opening import cache_option, corpus_option, threads_option
from service.opening import open_corpus
from service.schemas.answers import SearchAnswer


@click.command(
    cls=Command, epilog='Example: tifa search "flood defences" --corpus my-corpus --language zh -k 5'
)
@click.argument("text")
@corpus_option
@click.option("-k", type=click.IntRange(1, 100), default=10, show_default=True, help="How many passages.")
@click.option(
    "--mode",
    type=click.Choice(["hybrid", "meaning", "words"]),
    default="hybrid",
    show_default=True,
    help="By meaning and words together, or by one of them.",
)
@click.option("--language", multiple=True, help="Only passages in this language (zh: both scripts).")
@click.option("--speaker", multiple=True, help="Only what this person said.")
@click.option("--place", multiple=True)
@click.option("--source", multiple=True)
@click.option("--topic", multiple=True, help="Only passages of this topic (its id).")
@click.option("--speech", multiple=True, help="Only passages of this speech (its id).")
@click.option("--exclude-speech", multiple=True, help="No passages of this speech (its id).")
@click.option("--date-from", default="", help="YYYY, YYYY-MM or YYYY-MM-DD.")
@click.option("--date-to", default="", help="YYYY, YYYY-MM or YYYY-MM-DD.")
@click.option(
    "--at-least",
    type=click.Choice(["strong", "moderate", "weak"]),
    help="Only matches as strong as this, and no answer where there is none.",
)
@click.option("--all-copies", is_flag=True, help="Each passage for itself, even if others repeat it.")
@click.option("--json", "as_json", is_flag=True, help="Print what the HTTP API answers.")
@cache_option
@threads_option
def main(
    text: str,
    folder: Path,
    k: int,
    mode: Mode,
    date_from: str,
    date_to: str,
    at_least: Least | None,
    all_copies: bool,
    as_json: bool,
    cache: Path,
    threads: int,
    **several: tuple[str, ...],
) -> None:
    """Find the passages that answer TEXT: a sentence, a formula, a question, in any language.

    What stands in quotation marks must occur, a word with a minus before it must not. A TEXT that begins
    with a minus is given last, after two of them: tifa search --corpus my-corpus -- "-tax reform"

    Filters that may be given several times let through either value.
    """
    filters = Filters(date_from=date_from, date_to=date_to, **several)
    corpus = open_corpus(folder, cache=cache, threads=threads)
    snapshot = corpus.snapshot
    question = Question(text, mode=mode, k=k, filters=filters, collapse=not all_copies, at_least=at_least)
    answer = corpus.answer(prepare_search(snapshot, question))
    if as_json:
        click.echo(SearchAnswer.from_answer(snapshot, answer).model_dump_json(indent=2))
    else:
        told = "\n\n".join(_told(match) for match in answer.matches)
        click.echo(told or _nothing(snapshot, question, answer))


def _told(match: Match) -> str:
    """A match in two lines: where it stands and how near it is, then its text; a third for its copies."""
    speech = match.speech
    known = " · ".join(in_line(part) for part in (speech.date, speech.speaker, speech.title) if part)
    near = "" if match.percentile is None else f"  nearer than {match.percentile:g} % of random pairs"
    near += "" if match.strength is None else f"  {match.strength}"
    head = f"{match.rank}. {known}  [{in_line(match.passage.address)}]\n   cosine {match.cosine:.3f}{near}"
    copies = ", ".join(in_line(copy.passage.address) for copy in match.also_in)
    also_in = f"\n   also in: {copies}" if copies else ""
    return f"{head}\n   {in_line(match.passage.text)}{also_in}"


def _nothing(snapshot: Snapshot, question: Question, answer: Answer) -> str:
    """That there is no match, and everything that could have kept one out."""
    if snapshot.manifest.n_passages == 0:
        return "nothing matches: the corpus is empty"
    if answer.weaker is not None and answer.weaker.n:
        weaker = f"the nearest of {answer.weaker.n:,} passages is {answer.weaker.best}"
        return f"nothing matches: no match is at least {question.at_least}; {weaker}"
    asked = read_question(question)
    demands = {
        "passes the filters": question.filters != Filters(),
        "holds what stands in quotation marks": asked.phrases,
        "does without what has a minus": asked.without,
        "shares a word with the question": question.mode == "words",
    }
    made = " and ".join(demand for demand, is_made in demands.items() if is_made)
    return f"nothing matches: no passage {made}" if made else "nothing matches"


if __name__ == "__main__":
    main()
