"""Who sees what: the same answer by every way in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from raadhuis.components.zaken import api as zaken
from raadhuis.components.zaken.tests.conftest import with_rights
from raadhuis.kernel.identity import Actor, Rights
from raadhuis.kernel.refusal import NotAllowed, NotFound
from raadhuis.kernel.testing import AT, ApiClient

SANNE, BURE = "999990019", "999993653"
PARTS = (
    zaken.list_statussen,
    zaken.list_rollen,
    zaken.list_zaakinformatieobjecten,
    zaken.get_resultaat,
)
NESTED = (zaken.list_zaakeigenschappen, zaken.list_zaakbesluiten, zaken.list_audittrail)


@pytest.mark.parametrize("roltype", ["Aanvrager", "Medeaanvrager"])
def test_a_resident_sees_the_zaak_that_she_started(zaak, give_rol, sanne, roltype):
    give_rol(zaak, roltype, bsn=SANNE)

    assert zaken.get_zaak(actor=sanne, uuid=zaak.uuid).url == zaak.url
    assert zaken.find_zaken(actor=sanne, query=zaken.ZaakQuery()).count == 1


def test_a_resident_who_is_only_mentioned_sees_nothing(zaak, give_rol, set_status, give_resultaat, sanne):
    give_rol(zaak, "Aanvrager", bsn=BURE)
    give_rol(zaak, "Belanghebbende", bsn=SANNE)
    status, resultaat = set_status(zaak, "Ontvangen"), give_resultaat(zaak)

    assert zaken.find_zaken(actor=sanne, query=zaken.ZaakQuery()).count == 0
    with pytest.raises(NotFound):
        zaken.get_zaak(actor=sanne, uuid=zaak.uuid)
    for part in PARTS:
        assert not part(actor=sanne, zaak=zaak.uuid)
    for nested in NESTED:
        with pytest.raises(NotFound):
            nested(actor=sanne, zaak=zaak.uuid)
    client = ApiClient(sanne)
    for url in (
        zaak.url,
        status.url,
        resultaat.url,
        f"{zaak.url}/zaakeigenschappen",
        f"{zaak.url}/audittrail",
    ):
        assert client.get(url.removeprefix("http://testserver")).status == 404


def test_a_resident_sees_her_own_rol_and_the_name_of_who_handles_her_zaak(zaak, give_rol, sanne):
    mine = give_rol(zaak, "Aanvrager", bsn=SANNE)
    other = give_rol(zaak, "Medeaanvrager", bsn=BURE)
    handler = give_rol(zaak, "Behandelaar", medewerker="jan.bos")

    own, behandelaar = zaken.list_rollen(actor=sanne, zaak=zaak.uuid)

    assert own == mine
    assert behandelaar.url == handler.url
    assert behandelaar.betrokkene_identificatie == zaken.BetrokkeneIdentificatie(achternaam="Bos")
    assert behandelaar.roltoelichting == ""
    answer = ApiClient(sanne).get(other.url.removeprefix("http://testserver"))
    assert answer.status == 404


def test_a_resident_neither_changes_a_zaak_nor_reads_its_history(zaak, give_rol, sanne):
    give_rol(zaak, "Aanvrager", bsn=SANNE)

    with pytest.raises(NotAllowed):
        zaken.update_zaak(actor=sanne, at=AT, uuid=zaak.uuid, body=zaken.ZaakPatch(omschrijving="Anders"))
    with pytest.raises(NotAllowed):
        zaken.list_audittrail(actor=sanne, zaak=zaak.uuid)


def test_an_actor_narrowed_to_one_zaak_sees_that_one(new_zaak, sanne):
    zaak, other = new_zaak(), new_zaak()
    narrowed = sanne.only(zaak.uuid)

    assert [z.url for z in zaken.find_zaken(actor=narrowed, query=zaken.ZaakQuery()).results] == [zaak.url]
    with pytest.raises(NotFound):
        zaken.get_zaak(actor=narrowed, uuid=other.uuid)


def test_who_may_read_but_not_change_is_told_so(zaak, actor_with):
    reader = actor_with("zaken.lezen")

    with pytest.raises(NotAllowed):
        zaken.update_zaak(actor=reader, at=AT, uuid=zaak.uuid, body=zaken.ZaakPatch(omschrijving="Anders"))


def test_who_may_see_nothing_cannot_tell_a_zaak_from_none(zaak):
    stranger = Actor(kind="medewerker", id="x", name="X", rights=Rights())

    with pytest.raises(NotFound):
        zaken.update_zaak(actor=stranger, at=AT, uuid=zaak.uuid, body=zaken.ZaakPatch(omschrijving="Anders"))


def test_reopening_takes_its_own_scope(closed, set_status, actor_with):
    zaak = closed()
    jan = actor_with("zaken.lezen", "zaken.bijwerken", "zaken.statussen.toevoegen")

    with pytest.raises(zaken.ZaakIsGesloten):
        set_status(zaak, "In behandeling", actor=jan, at=AT + timedelta(hours=1))


def test_looking_is_recorded_with_its_purpose(zaak, actor_with, systeem_actor):
    jan = actor_with("zaken.lezen")

    zaken.record_view(actor=jan, at=AT + timedelta(minutes=1), zaak=zaak.uuid, reden="Vraag aan de balie")

    made, seen = zaken.list_audittrail(actor=systeem_actor, zaak=zaak.uuid)
    assert (made.actie, seen.actie, seen.toelichting) == ("create", "retrieve", "Vraag aan de balie")
    assert seen.gebruikers_weergave == "Jan Bos"
    with pytest.raises(NotFound):
        zaken.record_view(actor=with_rights(jan), at=AT, zaak=zaak.uuid, reden="Nieuwsgierig")
