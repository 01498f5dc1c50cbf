"""Set phrases."""

from embeddings.topics.fitting.naming.phrases import add_phrases, completed


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
    """Twice tells nothing."""
    assert (
        add_phrases([["climate", "change"]] * 2, ["climate change"] * 2, ["en"] * 2)
        == [["climate", "change"]] * 2
    )


def test_a_longer_phrase_stands_for_its_pieces() -> None:
    """Where four words follow one another again and again, no two of them are a phrase there."""
    words = ["三年", "整治", "堤防", "行动"]
    found = add_phrases([[*words, f"村{n}"] for n in "甲乙丙丁戊己"], ["三年整治堤防行动"] * 6, ["zh"] * 6)
    assert all(own[5:] == ["三年整治堤防行动"] for own in found)


def test_a_piece_that_also_stands_alone_is_a_phrase_there() -> None:
    found = add_phrases(
        [["harbour", "master", "office"]] * 6 + [["harbour", "master", "speaks"]] * 6,
        ["harbour master office"] * 6 + ["harbour master, speaks"] * 6,
        ["en"] * 12,
    )
    assert found[0][3:] == ["harbour master office"]
    assert found[6][3:] == ["harbour master"]


def test_a_word_is_completed_by_what_always_stands_beside_it() -> None:
    """On both sides, by nouns; not by a verb or a particle, nor by what stands there only at times."""
    assert completed("自由贸易", ["建设自由贸易港", "自由贸易港的码头", "在自由贸易港"]) == "自由贸易港"
    assert completed("码头", ["码头的"] * 5) == "码头"
    assert completed("码头", ["修建码头"] * 5) == "码头"
    assert completed("码头", ["渔船码头", "客运码头", "货运码头"]) == "码头"
