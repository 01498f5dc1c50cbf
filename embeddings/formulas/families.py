from collections.abc import Sequence
from embeddings.formulas.formula import Formula
def families_of(formulas: Sequence[Formula]) -> dict[str, str]:
    return {f.id: f.id for f in formulas}
