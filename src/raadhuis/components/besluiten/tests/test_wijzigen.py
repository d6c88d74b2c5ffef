"""A decision changes as a whole or in part; what is out of the client's hands follows."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from raadhuis.components.besluiten.tests.conftest import BESLUITEN, BIO
from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel import db
from raadhuis.kernel.identity import Grant, Rights
from raadhuis.kernel.testing import AT, uuid_of

CHANGES = {
    "datum": "2026-11-19",
    "toelichting": "Alsnog ingetrokken.",
    "bestuursorgaan": "College",
    "ingangsdatum": "2026-12-02",
    "vervaldatum": "2027-01-01",
    "vervalreden": "ingetrokken_overheid",
    "publicatiedatum": "2026-11-22",
    "verzenddatum": "2026-11-21",
    "uiterlijkeReactiedatum": "2027-01-31",
}


@pytest.mark.parametrize("method", ["put", "patch"])
def test_every_field_that_may_change_changes(api, besluit, method):
    answer = getattr(api, method)(besluit["url"], besluit | CHANGES)

    assert answer.status == 200
    expected = besluit | CHANGES | {"vervalredenWeergave": "Besluit ingetrokken door overheid"}
    assert answer.json == expected == api.get(besluit["url"]).json
    assert answer.headers["ETag"] == api.get(besluit["url"]).headers["ETag"]


@pytest.mark.parametrize("field", CHANGES)
def test_only_what_is_said_changes(api, besluit, field):
    answer = api.patch(besluit["url"], {field: CHANGES[field]})

    unsaid = (
        set(besluit)
        - {field, "vervalredenWeergave"}
        - ({"uiterlijkeReactiedatum"} if "datum" in field else set())
    )
    assert answer.json[field] == CHANGES[field]
    assert {k: answer.json[k] for k in unsaid} == {k: besluit[k] for k in unsaid}


def test_a_date_can_be_taken_away(api, besluit):
    assert api.patch(besluit["url"], {"vervaldatum": None}).json["vervaldatum"] is None


def test_a_whole_decision_needs_what_the_standard_requires(api, besluit):
    answer = api.put(besluit["url"], {"toelichting": "x"})

    assert list(answer.fouten.items()) == [
        (name, "required")
        for name in ("verantwoordelijkeOrganisatie", "besluittype", "datum", "ingangsdatum")
    ]


def test_what_a_client_does_not_know_it_does_not_wipe(api, body):
    made = api.post(BESLUITEN, body(toelichting="Blijft", bestuursorgaan="Raad")).json
    required = ("verantwoordelijkeOrganisatie", "besluittype", "datum", "ingangsdatum")

    assert api.put(made["url"], {name: made[name] for name in required}).json == made


def test_an_empty_identification_keeps_the_one_there_is(api, besluit):
    assert api.patch(besluit["url"], {"identificatie": ""}).json == besluit


def test_every_error_is_said_at_once_in_the_order_of_the_schema(api, besluit):
    answer = api.patch(
        besluit["url"],
        {"datum": "2030-01-01", "zaak": "", "besluittype": "x", "identificatie": "y", "toelichting": "z"},
    )

    assert [(f["name"], f["code"]) for f in answer.json["invalidParams"]] == [
        ("identificatie", "wijzigen-niet-toegelaten"),
        ("besluittype", "wijzigen-niet-toegelaten"),
        ("zaak", "wijzigen-niet-toegelaten"),
        ("datum", "future_not_allowed"),
    ]
    assert api.get(besluit["url"]).json == besluit


WRONG = {
    "identificatie": "anders",
    "datum": "2030-01-01",
    "toelichting": None,
    "bestuursorgaan": "x" * 51,
    "vervaldatum": "morgen",
    "verzenddatum": "9999-12-31",
}


@pytest.mark.parametrize("method", ["put", "patch"])
def test_what_is_wrong_in_form_and_in_substance_is_said_at_once(api, besluit, method):
    answer = getattr(api, method)(besluit["url"], besluit | WRONG)

    assert [(f["name"], f["code"]) for f in answer.json["invalidParams"]] == [
        ("identificatie", "wijzigen-niet-toegelaten"),
        ("datum", "future_not_allowed"),
        ("toelichting", "null"),
        ("bestuursorgaan", "max_length"),
        ("vervaldatum", "invalid"),
        ("verzenddatum", "invalid"),
    ]
    assert api.get(besluit["url"]).json == besluit
    assert [r["actie"] for r in api.get(f"{besluit['url']}/audittrail").json] == ["create"]


@pytest.mark.parametrize("method", ["put", "patch"])
def test_who_may_not_change_it_hears_that_before_what_is_wrong(api_as, besluit, method):
    def status(*scopes):
        client = api_as(Rights(grants=(Grant(scopes=frozenset(scopes)),)))
        return getattr(client, method)(besluit["url"], WRONG).status

    may = status("besluiten.lezen", "besluiten.bijwerken")
    assert (status("besluiten.aanmaken"), status("besluiten.lezen"), may) == (404, 403, 400)


@pytest.mark.parametrize(
    ("made", "change", "expected"),
    [
        ({}, {"verzenddatum": "2026-11-20"}, "2027-01-01"),
        ({"verzenddatum": "2026-11-20"}, {"verzenddatum": "2026-11-21"}, "2027-01-02"),
        ({"verzenddatum": "2026-11-20"}, {"verzenddatum": None}, None),
        ({"publicatiedatum": "2026-11-20"}, {"verzenddatum": "2026-11-18"}, "2026-12-30"),
        ({"verzenddatum": "2026-11-20"}, {"toelichting": "x"}, "2027-01-01"),
        ({"verzenddatum": "2026-11-20"}, {"uiterlijkeReactiedatum": None}, None),
        (
            {"verzenddatum": "2026-11-20"},
            {"verzenddatum": "2026-11-21", "uiterlijkeReactiedatum": "2027-03-01"},
            "2027-03-01",
        ),
        (
            {"verzenddatum": "2026-11-20", "uiterlijkeReactiedatum": "2026-12-24"},
            {"verzenddatum": "2026-11-21"},
            "2026-12-24",
        ),
    ],
)
def test_the_last_day_for_an_objection_moves_along_unless_somebody_chose_it(
    api, body, made, change, expected
):
    url = api.post(BESLUITEN, body(**made)).json["url"]

    assert api.patch(url, change).json["uiterlijkeReactiedatum"] == expected


def test_a_day_past_the_end_of_the_calendar_is_refused(api, body, besluit):
    assert api.post(BESLUITEN, body(verzenddatum="9999-12-31")).fouten == {"verzenddatum": "invalid"}
    assert api.patch(besluit["url"], {"publicatiedatum": "9999-12-31"}).fouten == {
        "publicatiedatum": "invalid"
    }


def test_the_zaak_hears_when_a_decision_begins_and_ends_to_hold(api, besluit):
    api.patch(besluit["url"], {"ingangsdatum": "2026-12-15", "vervaldatum": None})

    sql = "SELECT ingangsdatum, vervaldatum FROM zaken_zaakbesluit WHERE besluit = %(besluit)s"
    assert db.rows(sql, {"besluit": uuid_of(besluit)}) == [(date(2026, 12, 15), None)]


@pytest.fixture
def closed(besluit, zaak, systeem_actor):
    """The zaak is closed; how long it is kept follows from the end of its decision."""
    inrichting = catalogi.get_inrichting(actor=systeem_actor, uuid=uuid_of(zaak.zaaktype))
    result = zaken.ResultaatBody(zaak=zaak.url, resultaattype=inrichting.resultaattypen[0].url)
    zaken.create_resultaat(actor=systeem_actor, at=AT, body=result)
    status = zaken.StatusBody(
        zaak=zaak.url, statustype=inrichting.statustypen[-1].url, datum_status_gezet=AT - timedelta(hours=1)
    )
    zaken.create_status(actor=systeem_actor, at=AT, body=status)

    def archiefactiedatum():
        return zaken.get_zaak(actor=systeem_actor, uuid=zaak.uuid).archiefactiedatum

    return archiefactiedatum


def test_a_decision_that_ends_sooner_moves_the_archive_date_of_its_closed_zaak(api, besluit, closed):
    assert closed() == date(2036, 12, 1)

    api.patch(besluit["url"], {"vervaldatum": "2027-01-01", "vervalreden": "ingetrokken_overheid"})

    assert closed() == date(2032, 1, 1)


def test_a_destroyed_decision_no_longer_says_how_long_its_zaak_is_kept(api, besluit, closed):
    assert api.delete(besluit["url"]).status == 204

    assert closed() is None


def test_who_changed_what_is_in_the_audit_trail(api, besluit):
    api.patch(besluit["url"], {"toelichting": "Anders"}, x_audit_toelichting="Verbeterd")
    api.put(besluit["url"], besluit)

    made, patched, put = api.get(f"{besluit['url']}/audittrail").json

    assert [r["actie"] for r in (made, patched, put)] == ["create", "partial_update", "update"]
    assert (patched["resultaat"], patched["toelichting"]) == (200, "Verbeterd")
    assert patched["wijzigingen"] == {"oud": besluit, "nieuw": besluit | {"toelichting": "Anders"}}


def test_a_change_is_told(api, besluit):
    api.patch(besluit["url"], {"toelichting": "Anders"})
    api.put(besluit["url"], besluit)

    sql = "SELECT actie FROM kernel_event WHERE hoofd = %(h)s AND resource = 'besluit' ORDER BY seq"
    found = [actie for (actie,) in db.rows(sql, {"h": uuid_of(besluit)})]
    assert found == ["create", "partial_update", "update"]


def test_a_change_on_an_old_version_changes_nothing(api, besluit):
    etag = api.get(besluit["url"]).headers["ETag"]
    api.patch(besluit["url"], {"toelichting": "Iemand anders was eerst"}, if_match=etag)

    answer = api.patch(besluit["url"], {"toelichting": "Te laat"}, if_match=etag)

    assert answer.status == 412
    assert api.get(besluit["url"]).json["toelichting"] == "Iemand anders was eerst"


@pytest.mark.parametrize(
    ("method", "scope"), [("PUT", "bijwerken"), ("PATCH", "bijwerken"), ("DELETE", "verwijderen")]
)
def test_changing_needs_the_scope_on_the_kind_of_decision(api_as, besluit, types, method, scope):
    kind, other = frozenset({uuid_of(types["Besluit kaart"])}), frozenset({uuid4()})
    lezen = Grant(scopes=frozenset({"besluiten.lezen"}), types=kind)

    def answered(*grants):
        return api_as(Rights(grants=grants)).request(method, besluit["url"], besluit).status

    assert answered() == 404
    assert answered(lezen) == 403
    assert answered(lezen, Grant(scopes=frozenset({f"besluiten.{scope}"}), types=other)) == 403
    assert answered(Grant(scopes=frozenset({f"besluiten.{scope}"}), types=kind)) == 404
    assert answered(lezen, Grant(scopes=frozenset({f"besluiten.{scope}"}), types=kind)) in (200, 204)


def test_ending_a_link_needs_the_scope_on_the_kind_of_decision(api, api_as, besluit, letter, types):
    link = api.post(BIO, {"besluit": besluit["url"], "informatieobject": letter().url}).json
    kind = frozenset({uuid_of(types["Besluit kaart"])})

    def answered(*scopes):
        grant = Grant(scopes=frozenset(f"besluiten.{scope}" for scope in scopes), types=kind)
        return api_as(Rights(grants=(grant,))).delete(link["url"]).status

    assert [answered("verwijderen"), answered("lezen"), answered("lezen", "aanmaken")] == [404, 403, 403]
    assert answered("lezen", "verwijderen") == 204


def test_a_change_asks_the_database_little(api, besluit, queries):
    with queries() as patched:
        api.patch(besluit["url"], {"toelichting": "Anders"})

    assert len([sql for sql in patched if "SAVEPOINT" not in sql]) == 2
