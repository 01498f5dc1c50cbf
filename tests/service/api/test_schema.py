"""Whatever the description of the service lets one send, and what it does not, over real sockets.

Covers `service.schemas.about`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import given
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from embeddings.encoder.encoding import Encoder
from service.errors import BodyTooLarge
from service.problems.table import HEAD_TOO_LARGE, KINDS
from tests.support.drawing import drawn
from tests.support.running import process_of
from tests.support.served import SPEECHES, add, add_topics

# A schema cannot say which cursors were signed, nor that a question is more than commas.
UNSAID = [positive_data_acceptance]
# What is too long to be read is refused, but by a status that `negative_data_rejection` does not know.
TOO_LONG = {KINDS[BodyTooLarge].status, HEAD_TOO_LARGE.status}
Operation = APIOperation[Any, Any, Any, Any]


@pytest.fixture(scope="module")
def log_lines() -> list[str]:
    """What the service says on standard error."""
    return []


@pytest.fixture(scope="module")
def operations(
    tmp_path_factory: pytest.TempPathFactory, tiny: Encoder, log_lines: list[str]
) -> Iterator[list[Operation]]:
    """All that the OpenAPI description of a running service offers."""
    folder: Path = tmp_path_factory.mktemp("schema") / "corpus"
    add(folder, tiny, *SPEECHES)
    add_topics(folder)
    with process_of(folder, log_lines) as (_, address):
        schema = schemathesis.openapi.from_url(f"{address}/openapi.json")
        yield [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_the_service_is_as_it_is_described(
    operations: list[Operation], log_lines: list[str], mode: GenerationMode, subtests: pytest.Subtests
) -> None:
    """Sound and unsound questions: no 5xx, only answers as described, and nothing unsound is taken."""
    for operation in operations:
        if mode is GenerationMode.NEGATIVE and not (operation.body or [*operation.iter_parameters()]):
            continue  # where nothing is asked, nothing can be unsound
        with subtests.test(operation.label), requests.Session() as session:
            ask_cases(operation, mode, session)
    assert "Traceback" not in "".join(log_lines)


def ask_cases(operation: Operation, mode: GenerationMode, session: requests.Session) -> None:
    @drawn(8)
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        answer = case.call(session=session, timeout=30)
        unread = [negative_data_rejection] if answer.status_code in TOO_LONG else []
        case.validate_response(answer, excluded_checks=[*UNSAID, *unread])

    ask()
