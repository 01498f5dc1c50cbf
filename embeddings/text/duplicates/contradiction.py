"""Do two nearly equal texts say different things? A negation, an obligation or a number decides what is said.

"The toll should be raised" and "the toll should not be raised" share nearly all their letters. Texts that are
alike are held against each other word by word; where one puts another telling word, has one more or lacks
one, they are not the same, however alike.
"""

import re
from collections import Counter
from collections.abc import Sequence

from rapidfuzz.distance import Opcodes
from rapidfuzz.distance.Levenshtein import opcodes

from embeddings.text.script.character_classes import HAN, KANA

_WORDS = re.compile(rf"\d+(?:[.,]\d+)*|[{HAN}]|[{KANA}]+|(?:(?![{HAN}{KANA}])[^\W_])+")
# Words that turn a sentence round, or say whether it must be, may be or is.
_TELLING = frozenset(
    """
    not no never none nor neither cannot without nothing nobody unless except
    may might must shall should can could will would need
    t don doesn didn isn aren wasn weren won wouldn couldn shouldn hasn haven hadn
    one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy
    eighty ninety hundred thousand million billion half first second third increase decrease
    raise lower more less above below before after
    nicht kein keine keinen keinem keiner keines nie niemals ohne weder nichts muss müssen soll sollen sollte
    kann können könnte darf dürfen wird werden ein zwei drei vier fünf sechs sieben acht neun zehn hundert
    tausend
    ne pas non jamais aucun aucune sans ni rien doit doivent peut peuvent devra pourra deux trois quatre cinq
    six sept huit neuf dix cent mille
    sin nunca jamás ningún ninguno ninguna nada tampoco debe deben puede pueden debería podría dos tres cuatro
    cinco seis siete ocho nueve diez cien mil
    não nem sem nenhum nenhuma deve devem pode podem dois cinco sete oito nove
    senza mai nessun nessuno nessuna deve devono può possono due tre quattro cinque sei sette otto nove dieci
    не ни нет без никогда никто ничего нельзя должен должна должны может могут два три четыре пять шесть семь
    восемь девять десять сто тысяча
    değil yok hiç asla olmaz iki üç dört beş altı yedi sekiz dokuz bin
    لا لم لن ليس ليست غير بدون ما يجب يمكن اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة
    """.split()  # noqa: SIM905 -- a list of two hundred strings is harder to read
)
_TELLING_HAN = frozenset(
    "不没未无非勿莫别否沒無別毋零〇一二三四五六七八九十百千万亿萬億两兩半可须須必应應能将將増減升降增减"
)
# Where a negation hangs on the verb.
_TELLING_ENDINGS = re.compile(
    "(?:ません|ない|なく|なかっ|まい|ず)|않|못|없|아니|말아|(?:ma|me)(?:z|d[ıi]|yacak|yecek)|m[ıiuü]yor"
)
_SENTENCE = 6  # words that one text has more, at its beginning or end, may be a sentence of their own


def contradict(one: str, other: str) -> bool:
    """Whether two nearly equal normalized texts differ in a word that decides what is said.

    What one has more at an edge is not held against it when it is a sentence or a bare figure: a footnote's,
    or the number of the paragraph.
    """
    ours, theirs = _WORDS.findall(one.lower()), _WORDS.findall(other.lower())
    if [word for word in ours if _tells(word)] == [word for word in theirs if _tells(word)]:
        return False
    changes: Opcodes = opcodes(ours, theirs)
    return any(
        _told(ours[change.src_start : change.src_end]) != _told(theirs[change.dest_start : change.dest_end])
        for change in changes
        if change.tag != "equal"
        and not _is_aside(
            (ours, change.src_start, change.src_end), (theirs, change.dest_start, change.dest_end)
        )
    )


def _told(words: Sequence[str]) -> Counter[str]:
    return Counter(word for word in words if _tells(word))


def _tells(word: str) -> bool:
    return (
        word in _TELLING
        or word in _TELLING_HAN
        or word[0].isdigit()
        or (not word.isascii() and _TELLING_ENDINGS.search(word) is not None)
    )


def _is_aside(*sides: tuple[Sequence[str], int, int]) -> bool:
    """Is it something that one side has more, at its beginning or its end?"""
    (added, start, end), (_, other_start, other_end) = sorted(sides, key=lambda side: side[1] - side[2])
    if other_start != other_end or not (start == 0 or end == len(added)):
        return False
    words = added[start:end]
    return len(words) >= _SENTENCE or all(word.isdigit() for word in words)
