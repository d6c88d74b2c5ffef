"""Traces and metrics to an OpenTelemetry collector, when the operator names one; otherwise nothing of it is even imported.

What is sent says which route was asked and how it went, never the address itself: identifiers are `{uuid}`, and there is no
query, body, token or name in it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from raadhuis.kernel import db, outgoing, settings, trace

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
INTERVAL = 15_000  # milliseconds between two sendings of metrics
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds


def start(process: str) -> bool:
    """Begin sending, as part `process` of the house; False when the operator wants none of it (RAADHUIS_OTLP_URL)."""
    url = settings.current().otlp_url.rstrip("/")
    if not url:
        return False
    from opentelemetry import metrics
    from opentelemetry import trace as spans
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    headers = outgoing.collector_headers()
    resource = Resource({"service.name": "raadhuis", "service.instance.id": process})
    tracing = TracerProvider(resource=resource)
    tracing.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{url}/v1/traces", headers=headers)))
    spans.set_tracer_provider(tracing)
    reader = PeriodicExportingMetricReader(
        OTLPMetricExporter(f"{url}/v1/metrics", headers=headers), export_interval_millis=INTERVAL
    )
    metrics.set_meter_provider(MeterProvider([reader], resource=resource))
    trace.install(_span)
    if process == "worker":
        _watch_queues()
    return True


@contextmanager
def _span(name: str, attributes: dict[str, str]) -> Iterator[None]:
    from opentelemetry import trace as spans

    before = trace.current()
    with spans.get_tracer("raadhuis").start_as_current_span(
        name, attributes=dict(attributes), record_exception=False
    ) as span:
        _enter(span, before.span_id)
        try:
            yield
        finally:
            trace.use(before)


def _parent(trace_id: str, span_id: str) -> Any:
    from opentelemetry import trace as spans

    given = spans.SpanContext(
        int(trace_id, 16), int(span_id, 16), is_remote=True, trace_flags=spans.TraceFlags(1)
    )
    return spans.set_span_in_context(spans.NonRecordingSpan(given))


def _enter(span: Any, parent: str) -> None:
    """What is logged and called from here on belongs to `span`."""
    here = span.get_span_context()
    trace.use(trace.Context(f"{here.trace_id:032x}", f"{here.span_id:016x}", parent))


def traced(application: Application) -> Application:
    """`application`, with a span and a measured duration for every request."""
    from opentelemetry import metrics
    from opentelemetry import trace as spans
    from opentelemetry.context import Context
    from opentelemetry.trace import SpanKind, StatusCode

    tracer = spans.get_tracer("raadhuis")
    durations = metrics.get_meter("raadhuis").create_histogram(
        "http.server.request.duration",
        unit="s",
        description="How long a request takes until its answer begins",
        explicit_bucket_boundaries_advisory=BUCKETS,
    )

    def measured(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        said: list[str] = []

        def answer(status: str, *rest: Any) -> Any:
            said.append(status)
            return start_response(status, *rest)

        asked = trace.current()
        context = _parent(asked.trace_id, asked.parent_id) if asked.parent_id else Context()
        began, method = time.perf_counter(), environ["REQUEST_METHOD"]
        with tracer.start_as_current_span(
            method, context=context, kind=SpanKind.SERVER, record_exception=False
        ) as span:
            _enter(span, asked.parent_id)
            body = application(environ, answer)
            status = int(said[0][:3]) if said else 0
            attributes = {
                "http.request.method": method,
                "http.route": route_of(environ),
                "http.response.status_code": status,
            }
            span.update_name(f"{method} {attributes['http.route']}")
            span.set_attributes(attributes)
            if status >= 500:
                span.set_status(StatusCode.ERROR)
        durations.record(time.perf_counter() - began, attributes)
        return body

    return measured


def route_of(environ: dict[str, Any]) -> str:
    """The route that answered, with names where the address has values; "" when none did."""
    route: str = environ.get("raadhuis.route", "")
    path: str = environ["PATH_INFO"]
    if route and "/api/" in path and not route.startswith("/".join(path.split("/")[:4])):
        return (
            "/".join(path.split("/")[:4]) + route
        )  # the edge of the APIs knows its route without the prefix
    return route or ("/static/" if path.startswith("/static/") else "")


def _watch_queues() -> None:
    from opentelemetry import metrics
    from opentelemetry.metrics import CallbackOptions, Observation

    def counted(sql: str) -> Callable[[CallbackOptions], Iterable[Observation]]:
        def look(options: CallbackOptions) -> Iterable[Observation]:
            try:
                with db.borrowed():
                    return [Observation(db.value(sql))]
            except Exception:  # noqa: BLE001  # the database may be away in any way; then there is nothing to tell
                return []

        return look

    meter = metrics.get_meter("raadhuis")
    meter.create_observable_gauge(
        "raadhuis.events.waiting",
        [counted("SELECT count(*) FROM kernel_delivery")],
        description="Deliveries of events that are still to be made",
    )
    meter.create_observable_gauge(
        "raadhuis.jobs.waiting",
        [counted("SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')")],
        description="Background jobs that are still to be done",
    )
