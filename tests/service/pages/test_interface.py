import json
import re
from pathlib import Path

import pytest

import service.pages
from service.pages.interface import LANGUAGES, choose_language, interface

PAGES = Path(service.pages.__path__[0])


@pytest.mark.parametrize(
    ("chosen", "accepted", "expected"),
    [
        (None, "", "en"),
        (None, "zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant"),
        (None, "fr-FR,zh-CN;q=0.5,en;q=0.4", "zh-Hans"),
        (None, "en;q=0.1,zh-Hant-HK", "zh-Hant"),
        (None, "zh;q=0,en", "en"),
        (None, "fr;q=x,,;;q=1", "en"),
        ("zh-Hans", "en", "zh-Hans"),
        ("klingon", "zh", "zh-Hans"),
    ],
)
def test_the_language_is_the_chosen_or_the_accepted_one(
    chosen: str | None, accepted: str, expected: str
) -> None:
    """A choice goes before what the browser accepts, and that by its qualities."""
    assert choose_language(chosen, accepted) == expected


def test_every_text_is_there_in_every_language() -> None:
    """No text is empty, and those with a place for a number have it in each."""
    texts = {language: interface(language) for language in LANGUAGES}
    for name, english in texts["en"].items():
        for language in LANGUAGES:
            assert texts[language][name].strip(), (language, name)
            assert ("{0}" in texts[language][name]) == ("{0}" in english), name


def test_traditional_is_made_of_simplified() -> None:
    """And is not the same."""
    assert interface("zh-Hant")["formulas"] == "提法"
    assert interface("zh-Hant")["corpus"] == "語料"


def test_templates_name_only_texts_that_there_are() -> None:
    """`t.name` in a template is in the interface; and no text is left over."""
    texts = json.loads((PAGES / "interface.json").read_text(encoding="utf-8"))
    templates = "".join(file.read_text(encoding="utf-8") for file in (PAGES / "templates").glob("*.html"))
    named = set(re.findall(r"\bt\.(\w+)", templates)) | set(re.findall(r"t\[\"(\w+)\"\]", templates))
    assert named - set(texts) == set()
    prefixes = (*re.findall(r"t\[\"(\w+_)\" ~", templates), "language_")
    plain = {name for name in texts if not name.startswith(prefixes)}
    assert plain - named - {"search", "topics", "compare", "formulas", "corpus", "source"} == set()
