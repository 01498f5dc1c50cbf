"""The served corpora that the tests of the service ask: built once per run."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from embeddings.encoder.encoding import Encoder
from fastapi.testclient import TestClient

from tests.served import SPEECHES, add, add_topics, served
from tests.tiny_model import tiny_encoder


@pytest.fixture(scope="session")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    return tiny_encoder(tmp_path_factory.mktemp("tiny-model"))


@pytest.fixture(scope="session")
def corpus_folder(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """A corpus without topics."""
    folder = tmp_path_factory.mktemp("corpus")
    add(folder, encoder, *SPEECHES)
    return folder


@pytest.fixture(scope="session")
def client(corpus_folder: Path, encoder: Encoder) -> Iterator[TestClient]:
    with served(corpus_folder, encoder) as client:
        yield client


@pytest.fixture(scope="session")
def themed_client(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("themed")
    add(folder, encoder, *SPEECHES)
    add_topics(folder)
    with served(folder, encoder) as client:
        yield client
