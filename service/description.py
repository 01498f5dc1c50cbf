"""The OpenAPI description: what FastAPI makes of the routes, and what it cannot know."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from service.jobs.given import GivenSpeech, GivenSpeeches
from service.schemas.about import Problem

DESCRIPTION = """
Ask a corpus of policy speeches, in any language, in either script of Chinese.

* `GET /v1/search?q=…` finds the passages that answer; quotation marks demand a wording, a minus excludes one.
* Every answer names the `snapshot` and the `model` that made it. Offsets count code points of the text.
* A passage is cited for good as `speech_id@revision:position`: `GET /v1/passages/{address}`.
* What is refused is a problem (RFC 9457) with a `type` that never changes.
* From other machines, and for all writing, a key is needed: `Authorization: Bearer KEY`.
"""


def describe(app: FastAPI) -> dict[str, Any]:
    """The description, made once: with shapes that no route takes or returns as such, and with examples."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            description=DESCRIPTION.strip(),
            routes=app.routes,
            tags=app.openapi_tags,
        )
        for shape in (Problem, GivenSpeech, GivenSpeeches):
            schema = shape.model_json_schema(ref_template="#/components/schemas/{model}")
            made["components"]["schemas"] |= schema.pop("$defs", {}) | {shape.__name__: schema}
        made["security"] = [{}, {"key": []}]  # a question needs one, or none on a loopback address
        for methods in made["paths"].values():
            for operation in methods.values():
                _exemplify(operation, made["components"]["schemas"])
        app.openapi_schema = made
    return app.openapi_schema


def _exemplify(operation: dict[str, Any], shapes: dict[str, Any]) -> None:
    """A summary, and examples where "Try it out" looks for them."""
    operation["summary"] = operation["description"].split(".")[0].split(":")[0].replace("\n", " ")
    for parameter in operation.get("parameters", ()):
        examples = parameter["schema"].get("examples")
        if examples:
            parameter["example"] = examples[0]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        shape = shapes.get(content.get("schema", {}).get("$ref", "").rpartition("/")[2], {})
        if shape.get("examples"):
            content["example"] = shape["examples"][0]
