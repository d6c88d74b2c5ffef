"""What happened to a zaak, in the words of today's providers, on a kanaal of its own."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID, uuid4

from raadhuis.components.notificaties.tests.conftest import Afnemer
from raadhuis.components.notificaties.tests.test_abonnementen import ABONNEMENT, KANAAL, body
from raadhuis.components.notificaties.tests.test_sending import KENMERKEN, work
from raadhuis.kernel import db, events

NAAM = "zaken-gebeurtenissen"


def change(at: datetime, zaak: UUID, resource: str, actie: str) -> None:
    path = "/zaken/api/v1/"
    events.publish(
        kanaal="zaken", resource=resource, actie=actie, hoofd_path=f"{path}zaken/", hoofd=zaak,
        path=f"{path}{resource}/", object=zaak if resource == "zaak" else uuid4(), kenmerken=KENMERKEN,
        actor_id="test", at=at,
    )  # fmt: skip


def test_a_status_and_a_destroyed_zaak_are_told_once_in_their_order(api, afnemer: Afnemer, at: datetime):
    wanted = [{"naam": NAAM, "filters": {"bronorganisatie": KENMERKEN["bronorganisatie"]}}]
    api.post(ABONNEMENT, body(afnemer.url, berichtformaat="cloudevents", kanalen=wanted))
    zaak = uuid4()
    for resource, actie in (("status", "create"), ("rol", "create"), ("zaak", "destroy")):
        change(at, zaak, resource, actie)

    work(at)

    told = [json.loads(raw) for _, raw in afnemer.raw if b"overheid" in raw]
    assert [said["type"] for said in told] == [
        "nl.overheid.zaken.zaak-gemuteerd",
        "nl.overheid.zaken.zaak-verwijderd",
    ]
    for said in told:
        assert said["subject"] == str(zaak)
        assert said["dataref"] == f"/zaken/api/v1/zaken/{zaak}"
        assert said["data"] == KENMERKEN


def test_who_knows_the_standard_only_hears_nothing_new(api, afnemer: Afnemer, at: datetime):
    api.post(ABONNEMENT, body(afnemer.url, kanalen=[{"naam": "zaken", "filters": {}}]))
    change(at, uuid4(), "status", "create")

    work(at)

    assert [m["kanaal"] for m in afnemer.got] == ["test", "zaken"]


def test_the_kanalen_have_the_kenmerken_of_their_register(api):
    found = {kanaal["naam"]: kanaal["filters"] for kanaal in api.get(KANAAL).json}

    for register in ("zaken", "documenten", "besluiten"):
        assert found[f"{register}-gebeurtenissen"] == found[register]


def test_it_is_read_by_who_may_read_the_zaak_only(api, api_as, at: datetime):
    from raadhuis.kernel.identity import Grant, Rights
    from raadhuis.kernel.outbox import HORIZON

    change(at, uuid4(), "status", "create")
    work(at)
    db.run('UPDATE kernel_event SET kenmerken = kenmerken || \'{"vertrouwelijkheidaanduiding": "geheim"}\'')
    HORIZON.settled()
    url = f"/notificaties/api/v1/events?kanaal={NAAM}"
    consumer = api_as(Rights(grants=(Grant(scopes=frozenset({"notificaties.consumeren"})),)))

    assert consumer.get(url).json["results"] == []
