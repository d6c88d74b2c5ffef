"""A zaak with what hangs on it in one request: everything or nothing."""

from __future__ import annotations

import pytest

from raadhuis.components.zaken import api as zaken
from raadhuis.components.zaken.tests.test_http import API, conform
from raadhuis.kernel.testing import AT

NU = AT.isoformat()


@pytest.fixture
def whole(body, kaart, new_document):
    """A zaak with everything that may come along."""
    return {
        "zaak": body(),
        "rollen": [
            {
                "betrokkeneType": "natuurlijk_persoon",
                "roltype": kaart.roltype("Aanvrager"),
                "roltoelichting": "Vraagt aan",
                "betrokkeneIdentificatie": {"inpBsn": "999990019"},
            }
        ],
        "zaakeigenschappen": [{"eigenschap": kaart.eigenschap("kenteken"), "waarde": "XX-99-X"}],
        "zaakobjecten": [
            {
                "objectType": "overige",
                "objectTypeOverige": "boom",
                "objectIdentificatie": {"overigeData": {"soort": "eik"}},
            }
        ],
        "zaakinformatieobjecten": [{"informatieobject": new_document()}],
        "status": {"statustype": kaart.statustype("Ontvangen"), "datumStatusGezet": NU},
    }


def test_a_zaak_is_registered_with_everything_on_it(api, whole):
    answer = api.post(f"{API}/zaak_registreren", whole)

    assert answer.status == 201, answer.json
    made = answer.json
    assert api.get(made["zaak"]["url"].removeprefix("http://testserver")).json == made["zaak"]
    assert made["zaak"]["status"] == made["status"]["url"]
    for name, attribute in {"rollen": "rollen", "zaakeigenschappen": "eigenschappen"}.items():
        assert made["zaak"][attribute] == [part["url"] for part in made[name]]
    assert len(made["zaak"]["zaakinformatieobjecten"]) == len(made["zaak"]["zaakobjecten"]) == 1
    conform(made["zaak"], "Zaak")


def test_what_is_wrong_anywhere_is_told_at_once_and_nothing_is_kept(api, whole, types):
    whole["zaak"]["communicatiekanaal"] = "x"
    whole["rollen"].append({"betrokkeneType": "medewerker"})
    whole["status"]["datumStatusGezet"] = "gisteren"

    answer = api.post(f"{API}/zaak_registreren", whole)

    assert answer.fouten == {
        "zaak.communicatiekanaal": "invalid",
        "rollen.1.roltype": "required",
        "status.datumStatusGezet": "invalid",
    }
    assert api.get(f"{API}/zaken").json["count"] == 0


def test_the_rules_of_every_part_hold(api, whole, types):
    whole["rollen"][0]["roltype"] = types["KLACHT"].roltype("Aanvrager")
    whole["zaakeigenschappen"][0]["eigenschap"] = types["KLACHT"].eigenschap("kenteken")

    answer = api.post(f"{API}/zaak_registreren", whole)

    assert answer.fouten == {
        "rollen.0.roltype": "zaaktype-mismatch",
        "zaakeigenschappen.0.eigenschap": "zaaktype-mismatch",
    }
    assert api.get(f"{API}/zaken").json["count"] == 0


def test_registering_without_the_right_keeps_nothing(whole, actor_with, api_as, api):
    client = api_as(actor_with("zaken.lezen", "zaken.aanmaken").rights)

    assert client.post(f"{API}/zaak_registreren", whole).status == 403
    assert api.get(f"{API}/zaken").json["count"] == 0


def test_a_zaak_stands_still_and_goes_on(api, zaak, kaart):
    path = f"{API}/zaak_opschorten/{zaak.uuid}"

    stands = api.post(
        path,
        {
            "zaak": {"opschorting": {"indicatie": True, "reden": "Foto ontbreekt"}},
            "status": {"statustype": kaart.statustype("In behandeling"), "datumStatusGezet": NU},
        },
    )
    goes = api.post(path, {"zaak": {"opschorting": {"indicatie": False, "reden": ""}}})

    assert stands.json["zaak"]["opschorting"]["indicatie"]
    assert stands.json["zaak"]["status"] == stands.json["status"]["url"]
    assert goes.json["zaak"]["opschorting"] == {"indicatie": False, "reden": "", "eerdereOpschorting": True}


def test_a_zaak_gets_more_time(api, zaak):
    answer = api.post(
        f"{API}/zaak_verlengen/{zaak.uuid}",
        {
            "zaak": {
                "verlenging": {"reden": "Druk", "duur": "P14D"},
                "uiterlijkeEinddatumAfdoening": "2027-01-29",
            }
        },
    )

    assert answer.json["zaak"]["verlenging"] == {"reden": "Druk", "duur": "P14D"}
    assert answer.json["zaak"]["uiterlijkeEinddatumAfdoening"] == "2027-01-29"


def test_each_request_needs_what_it_is_for(api, zaak):
    assert api.post(f"{API}/zaak_opschorten/{zaak.uuid}", {}).fouten == {"zaak.opschorting": "required"}
    assert api.post(f"{API}/zaak_verlengen/{zaak.uuid}", {}).fouten == {"zaak.verlenging": "required"}
    assert api.post(f"{API}/zaak_bijwerken/{zaak.uuid}", {}).fouten == {"zaak": "required"}
    assert api.post(f"{API}/zaak_afsluiten/{zaak.uuid}", {}).fouten == {"status": "required"}


def test_a_zaak_is_closed_with_its_resultaat(api, zaak, kaart):
    answer = api.post(
        f"{API}/zaak_afsluiten/{zaak.uuid}",
        {
            "zaak": {"toelichting": "Klaar"},
            "resultaat": {"resultaattype": kaart.resultaattype("Afgehandeld")},
            "status": {"statustype": kaart.statustype("Afgehandeld"), "datumStatusGezet": NU},
        },
    )

    assert answer.status == 200, answer.json
    assert answer.json["zaak"]["einddatum"] == "2026-11-22"
    assert answer.json["zaak"]["archiefactiedatum"] == "2031-11-22"
    assert answer.json["zaak"]["resultaat"] == answer.json["resultaat"]["url"]


def test_zrc_007_closing_without_a_resultaat_changes_nothing(api, zaak, kaart):
    answer = api.post(
        f"{API}/zaak_afsluiten/{zaak.uuid}",
        {
            "zaak": {"toelichting": "Klaar"},
            "status": {"statustype": kaart.statustype("Afgehandeld"), "datumStatusGezet": NU},
        },
    )

    assert answer.fouten == {"status.nonFieldErrors": "resultaat-does-not-exist"}
    assert api.get(f"{API}/zaken/{zaak.uuid}").json["toelichting"] == ""


def test_zrc_007_a_closed_zaak_is_not_changed_this_way(closed, kaart, api_as, actor_with):
    zaak = closed()
    client = api_as(actor_with("zaken.lezen", "zaken.bijwerken").rights)

    answer = client.post(f"{API}/zaak_bijwerken/{zaak.uuid}", {"zaak": {"toelichting": "Nog iets"}})

    assert (answer.status, answer.json["code"]) == (403, zaken.ZaakIsGesloten.code)


def test_zrc_006_a_zaak_that_she_may_not_know_is_not_found(new_zaak, types, kaart, api_as, actor_with):
    hidden = new_zaak(zaaktype=types["KLACHT"].zaaktype)
    client = api_as(actor_with("zaken.lezen", "zaken.bijwerken", "zaken.statussen.toevoegen").rights)
    status = {"statustype": kaart.statustype("Ontvangen"), "datumStatusGezet": NU}

    assert client.post(f"{API}/zaak_bijwerken/{hidden.uuid}", {"zaak": {"toelichting": "x"}}).status == 404
    assert client.post(f"{API}/zaak_afsluiten/{hidden.uuid}", {"status": status}).status == 404
