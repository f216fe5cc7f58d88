"""Figures for Prometheus: requests, the follower's lag, dead letters, the last good run."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

from api.dependencies import ServicesDep
from catalogue.desk_store import LineHealth
from catalogue.errors import StoreUnavailable

router = APIRouter(tags=["health"])

BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The figures of one server; each app has its own."""

    def __init__(self) -> None:
        """Start counting at zero."""
        self.registry = CollectorRegistry()
        labels = ("route", "method", "status")
        self._requests = Counter(
            "spil_requests", "Requests answered.", labels, registry=self.registry
        )
        self._seconds = Histogram(
            "spil_request_seconds",
            "Seconds until the answer was sent.",
            ("route",),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self._store = self._gauge("spil_store_up", "1 while PostgreSQL answers.")
        self._waiting = self._gauge("spil_follower_changes", "Changes not followed yet.", "name")
        self._lag = self._gauge("spil_follower_seconds", "Age of the oldest of them.", "name")
        self._letters = self._gauge("spil_dead_letters", "Records rejected and kept.", "source")
        self._runs = self._gauge("spil_last_good_run_time", "End of the last good run.", "step")
        self._unlinked = self._gauge("spil_unlinked_holdings", "Holdings on the unlinked desk.")

    def _gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(name, text, labels, registry=self.registry)

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answer."""
        self._requests.labels(route, method, status).inc()
        self._seconds.labels(route).observe(seconds)

    def line(self, health: LineHealth | None) -> None:
        """Take over the line's figures; None where the store is away and they stay as they were."""
        self._store.set(0 if health is None else 1)
        if health is None:
            return
        for gauge in (self._waiting, self._lag, self._letters, self._runs):
            gauge.clear()
        for name, (count, seconds) in health.followers.items():
            self._waiting.labels(name).set(count)
            self._lag.labels(name).set(seconds)
        for source, count in health.dead_letters.items():
            self._letters.labels(source).set(count)
        for step, ended in health.last_done.items():
            self._runs.labels(step).set(ended.timestamp())
        self._unlinked.set(health.unlinked)

    def text(self) -> bytes:
        """All figures in Prometheus' text form."""
        return generate_latest(self.registry)


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request, services: ServicesDep) -> Response:
    """All figures in Prometheus' text form; those of the line are read now."""
    figures: Metrics = request.app.state.metrics
    try:
        figures.line(await services.desk.health())
    except StoreUnavailable:
        figures.line(None)
    return Response(figures.text(), media_type=CONTENT_TYPE_LATEST)
