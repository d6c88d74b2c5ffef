"""A zaak is registered, found again and read."""

from __future__ import annotations

import re
from datetime import date

from raadhuis.components.zaken import api as zaken


def test_a_new_zaak_gets_a_number_and_its_planned_dates_from_the_zaaktype(zaak):
    assert re.fullmatch(r"ZAAK-2026-\d{10}", zaak.identificatie)
    assert (zaak.startdatum, zaak.einddatum_gepland) == (date(2026, 11, 20), date(2026, 12, 20))
    assert zaak.uiterlijke_einddatum_afdoening == date(2027, 1, 15)
    assert zaak.einddatum is None
    assert zaak.etag == '"1"'


def test_the_zaak_that_was_made_is_the_zaak_that_is_read(zaak, systeem_actor):
    assert zaken.get_zaak(actor=systeem_actor, uuid=zaak.uuid) == zaak


def test_a_zaak_is_found_by_its_number(zaak, new_zaak, systeem_actor):
    new_zaak()

    page = zaken.find_zaken(actor=systeem_actor, query=zaken.ZaakQuery(identificatie=zaak.identificatie))

    assert (page.count, [found.url for found in page.results]) == (1, [zaak.url])


def test_the_newest_zaak_comes_first(new_zaak, systeem_actor):
    numbers = [new_zaak().identificatie for _ in range(3)]

    page = zaken.find_zaken(actor=systeem_actor, query=zaken.ZaakQuery())

    assert [found.identificatie for found in page.results] == numbers[::-1]


def test_what_hangs_on_a_zaak_stands_in_the_zaak(zaak, give_rol, set_status, give_resultaat, systeem_actor):
    rol = give_rol(zaak, "Aanvrager", bsn="999990019")
    status = set_status(zaak, "Ontvangen")
    resultaat = give_resultaat(zaak)

    found = zaken.get_zaak(actor=systeem_actor, uuid=zaak.uuid)

    assert (found.rollen, found.status, found.resultaat) == ((rol.url,), status.url, resultaat.url)
    assert found.etag == '"4"'
