import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.search.questions.query_syntax import LONGEST_WITH_OPERATORS, ParsedQuery, read_operators


@pytest.mark.parametrize("marks", ['""', "“”", "「」", "『』", "《》"])
def test_a_phrase_in_quotation_marks_must_occur(marks: str) -> None:
    """In any of the five kinds of marks; it stays part of what is looked for."""
    question = f"winter {marks[0]}open quay{marks[1]} ferries"
    assert read_operators(question) == ParsedQuery(question, phrases=("open quay",))


def test_a_leading_minus_excludes() -> None:
    """A word or a phrase, once or twice; it is not looked for."""
    assert read_operators('港口 -渡轮 -"winter ice"') == ParsedQuery("港口", without=("渡轮", "winter ice"))


@pytest.mark.parametrize("question", ["a well-known quay", "-5 degrees", "2019 - 2020", "—", "--", "- quay"])
def test_hyphens_dashes_and_negative_numbers_exclude_nothing(question: str) -> None:
    """Only a minus right before a word, with a space before it, is an operator."""
    assert read_operators(question) == ParsedQuery(question.strip())


@pytest.mark.parametrize(
    "sentence",
    [
        "He called it “a new quay” for all.",
        "我们要坚持“港口先行”。",
        "什么是“港口先行”？",
        "a\n“b”",
        "“b” " + "a" * 200,
    ],
)
def test_in_a_sentence_quotation_marks_quote(sentence: str) -> None:
    """A translation of it, which holds other words, must still be found."""
    assert read_operators(sentence) == ParsedQuery(sentence)


@given(st.text(max_size=LONGEST_WITH_OPERATORS))
def test_any_text_can_be_asked(text: str) -> None:
    """No text is refused, and no phrase is empty."""
    asked = read_operators(text)
    assert all(phrase.strip() for phrase in (*asked.phrases, *asked.without))
