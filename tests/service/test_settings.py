from dataclasses import fields
from pathlib import Path

import pytest

from service.errors import WrongSetting
from service.settings import Settings


def test_unset_variables_keep_their_defaults() -> None:
    """Only the corpus has to be named; the service then listens on this machine alone."""
    settings = Settings.from_environment({"TIFA_CORPUS": "speeches"})
    assert (settings.corpus, settings.host, settings.port) == (Path("speeches"), "127.0.0.1", 8000)


def test_variables_are_read_as_what_they_are() -> None:
    """A variable becomes a path, a text, a whole number or a number, as its field says."""
    settings = Settings.from_environment(
        {"TIFA_CORPUS": "a", "TIFA_PORT": "8001", "TIFA_BODY_SECONDS": "2.5", "TIFA_HOST": "::1"}
    )
    assert (settings.port, settings.body_seconds, settings.host) == (8001, 2.5, "::1")


def test_what_is_given_goes_before_the_environment() -> None:
    """A command's own option wins over the variable, which is not even looked at."""
    settings = Settings.from_environment({"TIFA_CORPUS": "a", "TIFA_PORT": "nonsense"}, port=9000)
    assert settings.port == 9000


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("TIFA_PORT", "eighty"),
        ("TIFA_PORT", "65536"),
        ("TIFA_PORT", "-1"),
        ("TIFA_PORT", "80.5"),
        ("TIFA_SEARCH_THREADS", "0"),
        ("TIFA_REQUEST_SECONDS", "nan"),
        ("TIFA_REQUEST_SECONDS", "inf"),
        ("TIFA_HOST", " "),
        ("TIFA_CORPUS", ""),
    ],
)
def test_a_setting_that_means_nothing_is_refused_in_one_line(variable: str, text: str) -> None:
    """The message is one line and names the variable."""
    with pytest.raises(WrongSetting, match=variable) as refused:
        Settings.from_environment({"TIFA_CORPUS": "a", variable: text})
    assert "\n" not in str(refused.value)


def test_the_corpus_has_to_be_named() -> None:
    """Without a corpus there is nothing to serve, and the message says which variable names it."""
    with pytest.raises(WrongSetting, match="TIFA_CORPUS"):
        Settings.from_environment({})


def test_every_setting_says_what_it_means() -> None:
    """Each field carries its meaning, which is where the documentation of the settings comes from."""
    assert all(setting.metadata["meaning"] for setting in fields(Settings))
