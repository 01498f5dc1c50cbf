"""The rules, each small, named and explained: what in a raw text is not speech.

A new rule is one function and one `Rule` in the file of its kind, and its name in RULES below.
"""

from embeddings.text.repairs.furniture import BUTTONS, FOOTERS, LINKS, PAGE_NUMBERS, RELATED
from embeddings.text.repairs.marks import INVISIBLE, MARKDOWN
from embeddings.text.repairs.page import Rule
from embeddings.text.repairs.pinyin import PINYIN
from embeddings.text.repairs.source_lines import CREDITS, LABELLED, NEWSPAPER, SOURCE_LINE, TITLE_LABEL

# In order: where two rules drop the same line, the first is the one recorded.
RULES: tuple[Rule, ...] = (
    SOURCE_LINE,
    CREDITS,
    LABELLED,
    BUTTONS,
    LINKS,
    PAGE_NUMBERS,
    FOOTERS,
    RELATED,
    PINYIN,
    INVISIBLE,
    MARKDOWN,
    TITLE_LABEL,
    NEWSPAPER,
)
# What a question may need: it is a line of a person's own, never a page.
QUESTION_RULES: tuple[Rule, ...] = (PINYIN, INVISIBLE)
