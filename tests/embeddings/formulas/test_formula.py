from embeddings.formulas.formula import DESCRIPTIONS, KINDS, formula_id


def test_an_id_is_the_wordings_own() -> None:
    """The same in any corpus, another in another language."""
    assert formula_id("港口开放", "zh") == formula_id("港口开放", "zh")
    assert formula_id("gift", "en") != formula_id("gift", "de")
    assert formula_id("港口开放", "zh").startswith("f_")


def test_every_kind_is_described() -> None:
    """What `--kind` offers is explained."""
    assert set(DESCRIPTIONS) == set(KINDS)
