"""Encodings, tested.

Covers `embeddings.text.formats.everyday`, `embeddings.text.formats.lines`,
`embeddings.text.formats.web.encoding`.
"""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.errors import UnreadableSource
from embeddings.text.formats.encodings import (
    LEAST_CONFIDENCE,
    check_encoding,
    declared_encoding,
    decode,
    decode_row,
    find_row_encoding,
)

CHINESE = "海湾的港口要更加开放，推动高质量发展。我们要让每一个渔村都有新的学校和医院，保护海湾的水质。\n"
TRADITIONAL = "海灣的港口要更加開放，推動高質量發展。我們要讓每一個漁村都有新的學校和醫院，保護海灣的水質。\n"
JAPANESE = "湾の港をもっと開かれたものにし、すべての漁村に新しい学校と病院をつくります。\n"
KOREAN = "만의 항구를 더욱 개방하고 모든 어촌에 새로운 학교와 병원을 짓겠습니다.\n"
RUSSIAN = "Порты залива должны стать более открытыми, а в каждой деревне будет школа.\n"
ARABIC = "يجب أن تصبح موانئ الخليج أكثر انفتاحا، وسنبني في كل قرية مدرسة ومستشفى.\n"
TURKISH = "Körfezin limanları daha açık olmalı; her balıkçı köyüne yeni bir okul yapacağız.\n"
GERMAN = "Die Häfen der Bucht müssen offener werden; für jedes Dorf eine Schule und größere Kräne.\n"
POLISH = "Porty zatoki muszą stać się bardziej otwarte, a każda wieś dostanie nową szkołę i łodzie.\n"

IN_ENCODINGS = [
    *(
        (CHINESE, name)
        for name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk")
    ),
    *((TRADITIONAL, name) for name in ("big5", "cp950", "gb18030", "utf-16-le", "utf-16-be")),
    *((JAPANESE, name) for name in ("shift_jis", "cp932", "euc_jp", "utf-16-le", "utf-16-be")),
    *((KOREAN, name) for name in ("euc_kr", "cp949", "utf-16-le", "utf-16-be")),
    *((RUSSIAN, name) for name in ("cp1251", "koi8_r", "utf-16-le")),
    *((ARABIC, name) for name in ("cp1256", "utf-16-be")),
    *((TURKISH, name) for name in ("cp1254", "utf-16-le")),
    *((GERMAN, name) for name in ("cp1252", "utf-16-be")),
    (POLISH, "cp1250"),
]


@pytest.mark.parametrize(("text", "encoding"), IN_ENCODINGS)
def test_a_sentence_is_read_back_from_each_encoding(text: str, encoding: str) -> None:
    """What was written is what is read, and only what is certain is called so (FAULTS 1, 2)."""
    found, how = decode(text.encode(encoding))
    assert found == text
    assert text.encode(encoding).decode(how.name) == text
    certain = encoding.startswith("utf-8") or encoding == "utf-16"
    assert (how.confidence == 1) == certain
    assert how.confidence >= LEAST_CONFIDENCE


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_utf_8_is_never_taken_for_something_else(text: str) -> None:
    """Any text without controls, written in UTF-8, is read as it is."""
    assert decode(b"\xef\xbb\xbf" + text.encode())[0] == text
    if not text.startswith("\ufeff"):
        assert decode(text.encode())[0] == text


@given(st.text(alphabet=st.sampled_from(CHINESE), min_size=2, max_size=60))
def test_chinese_in_gb18030_is_read_back_or_refused(text: str) -> None:
    """However short and odd, it is never read as Chinese of another wording."""
    try:
        found, how = decode(text.encode("gb18030"))
    except UnreadableSource:
        return
    if how.name == "gb18030":
        assert found == text


def test_utf_16_without_a_mark_is_never_read_as_letters_with_nuls(tmp_path: Path) -> None:
    """English in UTF-16 is valid UTF-8, every second byte a NUL (FAULTS 2)."""
    text = "The harbours of the bay are open."
    for encoding in ("utf-16-le", "utf-16-be"):
        assert decode(text.encode(encoding)) == (text, decode(text.encode(encoding))[1])
    with pytest.raises(UnreadableSource, match="control characters"):
        decode(b"abc\0\0\0\1\2\3\4")


def test_a_few_controls_stay_in_the_text() -> None:
    """NUL and form feed are kept where they stand; the cleaning drops them with a repair (FAULTS 4, 5)."""
    text = "Busy harbours.\r\nBusy\x00 bays.\x0cNew\u2028page.\r" * 4
    assert decode(text.encode())[0] == text


@pytest.mark.parametrize("text", [CHINESE, TRADITIONAL, JAPANESE, KOREAN, RUSSIAN, ARABIC])
def test_damaged_utf_8_is_never_read_as_another_encoding(text: str) -> None:
    """A file that was cut off, or has one wrong byte, is read with the place marked (FAULTS 1, 2)."""
    content = (text * 3).rstrip("\n.。").encode()
    for damaged in (content[:-1], content[:90] + b"\xff" + content[90:]):
        read, encoding = decode(damaged)
        assert (encoding.name, encoding.damaged) == ("utf-8", read.count("\ufffd"))
        assert 1 <= encoding.damaged <= 3
        assert encoding.confidence < 1


def test_a_short_text_with_a_wrong_byte_is_refused() -> None:
    """Of a few words nobody can tell which are damaged."""
    with pytest.raises(UnreadableSource, match="damaged: UTF-8, but not at byte"):
        decode("海湾的港口要更加开放。".encode()[:-1])


@pytest.mark.parametrize("name", ["hex", "zlib", "utf-16", "utf-32", "rot13", "bay-8", "undefined"])
def test_a_page_is_not_taken_at_its_word_when_it_cannot_be(name: str) -> None:
    """What packs or scrambles, and what would need another reading of its own word, is no declaration."""
    assert declared_encoding(name, b"<meta charset=x>") is None


def test_windows_1252_is_no_silent_fallback() -> None:
    """It is a guess like all others, and bytes that make no text are refused (FAULTS 3)."""
    _, how = decode(GERMAN.encode("cp1252"))
    assert (how.name, how.confidence < 1) == ("cp1252", True)
    with pytest.raises(UnreadableSource, match="not UTF-8 at byte"):
        decode(bytes(range(128, 256)) * 3)


def test_what_is_not_sure_is_refused_with_the_byte_and_the_choices() -> None:
    """The message names the first wrong byte and what it may be; naming it settles it (FAULTS 1)."""
    content = "ma\xf1ana vamos".encode("cp1252")
    with pytest.raises(UnreadableSource, match=r"not UTF-8 at byte 2; it may be .* or .* with --encoding"):
        decode(content)
    assert decode(content, "cp1252")[0] == "ma\xf1ana vamos"
    assert decode(b"the caf\xe9 of the harbour, the caf\xe9", "")[0].endswith("the caf\xe9")


@pytest.mark.parametrize(
    ("content", "encoding", "why"),
    [
        (b"ab\xff", "utf-8", "not UTF-8 at byte 2"),
        (b"\xef\xbb\xbfa\xff", "utf-8", "byte 4"),
        (b"\xef\xbb\xbfa\xff", "", "byte 4"),
        (b"\xff\xfea\x00\x00\xd8", "", "not utf-16 at byte 4"),
        (CHINESE.encode("gb18030"), "big5", "not big5 at byte"),
        (CHINESE.encode("gb18030") + b"\xff", "", "not UTF-8 at byte 0, and in no other"),
    ],
)
def test_a_wrong_byte_is_named(content: bytes, encoding: str, why: str) -> None:
    """A given or marked encoding is held to strictly: nothing is replaced."""
    with pytest.raises(UnreadableSource, match=why):
        decode(content, encoding)


@pytest.mark.parametrize("name", ["klingon", "hex", "rot13", "zlib"])
def test_only_text_encodings_are_encodings(name: str) -> None:
    """What unpacks or scrambles is refused before any file is opened."""
    with pytest.raises(ValueError, match="not a text encoding"):
        check_encoding(name)


def test_one_bad_row_does_not_change_the_encoding_of_the_others() -> None:
    """A table is in another encoding than UTF-8 only when most of its rows are; JSON never is."""
    good, bad = CHINESE.encode(), CHINESE.encode("gb18030")
    assert find_row_encoding(good * 3 + bad, guess=True).name == "utf-8"
    assert find_row_encoding(bad * 3 + good[:0], guess=True).name == "gb18030"
    assert find_row_encoding(bad * 3, guess=False).name == "utf-8"
    assert find_row_encoding(CHINESE.encode("utf-16"), guess=False).name == "utf-16-le"
    assert decode_row(CHINESE.encode("utf-8-sig"), "utf-8") == CHINESE


@pytest.mark.shared
def test_real_speeches_are_read_back_from_every_encoding(shared: Path) -> None:
    """Each of the small corpus, in every encoding for its language, is read exactly as it was written."""
    encodings = {
        "zh-Hans": ("gb18030", "utf-16-le"), "zh-Hant": ("cp950", "gb18030", "utf-16-be"),
        "ja": ("cp932", "shift_jis", "euc_jp", "utf-16-le"), "ko": ("cp949", "euc_kr", "utf-16-be"),
        "ru": ("cp1251", "koi8_r"), "ar": ("cp1256",), "tr": ("cp1254",),
    }  # fmt: skip
    for row in (shared / "corpus/small.jsonl").read_text(encoding="utf-8").splitlines():
        speech = json.loads(row)
        for encoding in encodings.get(speech["language"], ("cp1252", "utf-16-le")):
            text = speech["text"].encode(encoding, "ignore").decode(encoding)
            assert decode(text.encode(encoding))[0] == text, (speech["id"], encoding)
