import pytest

from embeddings.errors import UnknownValue
from embeddings.snapshot.filters import Filters
from embeddings.snapshot.known_values import KnownValues

KNOWN = KnownValues.of(
    {
        "language": ["zh-Hans", "zh-Hant", "en"],
        "speaker": ["张三", "Mara Lindqvist", "Renée Okoye"],
        "place": ["武汉", "Veldhaven"],
        "source": ["gov.example"],
        "topic": ["t_1"],
        "speech": ["a-1", "A-1"],
    },
    {"t_1": "harbour · winter"},
)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (Filters(speaker=("張三",)), Filters(speaker=("张三",))),
        (Filters(speaker=(" mara  lindqvist",)), Filters(speaker=("Mara Lindqvist",))),
        (Filters(speaker=("Renee Okoye",)), Filters(speaker=("Renée Okoye",))),
        (Filters(place=("武漢", "ＶＥＬＤＨＡＶＥＮ")), Filters(place=("武汉", "Veldhaven"))),
        (Filters(language=("chinese",)), Filters(language=("zh",))),
        (Filters(language=("zh-CN",)), Filters(language=("zh-Hans",))),
        (Filters(language=("en-GB",)), Filters(language=("en",))),
        (Filters(topic=("Harbour Winter",)), Filters(topic=("t_1",))),
        (Filters(speech=("a-1",)), Filters(speech=("a-1",))),
        (Filters(exclude_speech=("gone",)), Filters(exclude_speech=("gone",))),
    ],
)
def test_a_name_is_met_however_it_is_written(asked: Filters, found: Filters) -> None:
    """In any script, width and case; an id only as it is; what is left out may be gone already."""
    assert KNOWN.resolved(asked) == found


@pytest.mark.parametrize(
    ("asked", "field", "nearest"),
    [
        (Filters(speaker=("Mara Lindquist",)), "speaker", ("Mara Lindqvist",)),
        (Filters(speaker=("Okoye",)), "speaker", ("Renée Okoye",)),
        (Filters(language=("german",)), "language", ("en", "zh-Hans", "zh-Hant")),
        (Filters(topic=("harbor",)), "topic", ("t_1 (harbour · winter)",)),
        (Filters(topic=("t_2",)), "topic", ("t_1 (harbour · winter)",)),
        (Filters(speech=("a-2",)), "speech", ("A-1", "a-1")),
        (Filters(place=("Nowhere",)), "place", ("Veldhaven", "武汉")),
    ],
)
def test_a_value_that_names_nothing_is_told_with_the_nearest(
    asked: Filters, field: str, nearest: tuple[str, ...]
) -> None:
    """And never answered as if nothing were found."""
    with pytest.raises(UnknownValue) as told:
        KNOWN.resolved(asked)
    assert (told.value.field, told.value.nearest) == (field, nearest)
