"""What may be asked of a snapshot, and a question made ready to be answered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from embeddings.errors import UnusableQuestion
from embeddings.search.questions.query_syntax import ParsedQuery, read_operators
from embeddings.snapshot.filters import ANY, Filters
from embeddings.text.passages import NormalizedQuery, normalize_query
from embeddings.text.script.han_language import JA, han_languages, is_han
from embeddings.text.script.language import guesses_of
from embeddings.text.script.language_tags import UNKNOWN
from embeddings.text.script.search_folding import search_fold
from embeddings.text.tokens.terms import BEGINNING, Word, telling_words

Mode: TypeAlias = Literal["hybrid", "meaning", "words"]
Sort: TypeAlias = Literal["relevance", "newest", "oldest"]
Least: TypeAlias = Literal["strong", "moderate", "weak"]
Address: TypeAlias = tuple[str, int]  # of a passage: the speech's id and the position

DEEPEST = 1_000  # matches that paging reaches, and the passages that are sorted by date or made diverse
# The tokenizer reads a whole text before it cuts it; a question is cut first.
LONGEST_QUESTION = 8_000


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and how the answer shall be arranged.

    mode: by meaning and words together, by meaning alone, or by words alone (then only passages that share
    a word with the question answer).  language: of the text, when it is known.  literal: take quotation
    marks and a leading minus for what they are in prose.  collapse: show copies once.  per_speech: at most
    so many matches of one speech.  diversity: 0 to 1, how much a match should differ from those before it.
    at_least: only matches of this strength or a higher one, and passages that hold the question word for word
    unless many do; no answer where there is none.
    like, unlike: passages of the corpus as examples, with a text or instead of one; they do not answer.
    """

    text: str
    mode: Mode = "hybrid"
    k: int = 10
    offset: int = 0
    filters: Filters = ANY
    language: str = ""
    literal: bool = False
    collapse: bool = True
    per_speech: int | None = None
    diversity: float = 0.0
    sort: Sort = "relevance"
    at_least: Least | None = None
    like: tuple[Address, ...] = ()
    unlike: tuple[Address, ...] = ()

    def __post_init__(self) -> None:
        if self.k < 1 or self.offset < 0 or self.offset + self.k > DEEPEST:
            raise ValueError(f"{self.k} matches from {self.offset} on are not among the first {DEEPEST}")
        if self.per_speech is not None and self.per_speech < 1:
            raise ValueError(f"at most {self.per_speech} matches of each speech leave none")
        if not 0 <= self.diversity <= 1:
            raise ValueError(f"diversity goes from 0 to 1, not {self.diversity}")
        if self.diversity > 0 and self.sort != "relevance":
            raise ValueError("matches are either diverse or sorted by date")


@dataclass(frozen=True, slots=True)
class PreparedQuestion:
    """A question as the corpus is asked it: all that can be known before the encoder and a snapshot.

    form: what the encoder is given, "" when the question is made of examples alone.  cut: whether the text is
    longer than LONGEST_QUESTION, and its end not read.  typed: the text with its operators, for explaining.
    guesses: by language, the logarithm of how probable it is; empty when its letters leave no doubt.
    words: those it is asked by.  phrases, without: normalized texts that a match must, and must not, hold.
    """

    question: Question
    normalized: str
    cut: bool
    typed: NormalizedQuery = field(compare=False)
    language: str
    guesses: Mapping[str, float]
    words: tuple[Word, ...]
    phrases: tuple[str, ...]
    without: tuple[str, ...]


def read_question(question: Question) -> PreparedQuestion:
    """Read a question. Raises UnusableQuestion when it looks for nothing.

    Its language is the one given with it, else what its characters say; see `resolve_language` for the rest.
    """
    language = question.language
    if language:
        return read_in_language(question, language=language)
    either = han_languages(question.text[:LONGEST_QUESTION])
    if len(either) > 1:  # the language that is searched in tells
        either = tuple(each for each in either if set(question.filters.language) == {each}) or either
    read = read_in_language(question, language=JA if either == (JA,) else "")
    open_ = (
        guesses_of(read.normalized) if not either else dict.fromkeys(either if len(either) > 1 else (), 0.0)
    )
    return replace(read, guesses=open_)


def read_in_language(question: Question, *, language: str) -> PreparedQuestion:
    """A question in a language that is settled; found out when it is "".

    Raises UnusableQuestion when it looks for nothing.
    """
    text = question.text[:LONGEST_QUESTION]
    parted = ParsedQuery(text) if question.literal else read_operators(text)
    normalized = normalize_query(parted.text, language=language)
    if not question.like or text.strip():
        _need_letters(normalized.normalized, only_without=bool(parted.without))
    language = normalized.language if normalized.normalized else UNKNOWN
    return PreparedQuestion(
        question=question,
        normalized=normalized.normalized,
        cut=len(question.text) > LONGEST_QUESTION,
        typed=normalized if parted.text == text else normalize_query(text, language=language),
        language=language,
        guesses={},
        words=(*telling_words(normalized.normalized, normalized.language), *_lone(parted.text)),
        phrases=_normalized(parted.phrases, normalized.language),
        without=_normalized(parted.without, normalized.language),
    )


def _lone(text: str) -> Iterator[Word]:
    """Of a question of lone Han characters (旱 税) each: to be normalized they were joined, as in 报 告."""
    parts = text.split()
    if len(parts) > 1 and all(len(part) == 1 and is_han(part) for part in parts):
        yield from ((search_fold(part) + BEGINNING,) for part in parts)


def _need_letters(normalized: str, *, only_without: bool) -> None:
    if only_without and not any(map(str.isalnum, normalized)):
        raise UnusableQuestion("a minus only leaves out: say also what to look for")
    if not normalized:
        raise UnusableQuestion("the question holds no text to look for")
    if not any(character.isalnum() for character in normalized):
        raise UnusableQuestion("the question holds no letter and no digit, so there is nothing to look for")


def _normalized(phrases: tuple[str, ...], language: str) -> tuple[str, ...]:
    # A phrase is folded by its own language: a Chinese one in an English question must be simplified,
    # one in a Japanese question must not.
    expected = language if language == JA else ""
    normalized = (normalize_query(phrase, language=expected).normalized for phrase in phrases)
    return tuple(phrase for phrase in normalized if search_fold(phrase))
