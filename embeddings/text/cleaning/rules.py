"""The rules, each small, named and explained: what in a raw text is not speech.

A new rule is one function and one `Rule` in the file of its kind, and its name in RULES below.

buttons       print, share, links           furniture    footers, other pages, advertisements
source_lines  where and when, published     bylines      who made the page
printed       page numbers, contents        running_heads   heads and feet of pages
boilerplate  found in a whole corpus
repeats       loops and copies              wraps        line breaks inside sentences
spaces        inside Chinese sentences      pinyin       readings behind characters
glyphs        private and compatible ones   mojibake     wrong encodings
line_numbers  of a margin                   markup       tags, entities, front matter
ligatures     control characters for fi, fl
marks         invisible characters, Markdown, footnotes
stage_directions                            how the room reacted
second_document                             a source that holds two     speaker_labels   who has the word
page_words, page_labels, promotions: the same by the way such lines are built, for pages nobody has looked at
"""

from collections.abc import Iterable

from embeddings.text.cleaning.damage.glyphs import COMPATIBILITY, PRIVATE_GLYPHS, UNKNOWN_GLYPHS
from embeddings.text.cleaning.damage.ligatures import LIGATURES
from embeddings.text.cleaning.damage.line_numbers import LINE_NUMBERS
from embeddings.text.cleaning.damage.marks import FOOTNOTE_MARKS, INVISIBLE, MARKDOWN
from embeddings.text.cleaning.damage.markup import ENTITIES, FRONT_MATTER, TAGS, TEMPLATES
from embeddings.text.cleaning.damage.mojibake import LOST_TEXT, MOJIBAKE, MOJIBAKE_GBK, MOJIBAKE_UTF8
from embeddings.text.cleaning.damage.pinyin import PINYIN
from embeddings.text.cleaning.damage.repeats import REPEATS
from embeddings.text.cleaning.damage.second_document import SECOND_DOCUMENT
from embeddings.text.cleaning.damage.spaces import SPACES
from embeddings.text.cleaning.damage.wraps import LINE_BREAKS
from embeddings.text.cleaning.furniture.boilerplate import boilerplate, boilerplate_rule
from embeddings.text.cleaning.furniture.buttons import BACK_LINKS, BUTTONS, LINKS
from embeddings.text.cleaning.furniture.bylines import BYLINES, CREDITS, PHOTO_CREDITS
from embeddings.text.cleaning.furniture.link_lists import LINK_LISTS
from embeddings.text.cleaning.furniture.page_ends import ADVERTISEMENTS, FOOTERS, RELATED
from embeddings.text.cleaning.furniture.page_labels import PAGE_LABELS
from embeddings.text.cleaning.furniture.page_words import PAGE_WORDS
from embeddings.text.cleaning.furniture.printed import CONTENTS, PAGE_NUMBERS
from embeddings.text.cleaning.furniture.promotions import PROMOTIONS
from embeddings.text.cleaning.furniture.running_heads import RUNNING_HEADS
from embeddings.text.cleaning.furniture.source_lines import LABELLED, NEWSPAPER, SOURCE_LINE, TITLE_LABEL
from embeddings.text.cleaning.page import Rule
from embeddings.text.cleaning.speaker_labels import SPEAKER_LABELS
from embeddings.text.cleaning.stage_directions import ASIDES, STAGE_DIRECTIONS

__all__ = [
    "QUESTION_RULES",
    "RULES",
    "Rule",
    "boilerplate",
    "boilerplate_rule",
    "choose_rules",
    "explain_rule",
]

# In order: a line that one rule drops is not seen by those behind it, and of two smaller changes that
# start together and are as long the first rule's is made.
RULES: tuple[Rule, ...] = (
    FRONT_MATTER,
    LINK_LISTS,
    SOURCE_LINE,
    CREDITS,
    BYLINES,
    LABELLED,
    BUTTONS,
    LINKS,
    CONTENTS,
    PAGE_NUMBERS,
    RUNNING_HEADS,
    ADVERTISEMENTS,
    FOOTERS,
    RELATED,
    PAGE_WORDS,
    PAGE_LABELS,
    PROMOTIONS,
    REPEATS,
    STAGE_DIRECTIONS,
    SPEAKER_LABELS,
    LINE_NUMBERS,
    ASIDES,
    TAGS,
    ENTITIES,
    TEMPLATES,
    LIGATURES,
    PINYIN,
    INVISIBLE,
    MARKDOWN,
    FOOTNOTE_MARKS,
    TITLE_LABEL,
    NEWSPAPER,
    BACK_LINKS,
    PHOTO_CREDITS,
    LINE_BREAKS,
    SPACES,
    PRIVATE_GLYPHS,
    UNKNOWN_GLYPHS,
    COMPATIBILITY,
    MOJIBAKE,
    MOJIBAKE_GBK,
    MOJIBAKE_UTF8,
    LOST_TEXT,
    SECOND_DOCUMENT,
)
# What a question may need: it is a line of a person's own, never a page.
QUESTION_RULES: tuple[Rule, ...] = (PINYIN, INVISIBLE, PRIVATE_GLYPHS, COMPATIBILITY)


def explain_rule(name: str) -> str:
    """What the rule of that name does, in words for a person; "" for one that is no longer there."""
    return next((rule.says for rule in RULES if rule.name == name), "")


def choose_rules(
    *, only: Iterable[str] | None = None, without: Iterable[str] = (), rules: tuple[Rule, ...] = RULES
) -> tuple[Rule, ...]:
    """The rules of these names, or all, but for those left out.

    Raises ValueError, naming the known ones, for a name that no rule has.
    """
    named = {rule.name: rule for rule in rules}
    wanted, unwanted = set(named if only is None else only), set(without)
    if unknown := sorted((wanted | unwanted) - set(named)):
        raise ValueError(f"no rule is called {', '.join(unknown)}; there are {', '.join(named)}")
    return tuple(rule for rule in rules if rule.name in wanted - unwanted)
