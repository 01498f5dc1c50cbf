"""What the service says of itself: lines for people, or JSON for machines. Never a text, nor a question."""

import traceback
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter
from uvicorn.config import LOGGING_CONFIG

_Raised = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]


class OneObjectALine(JsonFormatter):
    """A JSON object a line, in ASCII, so that nothing in it can pass for another line."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 -- as logging calls it
        """Where it was raised, without its message: that may hold what somebody asked."""
        raised: _Raised = ei
        frames = "".join(traceback.format_tb(raised[2]))
        return f"{frames}{raised[0].__name__}" if raised[0] else frames


def logging_of(log_format: str) -> dict[str, Any]:
    """What the server is configured with. log_format: "text" or "json"."""
    return _as_text() if log_format == "text" else _as_json()


def _as_text() -> dict[str, Any]:
    """The service's own lines look like the server's, and go where they go."""
    ours = {
        "service": {"handlers": ["default"], "level": "INFO", "propagate": False},
        "service.requests": {"level": "WARNING"},  # a line for each request is for machines
    }
    return LOGGING_CONFIG | {"loggers": LOGGING_CONFIG["loggers"] | ours}


def _as_json() -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": OneObjectALine,
                "fmt": ["asctime", "levelname", "name", "message"],
                "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
                "datefmt": "%Y-%m-%dT%H:%M:%S%z",
            }
        },
        "handlers": {
            "default": {
                "class": "logging.StreamHandler",
                "formatter": "json",
                "stream": "ext://sys.stderr",
            }
        },
        "loggers": {
            name: {"handlers": ["default"], "level": level, "propagate": False}
            for name, level in (("uvicorn", "INFO"), ("service", "INFO"))
        },
    }
