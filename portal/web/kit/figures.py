"""How the portal does, in numbers, for those who look after it (the format that Prometheus reads).

Labels are names out of our code and nothing else: no address, no person, no child. Each process counts
for itself, from its start on.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from flask import Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from portal.web.kit.logs import happened


class Figures:
    """The counters of one side, in this process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "portal_requests", "Answers, by what was asked for and how it went.", ("endpoint", "status"),
            registry=self.registry,
        )  # fmt: skip
        self.seconds = Histogram(
            "portal_request_seconds", "How long answers took.", registry=self.registry,
            buckets=(0.05, 0.1, 0.3, 1, 3, 10),
        )  # fmt: skip
        self.registry.register(_Happened())

    def count(self, response: Response) -> Response:
        """After each request."""
        self.requests.labels(request.endpoint or "none", f"{response.status_code // 100}xx").inc()
        if "began" in g:
            self.seconds.observe(time.perf_counter() - g.began)
        return response

    def text(self) -> bytes:
        return generate_latest(self.registry)


class _Happened(Collector):
    """What the log says that somebody should look at, counted: audit.failed, store.failed, failed, refused …"""

    def collect(self) -> Iterator[CounterMetricFamily]:
        found = CounterMetricFamily("portal_events", "Events that somebody should look at.", labels=("event",))
        for event, number in sorted(happened.items()):
            found.add_metric([event], number)
        yield found
