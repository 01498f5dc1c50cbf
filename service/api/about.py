"""What stands behind the answers."""

from importlib.metadata import metadata

from fastapi import APIRouter

from service.answering.query_service import OpenQueryService
from service.api.refusals import ANY
from service.jobs.given import MOST_GIVEN
from service.jobs.uploads import MOST_FILES
from service.parameters import formulas, values
from service.parameters.bodies import JsonRoute
from service.problems.responses import describe_problems
from service.schemas.about import AboutAnswer

router = APIRouter(prefix="/v1", route_class=JsonRoute)


@router.get("/about", tags=["service"], responses=describe_problems(*ANY))
async def about(query_service: OpenQueryService) -> AboutAnswer:
    """What stands behind the answers, and how much may be asked."""
    tifa = metadata("tifa")
    return AboutAnswer.from_snapshot(
        query_service.corpus.snapshot,
        version=tifa["Version"],
        licence=tifa["License-Expression"],
        limits={
            "k": values.MOST_MATCHES,
            "queries": values.MOST_QUERIES,
            "characters_in_address": values.MOST_IN_ADDRESS,
            "characters_in_query": values.MOST_IN_QUERY,
            "characters_in_speech": values.MOST_IN_SPEECH,
            "values_of_a_filter": values.MOST_VALUES,
            "speeches_in_a_page": values.MOST_SPEECHES,
            "formulas_in_a_page": formulas.MOST_FORMULAS,
            "characters_in_wording": formulas.MOST_WORDING,
            "body_bytes": query_service.settings.body_bytes,
            "body_seconds": query_service.settings.body_seconds,
            "speeches_in_body": MOST_GIVEN,
            "upload_bytes": query_service.settings.upload_bytes,
            "upload_seconds": query_service.settings.upload_seconds,
            "files_in_upload": MOST_FILES,
            "request_seconds": query_service.settings.request_seconds,
        },
    )
