from hypothesis import example, given, settings
from hypothesis import strategies as st

from embeddings.search.duplicates import DuplicateGroups, which_may_repeat
from embeddings.text.duplicates.contradiction import contradict
from embeddings.text.duplicates.fingerprint import OVERLAP, fingerprint_of

SENTENCE = "The quay of Veldhaven stays open to every ferry until the last of the winter ice has gone."


def letters_of(normalized: str) -> str:
    return "".join(character for character in normalized.lower() if character.isalnum())


def runs_of(normalized: str) -> set[str]:
    letters = letters_of(normalized)
    return {letters[at : at + 5] for at in range(max(1, len(letters) - 4))}


def by_brute_force(normalized_texts: list[str]) -> list[int]:
    """As the docstring of `DuplicateGroups.add` has it, each form held against every one before it."""
    firsts: list[int] = []
    for at, normalized in enumerate(normalized_texts):
        runs = runs_of(normalized)
        best, first = 0.0, at
        same = [other for other in range(at) if letters_of(normalized_texts[other]) == letters_of(normalized)]
        if same:
            firsts.append(firsts[same[0]])
            continue
        for other in range(at):
            if firsts[other] == other and not contradict(normalized, normalized_texts[other]):
                runs_of_other = runs_of(normalized_texts[other])
                overlap = len(runs & runs_of_other) / len(runs | runs_of_other)
                if overlap >= OVERLAP and overlap > best:
                    best, first = overlap, other
        firsts.append(first)
    return firsts


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(40, 90), st.sampled_from(["", "now ", "of all "])),
        max_size=12,
    )
)
@example([(34, 79, "now "), (32, 80, "now "), (26, 80, ""), (32, 80, "now ")])
def test_repeats_are_those_that_brute_force_finds(cuts: list[tuple[int, int, str]]) -> None:
    """The telling runs leave out no pair that overlaps enough."""
    normalized_texts = [before + SENTENCE[start:end] for start, end, before in cuts]
    repeats = DuplicateGroups()
    expected = by_brute_force(normalized_texts)
    assert [
        repeats.add(at, normalized, fingerprint_of(normalized))
        for at, normalized in enumerate(normalized_texts)
    ] == expected
    if normalized_texts:
        may = which_may_repeat([fingerprint_of(normalized) for normalized in normalized_texts])
        for at, first in enumerate(expected):
            assert first == at or (may[at] and may[first])


def test_signs_and_case_make_no_difference() -> None:
    """A paragraph printed once with a full stop and once in capitals is one paragraph, however short."""
    repeats = DuplicateGroups()
    normalized_texts = ["谢谢大家！", "谢谢大家。", "THANK YOU", "Thank you."]
    assert [
        repeats.add(at, normalized, fingerprint_of(normalized))
        for at, normalized in enumerate(normalized_texts)
    ] == [0, 0, 2, 2]


def test_another_figure_is_another_passage() -> None:
    """A standing sentence with another year or sum says something else; with a figure more it repeats."""
    sentence = (
        "In the year 2031 the harbour board of Veldhaven spent 658 thousand crowns on its winter quays."
    )
    normalized_texts = [
        sentence,
        sentence.replace("658", "608"),
        sentence.replace("2031", "2032"),
        f"{sentence} (4)",
        sentence.replace("658", "608").replace("its winter", "the winter"),
    ]
    repeats = DuplicateGroups()
    assert [
        repeats.add(at, normalized, fingerprint_of(normalized))
        for at, normalized in enumerate(normalized_texts)
    ] == [0, 1, 2, 0, 1]


def test_a_changed_sentence_is_another_passage() -> None:
    """What was reworded is shown for itself: the change is what a reader looks for."""
    repeats = DuplicateGroups()
    changed = SENTENCE.replace("every ferry", "no large ship at all")
    assert repeats.add(0, SENTENCE, fingerprint_of(SENTENCE)) == 0
    assert repeats.add(1, changed, fingerprint_of(changed)) == 1


def test_passages_that_share_a_phrase_are_told_apart_at_once() -> None:
    """What shares too little with all others is not held against any of them."""
    texts = [f"{SENTENCE} {' '.join(f'{tree}{n}' for n in range(99))}" for tree in ("pine", "oak", "elm")]
    texts.append(texts[0] + " Please.")
    assert which_may_repeat([fingerprint_of(text) for text in texts]) == [True, False, False, True]
