"""What a record says of the room rather than of what is said in it: (Applause.), 【掌声】, [Laughter].

Only reactions without words: what somebody calls out has a colon or a quotation, and stays.
"""

import re
from collections.abc import Iterator

from embeddings.text.cleaning.page import Page, Rule, drop
from embeddings.text.script.offsets import TextChange

_HOW = (
    r"(?:prolonged|loud|general|renewed|sustained|thunderous|enthusiastic|warm|some|long|continued|standing"
    r"|crowd|audience|scattered"
    r"|mixed|light|brief|more|great|big|huge|wild|lively|langanhaltender?|anhaltender?|lebhafter?|starker?"
    r"|großer?|vifs?|vives?|longs?"
    r"|nouveaux|nouvelles|quelques|grandes?|fuertes|largos|prolongados|muitos|muitas|vivi|vive|lunghi"
    r"|prolungati|burzliwe|długotrwałe"
    r"|бурные|продолжительные|долгие|общий|тривалі|hosszan tartó|nagy|dlouhotrvající|daverend|luid)"
)
_REACTION = (
    r"(?:applause|laughter|laughs|cheers|cheering|interruptions?|crosstalk|ovation|boos|booing|applaud(?:s"
    r"|ing)?|disorder|uproar"
    r"|beifall|heiterkeit|lachen|zurufe?|unruhe|widerspruch|glocke|gelächter|applaudissements?|rires?"
    r"|exclamations?|protestations?"
    r"|sourires?|murmures?|brouhaha|mouvements? divers|aplausos?|risas?|rumores|protestas|murmullos"
    r"|abucheos|palmas|risos?|apupos"
    r"|manifestações|applausi|ilarità|commenti|proteste|mormorii|applaus|gelach|geroezemoes|hamergeklop"
    r"|oklaski|wesołość|poruszenie"
    r"|gwar|dzwonek|potlesk|smích|smiech|аплодисменты|смех|оживление|шум|оплески|сміх|пожвавлення"
    r"|ръкопляскания|смях|taps|derültség"
    r"|zaj|moraj|applåder|skratt|bifall|latter|aplauze|râsete|rumoare|vociferări|pljesak|smijeh|aplavz|smeh"
    r"|alkışlar|gülüşmeler"
    r"|gürültüler|tepuk tangan|tertawa|vỗ tay|χειροκροτήματα|γέλωτες|aplaudiments?|rialles|remor)"
)
_BEHIND = r"[^()\[\]（）【】〔〕:：“”\"„«»「」?？\n]{0,80}"
_WHOSE = (  # what may follow a reaction: whose it is, where, another one
    r"(?:[.,;!–-]|\s(?:from|by|on|in|at|among|and|continue[sd]?|throughout|around|bei[m]?|von|vom|des|der"
    r"|im|in|auf|und|sowie|links|rechts"
    r"|sur|des|du|au|aux|dans|et|à|prolongés?|en|de|del|da|das|do|dos|e|y|nas?|nos?|prolongad[oa]s|dei|dal"
    r"|dai|dalla|della|delle|ze?|na|w"
    r"|w|i|из|в|на|из|зала|и|från|i|fra|og|och)\b)"
)
_HAN = r"[^()\[\]（）【】〔〕:：“”「」。?？\n]{0,10}"
_BRACKETED = (
    rf"[(\[（【〔][ \t]*(?:(?i:(?:{_HOW},? (?:and )?){{0,2}}{_REACTION}\b(?:{_WHOSE}{_BEHIND})?)"
    rf"|(?i:{_BEHIND}\b(?:alkışlar|gürültüler|applaudissements))[.!]?"
    rf"|{_HAN}(?:掌声|掌聲|鼓掌|笑声|笑聲|拍手|大笑|笑い|起立|発言する者あり|발언하는|박수|웃음){_HAN}|笑"
    r"|تصفيق|ضحك|מחיאות כפיים|צחוק|तालियां|तालियाँ|हंसी|เสียงปรบมือ)[ \t]*[.!…]?[)\]）】〕]"
)
_DIRECTION = re.compile(_BRACKETED)
_LINE = re.compile(rf"(?:{_BRACKETED}[ \t.]*)+")
_SPACE_BEFORE = re.compile(r"[ \t]+$")


def _lines(page: Page) -> Iterator[TextChange]:
    found = [line for line in page.lines if line.text[0] in "([（【〔" and _LINE.fullmatch(line.text)]
    if len(found) < len(page.lines):  # else it is all that a row says
        yield from drop(found)


def _inside(page: Page) -> Iterator[TextChange]:
    """With the gap before it, so that none is left over."""
    if page.lines and all(_LINE.fullmatch(line.text) for line in page.lines):
        return
    for match in _DIRECTION.finditer(page.raw):
        start = match.start()
        if gap := _SPACE_BEFORE.search(page.raw[max(0, start - 20) : start]):
            start -= len(gap[0])
        yield TextChange(start, match.end())


STAGE_DIRECTIONS = Rule(
    "stage_directions",
    "drops lines that tell how the room reacted: (Applause), 【掌声】",
    0.99,
    True,
    _lines,
)
ASIDES = Rule(
    "asides",
    "takes out what tells inside a line how the room reacted: (Applause), 【掌声】",
    0.98,
    False,
    _inside,
)
