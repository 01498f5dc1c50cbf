"""The words of the interface, in English and in Chinese of both scripts.

`interface.json` has each text in English and in Simplified Chinese; Traditional Chinese is made of
the latter.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import opencc

LANGUAGES: Mapping[str, str] = {"en": "English", "zh-Hans": "简体", "zh-Hant": "繁體"}
COOKIE = "tifa_language"


@cache
def interface(language: str) -> Mapping[str, str]:
    """Each text of the interface by its name."""
    texts: dict[str, dict[str, str]] = json.loads(
        (files("service.pages") / "interface.json").read_text(encoding="utf-8")
    )
    if language == "en":
        return {name: text["en"] for name, text in texts.items()}
    return {name: convert(text["zh"], language) for name, text in texts.items()}


def convert(simplified: str, language: str) -> str:
    """A text of the interface in the script of a language: "zh-Hans" or "zh-Hant"."""
    if language != "zh-Hant":
        return simplified
    traditional: str = _to_traditional().convert(simplified)
    return traditional


@cache
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2tw")  # the forms that are printed: 為, 裡, 峰


def choose_language(chosen: str | None, accepted: str) -> str:
    """The language of a page: the one that was chosen, else the best that the browser accepts.

    accepted: the header Accept-Language.
    """
    if chosen is not None and chosen in LANGUAGES:
        return chosen
    for tag in _by_quality(accepted):
        if tag.startswith("zh"):
            traditional = any(part in tag for part in ("hant", "tw", "hk", "mo"))
            return "zh-Hant" if traditional else "zh-Hans"
        if tag.startswith("en"):
            return "en"
    return "en"


def _by_quality(accepted: str) -> list[str]:
    tags = []
    for number, part in enumerate(accepted[:500].lower().split(",")):
        tag, _, parameter = part.strip().partition(";")
        try:
            quality = float(parameter.partition("q=")[2] or 1)
        except ValueError:
            quality = 0.0
        if tag and quality > 0:
            tags.append((-quality, number, tag))
    return [tag for _, _, tag in sorted(tags)]
