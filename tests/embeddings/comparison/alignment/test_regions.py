"""Regions: how much of a text takes up another, and what changed in it.

Covers `embeddings.comparison.alignment.chaining`, `embeddings.comparison.alignment.edges`,
`embeddings.comparison.alignment.changes`.
"""

from embeddings.comparison.alignment.chaining import chains
from embeddings.comparison.alignment.regions import best_region, parts, spanning_region
from tests.support.laid import changes_of, region_of, taken_apart

HARBOUR = "The harbour of Veldhaven stays open all winter, and the ferries sail every day to the islands."


def test_a_copy_is_exact() -> None:
    """Signs and case do not count."""
    region = region_of(
        "the harbour of VELDHAVEN stays open all winter - and the ferries sail every day to the islands",
        HARBOUR,
    )
    assert region is not None
    assert region.exact
    assert region.identity == 1


def test_changes_are_told_word_by_word() -> None:
    """What was replaced, put in and left out."""
    new = "The harbour of Veldhaven stays closed all winter, and the big ferries sail to the islands."
    assert changes_of(new, HARBOUR) == [
        ("replace", "open", "closed"),
        ("insert", "", "big"),
        ("delete", "every day", ""),
    ]


def test_changes_of_han_are_told_character_by_character() -> None:
    """With the numbers that changed among them."""
    source = "今年国内生产总值预期增长百分之六左右，城镇新增就业一千万人以上。"
    new = "今年国内生产总值预期增长百分之五左右，城镇新增就业一千万人以上。"
    assert changes_of(new, source, language="zh-Hans") == [("replace", "六", "五")]


def test_moved_clauses_are_one_region() -> None:
    """Clauses of one sentence in another order are moved, not new."""
    source = "构筑对外开放的大平台，开拓海外合作大市场，营造国际一流好环境。"
    new = "营造国际一流好环境，构筑对外开放的大平台，开拓海外合作大市场。"
    region = region_of(new, source, language="zh-Hans")
    assert region is not None
    assert "move" in {change.operation for change in region.changes}
    assert region.equal == 3 * 28


def test_a_half_sentence_is_cut_out_of_another() -> None:
    """What stands around it is not taken along."""
    copied = "the ferries sail every day to the islands"
    new = f"As my grandmother used to tell us children, {copied}, whatever anybody says about money."
    a, b = taken_apart(new, HARBOUR)
    region = region_of(new, HARBOUR)
    assert region is not None
    assert a.text(region.a_start, region.a_end) == "the ferries sail every day to the islands"
    assert b.text(region.b_start, region.b_end) == "the ferries sail every day to the islands"


def test_grammar_alone_is_no_reuse() -> None:
    """Nor is a phrase of a few letters."""
    assert (
        region_of("It is one of the things that we have.", "This is one of the things that they have seen.")
        is None
    )
    assert region_of("山上种满橡树。", "山下种满水稻。", language="zh") is None


def test_chains_do_not_overlap_in_the_new_text() -> None:
    """Whatever repeats itself."""
    a, b = taken_apart(
        "我们要做好工作，我们要做好工作，我们要做好工作", "我们要做好工作，工作要我们做好", language="zh"
    )
    taken = [
        unit for chain in chains(a, b) for run in chain.runs for unit in range(run.a, run.a + run.length)
    ]
    assert len(taken) == len(set(taken))


def test_a_short_quotation_is_found_within_what_is_too_little() -> None:
    """Also where a sign of grammar behind it is the same, and the rest is not."""
    region = region_of("他发扬“狭路相逢勇者胜”的劲头。", "切实弘扬“狭路相逢勇者胜”的拼搏精神", language="zh")
    assert region is not None
    assert region.exact


def test_a_long_piece_word_for_word_in_a_heavily_edited_sentence_stands_alone() -> None:
    """The rest is edited, or left."""
    piece = "人民共同坚守下，经过艰苦卓绝的努力，海堤保卫战取得决定性成果"
    new = f"在各界鼎力支持和全市{piece}，转入下一个阶段的各项筹备。"
    source = f"在大家的指导和邻省的帮助下，在岚川{piece}，港口重新开放取得进展。"
    a, b = taken_apart(new, source, language="zh")
    region = best_region(a, b, chains(a, b), 0, len(a))
    assert region is not None
    assert piece in [a.text(part.a_start, part.a_end) for part in parts(a, b, region) if part.exact]


def test_a_known_source_is_laid_beside_whole_however_much_was_put_in() -> None:
    """The best region alone would be one piece of it."""
    put_in = "though hardly anybody there had expected so much of them,"
    new = HARBOUR.replace(" and ", f" {put_in} ")
    a, b = taken_apart(new, HARBOUR)
    shared = chains(a, b)
    best = best_region(a, b, shared, 0, len(a))
    spanning = spanning_region(a, b, shared, 0, len(a))
    assert best is not None
    assert spanning is not None
    assert spanning.equal > best.equal
    assert {change.operation for change in spanning.changes} <= {"equal", "insert", "delete", "replace"}


def test_moved_clauses_are_one_region_within_a_longer_sentence() -> None:
    """What stands before them is left where it is."""
    moved = "the ferries sail every day to the islands, the harbour of Veldhaven stays open all winter"
    new = f"My grandmother, who had seen much of the world and believed in none of it, told us this: {moved}."
    a, _ = taken_apart(new, HARBOUR)
    region = region_of(new, HARBOUR)
    assert region is not None
    assert "move" in {change.operation for change in region.changes}
    assert a.text(region.a_start, region.a_end) == moved
