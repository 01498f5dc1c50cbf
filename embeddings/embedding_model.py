"""What made a corpus's vectors. Two kinds are never mixed, so all that holds vectors holds this."""

from dataclasses import dataclass
from pathlib import Path

from embeddings.errors import ModelMismatch


@dataclass(frozen=True, slots=True)
class EmbeddingModel:
    """A model, and a way of running it."""

    name: str  # for people: "multilingual-e5-small@8cc596effc95"
    model: str  # SHA-256 of its tensors
    encoding: str  # fingerprint of engine, prompts and limits: the same text gives the same vector
    engine: str
    dimension: int

    @property
    def model_name(self) -> str:
        """As models.lock has it."""
        return self.name.partition("@")[0]

    @property
    def described(self) -> str:
        """In words, all that tells two apart."""
        return f"{self.name} ({self.engine}, encoding {self.encoding})"

    def same_as(self, other: "EmbeddingModel") -> bool:
        """Whether their vectors may be compared."""
        return (self.model, self.encoding) == (other.model, other.encoding)

    def need_same(self, other: "EmbeddingModel", folder: Path) -> None:
        """Raises ModelMismatch unless `other` may answer for the corpus in `folder`, made with this."""
        if not self.same_as(other):
            raise ModelMismatch(
                f"{folder} was made with {self.described}, not with {other.described}; use that one, or"
                f" encode the corpus anew: tifa index --re-encode --model {other.model_name}"
                f" --engine {other.engine} --corpus {folder}"
            )
