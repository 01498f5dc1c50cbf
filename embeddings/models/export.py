"""A sentence-transformers directory -> an int8 OpenVINO graph that gives unit vectors.

Run once, in a process of its own, because it needs torch, transformers and nncf and a gigabyte of memory:

    python -m embeddings.models.export NAME SOURCE TARGET

The graph takes word vectors (looked up outside, see `words`) and a mask, and ends in the mean over the text's
tokens and the normalisation. The recipe: weights and activations in 8 bits, their ranges the smallest and
largest values seen on texts of ours in many languages.
"""

import logging
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import nncf
import numpy as np
import torch
from nncf.quantization.range_estimator import RangeEstimatorParametersSet
from tokenizers import Tokenizer
from transformers import BertModel

from embeddings.models.default.e5_small import TOKENIZER_FILE, WEIGHTS_FILE
from embeddings.models.default.pieces import sentencepiece_model
from embeddings.models.digest import file_sha256
from embeddings.models.exported import (
    CALIBRATION_FILE,
    GRAPH_FILE,
    PIECES_FILE,
    RECIPE,
    Exported,
    library_versions,
    write_record,
)
from embeddings.models.lock import LockedModel, read_lock
from embeddings.models.runtime import openvino
from embeddings.models.word_vectors import WordVectors

Say = Callable[[str], None]

# In these layers one unit of the feed-forward part reaches 30 to 65 where the others stay below 6: in 8 bits
# the others would drown, so the products that read it stay in float32.
_LAYERS_WITH_A_LOUD_UNIT = (0, 4, 5)
_PRODUCTS_IN_A_LAYER = 6  # query, key, value, attention output, intermediate, output: numbered in that order

# How far SmoothQuant moves loudness from activations into weights; its own default, .95, is worse here.
_SMOOTHING = 0.7


def export(model: LockedModel, source: Path, target: Path, say: Say) -> None:
    """Write the graph and its record into the folder `target`."""
    say("tracing the network (about 20 seconds)")
    graph = _graph(source)
    say("quantising it on texts in many languages (about a minute)")
    texts = CALIBRATION_FILE.read_text(encoding="utf-8").splitlines()
    openvino.save_model(
        _quantised(graph, list(_samples(model, source, texts))), target / GRAPH_FILE, compress_to_fp16=False
    )
    pieces = sentencepiece_model(source / TOKENIZER_FILE)
    if pieces is not None:
        (target / PIECES_FILE).write_bytes(pieces)
    write_record(_record(model, target), target)


class _UnitVectors(torch.nn.Module):
    """Word vectors and a mask -> the normalised mean of the token vectors."""

    def __init__(self, bert: Any) -> None:
        super().__init__()
        self.bert = bert

    def forward(self, words: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        tokens = self.bert(inputs_embeds=words, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(tokens.dtype)
        mean = (tokens * mask).sum(1) / mask.sum(1)
        return torch.nn.functional.normalize(mean, dim=1)


def _graph(source: Path) -> Any:
    """The network as an OpenVINO graph in float32, for any number of texts of any length it can read."""
    bert = BertModel.from_pretrained(source, add_pooling_layer=False, local_files_only=True).eval()
    words = torch.zeros(2, 16, bert.config.hidden_size)
    mask = torch.ones(2, 16, dtype=torch.int64)
    shape = {0: torch.export.Dim("texts", max=4096), 1: torch.export.Dim("tokens", min=2, max=512)}
    with torch.no_grad():
        traced = torch.export.export(
            _UnitVectors(bert).eval(), (words, mask), dynamic_shapes={"words": shape, "attention_mask": shape}
        )
    return openvino.convert_model(traced)


def _samples(model: LockedModel, source: Path, texts: list[str]) -> Iterator[dict[str, Any]]:
    """The graph's inputs for calibration: passages, questions, and single words, as they come at run time."""
    tokenizer = Tokenizer.from_file(str(source / TOKENIZER_FILE))
    tokenizer.enable_truncation(model.max_tokens)
    words = WordVectors(source / WEIGHTS_FILE)
    passages = [model.prompts.passage + text for text in texts]
    questions = [model.prompts.query + text[:24] for text in texts]
    headings = [model.prompts.passage + text.split(" ")[0][:10] for text in texts]
    for text in passages + questions + headings:
        tokens = np.array([tokenizer.encode(text).ids])
        yield {"words": words.of(tokens), "attention_mask": np.ones_like(tokens)}


def _quantised(graph: Any, samples: list[dict[str, Any]]) -> Any:
    loud = [f"linear_{layer * _PRODUCTS_IN_A_LAYER + 5}/.*" for layer in _LAYERS_WITH_A_LOUD_UNIT]
    return nncf.quantize(
        graph,
        nncf.Dataset(samples),
        model_type=nncf.ModelType.TRANSFORMER,
        subset_size=len(samples),
        ignored_scope=nncf.IgnoredScope(patterns=loud),
        advanced_parameters=nncf.AdvancedQuantizationParameters(
            activations_range_estimator_params=RangeEstimatorParametersSet.MINMAX,
            smooth_quant_alphas=nncf.AdvancedSmoothQuantParameters(matmul=_SMOOTHING),
        ),
    )


def _record(model: LockedModel, target: Path) -> Exported:
    made = sorted(target.iterdir())
    return Exported(
        model=model.digest,
        recipe=RECIPE,
        calibration=sha256(CALIBRATION_FILE.read_bytes()).hexdigest(),
        versions=library_versions(),
        files={path.name: file_sha256(path) for path in made},
        sizes={path.name: path.stat().st_size for path in made},
    )


def main(name: str, source: str, target: str) -> None:
    """Export the locked model of that name; only what is being done goes to standard output."""
    progress, sys.stdout = sys.stdout, sys.stderr  # nncf draws its bars on standard output
    nncf.set_log_level(logging.ERROR)
    export(
        read_lock().model(name),
        Path(source),
        Path(target),
        lambda line: print(line, file=progress, flush=True),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
