"""What kind of wording it is: told by where it stands, and by the kinds of words it is made of.

Where it stands is told by the corpus: in quotation marks, in the marks of a title, alone between breaks, at
the ends of speeches, in capitals. Of Chinese, rjieba says besides which of its words are verbs, numerals and
names; of the other languages only the words without a meaning of their own are known. There is no list of
formulas.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import rjieba

from embeddings.formulas.formula import Kind
from embeddings.formulas.telling_words import (
    BODIES,
    DOCUMENTS,
    GRAMMAR_FIRST,
    GRAMMAR_LAST,
    LIGHT,
    OFFICES,
    REPORTING,
)
from embeddings.formulas.tokens import JOINER
from embeddings.text.names import COMPOUND, SURNAMES
from embeddings.text.tokens.stop_words import STOP_WORDS


@dataclass(frozen=True, slots=True)
class Places:
    """Where the occurrences of a wording stand; each is a share of them, 0 to 1.

    quoted, titled: directly inside quotation marks, or the marks of a title.  cited: quoted as what somebody
    says, see `is_cited`.  clause: with a break on either side.  at_ends: in the first or last passage of a
    speech.  capitals: how many of its words of meaning are capitalised.
    counted: followed by a figure within its clause.
    age: bits, how surely it came up or went out of use while the corpus runs, see `dated_bits`; None where
    dates do not tell.
    """

    quoted: float = 0.0
    titled: float = 0.0
    cited: float = 0.0
    clause: float = 0.0
    at_ends: float = 0.0
    capitals: float = 0.0
    counted: float = 0.0
    age: float | None = None


Word = tuple[str, str]  # a word and what kind rjieba takes it for

_PEOPLE = frozenset(("nr", "nrt", "nrfg"))
_NAMES = _PEOPLE | {"ns", "nt"}
# What leads into a wording and is none of it. Single characters: rjieba joins some with what follows.
_LEADING = re.compile(
    r"^(?:在于|有|由|要(?!素|求|点|闻)|将(?!来)|就(?!业|医|地|是论)|也|都(?!市)|还|又|已|并|且|而|是(?!非)|使(?!命|用)|我们?|他们?|她|它|这|那|该|其(?!他))"
)
_TRAILING = re.compile(
    r"(?:的|了|和|与|及|或|为|在|对|把|将|是|等|并|从|向|使|让|到|以|于|中|上来|要|也|就|个|各|大力|不断|进一步|更加|[一几数两](?:轮|批|系列|种|些|类|大批))$"
)
_SPIRIT = re.compile(
    r"^[”’」』]+的[^,。;、:!?“”]{0,8}?(?:精神|意志|品格|韧劲|劲头|决心|信念|境界|情怀|气概|态度|勇气|追求|豪情|志气|胆识)"
)
_SAYING = re.compile(
    r"(?:说|道|言|云|曰|诗|谚|讲过?|语|常说|正如|古人|所谓|懂得|坚信|深知|说法|名言)[::,]?[“‘「『]+$"
)
# A body is called by what it is; who leads it, and who sits in it, by that and a name.
_BODY = re.compile(
    r"(?:局|署|厅|委员会|办公室|基金会|公司|组织|总会|协会|学会)(?:局?[局署厅]?长|主任|主席|总裁)?$"
)
_TITLED_PERSON = re.compile(r".{2,4}(?:议员|先生|女士|博士|教授|院士)")
_NUMERAL = re.compile(r"[〇零一二三四五六七八九十百千万亿两\d]+")
_TIME = re.compile(
    r"(?:\d{2,4}|[〇零一二三四五六七八九十]{4})(?:学?年度?|年(?:年?[初中底]|\d{1,2}月(?:\d{1,2}日|[初中底])?)|财政?年度)"
)
_AMOUNT = re.compile(r"\d(?:%|个百分点|[万亿]|[元人亩户个项]|公里)|百分之")
_NAMED_AFTER_NUMBER = re.compile(
    r"党?的?[一二三四五六七八九十]+(?:大|届[一二三四五六七]中全会)|第[一二三四五六七八九十百]+[届次].*"
)
_ENDING = 0.05
_BEGINNING = 0.08
_COUNTED = 0.5  # a wording that a figure follows so often is what statistics call something
_AGED = 5.0  # bits: once in 32 such wordings by chance
_NAMED = 0.4  # of the words of meaning in capitals: the invasion of a country is what happened there
_WORDS_OF_TERM = 3
_SHORT = 3  # characters; rjieba takes some short words for bodies
_TERM = 6  # characters up to which nothing but nouns is vocabulary


def is_cited(before: str, after: str) -> bool:
    """Whether what stands between the two is quoted as a saying: introduced as one, beside another one, or as
    what a spirit or a will is called by.

    before, after: the text around it, from within the quotation marks.
    """
    return bool(
        _SAYING.search(before)
        or _SPIRIT.match(after)
        or re.match(r"^[”’」』][、,]?[“‘「『][^”’」』]{4,20}[”’」』]的", after)
    )


def words_of(text: str) -> tuple[Word, ...]:
    """The Chinese words of a text, each with the kind rjieba takes it for."""
    return tuple((word, tag) for word, tag in rjieba.tag(text))


def is_whole(tokens: Sequence[str], language: str, *, beginning: float = 1.0, ending: float = 1.0) -> bool:
    """Whether a wording begins and ends as one can: not with a word that only joins others.

    beginning, ending: the shares of its occurrences that begin and end a clause. What never ends one is the
    beginning of something, unless it is a noun; and "of this work", which never begins one, the end.
    """
    if language == "zh":
        return _is_whole_chinese("".join(tokens), beginning, ending)
    if language == "ja":
        return ending >= _ENDING and not (_is_hiragana(tokens[0]) or _is_hiragana(tokens[-1]))
    return ending >= _ENDING and has_meaning(tokens[0], language) and has_meaning(tokens[-1], language)


def _is_whole_chinese(text: str, beginning: float, ending: float) -> bool:
    words = words_of(text)
    (first_word, first), (last_word, last) = words[0], words[-1]
    if first in GRAMMAR_FIRST or last in GRAMMAR_LAST or _LEADING.search(text) or _TRAILING.search(text):
        return False
    if first == "p" and not (first_word in "以把" or (first_word == "在" and last == "f")):
        return False
    if beginning < _BEGINNING and _is_of_something(words):
        return False
    if ending < _ENDING and last[0] not in "nlijs":
        return False
    # "To learn from so-and-so": what of him is told by what follows.
    cut_off = last in _PEOPLE or last_word in BODIES
    return not cut_off or "的" in text or first in _NAMES or first_word in OFFICES


def kind_of(tokens: Sequence[str], language: str, places: Places) -> Kind:
    """The kind of a wording. language: without its script."""
    if places.titled >= 0.5:
        return "name"
    if places.at_ends >= 0.7 and places.clause >= 0.5:
        return "frame"
    if language == "zh":
        return _chinese_kind("".join(tokens), places)
    if places.capitals >= _NAMED:
        return "name"
    if language == "ja":
        return "phrase" if len(tokens) >= 6 else "term"
    n_telling = sum(has_meaning(token, language) for token in tokens)
    # Words of meaning one behind the other are vocabulary, as nouns alone are in Chinese.
    joined = n_telling < len(tokens) or len(tokens) > _WORDS_OF_TERM
    return "phrase" if len(tokens) >= 3 and n_telling >= 2 and joined else "term"


def is_name(words: Sequence[Word]) -> bool:
    """Whether Chinese words are a name and no more, or speak of an office or a body."""
    return (len(words) == 1 and words[0][1] in _NAMES) or any(word in OFFICES for word, _ in words)


def _chinese_kind(text: str, places: Places) -> Kind:
    if JOINER in text:
        return "phrase"  # parallel items; a mere list is no formula
    words = words_of(text)
    if _NUMERAL.fullmatch(text):
        return "name"  # a plan, called by its number
    if _TIME.fullmatch(text) or _AMOUNT.search(text) or places.counted >= _COUNTED:
        return "term"
    if places.quoted >= 0.3:
        return "quotation" if _is_saying(words, text, places) else "phrase"
    named = [tag in _NAMES or word in OFFICES for word, tag in words]
    reporting = [word in REPORTING for word, _ in words]
    if all(x or y for x, y in zip(named, reporting, strict=True)):
        return "name" if any(named) else "term"
    if words[0][1] in _PEOPLE and reporting[-1]:
        return "name"
    if _names_body_or_person(words, text):
        return "name"
    if words[0][1] == "m" and places.quoted >= 0.1:
        return "phrase"
    if _NAMED_AFTER_NUMBER.fullmatch(text) or (
        words[-1][0] in DOCUMENTS and "v" not in [tag for _, tag in words]
    ):
        return "name"
    if len(words) == 2 and words[-1][1] == "vn" and places.age is not None and places.age < _AGED:
        return "term"  # a matter and what is done with it, said in all years: construction of infrastructure
    return "phrase" if len(text) > _TERM or (len(text) >= 5 and _says_something(words)) else "term"


def _names_body_or_person(words: Sequence[Word], text: str) -> bool:
    """A body, with its head or not; a person with a title; or what a long name begins."""
    nominal = all(tag[0] in "nljbc" or tag in ("vn", "a", "v") for _, tag in words)
    called = words[0][1] == "nt" and len(words[0][0]) > _SHORT and all(tag[0] == "n" for _, tag in words)
    titled = _TITLED_PERSON.fullmatch(text) and (text[0] in SURNAMES or text[:2] in COMPOUND)
    return called or bool(titled) or (nominal and words[0][1] != "v" and bool(_BODY.search(text)))


def _says_something(words: Sequence[Word]) -> bool:
    """Nouns alone are vocabulary, and so is a verb with no more than its adverbs."""
    tags = [tag for _, tag in words]
    nouns = all(tag in ("n", "nz", "ng", "j", "b", "s", "q", "a", "t") for tag in tags)
    if _is_of_something(words):
        return False
    bare = not any(tag[0] in "nljibs" or tag == "vn" for tag in tags)
    return len(words) > 1 and not nouns and not bare


def _is_of_something(words: Sequence[Word]) -> bool:
    """One word of another, as the economy of the town."""
    return len(words) == 3 and words[1][1] == "uj"


def _is_saying(words: Sequence[Word], text: str, places: Places) -> bool:
    """A line of verse or a saying says something; a label (两个维护) names something."""
    if words[0][1] == "m" or len(text) < 5:
        return False
    return places.cited >= 0.5


def has_meaning(token: str, language: str) -> bool:
    """Whether a word does more than join others, in a language written with spaces."""
    return len(token) > 2 and token not in STOP_WORDS.get(language, ()) and token not in LIGHT


def _is_hiragana(token: str) -> bool:
    return "\u3041" <= token[0] <= "\u309f"
