from embeddings.comparison.versions.versions import compare_versions
from scripts.terminal.told_versions import tell_versions
from tests.embeddings.comparison.versions.test_versions import OLD, ROWS, passage


def test_numbers_come_first_then_what_changed() -> None:
    """How many passages had which fate, each number with what it was, and passages that were not kept."""
    new = [passage(0, OLD[0].normalized), passage(1, "今年港口吞吐量增长5%左右,新增船员1100人以上。")]
    lines = tell_versions(compare_versions(OLD, ROWS[:4], new, ROWS[:2]))
    assert lines[0] == "passages: 1 kept word for word, 1 edited, 2 dropped"
    assert lines[1] == "numbers: 1 changed, 1 the same"
    assert lines[2] == "   今年港口吞吐量增长 5%左右, was 5.5%"
    assert next(line for line in lines if line.startswith("1 → 1")).startswith("1 → 1  edited: ")
    assert not any("kept word for word:" in line for line in lines)
