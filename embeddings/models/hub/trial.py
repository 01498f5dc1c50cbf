"""A sentence-transformers directory, loaded once to see what it is.

Run in a process of its own: it needs torch and the memory of the model, and nothing in it may go online.

    python -m embeddings.models.hub.trial FOLDER
"""

import json
import math
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from embeddings.errors import UnusableModel
from embeddings.models.offline import offline

_ROOT = Path(__file__).parents[3]
_TEXTS = ["防汛抗旱", "flood defences"]


@dataclass(frozen=True, slots=True)
class TriedModel:
    """What a directory turned out to be; see `lock.HubModel`."""

    dimension: int
    max_tokens: int
    pooling: str


def try_model(folder: Path) -> TriedModel:
    """Load the directory in a process of its own. Raises UnusableModel when it does not work."""
    child = subprocess.run(
        [sys.executable, "-m", __name__, str(folder)],
        cwd=_ROOT, env=offline(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if child.returncode:
        last = (child.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise UnusableModel(f"sentence-transformers cannot run it: {last}")
    return TriedModel(**json.loads(child.stdout.splitlines()[-1]))


def _try(folder: Path) -> TriedModel:
    from sentence_transformers import SentenceTransformer

    network = SentenceTransformer(str(folder), device="cpu", local_files_only=True, trust_remote_code=False)
    vectors = network.encode(_TEXTS, show_progress_bar=False)
    if not all(math.isfinite(x) for x in vectors.ravel().tolist()) or not vectors.any(axis=1).all():
        raise SystemExit("it answers with vectors that have no direction")
    return TriedModel(vectors.shape[1], _max_tokens(network), _pooling(network))


def _max_tokens(network: Any) -> int:
    limit = network.max_seq_length
    return 0 if limit is None or math.isinf(limit) else int(limit)


def _pooling(network: Any) -> str:
    """How token vectors become one; static embeddings are averaged."""
    modes = [module.pooling_mode for module in network if hasattr(module, "pooling_mode")]
    return "+".join([modes[0]] if isinstance(modes[0], str) else modes[0]) if modes else "mean"


if __name__ == "__main__":
    print(json.dumps(asdict(_try(Path(sys.argv[1])))))  # noqa: T201 -- its answer to the parent
