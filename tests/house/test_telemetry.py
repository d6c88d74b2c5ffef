"""What a collector hears of a running installation, and what the monitoring does: a real receiver, real processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import psycopg
import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from raadhuis.house.temporary import TemporaryInstallation
from tests.faults import elsewhere
from tests.faults.parts import wait_until
from tests.once import demo_data

pytestmark = pytest.mark.xdist_group("telemetry")  # one installation for all
SANNE = "999900006"
TRACE, CALLER = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


class Collector:
    """An OTLP receiver over HTTP that keeps what it hears: protobuf of the SDK, JSON of the log of processing."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.metrics: set[str] = set()
        self.logged: list[dict[str, str]] = []
        self.bytes = b""
        self.refuses = False
        collector = self

        class Edge(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if not collector.refuses:
                    collector.hear(self.path, body, self.headers["Content-Type"])
                self.send_response(503 if collector.refuses else 200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Edge)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def hear(self, path: str, body: bytes, kind: str) -> None:
        self.bytes += body
        if path == "/v1/metrics":
            read = ExportMetricsServiceRequest.FromString(body)
            for resource in read.resource_metrics:
                for scope in resource.scope_metrics:
                    self.metrics |= {metric.name for metric in scope.metrics}
        elif kind == "application/json":
            for resource in json.loads(body)["resourceSpans"]:
                for scope in resource["scopeSpans"]:
                    self.logged += [
                        {
                            "trace": span["traceId"],
                            "name": span["name"],
                            **{a["key"]: a["value"]["stringValue"] for a in span["attributes"]},
                        }
                        for span in scope["spans"]
                    ]
        else:
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                for scope in resource.scope_spans:
                    self.spans += scope.spans


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    made = Collector()
    yield made
    made.server.shutdown()


@pytest.fixture(scope="module")
def installation(collector: Collector) -> Iterator[TemporaryInstallation]:
    environment = {"RAADHUIS_OTLP_URL": collector.url, "OTEL_BSP_SCHEDULE_DELAY": "300"}
    with TemporaryInstallation(environment=environment, like=demo_data()) as running:
        yield running


@pytest.fixture(scope="module")
def client(installation: TemporaryInstallation) -> httpx.Client:
    note = json.loads((installation.folder / "data" / "installation.json").read_text())
    elsewhere.admit({**os.environ, **note})
    return elsewhere.client(installation.base)


@pytest.fixture(scope="module")
def zaak(client: httpx.Client) -> str:
    """A zaak with Sanne as its initiator; its URL."""
    zaaktype = client.get("/catalogi/api/v1/zaaktypen").json()["results"][0]["url"]
    roltypen = client.get("/catalogi/api/v1/roltypen", params={"zaaktype": zaaktype}).json()["results"]
    roltype = next(r["url"] for r in roltypen if r["omschrijvingGeneriek"] == "initiator")
    made = client.post(
        "/zaken/api/v1/zaken",
        json={
            "zaaktype": zaaktype,
            "bronorganisatie": "123456782",
            "verantwoordelijkeOrganisatie": "123456782",
            "startdatum": "2026-11-22",
        },
    )
    rol = client.post(
        "/zaken/api/v1/rollen",
        json={
            "zaak": made.json()["url"],
            "roltype": roltype,
            "roltoelichting": "Aanvrager",
            "betrokkeneType": "natuurlijk_persoon",
            "betrokkeneIdentificatie": {"inpBsn": SANNE},
        },
    )
    assert rol.status_code == 201, rol.text
    return str(made.json()["url"])


@pytest.mark.slow
def test_a_request_is_a_span_in_the_callers_trace_with_its_route_and_not_its_address(
    client: httpx.Client, collector: Collector, zaak: str
) -> None:
    client.get(zaak, headers={"traceparent": f"00-{TRACE}-{CALLER}-01"})

    def found() -> list[Span]:
        return [s for s in collector.spans if s.name == "GET /zaken/api/v1/zaken/{uuid}"]

    wait_until(lambda: bool(found()), what="the span arrives")
    (span,) = found()
    assert (span.trace_id.hex(), span.parent_span_id.hex()) == (TRACE, CALLER)
    assert {a.key for a in span.attributes} == {
        "http.request.method",
        "http.route",
        "http.response.status_code",
    }


@pytest.mark.slow
def test_pages_and_jobs_are_spans_too_and_nothing_that_is_sent_names_a_person_or_an_object(
    client: httpx.Client, collector: Collector, installation: TemporaryInstallation, zaak: str
) -> None:
    httpx.get(f"{installation.base}/zoeken/", params={"q": "mijn geheim"})
    httpx.get(f"{installation.base}/producten/verhuizing-doorgeven/")
    wait_until(
        lambda: any("/producten/" in s.name for s in collector.spans), what="the span of a page arrives"
    )

    assert zaak.rpartition("/")[2].encode() not in collector.bytes
    for secret in (SANNE, "geheim", elsewhere.SECRET, "Wolters", "verhuizing-doorgeven"):
        assert secret.encode() not in collector.bytes, secret


@pytest.mark.slow
def test_durations_and_queues_are_measured(client: httpx.Client, collector: Collector) -> None:
    client.get("/zaken/api/v1/zaken")
    wanted = {"http.server.request.duration", "raadhuis.events.waiting", "raadhuis.jobs.waiting"}

    wait_until(lambda: wanted <= collector.metrics, what="the metrics arrive")


@pytest.mark.slow
def test_opening_a_zaak_is_logged_per_person_and_sent_once_acknowledged(
    client: httpx.Client, collector: Collector, installation: TemporaryInstallation, zaak: str
) -> None:
    other = TRACE[::-1]
    collector.refuses = True
    client.get(zaak, headers={"traceparent": f"00-{other}-{CALLER}-01"})
    note = json.loads((installation.folder / "data" / "installation.json").read_text())

    def kept() -> list[tuple[object, ...]]:
        with psycopg.connect(note["RAADHUIS_DATABASE_URL"]) as connection:
            return connection.execute(
                "SELECT subject, sent FROM kernel_verwerking WHERE trace_id = %s", [other]
            ).fetchall()

    wait_until(lambda: bool(kept()), what="the reading is logged")
    assert kept()[0][1] is None
    collector.refuses = False
    wait_until(
        lambda: any(r["trace"] == other for r in collector.logged), what="the record is sent", seconds=90
    )
    (record,) = [r for r in collector.logged if r["trace"] == other]
    assert record["dpl.core.data_subject_id"] == kept()[0][0] != SANNE
    assert record["dpl.core.processing_activity_id"] == "urn:raadhuis:verwerking:zaakgericht-werken"
    assert record["raadhuis.actor.id"] == elsewhere.CLIENT


@pytest.mark.slow
def test_an_installation_with_a_worker_is_ready(installation: TemporaryInstallation) -> None:
    wait_until(
        lambda: httpx.get(f"{installation.base}/klaar").status_code == 200,
        what="the worker has said that it lives",
    )

    assert httpx.get(f"{installation.base}/klaar").json() == {
        "database": True,
        "tabellen": True,
        "werker": True,
    }


@pytest.mark.django_db
def test_without_a_worker_it_is_healthy_and_not_ready() -> None:
    from django.test import Client

    assert Client().get("/gezond").status_code == 200
    answer = Client().get("/klaar")
    assert answer.status_code == 503
    assert answer.json() == {"database": True, "tabellen": True, "werker": False}


def test_without_a_collector_nothing_of_it_is_imported() -> None:
    look = "import sys, raadhuis.house.wsgi; print([m for m in sys.modules if m.startswith('opentelemetry')])"

    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)

    assert done.stdout.strip().splitlines()[-1] == "[]"
