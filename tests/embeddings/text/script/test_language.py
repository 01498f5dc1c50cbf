import json
from pathlib import Path

import pytest

from embeddings.text.script.language import language_of, resolve_declared


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("统筹海湾发展和港口建设", "zh-Hans"),
        ("統籌海灣發展和港口建設", "zh-Hant"),
        ("港口和人民", "zh-Hans"),
        ("海湾の港はとても忙しい。", "ja"),
        ("항구는 매우 바쁘다", "ko"),
        ("الميناء مزدحم جدا هذا العام", "ar"),
        ("Гавань в этом году очень оживлённая", "ru"),
        ("The harbour is very busy this year", "en"),
        ("Der Hafen ist in diesem Jahr sehr belebt", "de"),
        ("Le port est très animé cette année", "fr"),
        ("El puerto está muy concurrido este año", "es"),
        ("O porto está muito movimentado este ano", "pt"),
        ("Il porto quest'anno è molto affollato", "it"),
        ("Liman bu yıl çok kalabalık", "tr"),
        ("12 345, 67 %", "und"),
        ("", "und"),
    ],
)
def test_a_short_text_tells_its_language(text: str, language: str) -> None:
    """Script and words name the language of a sentence; figures have none."""
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "expected", "language"),
    [
        ("2031", "de", "de"),
        ("Nato", "tr", "tr"),
        ("港口", "zh-Hant", "zh-Hant"),
        ("東京都", "ja", "ja"),
        ("统筹海湾发展", "zh-Hant", "zh-Hans"),
        ("The harbour is very busy this year, and we shall make it busier still in the next.", "de", "en"),
        ("Гавань", "en", "ru"),
        ("Гавань цього року", "uk", "uk"),
    ],
)
def test_the_declared_language_stands_unless_the_evidence_is_strong(
    text: str, expected: str, language: str
) -> None:
    """Little text says what its speech says; another script or many words say otherwise."""
    assert language_of(text, expected=expected) == language


def test_tags_are_read_as_people_write_them() -> None:
    """zh-CN, zh_TW and en-GB are languages we know under other names."""
    assert [resolve_declared(tag) for tag in ("zh-CN", "zh_TW", "ZH-hant-HK", "en-GB", "und", "")] == [
        "zh-Hans",
        "zh-Hant",
        "zh-Hant",
        "en",
        "",
        "",
    ]


@pytest.mark.shared
def test_real_paragraphs_and_questions(shared: Path) -> None:
    """At least 99 in a hundred of the labelled questions, short as they are, are told right."""
    rows = (shared / "eval/crosslingual_retrieval.jsonl").read_text(encoding="utf-8").splitlines()[::3]
    right = [language_of(row["query"]).startswith(row["lang"]) for row in map(json.loads, rows)]
    assert sum(right) >= 0.99 * len(right)
