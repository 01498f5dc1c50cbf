import json
from pathlib import Path

import pytest

import service.pages
from service.pages.problems import told
from service.problems.responses import kind_named
from service.problems.table import BROKEN, BY_STATUS, KINDS

CHINESE = json.loads((Path(service.pages.__path__[0]) / "problems.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", CHINESE)
def test_each_kind_is_one_of_the_table(name: str) -> None:
    """A kind that was renamed would be told in English to a reader of Chinese."""
    assert name in {kind.name for kind in (BROKEN, *KINDS.values(), *BY_STATUS.values())}
    assert all(text.strip() for text in CHINESE[name])


def test_a_kind_without_chinese_words_is_told_in_english() -> None:
    kind = kind_named("job-took-too-long")
    assert told(kind, "zh-Hant") == (kind.title, kind.detail)
