import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.models.default.q4 import read_q4

SIZES = (1, 32, 1, 4, 64, 10, 512, 2)  # version, hidden, layers, heads, intermediate, vocabulary, …


def block(scale: float, nibbles: list[int]) -> bytes:
    """32 weights of 4 bits, laid out as the format says: j low, j + 16 high."""
    return struct.pack("<e", scale) + bytes(nibbles[j] | nibbles[j + 16] << 4 for j in range(16))


def file_of(tensors: dict[str, tuple[int, bytes]], magic: bytes = b"E5S1", width: int = 32) -> bytes:
    """An E5S1 file of (number of elements, stored bytes) by name, with a tokenizer part to be skipped."""
    header = magic + struct.pack("<8ifi", *SIZES, 1e-12, width)
    tokenizer = (
        struct.pack("<5iQ", 2, 0, 2, 1, 3, 5) + bytes(4 * 3 + 4 * 2 + 5) + struct.pack("<iI", 1, 3) + b"abc"
    )
    table = struct.pack("<i", len(tensors))
    at = len(header + tokenizer) + 4 + sum(2 + len(name) + 21 for name in tensors)
    for name, (elements, stored) in tensors.items():
        table += struct.pack("<H", len(name)) + name.encode()
        table += struct.pack("<BIQQ", 1, elements, at, len(stored))
        at += len(stored)
    return header + tokenizer + table + b"".join(stored for _, stored in tensors.values())


@given(
    scales=st.lists(st.floats(-4, 4, width=16), min_size=1, max_size=3),
    bits=st.lists(st.integers(0, 15), min_size=96, max_size=96),
)
def test_every_weight_is_its_four_bits_less_eight_times_the_scale(
    tmp_path_factory: pytest.TempPathFactory, scales: list[float], bits: list[int]
) -> None:
    """Reading all at once gives what the layout says weight by weight."""
    blocks = [block(scale, bits[32 * i : 32 * i + 32]) for i, scale in enumerate(scales)]
    path = tmp_path_factory.mktemp("q4") / "weights"
    path.write_bytes(file_of({"w": (32 * len(scales), b"".join(blocks))}))
    expected = [
        (bits[32 * i + j] - 8) * np.float32(scale) for i, scale in enumerate(scales) for j in range(32)
    ]
    assert read_q4(path).tensors["w"].tolist() == expected


def test_plain_tensors_and_sizes_are_read_as_they_are(tmp_path: Path) -> None:
    """float32 tensors keep their bits; the header's sizes and the rounded epsilon come with them."""
    plain = np.array([0.5, -3.25, 1e-7], dtype="<f4")
    (tmp_path / "weights").write_bytes(file_of({"b": (3, plain.tobytes())}))
    weights = read_q4(tmp_path / "weights")
    assert weights.tensors["b"].tobytes() == plain.tobytes()
    assert (weights.hidden, weights.vocabulary, weights.layer_norm_eps) == (32, 10, 1e-12)


@pytest.mark.parametrize(("magic", "width"), [(b"GGUF", 32), (b"E5S1", 64)])
def test_another_format_is_refused(tmp_path: Path, magic: bytes, width: int) -> None:
    """A file of another kind or block size is not guessed at."""
    (tmp_path / "weights").write_bytes(file_of({}, magic, width))
    with pytest.raises(ValueError, match=r"E5S1|64"):
        read_q4(tmp_path / "weights")
