import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

from embeddings.errors import ModelError, NothingPublished
from embeddings.models.shelf import default_cache
from embeddings.snapshot.current import SNAPSHOTS, current_name
from service.opening import Opening, open_corpus
from tests.conftest import SampleCorpus

ROOT = Path(__file__).resolve().parents[2]
SERVING = """
import sys
from pathlib import Path
import scripts.serve, service.app
from embeddings.corpus import prepare_comparison, prepare_search
from embeddings.search.questions.question import Question
from embeddings.speech import Speech
from service.opening import open_corpus
corpus = open_corpus(Path(sys.argv[1]), cache=Path(sys.argv[2]), threads=1)
corpus.answer(prepare_search(corpus.snapshot, Question("How are floods held back?")))
speech = Speech("new", "The river is kept behind higher dikes.")
corpus.answer(prepare_comparison(corpus.snapshot, speech, k=3))
heavy = {"torch", "transformers", "sentence_transformers", "tokenizers", "nncf", "sklearn", "scipy", "pandas"}
heavy |= {"bertopic", "umap", "hdbscan", "numba"}
print(sorted(name for name in heavy if sys.modules.get(name)))
"""


@pytest.mark.model
def test_serving_imports_nothing_heavy(sample: SampleCorpus) -> None:
    """A process that answers questions and compares has imported nothing that only making needs."""
    command = [sys.executable, "-c", SERVING, str(sample.folder), str(default_cache())]
    serving = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert serving.stdout.strip() == "[]"


@pytest.mark.model
def test_an_older_snapshot_is_opened_with_its_own_encoder(sample: SampleCorpus, tmp_path: Path) -> None:
    """What CURRENT names says nothing of itself any more: the one before does, and is answered from."""
    folder = tmp_path / "corpus"
    copytree(sample.folder, folder)
    (folder / SNAPSHOTS / current_name(folder) / "manifest.json").write_text("{", encoding="utf-8")
    corpus = open_corpus(folder, cache=default_cache(), threads=1)
    assert corpus.current.held.degraded
    assert corpus.encoder.embedding_model == corpus.snapshot.manifest.embedding_model


def test_what_cannot_be_opened_says_why(corpus_folder: Path, tmp_path: Path) -> None:
    """No corpus, and a model that is not on this machine: told when the corpus is asked for, not before."""
    (empty := tmp_path / "empty").mkdir()
    nothing = Opening(empty, cache=tmp_path, threads=1)
    with pytest.raises(NothingPublished, match="nothing to ask yet"):
        nothing.corpus()
    foreign = Opening(corpus_folder, cache=tmp_path, threads=1)
    with pytest.raises(ModelError):
        foreign.corpus()
