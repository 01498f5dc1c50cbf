from dataclasses import replace

from embeddings.formulas.families import families_of
from embeddings.formulas.formula import Formula, formula_id


def formula(text: str, significance: float, language: str = "zh") -> Formula:
    tokens = tuple(text) if language == "zh" else tuple(text.split())
    id_ = formula_id(text, language)
    return Formula(id_, text, tokens, language, "phrase", 9, 9, 5, 3, 8.0, 3.0, significance, id_)


def test_variants_follow_the_most_significant() -> None:
    """What is lengthened, changed or reordered belongs to the head; what is something else to itself."""
    head = formula("统筹港口防汛和经济社会发展", 9.0)
    others = [
        formula("统筹推进港口防汛和经济社会发展", 5.0),
        formula("统筹港口防汛与经济社会发展", 4.0),
        formula("守住港口常年开放的底线", 3.0),
    ]
    families = families_of([*others, head])
    assert [families[one.id] for one in others] == [head.id, head.id, others[2].id]
    assert families[head.id] == head.id


def test_plain_terms_and_short_wordings_have_no_family() -> None:
    """Two short wordings with a word in common each say something else."""
    terms = [replace(formula(text, 1.0), kind="term") for text in ("进一步加强港口", "进一步提升港口")]
    short = [formula(text, 1.0) for text in ("港口建设", "港口建成")]
    families = families_of([*terms, *short])
    assert all(families[one.id] == one.id for one in (*terms, *short))


def test_phrases_that_share_only_joining_words_are_apart() -> None:
    """`peace and security` is not a variant of `peace and stability`."""
    one, other = formula("peace and security", 2.0, "en"), formula("peace and stability", 1.0, "en")
    longer = formula("international peace and security", 1.5, "en")
    families = families_of([one, other, longer])
    assert families == {one.id: one.id, other.id: other.id, longer.id: one.id}
