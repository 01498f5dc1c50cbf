"""What may be asked of formulas."""

from typing import Annotated

from pydantic import AfterValidator, Field

from embeddings.formulas.formula import Kind
from service.parameters.values import DIGITS, MOST_ID, MOST_VALUES, Day, Names, StrictModel, speakable

MOST_FORMULAS = 200  # in one page
MOST_OFFSET = 100_000
MOST_WORDING = 200  # characters of a wording


class FormulasParameters(StrictModel):
    """Which formulas are listed. Several values of one field mean either of them."""

    find: Annotated[str, Field(max_length=MOST_WORDING), AfterValidator(speakable)] = Field(
        "", description="A part of the wording, in any script.", examples=["stays open"]
    )
    kind: list[Kind] = Field(
        ["phrase"],
        max_length=MOST_VALUES,
        description="phrase: a set phrase; name: an office, a body, a document; term: plain vocabulary;"
        " quotation: a saying; frame: mastheads and salutations.",
    )
    language: Names = Field([], description="`en`; `zh` takes in both scripts.")
    since: Day | None = Field(
        None,
        description="Only formulas that no dated speech before this date says. YYYY, YYYY-MM or YYYY-MM-DD.",
    )
    limit: Annotated[int, Field(ge=1, le=MOST_FORMULAS, description="How many at most."), DIGITS] = 50
    offset: Annotated[
        int, Field(ge=0, le=MOST_OFFSET, description="How many are left out before."), DIGITS
    ] = 0


class TraceParameters(StrictModel):
    q: Annotated[str, Field(min_length=1, max_length=MOST_WORDING), AfterValidator(speakable)] = Field(
        description="A wording, in any language and script.", examples=["the harbour stays open"]
    )
    language: Annotated[str, Field(max_length=MOST_ID)] | None = Field(
        None,
        description="Of the wording, when it is known; else it is recognised.",
        pattern="^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
    )
