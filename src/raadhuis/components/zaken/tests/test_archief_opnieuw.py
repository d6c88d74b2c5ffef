"""zrc-021 and what it follows from: the archive date is derived again when that changes, and never when somebody chose it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from raadhuis.components.zaken import api as zaken
from raadhuis.components.zaken.tests.conftest import ZRC
from raadhuis.components.zaken.tests.test_http import API
from raadhuis.kernel import events
from raadhuis.kernel.testing import AT

LATER = AT + timedelta(days=40)


@pytest.fixture
def deliver():
    """`deliver()`: let the outbox do its work."""

    def made():
        while events.deliver_one(at=LATER):
            pass

    return made


@pytest.fixture
def dates(systeem_actor):
    """`dates(zaak)`: (startdatumBewaartermijn, archiefactiedatum)."""

    def made(zaak):
        found = zaken.get_zaak(actor=systeem_actor, uuid=zaak.uuid)
        return found.startdatum_bewaartermijn, found.archiefactiedatum

    return made


def test_zrc_021_hoofdzaak_a_deelzaak_follows_one_that_is_closed_later(
    api, new_zaak, closed, give_resultaat, set_status, dates, deliver
):
    hoofd = new_zaak()
    deel = closed("Hoofdzaak", hoofdzaak=hoofd.url)
    assert dates(deel) == (None, None)

    give_resultaat(hoofd)
    set_status(hoofd, "Afgehandeld", at=LATER)
    deliver()

    assert dates(deel) == (date(2027, 1, 1), date(2032, 1, 1))
    trail = api.get(f"{API}/zaken/{deel.uuid}/audittrail").json
    assert trail[-1]["toelichting"] == "De archiefactiedatum is opnieuw bepaald."


def test_zrc_021_hoofdzaak_that_is_opened_again_takes_the_date_of_its_deelzaken_back(
    new_zaak, closed, set_status, dates, deliver
):
    hoofd = closed()
    deel = closed("Hoofdzaak", hoofdzaak=hoofd.url)
    assert dates(deel) == (date(2026, 11, 22), date(2031, 11, 22))

    set_status(hoofd, "In behandeling", at=LATER)
    deliver()

    assert dates(deel) == (None, None)


def test_zrc_021_gerelateerde_zaak_the_last_one_counts(
    new_zaak, closed, give_resultaat, set_status, dates, deliver
):
    done, running = closed(), new_zaak()
    zaak = closed(
        "Gerelateerd",
        relevanteAndereZaken=[
            {"url": done.url, "aardRelatie": "vervolg"},
            {"url": running.url, "aardRelatie": "bijdrage"},
        ],
    )
    assert dates(zaak) == (None, None)

    give_resultaat(running)
    set_status(running, "Afgehandeld", at=LATER)
    deliver()

    assert dates(zaak) == (date(2027, 1, 1), date(2032, 1, 1))


def test_zrc_021_another_related_zaak_or_hoofdzaak_changes_the_date(api, closed, dates):
    done = closed()
    related, deel = closed("Gerelateerd"), closed("Hoofdzaak")

    api.patch(
        f"{API}/zaken/{related.uuid}", {"relevanteAndereZaken": [{"url": done.url, "aardRelatie": "vervolg"}]}
    )
    api.patch(f"{API}/zaken/{deel.uuid}", {"hoofdzaak": done.url})

    assert dates(related) == dates(deel) == (date(2026, 11, 22), date(2031, 11, 22))
    api.patch(f"{API}/zaken/{deel.uuid}", {"hoofdzaak": None})
    assert dates(deel) == (None, None)


def test_zrc_021_eigenschap_that_comes_later_or_changes(api, closed, kaart, dates):
    zaak = closed("Eigenschap")
    body = {"zaak": zaak.url, "eigenschap": kaart.eigenschap("vervaldag"), "waarde": "20280229"}

    made = api.post(f"{API}/zaken/{zaak.uuid}/zaakeigenschappen", body)

    assert dates(zaak) == (date(2028, 2, 29), date(2033, 2, 28))
    path = made.json["url"].removeprefix("http://testserver")
    assert api.patch(path, {"waarde": "20300101"}).status == 200
    assert dates(zaak) == (date(2030, 1, 1), date(2035, 1, 1))
    assert api.delete(path).status == 204
    assert dates(zaak) == (None, None)


def test_zrc_021_zaakobject_the_last_one_of_the_type_counts(api, closed, dates):
    zaak = closed("Zaakobject")

    for day in ("2028-01-01", "2029-01-01"):
        answer = api.post(
            f"{API}/zaakobjecten",
            {
                "zaak": zaak.url,
                "objectType": "overige",
                "objectTypeOverige": "pand",
                "objectIdentificatie": {"overigeData": {"einddatum": day}},
            },
        )
        assert answer.status == 201, answer.json

    assert dates(zaak) == (date(2029, 1, 1), date(2034, 1, 1))


@pytest.mark.parametrize(("resultaat", "name"), [("Ingang", "ingangsdatum"), ("Verval", "vervaldatum")])
def test_zrc_021_ingangsdatum_besluit_and_vervaldatum_besluit_that_change(
    closed, systeem_actor, dates, resultaat, name
):
    zaak = closed(resultaat)
    besluit = zaken.ZaakbesluitBody(besluit=f"http://testserver/besluiten/api/v1/besluiten/{uuid4()}")

    for day in (date(2028, 1, 1), date(2029, 1, 1)):
        zaken.create_zaakbesluit(actor=systeem_actor, at=AT, zaak=zaak.uuid, body=besluit, **{name: day})

        assert dates(zaak) == (day, day.replace(year=day.year + 5))


def test_zrc_021_a_date_that_somebody_chose_stays(api, closed, kaart, dates):
    zaak = closed("Eigenschap")
    api.patch(f"{API}/zaken/{zaak.uuid}", {"archiefactiedatum": "2050-01-01"})

    api.post(
        f"{API}/zaken/{zaak.uuid}/zaakeigenschappen",
        {"zaak": zaak.url, "eigenschap": kaart.eigenschap("vervaldag"), "waarde": "20280229"},
    )

    assert dates(zaak) == (None, date(2050, 1, 1))
    api.patch(f"{API}/zaken/{zaak.uuid}", {"archiefactiedatum": None})
    assert dates(zaak) == (date(2028, 2, 29), date(2033, 2, 28))


@pytest.mark.parametrize("resultaat", ["Kenmerk", "Zaakobject"])
def test_zrc_021_a_start_that_somebody_fills_in_gives_the_date(api, closed, dates, resultaat):
    zaak = closed(resultaat)

    api.patch(f"{API}/zaken/{zaak.uuid}", {"startdatumBewaartermijn": "2030-06-01"})

    assert dates(zaak) == (date(2030, 6, 1), date(2035, 6, 1))


def test_zrc_021_ander_datumkenmerk_a_start_that_was_filled_in_while_the_zaak_ran_counts(closed, dates):
    assert dates(closed("Kenmerk", startdatumBewaartermijn="2030-06-01")) == (
        date(2030, 6, 1),
        date(2035, 6, 1),
    )


@pytest.mark.parametrize(
    ("resultaat", "start"), [("Afgehandeld", date(2026, 11, 22)), ("Termijn", date(2027, 11, 22))]
)
def test_zrc_021_afgehandeld_and_termijn_count_from_the_last_day(closed, dates, resultaat, start):
    assert dates(closed(resultaat)) == (start, start.replace(year=start.year + 5))


def test_zrc_008_an_archived_zaak_that_is_opened_again_is_no_longer_archived(api, closed, set_status):
    zaak = closed()
    api.patch(f"{API}/zaken/{zaak.uuid}", {"archiefstatus": "gearchiveerd"})

    set_status(zaak, "In behandeling", at=LATER)

    opened = api.get(zaak.url.removeprefix("http://testserver")).json
    assert (opened["archiefstatus"], opened["archiefnominatie"]) == ("nog_te_archiveren", None)
    assert opened["url"].startswith(ZRC)
