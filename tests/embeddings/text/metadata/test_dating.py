import time

import pytest

from embeddings.text.metadata.dating import dates_in, is_date_line


@pytest.mark.parametrize(
    ("normalized", "dates"),
    [
        ("2031年3月4日下午,海湾召开大会", ["2031-03-04"]),
        ("二〇三一年三月四日", ["2031-03-04"]),
        ("二〇三一年十二月二十八日", ["2031-12-28"]),
        ("3月4日上午", ["--03-04"]),
        ("十月二十九日", ["--10-29"]),
        ("2031年3月", ["2031-03"]),
        ("2031-03-04 21:01:26 来源:海湾日报", ["2031-03-04"]),
        ("2031/3/4", ["2031-03-04"]),
        ("平成二十年八月六日", ["2008-08-06"]),
        ("令和元年5月1日", ["2019-05-01"]),
        ("民国一百零一年五月二十日", ["2012-05-20"]),
        ("2031년 3월 4일", ["2031-03-04"]),
        ("March 4, 2031", ["2031-03-04"]),
        ("4th of March 2031", ["2031-03-04"]),
        ("on March 4 the harbour", ["--03-04"]),
        ("le 4 mars 2031", ["2031-03-04"]),
        ("el 4 de marzo de 2031", ["2031-03-04"]),
        ("4 de março de 2031", ["2031-03-04"]),
        ("den 4. März 2031", ["2031-03-04"]),
        ("4 marzo 2031", ["2031-03-04"]),
        ("4 марта 2031 года", ["2031-03-04"]),
        ("4 مارس 2031", ["2031-03-04"]),
        ("4 Mart 2031", ["2031-03-04"]),
        ("2031年3月4日至5月6日", ["2031-03-04", "--05-06"]),
        ("2031年2月30日", []),
        ("10/11/2031", []),
        ("連續15天,第3条,4日", []),
        ("the march of 4 fishermen", []),
        ("0001年1月1日", []),
    ],
)
def test_dates_are_read_as_precisely_as_they_are_written(normalized: str, dates: list[str]) -> None:
    """Every way of writing a day is one form; a day without a year keeps no year, no day is invented."""
    assert [dated.date for dated in dates_in(normalized)] == dates


def test_a_date_stands_where_it_says() -> None:
    """start and end are those of the words that were read."""
    normalized = "在2031年3月4日的会议上"
    (dated,) = dates_in(normalized)
    assert normalized[dated.start : dated.end] == "2031年3月4日"


@pytest.mark.parametrize("unit", ["1", "年", "二", "1 de ", "may ", "平成", "2031-"])
def test_no_pattern_runs_away(unit: str) -> None:
    """Ten thousand repeats of what a date begins with are read in well under a second."""
    start = time.process_time()
    dates_in(unit * 10_000)
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("2031年3月4日（星期二）下午2时30分", True),
        ("截至2031年8月31日止年度的財務報表", False),
        ("港口基金二〇三一年三月三十一日止賬目", False),
        ("Port Oriel, March 4, 2031", True),
        ("Accounts for the year ended 31 March 2031", False),
        ("Position as at 31 March 2031", False),
    ],
)
def test_the_day_up_to_which_accounts_are_made_is_no_day_of_a_text(line: str, is_one: bool) -> None:
    assert is_date_line(line) == is_one
