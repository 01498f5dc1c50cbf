"""Whose Han characters these are: Chinese, Japanese, or both.

A text of Han characters alone may be a Japanese noun as well as a Chinese one. Characters that one of the two
does not write tell (気 stands in no Chinese text, 经 in no Japanese one); the others tell nothing.
"""

from functools import cache

import opencc

from embeddings.text.script.character_classes import Class, classes_of

ZH, JA = "zh", "ja"


def han_languages(text: str) -> tuple[str, ...]:
    """Of a text whose letters are all Han: the languages that write all its characters.

    Empty for a text with other letters, or with none. Where no language writes all of them (a quotation in
    another script, a rare character), it is Chinese.
    """
    classes = {Class(value) for value in classes_of(text).tolist()}
    if Class.HAN not in classes or not classes <= {Class.HAN, Class.DIGIT, Class.SIGN, Class.SPACE}:
        return ()
    japanese = all(map(_in_japanese, text))
    return (JA,) if japanese and any(map(_japanese_only, text)) else (ZH, JA) if japanese else (ZH,)


def is_han(character: str) -> bool:
    return int(classes_of(character)[0]) == Class.HAN


@cache
def _in_japanese(character: str) -> bool:
    """Is it written in Japanese today? 經 is in its character set, but 経 is written."""
    return _encodes(character, "euc_jp") and _converter("t2jp").convert(character) == character


@cache
def _japanese_only(character: str) -> bool:
    """Is it a form that only Japan writes?"""
    traditional: str = _converter("jp2t").convert(character)
    chinese = _encodes(character, "gb2312") or _encodes(character, "big5")
    return traditional != character and not chinese


@cache
def _converter(config: str) -> opencc.OpenCC:
    return opencc.OpenCC(config)


def _encodes(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
