"""multilingual-e5-small as a sentence-transformers directory, rebuilt from its 4-bit weights.

The directory is written here, not by the library, so that its bytes are the same on every machine and
version, and so that making it needs no torch. That the library reads it is what the tests show.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file

from embeddings.models.default.q4 import Floats, Weights
from embeddings.models.lock import LockedModel

WEIGHTS_FILE = "model.safetensors"
TOKENIZER_FILE = "tokenizer.json"

# The names of the tensors in the weights file -> those of transformers' BertModel; {} is "weight" or "bias".
_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_IN_A_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def write_tensors(weights: Weights, path: Path) -> None:
    """Write the weights file of the directory."""
    # Without this note transformers refuses the file.
    save_file(dict(_named(weights)), path, metadata={"format": "pt"})


def _named(weights: Weights) -> Iterator[tuple[str, Floats]]:
    """The tensors under BertModel's names, in its shapes; a matrix is (out, in)."""
    rows = {"emb.word": weights.vocabulary, "emb.pos": weights.positions, "emb.type": weights.token_types}
    for name, theirs in _EMBEDDINGS.items():
        tensor = weights.tensors[name]
        yield theirs, tensor.reshape(rows[name], weights.hidden) if name in rows else tensor
    for layer in range(weights.layers):
        for name, theirs in _IN_A_LAYER.items():
            weight, bias = (weights.tensors[f"l{layer}.{name}.{part}"] for part in "wb")
            matrix = weight if name in ("aln", "oln") else weight.reshape(bias.size, -1)
            yield f"encoder.layer.{layer}.{theirs}.weight", np.ascontiguousarray(matrix)
            yield f"encoder.layer.{layer}.{theirs}.bias", bias


def settings_files(model: LockedModel) -> dict[str, bytes]:
    """The small files of the directory, by their path in it: what is neither weights nor tokenizer."""
    settings = {
        "config.json": _NETWORK
        | {"hidden_size": model.dimension, "max_position_embeddings": model.max_tokens},
        "tokenizer_config.json": _TOKENIZER | {"model_max_length": model.max_tokens},
        "sentence_bert_config.json": _TRANSFORMER,
        "modules.json": _MODULES,
        "1_Pooling/config.json": {"embedding_dimension": model.dimension, "pooling_mode": "mean"},
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "model_type": "SentenceTransformer",
            "prompts": {"query": model.prompts.query, "passage": model.prompts.passage},
            "similarity_fn_name": "cosine",
        },
    }
    return {path: (json.dumps(fields, indent=2) + "\n").encode() for path, fields in settings.items()}


_NETWORK: dict[str, Any] = {
    "architectures": ["BertModel"],
    "attention_probs_dropout_prob": 0.1,
    "dtype": "float32",
    "hidden_act": "gelu",
    "hidden_dropout_prob": 0.1,
    "initializer_range": 0.02,
    "intermediate_size": 1536,
    "layer_norm_eps": 1e-12,
    "model_type": "bert",
    "num_attention_heads": 12,
    "num_hidden_layers": 12,
    "pad_token_id": 1,
    "type_vocab_size": 2,
    "vocab_size": 250037,
}
_TOKENIZER: dict[str, Any] = {
    "tokenizer_class": "PreTrainedTokenizerFast",
    "bos_token": "<s>",
    "cls_token": "<s>",
    "eos_token": "</s>",
    "sep_token": "</s>",
    "mask_token": "<mask>",
    "pad_token": "<pad>",
    "unk_token": "<unk>",
}
_TRANSFORMER: dict[str, Any] = {
    "transformer_task": "feature-extraction",
    "modality_config": {"text": {"method": "forward", "method_output_name": "last_hidden_state"}},
    "module_output_name": "token_embeddings",
    "model_kwargs": {"add_pooling_layer": False},  # BERT's own pooler is not part of this model
}
_MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.base.modules.transformer.Transformer"},
    {
        "idx": 1,
        "name": "1",
        "path": "1_Pooling",
        "type": "sentence_transformers.sentence_transformer.modules.pooling.Pooling",
    },
    {
        "idx": 2,
        "name": "2",
        "path": "2_Normalize",
        "type": "sentence_transformers.base.modules.normalize.Normalize",
    },
]
