"""A PUT or PATCH that is wrong in form and in substance: all of it is told at once, to who may change it, and nothing changes."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from raadhuis.components.zaken.tests.dossier import API, local
from raadhuis.kernel import db
from raadhuis.kernel.testing import ApiClient

ELSEWHERE = "https://elders.example/zaken/api/v1/zaken/6c1bd2a5-9c9a-4b5f-8a6e-3f9f0f6d1b11"
KEPT = "SELECT (SELECT count(*) FROM kernel_event), (SELECT count(*) FROM kernel_audit)"
# Of each part that changes: what is wrong in its form, what breaks a rule, and what is told of both.
WRONG: dict[str, tuple[dict[str, Any], dict[str, Any], list[tuple[str, str]]]] = {
    "resultaten": (
        {"toelichting": 5},
        {"resultaattype": ELSEWHERE},
        [("resultaattype", "wijzigen-niet-toegelaten"), ("resultaattype", "bad-url"), ("toelichting", "invalid")],
    ),
    "rollen": (
        {"roltoelichting": "x" * 1001, "contactpersoonRol": {"naam": 5}},
        {"roltype": ELSEWHERE, "betrokkene": "geen adres"},
        [
            ("betrokkene", "invalid"),
            ("roltype", "bad-url"),
            ("roltoelichting", "max_length"),
            ("contactpersoonRol.naam", "invalid"),
        ],
    ),
    "zaakinformatieobjecten": (
        {"titel": "x" * 201},
        {"informatieobject": ELSEWHERE, "status": ELSEWHERE},
        [
            ("informatieobject", "wijzigen-niet-toegelaten"),
            ("titel", "max_length"),
            ("status", "bad-url"),
        ],
    ),
    "zaakobjecten": (
        {"relatieomschrijving": "x" * 81},
        {"zaakobjecttype": ELSEWHERE},
        [("zaakobjecttype", "bad-url"), ("relatieomschrijving", "max_length")],
    ),
    "zaaknotities": (
        {"tekst": ""},
        {"gerelateerdAan": ELSEWHERE},
        [("tekst", "blank"), ("gerelateerdAan", "wijzigen-niet-toegelaten")],
    ),
    "zaakeigenschappen": (
        {"waarde": 5},
        {"zaak": ELSEWHERE},
        [("zaak", "wijzigen-niet-toegelaten"), ("waarde", "invalid")],
    ),
}  # fmt: skip
METHODS = [(name, method) for name in WRONG for method in ("put", "patch") if (name, method) != ("rollen", "patch")]  # fmt: skip


def told(answer):
    assert answer.status == 400, answer.body
    return [(error["name"], error["code"]) for error in answer.json["invalidParams"]]


@pytest.mark.parametrize("method", ["put", "patch"])
def test_all_that_is_wrong_with_a_change_of_a_zaak_is_told_at_once(api, zaak, body, method):
    url, wrong = f"{API}/zaken/{zaak.uuid}", {
        "identificatie": "Z-anders",
        "omschrijving": "x" * 81,
        "zaaktype": ELSEWHERE,
        "startdatum": "morgen",
        "hoofdzaak": zaak.url,
        "archiefstatus": "gearchiveerd",
    }  # fmt: skip
    before, kept = api.get(url).json, db.row(KEPT)

    answer = getattr(api, method)(url, (body() if method == "put" else {}) | wrong)

    assert told(answer) == [
        ("identificatie", "wijzigen-niet-toegelaten"),
        ("omschrijving", "max_length"),
        ("zaaktype", "bad-url"),
        ("startdatum", "invalid"),
        ("hoofdzaak", "self-forbidden"),
        ("archiefnominatie", "archiefnominatie-not-set"),
        ("archiefactiedatum", "archiefactiedatum-not-set"),
    ]
    assert (api.get(url).json, db.row(KEPT)) == (before, kept)


def test_what_a_whole_zaak_lacks_is_told_with_the_rest(api, zaak, kaart):
    sent = {"zaaktype": kaart.zaaktype, "toelichting": None, "verantwoordelijkeOrganisatie": "123456789"}

    assert told(api.put(f"{API}/zaken/{zaak.uuid}", sent)) == [
        ("bronorganisatie", "required"),
        ("toelichting", "null"),
        ("verantwoordelijkeOrganisatie", "invalid"),
        ("startdatum", "required"),
    ]


def test_that_it_was_opened_is_not_kept_with_a_body_that_is_wrong(api, zaak):
    url = f"{API}/zaken/{zaak.uuid}"

    answer = api.patch(url, {"laatstGeopend": "2026-11-22T10:00:00Z", "toelichting": 5})

    assert told(answer) == [("toelichting", "invalid")]
    assert api.get(url).json["laatstGeopend"] is None


def test_a_field_of_the_wrong_form_stays_what_it_is_for_the_rules(api, new_zaak):
    zaak = new_zaak(betalingsindicatie="geheel", laatsteBetaaldatum="2026-11-20T10:00:00Z")

    answer = api.patch(f"{API}/zaken/{zaak.uuid}", {"betalingsindicatie": "half", "omschrijving": "Anders"})

    assert told(answer) == [("betalingsindicatie", "invalid_choice")]


@pytest.mark.parametrize(("name", "method"), METHODS)
def test_all_that_is_wrong_with_a_change_of_a_part_is_told_at_once(dossier, api, name, method):
    sent, made = dossier
    (form, rule, expected), url = WRONG[name], local(made[name]["url"])
    before, kept = api.get(url).json, db.row(KEPT)

    answer = getattr(api, method)(url, (sent[name].body if method == "put" else {}) | form | rule)

    assert told(answer) == expected
    assert (api.get(url).json, db.row(KEPT)) == (before, kept)


@pytest.mark.parametrize("wrong", [{"toelichting": 5, "zaaktype": ELSEWHERE}, {"laatstGeopend": 5}])
@pytest.mark.parametrize("method", ["put", "patch"])
def test_who_may_not_change_a_zaak_hears_that_first(api, zaak, actor_with, method, wrong):
    url, nowhere = f"{API}/zaken/{zaak.uuid}", f"{API}/zaken/{uuid4()}"

    def status(*scopes):
        return getattr(ApiClient(actor_with(*scopes)), method)(url, wrong).status

    assert (status("zaken.aanmaken"), status("zaken.lezen"), status("zaken.bijwerken")) == (404, 403, 400)
    assert getattr(api, method)(nowhere, wrong).status == 404


def test_of_a_closed_zaak_it_is_told_first_that_it_is_closed(api, closed, actor_with):
    zaak = closed()
    api.actor = actor_with("zaken.lezen", "zaken.bijwerken")

    answer = api.patch(f"{API}/zaken/{zaak.uuid}", {"toelichting": 5, "zaaktype": ELSEWHERE})

    assert (answer.status, answer.json["code"]) == (403, "zaak-closed")


@pytest.mark.parametrize(("name", "method"), METHODS)
def test_who_may_not_change_a_part_hears_that_first(dossier, actor_with, name, method):
    _, made = dossier
    form, rule, _ = WRONG[name]

    def status(*scopes):
        client = ApiClient(actor_with(*scopes))
        return getattr(client, method)(local(made[name]["url"]), form | rule).status

    assert (status("zaken.aanmaken"), status("zaken.lezen"), status("zaken.bijwerken")) == (404, 403, 400)
