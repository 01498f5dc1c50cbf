"""The words of a topic and its label."""

from embeddings.topics.words import label, languages_of_words, shared_first, telling_words


def test_the_label_speaks_the_main_language() -> None:
    """The three best words of the language most passages are in, whatever else ranks higher."""
    ranked = ["apprentice", "就业", "wage", "岗位", "技能", "补贴"]
    languages = {"apprentice": "en", "wage": "en"} | dict.fromkeys(["就业", "岗位", "技能", "补贴"], "zh")
    assert label(ranked, languages, "zh") == "就业 · 岗位 · 技能"
    assert label(ranked, languages, "en") == "apprentice · wage"


def test_a_language_without_words_borrows() -> None:
    """Where the main language gives no word, the best of the others name the topic."""
    assert label(["dyke"], {"dyke": "en"}, "ko") == "dyke"
    assert label([], {}, "ko") == ""


def test_no_word_is_said_twice() -> None:
    """A word within another, or another form of one, is left out; the better one stays."""
    assert telling_words(["企业", "企业家", "创新"]) == ("企业", "创新")
    assert telling_words(["climate", "climatic", "coast"]) == ("climate", "coast")


def test_a_word_belongs_to_the_language_that_uses_it_most() -> None:
    """Both scripts of Chinese are one language; equal counts go by the alphabet."""
    words = [["港口", "data"], ["港口"], ["data", "port"], ["data"], ["port"]]
    languages = ["zh-Hans", "zh-Hant", "en", "fr", "fr"]
    assert languages_of_words(words, languages) == {"港口": "zh", "data": "en", "port": "en"}


def test_words_of_one_passage_stand_back() -> None:
    """What one passage repeats comes after what several say, in the same order otherwise."""
    passages = [["渡轮", "渡轮", "渡轮", "人才"], ["人才", "市民"], ["市民"]]
    assert shared_first(["渡轮", "人才", "市民"], passages) == ("人才", "市民", "渡轮")
