"""People who are named in Chinese passages."""

import pytest

from embeddings.topics.fitting.naming.people import is_of_people, people_of

SAID = [
    ("海湾镇", "总理", "李明", "出席", "养老", "会议"),
    ("市长", "王芳", "强调", "发展", "养老", "事业"),
    ("总理", "李明", "指出", "推进", "养老", "服务"),
    ("王芳", "表示", "港口", "开放", "养老", "院"),
    ("市长", "王芳", "李明", "来到", "港口"),
]


def test_a_name_stands_beside_offices_and_what_officials_do() -> None:
    """养老 looks like a name to the segmenter, and stands among all kinds of words."""
    assert people_of(SAID) == {"李明", "王芳"}


def test_who_is_named_once_is_not_told() -> None:
    assert people_of(SAID[:1]) == frozenset()


@pytest.mark.parametrize(
    ("word", "named"),
    [("李明", True), ("总理李明", True), ("李明来到", True), ("李明思想", False), ("港口", False)],
)
def test_a_phrase_with_a_name_names_a_person_unless_it_has_a_noun(word: str, named: bool) -> None:
    """A thought may bear a name; an office and a doing go with one."""
    assert is_of_people(word, frozenset({"李明"})) is named
