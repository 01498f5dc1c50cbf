"""`tifa search`: the nearest passages to a text."""

import re
from pathlib import Path
from typing import Any

import click

from embeddings.corpus import Answer, Corpus, prepare_facets, prepare_search
from embeddings.search.questions.question import DEEPEST, Least, Mode, Question, Sort, read_question
from embeddings.snapshot.filters import Filters
from embeddings.snapshot.snapshot import Snapshot
from scripts.terminal.addresses import MATCHED, Matched
from scripts.terminal.console import Choice, Command
from scripts.terminal.filtering import filter_options, filters_of, language_given
from scripts.terminal.matches import facets_on_screen, on_screen
from scripts.terminal.opening import cache_option, corpus_option, threads_option
from service.opening import open_corpus
from service.reports.exports import Exported, bytes_of
from service.schemas.answers import FacetsAnswer, SearchAnswer

_MOST = 100  # on one page
_AFTER_TWO = (
    "A TEXT that begins with a minus is given last, after two of them: "
    'tifa search --corpus my-corpus -- "-tax reform"'
)


class _SearchCommand(Command):
    """Says of a text that was taken for options how it is given."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        given = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            if (text := _text_like(error.option_name, given)) is None:
                raise
            raise click.UsageError(f"{text!r} begins as options do. {_AFTER_TWO}", ctx) from None
        except click.MissingParameter:
            behind = given[given.index("--") + 1 :] if "--" in given else []
            option = next((one for one in behind if one.startswith("--")), None)
            if option is None:
                raise
            raise click.UsageError(
                f"{option!r} stands behind '--', so it is text. {_AFTER_TWO}", ctx
            ) from None


def _text_like(option: str, given: list[str]) -> str | None:
    """The argument whose letters were read as options, of which this one is none; else None."""
    if option.startswith("--"):
        return None
    letter = option.removeprefix("-")
    return next((one for one in given if re.match(r"-[^-]{2}", one) and letter in one), None)


@click.command(
    cls=_SearchCommand, epilog='Example: tifa search "flood defences" --corpus my-corpus --language zh -k 5'
)
@click.argument("text", default="")
@corpus_option
@click.option("-k", type=click.IntRange(1, _MOST), default=10, show_default=True, help="How many passages.")
@click.option(
    "--page", type=click.IntRange(1), default=1, show_default=True, help="Which of the pages of -k."
)
@click.option(
    "--mode",
    type=Choice(["hybrid", "meaning", "words"]),
    default="hybrid",
    show_default=True,
    help="By meaning and words together, or by one of them.",
)
@click.option(
    "--query-language",
    default="",
    metavar="LANGUAGE",
    callback=language_given,
    help="Of TEXT: ja, zh-Hant, chinese …; found out if not given.",
)
@filter_options
@click.option(
    "--sort",
    type=Choice(["relevance", "newest", "oldest"]),
    default="relevance",
    show_default=True,
    help="By date, only what answers is put in order.",
)
@click.option(
    "--at-least",
    type=Choice(["strong", "moderate", "weak"]),
    help="Only matches as strong as this, and what holds TEXT word for word, unless many passages do.",
)
@click.option("--per-speech", type=click.IntRange(1, _MOST), help="At most so many passages of one speech.")
@click.option(
    "--diversity", type=click.FloatRange(0, 1), default=0.0, help="How much passages should differ, 0 to 1."
)
@click.option(
    "--like", type=MATCHED, multiple=True, help="A passage that answers should be like, ID:POSITION."
)
@click.option("--unlike", type=MATCHED, multiple=True, help="… and one that they should not be like.")
@click.option("--literal", is_flag=True, help="Quotation marks and minus signs mean nothing.")
@click.option("--all-copies", is_flag=True, help="Each passage for itself, even if others repeat it.")
@click.option("--full", is_flag=True, help="Whole passages, not the part that answers.")
@click.option("--facets", "with_facets", is_flag=True, help="Count what answers by year, speaker, place ….")
@click.option("-v", "--verbose", is_flag=True, help="Tell the numbers: cosine, percentile, BM25, score.")
@click.option("--export", "exported", type=Choice(["csv", "bibtex", "json"]), help="Print a file to keep.")
@click.option("--json", "as_json", is_flag=True, help="Print what the HTTP API answers.")
@cache_option
@threads_option
def main(
    text: str,
    folder: Path,
    k: int,
    page: int,
    mode: Mode,
    query_language: str,
    sort: Sort,
    at_least: Least | None,
    per_speech: int | None,
    diversity: float,
    like: tuple[Matched, ...],
    unlike: tuple[Matched, ...],
    literal: bool,
    all_copies: bool,
    full: bool,
    with_facets: bool,
    verbose: bool,
    exported: Exported | None,
    as_json: bool,
    cache: Path,
    threads: int,
    **several: Any,
) -> None:
    """Find the passages that answer TEXT: a sentence, a formula, a question, in any language.

    What stands in quotation marks must occur, a word with a minus before it must not. A TEXT that begins
    with a minus is given last, after two of them: tifa search --corpus my-corpus -- "-tax reform"

    Filters that may be given several times let through either value. Each match ends with its permanent
    address: tifa cite ADDRESS shows it for good.
    """
    if page * k > DEEPEST:
        raise click.BadParameter(f"the first {DEEPEST:,} matches are shown; narrow the question")
    if diversity and sort != "relevance":
        raise click.UsageError("matches are either diverse (--diversity) or sorted by date (--sort)")
    if not (text or like):
        raise click.UsageError("give TEXT, or passages that answers should be --like")
    question = Question(
        text,
        mode=mode,
        k=k,
        offset=(page - 1) * k,
        filters=filters_of(several),
        language=query_language,
        literal=literal,
        collapse=not all_copies,
        per_speech=per_speech,
        diversity=diversity,
        sort=sort,
        at_least=at_least,
        like=like,
        unlike=unlike,
    )
    corpus = open_corpus(folder, cache=cache, threads=threads)
    snapshot = corpus.snapshot
    if with_facets:
        _facets(corpus, snapshot, question, as_json=as_json)
        return
    answer = corpus.answer(prepare_search(snapshot, question))
    if exported:
        click.echo(bytes_of(exported, answer), nl=False)
    elif as_json:
        click.echo(SearchAnswer.from_answer(snapshot, answer).model_dump_json(indent=2))
    elif answer.matches:
        click.echo(on_screen(snapshot, answer, verbose=verbose, full=full))
        if answer.next_offset is not None:
            click.echo(f"\nmore: --page {page + 1}")
    else:
        click.echo(_nothing(snapshot, question, answer))


def _facets(corpus: Corpus, snapshot: Snapshot, question: Question, *, as_json: bool) -> None:
    found = corpus.answer(prepare_facets(snapshot, question))
    if as_json:
        click.echo(FacetsAnswer.from_facets(snapshot, found).model_dump_json(indent=2))
    else:
        click.echo(facets_on_screen(snapshot, found))


def _nothing(snapshot: Snapshot, question: Question, answer: Answer) -> str:
    """That there is no match, and everything that could have kept one out."""
    if snapshot.manifest.n_passages == 0:
        return "nothing matches: the corpus is empty"
    if question.offset:
        return "nothing matches: the pages before hold all that answers"
    if answer.weaker is not None and answer.weaker.n:
        weaker = f"the nearest of {answer.weaker.n:,} passages is {answer.weaker.best}"
        return f"nothing matches: no match is at least {question.at_least}; {weaker}"
    asked = read_question(question)
    demands = {
        "passes the filters": question.filters != Filters(),
        "holds what stands in quotation marks": asked.phrases,
        "does without what has a minus": asked.without,
        "shares a word with the question": question.mode == "words",
        "answers the question (ask without --sort for the nearest)": question.sort != "relevance",
    }
    made = " and ".join(demand for demand, is_made in demands.items() if is_made)
    return f"nothing matches: no passage {made}" if made else "nothing matches"


if __name__ == "__main__":
    main()
