"""The service's settings: read once from the environment, explicit, never changed afterwards."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, get_args

from embeddings.models.shelf import default_cache
from service.errors import WrongSetting

PREFIX = "TIFA_"
READS_PER_MINUTE = 600
WRITES_PER_MINUTE = 60


class Names(tuple[str, ...]):
    """Several names in one setting, with commas between them."""

    def __new__(cls, text: str = "") -> "Names":
        return super().__new__(cls, (name.strip() for name in text.split(",") if name.strip()))


def available_cores() -> int:
    """The cores this process may run on, which in a container can be fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _told(meaning: str, *, otherwise: str = "", **span: float) -> Mapping[str, Any]:
    """otherwise: what is taken when it is not set, where that is no constant."""
    return {"meaning": meaning, "otherwise": otherwise} | span


@dataclass(frozen=True, slots=True)
class Settings:
    """Each field is read from TIFA_ and its name in capitals: TIFA_CORPUS, TIFA_PORT, …

    Raises WrongSetting for a number out of its range.
    """

    corpus: Path = field(metadata=_told("the corpus folder to answer from", otherwise="none"))
    cache: Path = field(
        default_factory=default_cache,
        metadata=_told("the folder where models are kept", otherwise="in the user's cache directory"),
    )
    index: str = field(
        default="",
        metadata=_told(
            "the engine that finds passages (milvus://HOST)", otherwise="the snapshot's own index"
        ),
    )
    index_token: str = field(
        default="",
        repr=False,
        metadata=_told("who asks the engine: user:password, or a key", otherwise="nobody"),
    )
    threads: int = field(
        default_factory=available_cores,
        metadata=_told("threads the model runs on", otherwise="all available cores", least=1, most=256),
    )
    host: str = field(default="127.0.0.1", metadata=_told("the address to listen on"))
    port: int = field(
        default=8000, metadata=_told("the port to listen on; 0 takes any that is free", least=0, most=65_535)
    )
    search_threads: int = field(default=2, metadata=_told("threads that rank and explain", least=1, most=256))
    places: int = field(
        default=64,
        metadata=_told("questions that may be at work or wait; more are refused", least=1, most=100_000),
    )
    request_seconds: float = field(
        default=30.0,
        metadata=_told(
            "seconds a question, or 10,000 characters of a text, have, waiting included",
            least=0.01,
            most=3600,
        ),
    )
    connections: int = field(
        default=4096, metadata=_told("connections that may be open", least=1, most=1_000_000)
    )
    head_seconds: float = field(
        default=10.0,
        metadata=_told("seconds a request's first line and headers have to arrive", least=0.01, most=3600),
    )
    body_bytes: int = field(
        default=2_000_000, metadata=_told("bytes a request's body may have", least=1, most=1_000_000_000)
    )
    body_seconds: float = field(
        default=10.0, metadata=_told("seconds a request's body has to arrive", least=0.01, most=3600)
    )
    upload_bytes: int = field(
        default=100_000_000,
        metadata=_told("bytes that files sent in one request may have", least=1, most=10_000_000_000),
    )
    upload_seconds: float = field(
        default=300.0, metadata=_told("seconds that sent files have to arrive", least=0.01, most=86_400)
    )
    most_jobs: int = field(
        default=100, metadata=_told("jobs that may wait; more are refused", least=1, most=100_000)
    )
    job_seconds: float = field(
        default=21_600.0, metadata=_told("seconds within which a job has to be done", least=1, most=604_800)
    )
    job_hours: float = field(
        default=24.0,
        metadata=_told(
            "hours that a finished job and its Idempotency-Key are remembered", least=0.01, most=8760
        ),
    )
    reads_per_minute: int | None = field(
        default=None,
        metadata=_told(
            "questions in a minute from one key, or from one address without a key; 0: any number",
            otherwise=f"{READS_PER_MINUTE}, and any number where this machine alone asks",
            least=0,
            most=1_000_000,
        ),
    )
    writes_per_minute: int | None = field(
        default=None,
        metadata=_told(
            "additions and removals in a minute from one key; 0: any number",
            otherwise=f"{WRITES_PER_MINUTE}, and any number where this machine alone asks",
            least=0,
            most=1_000_000,
        ),
    )
    allowed_hosts: Names = field(
        default=Names(),
        metadata=_told(
            "names by which the service may be asked, with commas between",
            otherwise="localhost, 127.0.0.1 and [::1] where this machine alone asks, else any",
        ),
    )
    cors_origins: Names = field(
        default=Names(),
        metadata=_told(
            "origins of pages that may ask from a browser (https://example.org), with commas between",
            otherwise="none",
        ),
    )
    proxies: Names = field(
        default=Names(),
        metadata=_told(
            "addresses of proxies that are believed when they say who is asking, with commas between; other"
            " machines ask through them, so every question needs a key, also on a loopback address",
            otherwise="none",
        ),
    )
    delivery_seconds: float = field(
        default=60.0, metadata=_told("seconds a client has to take its answer", least=0.01, most=3600)
    )
    log_format: str = field(
        default="text", metadata=_told("text for people, or json: an object a line, one for each request too")
    )
    refresh_seconds: float = field(
        default=0.5, metadata=_told("seconds between looks for a newer snapshot", least=0.01, most=3600)
    )
    stop_seconds: int = field(
        default=30,
        metadata=_told("seconds that running requests have when it is stopped", least=1, most=3600),
    )

    def __post_init__(self) -> None:
        for setting in fields(self):
            if "least" in setting.metadata and (number := getattr(self, setting.name)) is not None:
                _check_range(setting, number)
        if self.log_format not in ("text", "json"):
            raise WrongSetting(f"{PREFIX}LOG_FORMAT must be text or json, not {self.log_format!r}")

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach the address that is listened on."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def for_this_machine_alone(self) -> bool:
        """Whether nobody else asks: behind a proxy other machines do, wherever is listened."""
        return self.on_loopback and not self.proxies

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], **given: Any) -> "Settings":
        """What is given goes before the environment, the environment before the defaults.

        Raises WrongSetting, naming the variable.
        """
        read = {
            setting.name: _read(setting, environ[_variable(setting)])
            for setting in fields(cls)
            if _variable(setting) in environ and setting.name not in given
        }
        if "corpus" not in read | given:
            raise WrongSetting(f"{PREFIX}CORPUS is not set; it names the corpus folder to answer from")
        return cls(**read, **given)


def explain_settings() -> list[tuple[str, str]]:
    """The variable of every setting, with what it means and what is taken when it is not set."""
    return [
        (_variable(setting), f"{setting.metadata['meaning']}  [default: {_default(setting)}]")
        for setting in fields(Settings)
    ]


def _default(setting: "Field[Any]") -> str:
    return setting.metadata["otherwise"] or f"{setting.default}"


def _variable(setting: "Field[Any]") -> str:
    return PREFIX + setting.name.upper()


def _read(setting: "Field[Any]", text: str) -> Any:
    if not text.strip():
        raise WrongSetting(f"{_variable(setting)} is empty; give {setting.metadata['meaning']}, or unset it")
    try:
        return _kind(setting)(text)
    except ValueError:
        raise WrongSetting(f"{_wanted(setting)}, not {text!r}") from None


def _kind(setting: "Field[Any]") -> Any:
    """What a text is read as: Path, str, Names, int or float, which may be left open (`| None`)."""
    return next(iter(get_args(setting.type)), setting.type)


def _check_range(setting: "Field[Any]", number: float) -> None:
    # Written so that NaN, which is neither, fails.
    if not setting.metadata["least"] <= number <= setting.metadata["most"]:
        raise WrongSetting(f"{_wanted(setting)}, not {number}")


def _wanted(setting: "Field[Any]") -> str:
    kind = "a whole number" if _kind(setting) is int else "a number"
    least, most = setting.metadata["least"], setting.metadata["most"]
    return f"{_variable(setting)} ({setting.metadata['meaning']}) must be {kind} from {least:g} to {most:g}"
