"""What an operator watches: rate, errors and duration by channel, outcomes, and how full it is. No texts, no ids."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.process_collector import ProcessCollector

from bot.webhook.access import key_or_loopback
from bot.webhook.contract import Custom

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_OUTCOMES = {"answer": "answered", "clarify": "asked_back", "fallback": "declined"}

router = APIRouter(tags=["Operation"])


class Metrics:
    """The figures of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = Counter(
            "webhook_requests", "Requests answered.", ["route", "method", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "webhook_reply_seconds",
            "From a message's arrival to its reply.",
            ["channel"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._replies = Counter("webhook_replies", "Replies made.", ["channel", "outcome"], registry=self.registry)
        self._masked = Counter("webhook_masked", "Pieces of personal data masked.", ["kind"], registry=self.registry)
        self._rasa_failures = Counter(
            "webhook_rasa_failures", "Messages that Rasa did not answer.", registry=self.registry
        )
        self._figures_lost = Counter(
            "webhook_figures_lost", "Events of the figures dropped: the database was away.", registry=self.registry
        )
        self._ratings = Counter("webhook_ratings", "Ratings received.", ["useful"], registry=self.registry)

    def gauge(self, name: str, meaning: str, read: Callable[[], float]) -> None:
        """A figure that is read when somebody looks."""
        Gauge(f"webhook_{name}", meaning, registry=self.registry).set_function(read)

    def request(self, route: str, method: str, status: int) -> None:
        """A request was answered; `route` is its template, never its path."""
        self._requests.labels(route, method, str(status)).inc()

    def reply(self, channel: str, outcome: str, seconds: float) -> None:
        """A message got its reply."""
        self._replies.labels(channel, outcome).inc()
        self._seconds.labels(channel).observe(seconds)

    def masked(self, kinds: Sequence[str]) -> None:
        """Something personal was masked."""
        for kind in kinds:
            self._masked.labels(kind).inc()

    def rasa_failed(self) -> None:
        """Rasa did not answer."""
        self._rasa_failures.inc()

    def figures_lost(self, events: int) -> None:
        """Something that was asked will not be counted."""
        self._figures_lost.inc(events)

    def rated(self, useful: bool) -> None:
        """Somebody said whether a reply was of use."""
        self._ratings.labels("yes" if useful else "no").inc()


def outcome(custom: Custom | None) -> str:
    """What a reply is, in the operator's words: answered, asked_back, declined, degraded, or its type."""
    if custom is None:
        return "declined"
    if custom.model_extra and custom.model_extra.get("limited"):
        return "degraded"
    return _OUTCOMES.get(custom.type, custom.type)


@router.get(
    "/metrics",
    summary="Figures for Prometheus",
    dependencies=[Depends(key_or_loopback)],
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}},
)
async def metrics(request: Request) -> Response:
    """All figures, to the holder of the key, or to this machine where there is none."""
    found: Metrics = request.app.state.metrics
    return Response(generate_latest(found.registry), media_type=CONTENT_TYPE_LATEST)
