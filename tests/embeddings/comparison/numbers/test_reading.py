from embeddings.comparison.numbers.reading import quantities_of


def test_each_language_is_read_by_its_own_words() -> None:
    """Both scripts of Chinese alike; of an unknown language digits and signs."""
    assert quantities_of("增长5%", "zh-Hant")[0].kind == "growth"
    assert quantities_of("12,5 Prozent", "de")[0].unit == "%"
    assert quantities_of("12.5%", "sw")[0].unit == "%"
    assert quantities_of("", "en") == []
