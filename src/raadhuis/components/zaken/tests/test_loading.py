"""Zaken of another provider are taken over as they are; what is wrong is named, and the rest goes on."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from raadhuis.components.zaken import api as door
from raadhuis.kernel.identity import Actor, Rights
from raadhuis.kernel.refusal import NotAllowed

BASE = "http://testserver"


def zaak(**fields: Any) -> dict[str, Any]:
    """A zaak as another provider answers it, with addresses of ours."""
    uuid = str(uuid4())
    return {
        "url": f"{BASE}/zaken/api/v1/zaken/{uuid}", "uuid": uuid, "identificatie": f"OUD-{uuid[:8]}",
        "bronorganisatie": "123456782", "zaaktype": f"{BASE}/catalogi/api/v1/zaaktypen/{uuid4()}",
        "registratiedatum": "2019-03-01", "verantwoordelijkeOrganisatie": "123456782", "startdatum": "2019-03-01",
        "vertrouwelijkheidaanduiding": "openbaar", "archiefstatus": "nog_te_archiveren",
        "verlenging": {"reden": "", "duur": None}, **fields,
    }  # fmt: skip


@pytest.fixture
def load(db: None, systeem_actor: Actor, at: Any) -> Any:
    def loaded(*items: dict[str, Any], collection: str = "zaken", actor: Actor = systeem_actor) -> Any:
        return door.load_resources(collection=collection, items=items, actor=actor, at=at, reden="proef")

    return loaded


def test_a_zaak_keeps_its_identifier_its_number_and_its_dates(load, api):
    given = zaak(einddatum="2019-04-01", archiefnominatie="vernietigen", archiefactiedatum="2024-04-01")

    assert load(given).new == 1

    found = api.get(given["url"]).json
    assert {name: found[name] for name in given if name != "verlenging"} == {
        name: value for name, value in given.items() if name != "verlenging"
    }
    trail = api.get(f"{given['url']}/audittrail").json
    assert [(one["actie"], one["toelichting"]) for one in trail] == [("create", "proef")]


@pytest.mark.parametrize(
    ("wrong", "field", "expected"),
    [
        ({"startdatum": "1-3-2019"}, "startdatum", "een datum als JJJJ-MM-DD"),
        ({"omschrijving": "x" * 81}, "omschrijving", "ten hoogste 80 tekens; het zijn er 81"),
        ({"vertrouwelijkheidaanduiding": "privé"}, "vertrouwelijkheidaanduiding", "een van openbaar"),
        ({"identificatie": ""}, "identificatie", "hij is leeg"),
        ({"zaaktype": "https://elders.nl/zaaktypen/1"}, "zaaktype", "wijst ergens anders heen"),
        ({"laatsteBetaaldatum": "2019-03-01T10:00:00"}, "laatsteBetaaldatum", "met een tijdzone"),
        ({"zaakgeometrie": {"type": "Punt"}}, "zaakgeometrie", "GeoJSON"),
        ({"omschrijving": "een\0nul"}, "", "niet bewaard kan worden"),
        ({"omschrijving": "half \ud83d"}, "", "niet bewaard kan worden"),
    ],
)
def test_what_is_wrong_with_one_is_named_and_the_others_come(load, wrong, field, expected):
    outcome = load(zaak(), zaak(**wrong), zaak())

    assert outcome.new == 2
    [refused] = outcome.refused
    assert refused.field == field
    assert expected in refused.reason


def test_a_number_that_is_taken_and_a_part_of_nothing_are_named(load):
    first = zaak()
    load(first)

    double = load(zaak(identificatie=first["identificatie"]))
    lost = load(
        {"url": f"{BASE}/zaken/api/v1/zaakverzoeken/{uuid4()}", "zaak": f"{BASE}/zaken/api/v1/zaken/{uuid4()}",
         "verzoek": "https://elders.nl/1"},
        collection="zaakverzoeken",
    )  # fmt: skip

    assert "met deze sleutel" in double.refused[0].reason
    assert "niet is overgezet" in lost.refused[0].reason


def test_repeating_it_changes_nothing_and_a_change_is_in_the_audit_trail_with_what_was(load, api):
    given = zaak()
    load(given)

    assert load(given).same == 1
    assert load({**given, "omschrijving": "Anders"}).changed == 1

    trail = api.get(f"{given['url']}/audittrail").json
    assert [one["actie"] for one in trail] == ["create", "update"]
    assert trail[-1]["wijzigingen"]["oud"].get("omschrijving") is None
    assert trail[-1]["wijzigingen"]["nieuw"]["omschrijving"] == "Anders"


def test_the_number_of_statements_does_not_grow_with_the_number_of_zaken(load, queries):
    def statements(number: int) -> int:
        items = [zaak() for _ in range(number)]
        with queries() as seen:
            load(*items)
        return len(seen)

    assert statements(1) == statements(200)


def test_only_who_may_do_everything_may_take_over(load):
    narrow = Actor(kind="applicatie", id="x", name="X", rights=Rights())

    with pytest.raises(NotAllowed):
        load(zaak(), actor=narrow)


def test_our_next_number_comes_after_those_that_came_along(load, new_zaak):
    number = int(new_zaak().identificatie.rpartition("-")[2])

    load(zaak(identificatie=f"ZAAK-2019-{number + 50:010}"), zaak(identificatie="ZAAK-2019-1"))
    load(zaak(identificatie=f"ZAAK-2019-{number + 40:010}"))

    assert new_zaak().identificatie == f"ZAAK-2026-{number + 51:010}"


def test_the_same_zaak_twice_in_one_batch_is_one_zaak_as_it_stood_last(load, api):
    given = zaak()

    outcome = load(given, zaak(), {**given, "omschrijving": "Later"})

    assert (outcome.new, outcome.changed, outcome.refused) == (2, 1, [])
    assert api.get(given["url"]).json["omschrijving"] == "Later"


def test_an_identifier_that_we_keep_for_what_is_elsewhere_is_refused(load, api):
    uuid = "01234567-89ab-8def-8123-456789abcdef"

    outcome = load(zaak(url=f"{BASE}/zaken/api/v1/zaken/{uuid}", uuid=uuid))

    assert [(one.field, outcome.new) for one in outcome.refused] == [("url", 0)]
