"""What the service says of itself: what it is, whether it can answer, and what went wrong."""

from collections.abc import Mapping

from pydantic import Field

from embeddings.snapshot.snapshot import Snapshot
from service.schemas.parts import Answered, Shape, provenance_of


class AboutAnswer(Answered):
    """What stands behind the answers, and how much may be asked."""

    version: str = Field(description="Of Tifa.", examples=["0.1.0"])
    licence: str = Field(description="Of Tifa.", examples=["Apache-2.0"])
    n_speeches: int
    n_passages: int
    n_topics: int | None = Field(description="null until `tifa topics` has made topics.")
    languages: dict[str, int] = Field(
        description="Passages by language.", examples=[{"en": 210, "zh-Hans": 640}]
    )
    dimension: int = Field(description="Of the vectors.", examples=[384])
    model_sha256: str = Field(description="Of the model's tensors.")
    encoding: str = Field(description="Fingerprint of how the model was run.")
    engine: str = Field(description="What ran it.", examples=["openvino"])
    space: str = Field(description="Which measure of nearness the cosines were taken in.")
    libraries: dict[str, str] = Field(description="Versions that made this snapshot.")
    limits: dict[str, int | float] = Field(examples=[{"k": 100, "queries": 32}])

    @classmethod
    def from_snapshot(
        cls, snapshot: Snapshot, *, version: str, licence: str, limits: Mapping[str, float]
    ) -> "AboutAnswer":
        manifest, embedding_model = snapshot.manifest, snapshot.manifest.embedding_model
        return cls(
            **provenance_of(snapshot),
            version=version,
            licence=licence,
            n_speeches=manifest.n_speeches,
            n_passages=manifest.n_passages,
            n_topics=manifest.n_topics,
            languages=dict(manifest.languages),
            dimension=embedding_model.dimension,
            model_sha256=embedding_model.model,
            encoding=embedding_model.encoding,
            engine=embedding_model.engine,
            space=manifest.space,
            libraries=dict(manifest.libraries),
            limits=dict(limits),
        )


class ReadyAnswer(Answered):
    ready: bool
    degraded: str | None = Field(
        description="Why questions fail, or an older snapshot answers than the one published last; null when"
        " all is well."
    )


class LiveAnswer(Shape):
    live: bool


class FieldFault(Shape):
    at: str = Field(description="Where in the question: `query.k`, `body.text`.", examples=["query.k"])
    problem: str = Field(examples=["must be 100 or less"])


class Problem(Shape):
    """What went wrong (RFC 9457). It never repeats what was sent."""

    type: str = Field(
        description="What kind of problem; it never changes.", examples=["urn:tifa:problem:invalid-question"]
    )
    title: str = Field(examples=["The question is not valid"])
    status: int = Field(examples=[422])
    detail: str = Field(
        description="What to do about it.", examples=["See `errors`: each says where and what."]
    )
    errors: list[FieldFault] | None = Field(None, description="For questions that are not valid: each fault.")
