"""Who a question names: `Li Qiang 2024` asks for what he said in that year, though no passage says so.

A name is met in any case and script. Of one in several words the last two are enough (Lisa D. Cook, Mr
Lawrence Wong). A single word (Lula, President Obama) must have a capital where its script has them, or every
"president" would name who speaks by that title, and every "brown" a Mr Brown; and no other name beside it.
"""

import re
from dataclasses import replace

import numpy as np

from embeddings.index.words import WordScores
from embeddings.search.questions.query_syntax import LONGEST_WITH_OPERATORS
from embeddings.search.questions.question import PreparedQuestion
from embeddings.snapshot.filters import Filters
from embeddings.snapshot.snapshot import Snapshot
from embeddings.snapshot.speaker_names import joined_name, words_of_name
from embeddings.text.script.search_folding import search_fold
from embeddings.text.tokens.terms import Word

_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")


def count_names_as_held(snapshot: Snapshot, asked: PreparedQuestion, said: WordScores) -> WordScores:
    """What the words say, once the passages of a named speaker hold the name, and the year if it is theirs.

    Each word of the question counts alike there: how rare a name is in texts says nothing of who speaks.
    """
    if not asked.words or len(asked.normalized) > LONGEST_WITH_OPERATORS:
        return said
    speakers = snapshot.speaker_names.said_in(asked.question.text, search_fold(asked.normalized))
    if not speakers:
        return said
    found = snapshot.rows(Filters(speaker=tuple(speakers)))
    rows = np.arange(len(snapshot.index)) if found is None else found
    named = {token for name in speakers for token in words_of_name(name)} | {
        joined_name(name) for name in speakers
    }
    year = _YEAR.search(asked.normalized)
    if year is not None:
        in_year = rows[np.char.startswith(snapshot.first_days[rows], year[0])]
        if len(in_year):
            rows, named = in_year, named | {year[0]}
    rest = [word for word in asked.words if not _is_named(word, named)]
    share = len(rest) / len(asked.words)
    held = said.held.copy()
    of_rest = snapshot.share_of_words(rest)[rows] if rest else np.zeros(len(rows))
    held[rows] = np.maximum(held[rows], 1 - share + share * of_rest)
    return replace(said, held=held)


def _is_named(word: Word, named: set[str]) -> bool:
    return word[0] in named or (not word[0].isascii() and any(word[0] in name for name in named))
