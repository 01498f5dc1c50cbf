"""A real sentence-transformers model of a few kilobytes: words of policy speeches, and what they mean.

A word's vector is its concept's, turned a little: flood and inondation nearly agree. A word that belongs to
no concept has a short one of its own; one that is not in the vocabulary counts for next to nothing.
"""

from pathlib import Path

import numpy as np
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from embeddings.encoder.encoding import Encoder
from embeddings.encoder.sentence_transformers import SentenceTransformersEncoder
from embeddings.models.lock import Model, Prompts

DIMENSION = 64

CONCEPTS = """
flood floods flooding dyke dykes levee inondation inondations digue inundación dique 洪 汛 堤 防
job jobs work training skills emploi emplois formation empleo formación 岗 业 培 训
port ports harbour harbours quay ferry ferries shipping puerto quai 港 航 船
elderly care nurse ageing soins aînés vejez cuidado 老 养 护
energy wind solar power énergie vent energía viento 能 风 电
school schools teacher teachers village école escuela maestro 学 校 村
forest oak hill hills tree trees forêt chêne bosque 林 山 树
"""
OTHERS = """
query passage the a an of and to in on all our we every its is are keep keeps stays open opens sail sails
winter summer day night town doors roof plant above too again these ours le la les des de et nous el los y
今年 我们 要 做 好 工 作 的 全 力 推 进 和 市 省
"""


def tiny_model(folder: Path, *, dimension: int = DIMENSION) -> Path:
    """Save the model in `folder`, as any sentence-transformers model is saved."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

    words, vectors = _vocabulary(dimension)
    network = SentenceTransformer(
        modules=[StaticEmbedding(_tokenizer(words), embedding_weights=vectors), Normalize()], device="cpu"
    )
    network.save(str(folder), create_model_card=False)
    return folder


def tiny_encoder(folder: Path, *, dimension: int = DIMENSION) -> Encoder:
    """The tiny model, saved in `folder` and loaded from there; with another dimension it is another model."""
    model = Model(
        name="tiny" if dimension == DIMENSION else f"tiny-{dimension}",
        dimension=dimension,
        max_tokens=512,
        prompts=Prompts(query="query: ", passage="passage: "),
        digest=f"{dimension - DIMENSION:064x}",
    )
    return SentenceTransformersEncoder.load(model, tiny_model(folder, dimension=dimension), threads=1)


def _vocabulary(dimension: int) -> tuple[list[str], np.ndarray[tuple[int, int], np.dtype[np.float32]]]:
    draw = np.random.default_rng(7)
    words, rows = ["[UNK]"], [draw.normal(size=dimension) * 0.01]
    for line in CONCEPTS.strip().splitlines():
        concept = draw.normal(size=dimension)
        for word in line.split():
            words.append(word)
            rows.append(concept + 0.3 * draw.normal(size=dimension))
    for word in OTHERS.split():
        words.append(word)
        rows.append(0.1 * draw.normal(size=dimension))
    return words, np.asarray(rows, dtype=np.float32)


def _tokenizer(words: list[str]) -> Tokenizer:
    """Lower-cased words, and single Chinese characters."""
    vocabulary = {word: i for i, word in enumerate(words)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))  # noqa: S106 -- no password
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex("[\u4e00-\u9fff]"), "isolated"), pre_tokenizers.Whitespace()]
    )
    return tokenizer
