"""The language of a question that its letters leave open: a word or two, or Han characters alone.

`query_language` settles it; else whose characters they are, then the language that is searched in, and last
the corpus: which language's passages say so.
"""

from dataclasses import replace

import numpy as np

from embeddings.search.questions.question import PreparedQuestion, read_in_language
from embeddings.snapshot.snapshot import Snapshot
from embeddings.text.script.language import is_chinese
from embeddings.text.script.language_tags import UNKNOWN
from embeddings.text.tokens.terms import telling_terms, telling_words

# Chosen on words of real speeches, each held against the other speeches.
_LEAST = 0.01  # passages that hold a word which no passage of a language holds
_SPELLING = 2.0  # what the look of words weighs beside where they stand
_FEW = 3  # terms of a question that a language must hold as many of as another, to be the question's
_SIZE = 0.25  # … and the size of a language; 1 would leave nothing to the small ones


def resolve_language(snapshot: Snapshot, asked: PreparedQuestion) -> PreparedQuestion:
    """The question in the language that the snapshot says it in, where its letters leave that open.

    A word or two look like several languages. How they look is weighed with the share of each language's
    passages that hold them (naive Bayes), and a little with how much of the corpus is in it.
    """
    columns = [n for n, language in enumerate(snapshot.languages) if language in asked.guesses]
    if not columns:
        return asked
    sizes = snapshot.language_sizes[columns]
    holding = snapshot.holding_each(telling_terms(asked.normalized, UNKNOWN))[:, columns]
    n_held = (holding > 0).sum(axis=0)
    if len(holding) <= _FEW:  # whoever asks for a word or two looks for those who say them
        saying = n_held == n_held.max(initial=0)
        columns = [column for column, says in zip(columns, saying.tolist(), strict=True) if says]
        holding, sizes = holding[:, saying], sizes[saying]
    said = np.log((holding + _LEAST) / (sizes + 1)).sum(axis=0)
    looks = np.array([asked.guesses[snapshot.languages[n]] for n in columns])
    best = np.argmax(said + _SPELLING * looks + _SIZE * np.log(sizes))
    language = snapshot.languages[columns[int(best)]]
    if language == asked.language.split("-")[0]:
        return replace(asked, guesses={})
    if is_chinese(asked.language):  # its characters were simplified, those of Japanese are not
        return read_in_language(asked.question, language=language)
    return replace(
        asked,
        language=language,
        guesses={},
        typed=replace(asked.typed, language=language),
        words=tuple(telling_words(asked.normalized, language)),
    )
