"""What was folded to be compared is shown as it was said."""

from embeddings.text.script.as_written import as_written


def test_a_word_has_the_form_that_most_places_have() -> None:
    """Traditional where that is written most, Simplified where that is."""
    texts = ["醫院和碼頭。", "醫院在山上。", "医院很近，码头也近，码头很小。"]
    assert as_written(["医院", "码头"], texts) == {"医院": "醫院", "码头": "码头"}


def test_variants_of_a_region_are_kept() -> None:
    """Hong Kong writes 衞 where others write 衛."""
    assert as_written(["卫生署", "衞生署"], ["衞生署的工作。"])["衞生署"] == "衞生署"


def test_a_word_that_stands_nowhere_is_itself() -> None:
    """So nothing is lost."""
    assert as_written(["渔港"], ["別處。"]) == {"渔港": "渔港"}
