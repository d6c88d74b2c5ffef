"""How far a zaak is, and its outcome, over HTTP."""

from __future__ import annotations

from datetime import timedelta

from raadhuis.components.zaken.tests.dossier import API, SANNE, local
from raadhuis.kernel.testing import AT, ApiClient


def test_the_status_that_was_set_last_is_found(zaak, set_status, api, kaart):
    first = set_status(zaak, "Ontvangen")
    last = set_status(zaak, "In behandeling", at=AT + timedelta(hours=1))

    for query, expected in (
        ("indicatieLaatstGezetteStatus=true", [last.url]),
        ("indicatieLaatstGezetteStatus=False", [first.url]),
        (f"zaak={zaak.url}", [first.url, last.url]),
        (f"statustype={kaart.statustype('Ontvangen')}", [first.url]),
    ):
        found = api.get(f"{API}/statussen?{query}").json["results"]
        assert [one["url"] for one in found] == expected, query
    assert [one["indicatieLaatstGezetteStatus"] for one in api.get(f"{API}/statussen").json["results"]] == [
        False,
        True,
    ]


def test_zrc_016_the_statustype_belongs_to_the_zaaktype(zaak, types, api):
    sent = {"zaak": zaak.url, "datumStatusGezet": "2026-11-21T09:00:00Z"}

    mismatch = api.post(f"{API}/statussen", sent | {"statustype": types["KLACHT"].statustype("Ontvangen")})
    unknown = api.post(f"{API}/statussen", sent | {"statustype": "https://elders.example/1"})

    assert mismatch.fouten == {"statustype": "zaaktype-mismatch"}
    assert unknown.fouten == {"statustype": "bad-url"}


def test_zrc_007_deelzaken_are_closed_before_their_hoofdzaak(
    new_zaak, api, kaart, give_resultaat, set_status
):
    hoofdzaak = new_zaak()
    deelzaak = new_zaak(hoofdzaak=hoofdzaak.url)
    give_resultaat(hoofdzaak)
    give_resultaat(deelzaak)
    end = {
        "zaak": hoofdzaak.url,
        "statustype": kaart.statustype("Afgehandeld"),
        "datumStatusGezet": "2026-11-22T09:00:00Z",
    }

    refused = api.post(f"{API}/statussen", end)
    set_status(deelzaak, "Afgehandeld")

    assert refused.fouten == {"nonFieldErrors": "deelzaken-not-closed"}
    assert api.post(f"{API}/statussen", end).status == 201


def test_zrc_007_everything_that_is_missing_at_the_end_is_said_at_once(
    zaak, api, kaart, new_document, new_zaak
):
    new_zaak(hoofdzaak=zaak.url)
    document = new_document(gebruiksrecht=None)
    api.post(f"{API}/zaakinformatieobjecten", {"zaak": zaak.url, "informatieobject": document})

    answer = api.post(
        f"{API}/statussen",
        {
            "zaak": zaak.url,
            "statustype": kaart.statustype("Afgehandeld"),
            "datumStatusGezet": "2026-11-22T09:00:00Z",
        },
    )

    assert [fout["code"] for fout in answer.json["invalidParams"]] == [
        "resultaat-does-not-exist",
        "indicatiegebruiksrecht-unset",
        "deelzaken-not-closed",
    ]


def test_zrc_020_the_resultaattype_belongs_to_the_zaaktype_and_stays(zaak, types, api, kaart):
    sent = {"zaak": zaak.url, "resultaattype": types["KLACHT"].resultaattype("Afgehandeld")}
    assert api.post(f"{API}/resultaten", sent).fouten == {"resultaattype": "zaaktype-mismatch"}
    made = api.post(f"{API}/resultaten", sent | {"resultaattype": kaart.resultaattype("Ingang")}).json

    other = {"resultaattype": kaart.resultaattype("Verval")}

    assert api.patch(local(made["url"]), other).fouten == {"resultaattype": "wijzigen-niet-toegelaten"}
    assert api.get(f"{API}/resultaten?resultaattype={made['resultaattype']}").json["count"] == 1
    assert api.get(f"{API}/resultaten?resultaattype={other['resultaattype']}").json["count"] == 0


def test_a_zaak_without_its_resultaat_gets_another(zaak, give_resultaat, api):
    api.delete(local(give_resultaat(zaak).url))
    assert api.get(local(zaak.url)).json["resultaat"] is None

    assert api.get(local(zaak.url)).json["resultaat"] != give_resultaat(zaak, "Termijn").url


def test_a_step_within_a_status_is_kept_with_the_status_of_now(zaak, set_status, api):
    status = set_status(zaak, "Ontvangen")
    sent = {"zaak": zaak.url, "omschrijving": "Foto bekeken", "tijdstip": "2026-11-21T10:00:00Z"}

    made = api.post(f"{API}/substatussen", sent).json

    assert (made["status"], made["doelgroep"]) == (status.url, "intern")
    for query, count in (
        (f"status={status.url}", 1),
        ("doelgroep=intern", 1),
        ("doelgroep=betrokkenen", 0),
        ("tijdstip__gt=2026-11-21T10:00:00Z", 0),
        ("tijdstip__gte=2026-11-21T10:00:00Z&tijdstip__lte=2026-11-21T11:00:00%2B01:00", 1),
        ("tijdstip__lt=2026-11-21T10:00:01Z", 1),
    ):
        assert api.get(f"{API}/substatussen?{query}").json["count"] == count, query


def test_a_step_needs_a_status_of_the_same_zaak(zaak, new_zaak, set_status, api):
    sent = {"zaak": zaak.url, "omschrijving": "Foto bekeken", "tijdstip": "2026-11-21T10:00:00Z"}
    other = set_status(new_zaak(), "Ontvangen")

    assert api.post(f"{API}/substatussen", sent).fouten == {"status": "required"}
    assert api.post(f"{API}/substatussen", sent | {"status": other.url}).fouten == {"status": "bad-url"}


def test_a_resident_reads_the_steps_that_are_meant_for_her(zaak, set_status, api, sanne, give_rol):
    give_rol(zaak, "Aanvrager", bsn=SANNE)
    set_status(zaak, "Ontvangen")
    sent = {"zaak": zaak.url, "tijdstip": "2026-11-21T10:00:00Z"}
    api.post(f"{API}/substatussen", sent | {"omschrijving": "Twijfel", "doelgroep": "intern"})
    shown = api.post(f"{API}/substatussen", sent | {"omschrijving": "Bekeken", "doelgroep": "betrokkenen"})

    found = ApiClient(sanne).get(f"{API}/substatussen").json

    assert (found["count"], found["results"]) == (1, [shown.json])
