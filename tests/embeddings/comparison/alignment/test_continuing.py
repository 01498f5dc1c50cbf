"""Covers `continuing`."""

from embeddings.comparison.alignment.continuing import continued
from embeddings.comparison.alignment.matching import Candidate, Taken, lay_beside, take
from embeddings.comparison.alignment.units import UnitText, Vocabulary, unit_text

SOURCE = "渡轮夜里也开，灯塔整夜亮着，码头工人三班轮换，从不停歇。学校的屋顶在夏天修好了，老师们都有了住处。"
NEXT = "谢谢大家。"


def _continued(lines: list[str]) -> list[list[tuple[str, int, bool]]]:
    """For each line the pieces taken, with the row they are from and whether they are letter for letter."""
    vocabulary = Vocabulary()
    sources = [unit_text(text, "zh-Hans", vocabulary) for text in (SOURCE, NEXT)]
    texts = [unit_text(line, "zh-Hans", vocabulary) for line in lines]

    def neighbour(row: int, places: int) -> Candidate | None:
        at = row + places
        return lay_beside(texts[0], at, ("", ""), sources[at]) if 0 <= at < len(sources) else None

    taken = [take(text, [lay_beside(text, 0, ("", ""), sources[0])]) for text in texts]
    return [
        [_told(text, one) for one in found]
        for text, found in zip(texts, continued(texts, taken, neighbour), strict=True)
    ]


def _told(text: UnitText, one: Taken) -> tuple[str, int, bool]:
    return text.text(one.region.a_start, one.region.a_end), one.candidate.row, one.region.exact


def test_what_a_line_leaves_goes_on_in_the_next() -> None:
    """A line wrapped inside a sentence, whose last word stands alone, is letter for letter from there."""
    found = _continued([SOURCE[:24], SOURCE[24:28], SOURCE[28:]])
    assert all(found)
    assert {(row, exact) for line in found for _, row, exact in line} == {(0, True)}


def test_it_goes_on_in_the_next_passage_of_the_source() -> None:
    """However short that is."""
    assert _continued([SOURCE, NEXT])[1] == [("谢谢大家", 1, True)]


def test_what_stands_elsewhere_is_not_from_there() -> None:
    """The same few letters prove nothing where the source does not go on with them."""
    assert _continued([SOURCE[:28], "灯塔"])[1] == []
    assert _continued([SOURCE, "谢谢各位。"])[1] == []
