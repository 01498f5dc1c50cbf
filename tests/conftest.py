"""What many tests stand on: models, the sample corpus, a served one, the real speeches beside the project."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from embeddings.corpus import Corpus
from embeddings.encoder.encoding import Encoder
from embeddings.encoder.load import load_encoder
from embeddings.models.lock import read_lock
from embeddings.models.shelf import default_cache
from scripts.demo import make_demo
from service.settings import available_cores
from tests.support.served import SPEECHES, add, add_topics, served
from tests.support.tiny_model import tiny_encoder

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "scripts" / "sample"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the real speeches and the labelled sets; the test is skipped where it is not there."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"needs the real speeches in {folder.name}/ beside the project")
    return folder


@pytest.fixture(scope="session")
def cases() -> Path:
    """The folder of small invented documents that reading has to get right."""
    return ROOT / "tests" / "embeddings" / "text" / "cases"


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    """A real model of a few kilobytes, through the real loader."""
    return tiny_encoder(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def default_encoder() -> Encoder:
    """The default model as it is served. `make test` fetches it; nothing here does."""
    return load_encoder(read_lock().model(), cache=default_cache(), threads=available_cores())


@dataclass(frozen=True)
class SampleCorpus:
    folder: Path
    corpus: Corpus


@pytest.fixture(scope="session")
def sample(default_encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> SampleCorpus:
    """What `tifa demo` makes of the sample speeches. Not to be changed by a test."""
    folder = tmp_path_factory.mktemp("sample") / "corpus"
    make_demo(folder, cache=default_cache(), threads=available_cores())
    return SampleCorpus(folder, Corpus.open(folder, default_encoder))


@pytest.fixture(scope="session")
def corpus_folder(tmp_path_factory: pytest.TempPathFactory, tiny: Encoder) -> Path:
    """A corpus without topics."""
    folder = tmp_path_factory.mktemp("corpus")
    add(folder, tiny, *SPEECHES)
    return folder


@pytest.fixture(scope="session")
def client(corpus_folder: Path, tiny: Encoder) -> Iterator[TestClient]:
    with served(corpus_folder, tiny) as client:
        yield client


@pytest.fixture(scope="session")
def themed_client(tmp_path_factory: pytest.TempPathFactory, tiny: Encoder) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("themed")
    add(folder, tiny, *SPEECHES)
    add_topics(folder)
    with served(folder, tiny) as client:
        yield client
