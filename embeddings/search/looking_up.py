"""What can be told of a question before the model has read it: who may answer, and what its words find.

Nothing here needs the question's vector, so that it can be done while the model is at work.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from embeddings.index.eligible import Eligible, every_row, rows_of
from embeddings.index.sorted_rows import are_among
from embeddings.index.vectors import Rows
from embeddings.index.words import WordScores
from embeddings.search.questions.named_speaker import count_names_as_held
from embeddings.search.questions.phrases import holding
from embeddings.search.questions.query_vector import QueryText, query_text_of
from embeddings.search.questions.question import PreparedQuestion
from embeddings.search.questions.question_language import resolve_language
from embeddings.search.wording import best_holding_exactly, telling_wording
from embeddings.snapshot.snapshot import Snapshot
from embeddings.text.tokens.terms import Word, telling_words


@dataclass(frozen=True, slots=True)
class LookedUp:
    """asked: the question, in the language it was taken to be in.  text: the text that asks.
    like, unlike: the rows of its examples.  words: those that it is asked by.
    eligible: the rows that may answer; None for all.  said: what the words say; None where they
    were not asked.  named: the same once a named speaker's passages hold the name.
    verbatim: the rows in which the question stands word for word.  telling: those of them, among the
    eligible, that answer however weak they are; None where no least strength was asked for.
    """

    asked: PreparedQuestion
    text: QueryText
    like: Sequence[int]
    unlike: Sequence[int]
    words: Sequence[Word]
    eligible: Eligible | None
    said: WordScores | None
    named: WordScores | None
    verbatim: Rows
    telling: Rows | None


def look_up(snapshot: Snapshot, asked: PreparedQuestion) -> LookedUp:
    """Who may answer a question, and what its words find.

    Raises UnusableQuestion for a filter that means nothing, UnknownSpeech or UnknownPassage for an example.
    """
    asked = resolve_language(snapshot, asked)
    question = asked.question
    likes = [snapshot.passage(*address) for address in question.like]
    like = [row for row, _ in likes]
    unlike = [row for row, _ in (snapshot.passage(*address) for address in question.unlike)]
    eligible = _eligible(snapshot, asked, [*like, *unlike])
    words = [
        *asked.words,
        *(word for _, passage in likes for word in telling_words(passage.normalized, passage.language)),
    ]
    said = named = None
    verbatim: Rows = np.empty(0, np.int64)
    if question.mode != "meaning":
        said = named = snapshot.in_words(words)
        verbatim = best_holding_exactly(snapshot, said, asked)
        if question.mode == "words":
            eligible = Eligible(_sharing(said, rows_of(eligible)))
        else:
            named = count_names_as_held(snapshot, asked, said)
    telling = None
    if question.at_least is not None:
        telling = telling_wording(snapshot, rows_of(eligible), asked.normalized)
    return LookedUp(
        asked=asked,
        text=query_text_of(asked, [passage for _, passage in likes], alone=not unlike),
        like=like,
        unlike=unlike,
        words=words,
        eligible=eligible,
        said=said,
        named=named,
        verbatim=verbatim,
        telling=telling,
    )


def _eligible(snapshot: Snapshot, asked: PreparedQuestion, examples: Sequence[int]) -> Eligible | None:
    eligible = snapshot.eligible(asked.question.filters)
    if asked.phrases or asked.without:
        held = holding(snapshot, rows_of(eligible), phrases=asked.phrases, without=asked.without)
        eligible = None if held is None else Eligible(held)
    if examples:
        eligible = (eligible or every_row(len(snapshot.index))).but(examples)
    return eligible


def _sharing(said: WordScores, among: Rows | None) -> Rows:
    """The rows that share a term with the question."""
    return said.speaking if among is None else among[are_among(among, said.speaking)]
