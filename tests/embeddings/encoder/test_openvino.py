"""Openvino, tested.

Covers `embeddings.encoder.load`, `embeddings.encoder.tokens`, `scripts.development.reference`.
"""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder.attested import lowest_cosine
from embeddings.encoder.encoding import Encoder
from embeddings.encoder.load import load_encoder
from embeddings.models.lock import read_lock
from embeddings.models.shelf import default_cache

pytestmark = pytest.mark.model

ROOT = Path(__file__).resolve().parents[3]
TEXTS = [
    "The harbour stays open all winter, and so do the workshops that repair its ferries.",
    "我们将沿河加高堤坝，让每一个家庭在汛期都能安心。",
    "我們將沿河加高堤壩，讓每個家庭在汛期都能安心。",
    "Nous relèverons les digues le long du fleuve avant l'hiver.",
    "Elevaremos los diques a lo largo del río antes del invierno.",
    "Wir erhöhen die Deiche am Fluss, bevor der Winter kommt.",
    "Мы поднимем дамбы вдоль реки до наступления зимы.",
    "سنرفع السدود على طول النهر قبل حلول الشتاء.",
    "冬が来る前に、川沿いの堤防を高くします。",
    "겨울이 오기 전에 강둑을 높이겠습니다.",
    "Kış gelmeden nehir boyundaki setleri yükselteceğiz.",
    "Thanks.",
    "12",
]
LONG = " ".join(TEXTS[:8] * 2)
PROBE = """
import sys
from embeddings.encoder.load import load_encoder
from embeddings.models.lock import read_lock
from embeddings.models.shelf import default_cache
load_encoder(read_lock().model(), cache=default_cache(), threads=1).query("flood")
heavy = {"torch", "transformers", "sentence_transformers", "nncf", "openvino_telemetry"}
print(sorted(name for name in heavy if sys.modules.get(name)))
"""


@pytest.fixture(scope="module")
def reference() -> Encoder:
    return load_encoder(read_lock().model(), cache=default_cache(), engine="sentence-transformers", threads=1)


def test_the_engines_agree(default_encoder: Encoder, reference: Encoder) -> None:
    """On passages and questions, in many languages, long and very short: cosine at least .995."""
    for ours, theirs in (
        (default_encoder.passages([*TEXTS, LONG]), reference.passages([*TEXTS, LONG])),
        (default_encoder.queries(TEXTS), reference.queries(TEXTS)),
    ):
        assert (ours.vectors * theirs.vectors).sum(axis=1).min() >= 0.995
        assert ours.truncated.tolist() == theirs.truncated.tolist()


def test_the_kept_reference_is_what_the_reference_engine_makes(reference: Encoder) -> None:
    """Else it is to be written again: python -m scripts.development.reference."""
    lowest = lowest_cosine(reference)
    assert lowest is not None
    assert lowest > 0.9999


def test_the_engines_are_never_mixed(default_encoder: Encoder, reference: Encoder) -> None:
    """One model, two encodings: what one made is not taken for what the other would."""
    ours, theirs = default_encoder.embedding_model, reference.embedding_model
    assert ours.model == theirs.model
    assert ours.encoding != theirs.encoding


def test_a_vector_does_not_know_its_neighbours(default_encoder: Encoder) -> None:
    """Alone, in any company and in any order, a text has the same vector to the last bit."""
    texts = [*TEXTS, LONG]
    together = default_encoder.passages(texts).vectors
    assert np.array_equal(default_encoder.passages(texts[::-1]).vectors[::-1], together)
    for row, text in enumerate(texts):
        assert np.array_equal(default_encoder.passages([text]).vectors[0], together[row])


def test_the_number_of_threads_changes_no_vector(default_encoder: Encoder) -> None:
    """One thread gives what several give."""
    single = load_encoder(read_lock().model(), cache=default_cache(), threads=1)
    assert np.array_equal(single.passages(TEXTS).vectors, default_encoder.passages(TEXTS).vectors)


def test_questions_may_be_asked_at_once(default_encoder: Encoder) -> None:
    """Eight threads asking get what one after the other would."""
    expected = [default_encoder.query(text).vectors for text in TEXTS]
    with ThreadPoolExecutor(8) as askers:
        found = list(askers.map(lambda text: default_encoder.query(text).vectors, TEXTS * 4))
    assert all(np.array_equal(a, b) for a, b in zip(found, expected * 4, strict=True))


def test_a_text_longer_than_the_model_reads_is_marked(default_encoder: Encoder) -> None:
    """Only that one; its vector is that of its beginning."""
    encoding = default_encoder.passages(["flood", "flood " * 600, "flood " * 700])
    assert encoding.truncated.tolist() == [False, True, True]
    assert np.array_equal(encoding.vectors[1], encoding.vectors[2])


def test_no_texts_give_no_rows(default_encoder: Encoder) -> None:
    """The dimension is there all the same."""
    assert default_encoder.passages([]).vectors.shape == (0, 384)


def test_progress_counts_every_text(default_encoder: Encoder) -> None:
    """Repeated ones too, though they are encoded once."""
    steps: list[int] = []
    default_encoder.passages([*TEXTS, *TEXTS], progress=steps.append)
    assert sum(steps) == 2 * len(TEXTS)


def test_the_engine_needs_neither_torch_nor_telemetry() -> None:
    """A process that answers questions imports no training library, and OpenVINO reports to no one."""
    probe = subprocess.run(
        [sys.executable, "-c", PROBE], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert probe.stdout.strip() == "[]"


@pytest.mark.shared
def test_the_engines_agree_on_real_passages(
    default_encoder: Encoder, reference: Encoder, shared: Path
) -> None:
    """Cosine at least .995 on paragraphs of the seeds, tiny ones too."""
    files = sorted((shared / "seeds").iterdir())
    lines = [line.strip() for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    texts = [line for line in lines if line][::7]
    cosines = (default_encoder.passages(texts).vectors * reference.passages(texts).vectors).sum(axis=1)
    assert cosines.min() >= 0.995


def test_the_first_texts_may_come_from_several_threads() -> None:
    """A process whose first texts are encoded on two threads at once does not wait for itself for ever."""
    code = (
        "import sys; sys.setswitchinterval(1e-5)\n"
        "from embeddings.encoder.load import load_encoder\n"
        "from embeddings.models.lock import read_lock\n"
        "from embeddings.models.shelf import default_cache\n"
        "encoder = load_encoder(read_lock().model(), cache=default_cache(), threads=2)\n"
        "print(len(encoder.passages(['flood ' * n for n in (1, 40, 100, 200)]).vectors))\n"
    )
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
        )
        assert done.stdout == "4\n", done.stderr
