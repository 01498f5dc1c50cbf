"""Set phrases."""

from embeddings.topics.fitting.phrases import add_phrases


def test_words_that_always_stand_together_are_a_phrase() -> None:
    """In Chinese without a space between, in English with one; others are none."""
    zh = [["乡村", "振兴", f"村{n}"] for n in "甲乙丙丁戊己"]
    en = [["climate", "change", word] for word in ("harbour", "ferry", "crane", "quay", "mole", "pier")]
    texts = ["".join(words) for words in zh] + [" ".join(words) for words in en]
    found = add_phrases([*zh, *en], texts, ["zh-Hans"] * 6 + ["en"] * 6)
    assert all(own[3:] == ["乡村振兴"] for own in found[:6])
    assert all(own[3:] == ["climate change"] for own in found[6:])


def test_words_parted_by_a_comma_are_none() -> None:
    """However often they follow each other."""
    found = add_phrases([["港口", "学校", "堤防"]] * 8, ["港口，学校，堤防"] * 8, ["zh-Hans"] * 8)
    assert found == [["港口", "学校", "堤防"]] * 8


def test_rare_pairs_are_none() -> None:
    """Four times tell nothing."""
    assert (
        add_phrases([["climate", "change"]] * 4, ["climate change"] * 4, ["en"] * 4)
        == [["climate", "change"]] * 4
    )
