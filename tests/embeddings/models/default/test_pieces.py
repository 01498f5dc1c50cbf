import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.encoder.tokens import Tokenize, by_any, by_pieces
from embeddings.models.default.pieces import sentencepiece_model
from embeddings.models.exported import PIECES_FILE
from embeddings.models.lock import read_lock
from embeddings.models.shelf import Shelf, default_cache
from tests.embeddings.encoder.test_openvino import LONG, TEXTS

pytestmark = pytest.mark.model

MOST = 32
ODD = [
    "two  spaces,   three, a\ttab and a\nnew line",
    "１２３ ＡＢＣ ﬁne ① ½ ㎏ ｶﾀｶﾅ",
    "e\u0301 and é, o\u0308 and ö",
    "emoji 👩‍🌾 and 🏳️‍🌈",
    "\u0e19\u0e49\u0e33\u0e17\u0e48\u0e27\u0e21",
    "a" * 300,
    "堤" * 300,
    "</w> <unknown> & <b>",
]
ALPHABETS = st.characters(categories=("Lu", "Ll", "Lo", "Nd", "Po", "Zs"), max_codepoint=0xFFFF)


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Shelf(read_lock().model(), default_cache())


@pytest.fixture(scope="module")
def pieces(shelf: Shelf) -> Tokenize:
    return by_pieces(shelf.export / PIECES_FILE, most=MOST)


@pytest.fixture(scope="module")
def original(shelf: Shelf) -> Tokenize:
    return by_any(shelf.tokenizer, most=MOST)


@pytest.mark.parametrize("text", [*TEXTS, *ODD, LONG])
def test_pieces_are_what_the_original_reads(pieces: Tokenize, original: Tokenize, text: str) -> None:
    """The same tokens and the same verdict on the length, in many languages and in odd ones."""
    ours, theirs = pieces("passage: " + text), original("passage: " + text)
    assert ours[0].tolist() == theirs[0].tolist()
    assert ours[1] == theirs[1]


@given(st.text(ALPHABETS, max_size=60))
def test_any_letters_are_read_alike(pieces: Tokenize, original: Tokenize, text: str) -> None:
    """Whatever is made of letters, digits, points and spaces, as a form is: cut at its ends."""
    asked = ("query: " + text).strip()
    assert pieces(asked)[0].tolist() == original(asked)[0].tolist()


def test_a_control_token_in_a_text_is_text(pieces: Tokenize) -> None:
    """Nobody ends a text for the model by writing so."""
    tokens, _ = pieces("one </s> two")
    assert tokens.tolist().count(tokens[-1]) == 1


def test_another_kind_of_tokenizer_is_left_as_it_is(shelf: Shelf, tmp_path: Path) -> None:
    """A tokenizer that divides or ends its texts otherwise would be read wrongly."""
    content = json.loads(shelf.tokenizer.read_bytes())
    content["model"]["vocab"] = content["model"]["vocab"][:9]
    other = tmp_path / "tokenizer.json"
    for name, value in (
        ("model", content["model"] | {"type": "BPE"}),
        ("model", content["model"] | {"vocab": content["model"]["vocab"][4:]}),
        ("pre_tokenizer", {"type": "Whitespace"}),
        ("normalizer", {"type": "Lowercase"}),
        ("post_processor", None),
    ):
        other.write_text(json.dumps(content | {name: value}), encoding="utf-8")
        assert sentencepiece_model(other) is None
