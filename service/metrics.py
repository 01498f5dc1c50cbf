"""What is counted and timed, for Prometheus."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_TOGETHER = (1, 2, 4, 8, 16, 32)
# A label for each method that somebody makes up would let anybody fill the memory.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def method_of(method: str) -> str:
    """The method of a request, or "other" for one that HTTP does not have."""
    return method if method in _METHODS else "other"


class Metrics:
    """Those of one service; each has its own, so that two in one process do not add up."""

    def __init__(self) -> None:
        registry = CollectorRegistry()
        self._registry = registry
        self._requests = Counter(
            "tifa_requests", "Requests by route and status.", ("route", "method", "status"), registry=registry
        )
        self._seconds = Histogram(
            "tifa_request_seconds",
            "Seconds from the first byte of a request to the last of its answer.",
            ("route",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._stages = Histogram(
            "tifa_stage_seconds",
            "Seconds that each step of answering took.",
            ("stage",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._together = Histogram(
            "tifa_texts_encoded_together",
            "Texts that the model was given at once.",
            buckets=_TOGETHER,
            registry=registry,
        )
        self._gauges = {
            name: Gauge(f"tifa_{name}", meaning, registry=registry)
            for name, meaning in (
                ("places", "How many questions may be at work or wait."),
                ("places_taken", "How many places are taken."),
                ("encoder_waiting", "Texts, or pieces of longer work, that wait for the model."),
                ("jobs_unfinished", "Jobs that wait or are being done."),
                ("speeches", "Speeches in the snapshot that answers."),
                ("passages", "Passages in the snapshot that answers."),
                ("degraded", "1 while an older snapshot answers than the one published last."),
            )
        }
        self._snapshot = Gauge(
            "tifa_snapshot_info", "The snapshot that answers.", ("snapshot", "model"), registry=registry
        )
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=registry)

    def request(self, *, route: str, method: str, status: int, seconds: float) -> None:
        """status: 499 when its asker left before it was answered."""
        self._requests.labels(route, method_of(method), str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def timed(self, name: str, seconds: float) -> None:
        self._stages.labels(name).observe(seconds)

    def encoded_together(self, n_texts: int) -> None:
        self._together.observe(n_texts)

    def exposition(self, *, snapshot: str, model: str, **gauges: float) -> bytes:
        """All of it in Prometheus' text format, with the gauges as they stand now."""
        for name, value in gauges.items():
            self._gauges[name].set(value)
        self._snapshot.clear()
        self._snapshot.labels(snapshot, model).set(1)
        return generate_latest(self._registry)
