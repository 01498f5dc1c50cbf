from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.search.questions.phrases import Phrase
from embeddings.text.script.language import LANGUAGES
from embeddings.text.script.search_folding import search_fold
from embeddings.text.tokens.terms import sure_terms, telling_terms, telling_words, terms

HAN = st.text(st.sampled_from("港口全年不冻渡轮照常往来学校我们的"), max_size=12)


def test_chinese_is_found_by_its_words_and_by_its_pairs() -> None:
    """Whoever cuts the words elsewhere still meets the pairs of characters."""
    found = terms("港口全年不冻", "zh-Hans")
    assert {"港口", "全年", "口全", "年不", "不冻"} <= set(found)


@pytest.mark.parametrize(
    ("question", "passage", "language"),
    [
        ("dykes", "dyke", "en"),
        ("inondation", "inondations", "fr"),
        ("Schulen", "Schule", "de"),
        ("гаванью", "гавань", "ru"),
        ("المدارس", "مدارس", "ar"),
        ("limanlar", "liman", "tr"),
        ("항구를", "항구는", "ko"),
        ("港湾都市の", "この港湾都市", "ja"),
    ],
)
def test_another_form_of_a_word_is_the_same_word(question: str, passage: str, language: str) -> None:
    """In each script a word is found in another of its forms."""
    assert set(terms(question, language)) & set(terms(passage, language))


def test_accents_and_capitals_make_no_difference() -> None:
    """Québec typed without an accent is found."""
    assert "quebec" in terms("Québec", "fr")
    assert "quebec" in terms("QUEBEC", "en")


def test_names_and_numbers_are_terms() -> None:
    """A number with its thousands parted is the number; letters and digits beside each other are one name."""
    assert {"g20", "1200", "2024"} <= set(terms("在2024年参加G20,共1,200人", "zh-Hans"))


NUMBERED = st.text(st.sampled_from("港口全年不冻第三条二十一百3 5%,.我们的"), max_size=12)


@given(
    before=NUMBERED, phrase=NUMBERED, after=NUMBERED, language=st.sampled_from(("zh-Hans", "ja", "en", "und"))
)
def test_sure_terms_of_a_phrase_are_in_every_text_that_holds_it(
    before: str, phrase: str, after: str, language: str
) -> None:
    """Wherever the phrase stands, and whatever language the text was taken to be in."""
    text = before + phrase + after
    if not search_fold(phrase).strip() or not Phrase(phrase).is_in(text):
        return
    held = set(terms(text, language)) | {f"{character}*" for character in text}
    assert any(set(way) <= held for way in sure_terms(phrase))


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("5%", "地区生产总值增长5%左右"),
        ("5 per cent", "增长百分之五"),
        ("第3条", "根据第三条规定"),
        ("2030年", "二〇三〇年以前"),
        ("C-5", "work on Bill C-5, and"),
        ("Bill C‑9", "Bill C-9"),
        ("R&D", "spending on R&D rose"),
        ("US", "staff from the U.S. helped"),
        ("WHO", "The WHO sent coolers"),
        ("IT", "IT staff came"),
        ("我们", "我们的学校"),
        ("to be", "It is to be opened"),
        ("隨著", "随着改革深入"),
        ("oeuvre", "l’œuvre des phares"),
        ("lodzkie", "łódzkie porty"),
        ("Oresund", "Broen over Øresund"),
        ("ISTANBUL", "İstanbul’un"),
        ("Diyarbakir", "Diyarbakır ve Iğdır"),
        ("cooperation", "co-operation in the fisheries"),
        ("取組", "取组"),
        ("ガソリン", "がそりん"),
        ("کتاب", "كتاب"),
        ("١٢", "12"),
    ],
)
def test_what_is_typed_meets_what_is_printed(question: str, passage: str) -> None:
    """Whatever language either was taken to be in."""
    for language in ("en", "zh-Hans", "tr", "und"):
        assert set(telling_terms(question, "und")) & set(terms(passage, language))


def test_an_acronym_is_told_from_the_word_of_grammar() -> None:
    """WHO in capitals is more than who; in a text of capitals it is not."""
    assert "WHO" in terms("The WHO sent them", "en")
    assert "WHO" not in terms("Those who came", "en")
    assert "WHO" not in terms("THOSE WHO CAME STAYED", "en")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("我们同WHO、UNICEF、FAO、IMF和WTO合作,共同建设海湾的渔港,让渔民过上好日子。", "zh"),
        ("우리는 WHO 와 UNICEF 와 FAO 와 IMF 와 함께 항구를 새로 짓고 어민의 소득을 높이겠습니다.", "ko"),
    ],
)
def test_an_acronym_stands_out_beside_a_script_without_case(text: str, language: str) -> None:
    """All its capitals are those of acronyms, and it is no text in capitals."""
    assert {"WHO", "FAO", "IMF"} <= set(terms(text, language))


def test_stop_words_are_asked_only_where_nothing_else_is() -> None:
    """Beside a word that tells they are left out."""
    assert telling_terms("the harbour", "en") == ["harbour"]
    assert telling_terms("what were these", "en") == ["what", "were", "these"]


def test_a_word_and_its_stem_are_one_word_of_a_question() -> None:
    """Whatever passage has either of them holds the word."""
    assert telling_words("new taxes", "en") == [("new",), ("taxes", "tax")]


def test_lone_characters_are_asked_wherever_they_stand() -> None:
    """One Han character is a word: it is looked for inside the words of a passage."""
    for language in ("zh-Hans", "ja", "und"):
        assert set(telling_terms("旱 税", language)) == {"旱*", "税*"}
        assert set(telling_terms("し", language)) == {"し*"}


@given(st.text(max_size=60), st.sampled_from((*LANGUAGES, "und")))
def test_any_text_has_terms_that_can_be_kept(text: str, language: str) -> None:
    """None is empty, none holds a space, and each goes through UTF-8 unless the text does not."""
    found = terms(text, language)
    assert all(term and not any(character.isspace() for character in term) for term in found)


def test_terms_are_the_same_from_many_threads() -> None:
    """Stemmers keep a word in hand; two threads must not take it from each other."""
    words = [
        f"{start}{end}" for start in ("harbour", "flood", "teach") for end in ("ing", "ed", "s", "er")
    ] * 40
    texts = [" ".join(words[at : at + 7]) for at in range(len(words) - 7)]
    alone = [terms(text, "en") for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: terms(text, "en"), texts)) == alone
