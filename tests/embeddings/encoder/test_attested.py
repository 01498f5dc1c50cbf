import json
import re
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from embeddings.encoder.attested import lowest_cosine
from embeddings.encoder.encoding import Encoder
from embeddings.encoder.load import load_encoder
from embeddings.errors import ModelTampered, UnusableVector
from embeddings.models.lock import read_lock
from embeddings.models.shelf import Shelf, default_cache, verify


@pytest.mark.model
def test_the_graph_encodes_as_the_reference_did(default_encoder: Encoder) -> None:
    """On sentences in many languages, with what rounding takes."""
    lowest = lowest_cosine(default_encoder)
    assert lowest is not None
    assert 0.995 <= lowest < 1


def test_of_another_model_nothing_is_known(tiny: Encoder) -> None:
    """None, not a refusal."""
    assert lowest_cosine(tiny) is None


@pytest.mark.model
def test_a_changed_graph_is_found_though_its_record_was_mended(tmp_path: Path) -> None:
    """One bit of a number that the whole network stands on: the file is what its record says, and refused."""
    model = read_lock().model()
    sound, changed = Shelf(model, default_cache()), Shelf(model, tmp_path)
    changed.folder.mkdir(parents=True)
    changed.source.symlink_to(sound.source)
    shutil.copytree(sound.export, changed.export)
    weights = bytearray((sound.export / "model.bin").read_bytes())
    norms = re.findall(r'"f32" shape="1, 1, 384" offset="(\d+)"', (sound.export / "model.xml").read_text())
    weights[int(norms[-1]) + 3] ^= 0x40  # the exponent of its first number
    (changed.export / "model.bin").write_bytes(weights)
    record = json.loads((changed.export / "export.json").read_bytes())
    record["files"]["model.bin"] = sha256(weights).hexdigest()
    (changed.export / "export.json").write_text(json.dumps(record))
    assert verify(model, changed.cache) == changed
    with pytest.raises((ModelTampered, UnusableVector)):
        lowest_cosine(load_encoder(model, cache=changed.cache, threads=1))
