from embeddings.comparison.versions.versions import FATES, compare_versions
from service.reports.comparison_words import Language, words
from service.reports.version_figures import version_figures
from tests.embeddings.comparison.versions.test_versions import OLD, ROWS, passage


def test_rows_say_what_changed() -> None:
    """Numbers with what they were, and each passage that did not stay."""
    new = [passage(0, OLD[0].normalized), passage(1, "今年港口吞吐量增长5%左右,新增船员1100人以上。")]
    figures = version_figures(compare_versions(OLD, ROWS[:4], new, ROWS[:2]))
    assert dict(figures.counts) == {"kept": 1, "edited": 1, "dropped": 2}
    assert [(one.counted, one.old, one.new, one.position) for one in figures.numbers] == [
        ("今年港口吞吐量增长", "5.5%", "5%左右", 1)
    ]
    assert figures.same == 1
    assert [(one.fate, one.old, one.new) for one in figures.passages] == [
        ("edited", (1,), (1,)), ("dropped", (2,), ()), ("dropped", (3,), ()),
    ]  # fmt: skip


def test_every_fate_has_its_word_in_both_languages() -> None:
    """No report shows a word of ours that is not translated."""
    languages: tuple[Language, ...] = ("en", "zh")
    for language in languages:
        assert all(words(language)[fate] for fate in FATES)
