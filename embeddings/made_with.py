"""What made a corpus's vectors. Two kinds are never mixed, so all that holds vectors holds this."""

from dataclasses import dataclass
from pathlib import Path

from embeddings.errors import ModelMismatch


@dataclass(frozen=True, slots=True)
class MadeWith:
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

    def need_same(self, other: "MadeWith", folder: Path) -> None:
        """Raises ModelMismatch unless `other` may answer for the corpus in `folder`, made with this."""
        if (self.model, self.encoding) != (other.model, other.encoding):
            raise ModelMismatch(
                f"{folder} was made with {self.name} ({self.engine}, encoding {self.encoding}), not with"
                f" {other.name} ({other.engine}, encoding {other.encoding}); use that one, or index into"
                " another folder"
            )
