import pytest

from embeddings.formulas.formula import Kind
from embeddings.formulas.kinds import Places, is_cited, is_whole, kind_of
from embeddings.formulas.tokens import tokens_of


@pytest.mark.parametrize(
    ("text", "places", "kind"),
    [
        ("三个坚守", Places(quoted=0.9), "phrase"),
        ("守住港口常年开放的底线", Places(), "phrase"),
        ("潮平风正好扬帆", Places(quoted=1.0, cited=1.0), "quotation"),
        ("高效办好一件事", Places(quoted=1.0, cited=0.0), "phrase"),
        ("基础设施", Places(), "term"),
        ("进一步加强", Places(), "term"),
        ("国务院总理", Places(), "name"),
        ("港口管理条例", Places(titled=1.0), "name"),
        ("十四五", Places(quoted=0.9), "name"),
        ("2031年度", Places(), "term"),
        ("渔民人均可支配收入", Places(counted=0.9), "term"),
        ("渔获价格涨幅2%左右", Places(), "term"),
        ("办成一件事", Places(), "phrase"),
        ("渔业局局长", Places(), "name"),
        ("商务及渔港发展局", Places(), "name"),
        ("陈海生议员", Places(), "name"),
        ("渔港的经济", Places(), "term"),
        ("先进造船业", Places(), "term"),
        ("海岸电视台消息", Places(clause=1.0, at_ends=1.0), "frame"),
    ],
)
def test_kinds_of_chinese_wordings(text: str, places: Places, kind: Kind) -> None:
    """Labels, sayings, plain words, statistics, bodies, people, titles and mastheads are told apart."""
    assert kind_of(tuple(text), "zh", places) == kind


@pytest.mark.parametrize(
    ("text", "places", "kind"),
    [
        ("leave no harbour behind", Places(), "phrase"),
        ("open water", Places(), "term"),
        ("council of veldhaven", Places(capitals=1.0), "name"),
    ],
)
def test_kinds_of_english_wordings(text: str, places: Places, kind: Kind) -> None:
    """Three words with two of meaning are a phrase, capitals a name."""
    assert kind_of(tuple(text.split()), "en", places) == kind


@pytest.mark.parametrize("text", ["要坚持开放", "贯彻落实总书记", "港口的", "向各地区", "和港口开放"])
def test_fragments_are_not_whole(text: str) -> None:
    """What leads into a wording, or is cut off, is none."""
    assert not is_whole(tokens_of(text, "zh"), "zh")


def test_what_never_begins_a_clause_is_the_end_of_something() -> None:
    """Work in respect of what? is told by what stands before; a wording that can begin is whole."""
    assert not is_whole(tokens_of("方面的工作", "zh"), "zh", beginning=0.03, ending=0.7)
    assert is_whole(tokens_of("港口的未来发展", "zh"), "zh", beginning=0.3, ending=0.7)
    assert not is_whole(tokens_of("实施新一轮", "zh"), "zh")


def test_what_never_ends_a_clause_is_a_beginning_unless_a_noun() -> None:
    """`economic and social` waits for its noun."""
    assert not is_whole(("economic", "and", "social"), "en", ending=0.0)
    assert is_whole(("peace", "and", "security"), "en", ending=0.4)
    assert not is_whole(tuple("着力推动"), "zh", ending=0.0)
    assert is_whole(tuple("港口建设方针"), "zh", ending=0.0)


def test_a_saying_is_cited_as_one() -> None:
    """Introduced as said, beside another one, or as what a spirit is called by."""
    assert is_cited("古人说:“", "”")
    assert is_cited("发扬“", "”的拼搏精神")
    assert is_cited("展现出“", "”“潮平风正好扬帆”的韧劲")
    assert not is_cited("开展“", "”改革")
