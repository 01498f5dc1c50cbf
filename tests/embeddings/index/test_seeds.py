"""Seeds: what is copied shares one, and an index is the same however it was made."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.index import seeds
from embeddings.index.seeds import LETTER_RUN, LETTER_WINDOW, SYLLABLE_RUN, SYLLABLE_WINDOW

_HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x4E60), min_size=0, max_size=40)
_LATIN = st.text("abcdefgh ,.", min_size=0, max_size=90)


def found(index: seeds.SeedIndex, text: str) -> set[int]:
    starts, ends = index.spans(seeds.runs_of(text).hashes)
    return {int(row) for start, end in zip(starts, ends, strict=True) for row in index.rows[start:end]}


@given(before=_HAN, shared=_HAN, after=_HAN, other=_HAN)
@settings(max_examples=60, deadline=None)
def test_enough_shared_han_is_found(before: str, shared: str, after: str, other: str) -> None:
    """A window's length of shared characters is found between any others."""
    if len(shared) >= SYLLABLE_RUN + SYLLABLE_WINDOW - 1:
        assert 0 in found(seeds.make([f"{before}{shared}{after}"]), f"{other}，{shared}。{before}")


@given(before=_LATIN, shared=_LATIN, after=_LATIN)
@settings(max_examples=60, deadline=None)
def test_enough_shared_letters_are_found(before: str, shared: str, after: str) -> None:
    """In an alphabet too, whatever the case and the signs."""
    letters = sum(one.isalpha() for one in shared)
    if letters >= LETTER_RUN + LETTER_WINDOW - 1:
        assert 0 in found(seeds.make([f"{before}{shared}{after}"]), f"x-{shared.upper()} y")


def test_a_copied_half_sentence_is_found_in_another_script_of_signs() -> None:
    """Signs, spaces and width of signs do not count."""
    index = seeds.make(["港口全年开放，渡轮每天航行，学校也都开门。", "山上种满了橡树。"])
    assert found(index, "我们说：渡轮每天航行,学校也都开门!") == {0}


def test_a_text_shorter_than_a_run_is_found_as_a_whole() -> None:
    """It is one seed, and only the same text has it."""
    index = seeds.make(["谢谢大家！", "谢谢各位！"])
    assert found(index, "谢谢大家。") == {0}


@given(st.lists(st.one_of(_HAN, _LATIN), max_size=8), st.data())
@settings(max_examples=60, deadline=None)
def test_extending_gives_what_making_afresh_gives(texts: list[str], data: st.DataObject) -> None:
    """Whatever was carried over, in whatever order, and whatever went away."""
    before = seeds.make(texts)
    order = data.draw(st.permutations(range(len(texts))))
    kept = order[: data.draw(st.integers(0, len(texts)))]
    new = data.draw(st.lists(st.one_of(_HAN, _LATIN), max_size=4))
    now = [texts[row] for row in kept] + new
    carried = np.array([*kept, *[-1] * len(new)], np.int64)
    extended, afresh = seeds.extend(before, carried, now.__getitem__), seeds.make(now)
    assert np.array_equal(extended.hashes, afresh.hashes)
    assert np.array_equal(extended.rows, afresh.rows)


def test_an_index_is_read_as_it_was_packed(tmp_path: Path) -> None:
    """From a file that holds no objects; one that is none of ours is refused."""
    index = seeds.make(
        ["The harbour of Veldhaven stays open all winter.", "学校在村里开了门，孩子们都来了。"]
    )
    file = tmp_path / seeds.FILE
    file.write_bytes(seeds.pack(index))
    read = seeds.read(file, n_passages=2)
    assert np.array_equal(read.hashes, index.hashes)
    assert np.array_equal(read.rows, index.rows)
    with pytest.raises(ValueError, match="beyond"):
        seeds.read(file, n_passages=1)
    np.save(file, np.zeros(3))
    with pytest.raises(ValueError, match="no seeds"):
        seeds.read(file, n_passages=2)
