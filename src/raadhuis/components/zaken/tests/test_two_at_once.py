"""Two people at one zaak, each on a connection of her own: one consistent outcome, nothing overwritten."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.zaken import api as zaken
from raadhuis.components.zaken.tests.conftest import load_types
from raadhuis.kernel import wire
from raadhuis.kernel.refusal import Invalid, PreconditionFailed, Refusal
from raadhuis.kernel.testing import AT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def types(transactional_db):
    catalogi.forget()
    yield load_types()
    catalogi.forget()


def together(*actions):
    """Run them at the same moment; what each answered or was refused."""
    barrier = Barrier(len(actions))

    def run(action):
        try:
            barrier.wait(timeout=10)
            return action()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def test_the_second_to_save_is_told_and_overwrites_nothing(zaak, systeem_actor):
    def save(omschrijving):
        return lambda: zaken.update_zaak(
            actor=systeem_actor,
            at=AT,
            uuid=zaak.uuid,
            body=zaken.ZaakPatch(omschrijving=omschrijving),
            etag=zaak.etag,
        )

    answers = together(save("Van Jan"), save("Van Fatma"))

    (saved,) = [a for a in answers if isinstance(a, zaken.Zaak)]
    assert [type(a) for a in answers if a is not saved] == [PreconditionFailed]
    assert zaken.get_zaak(actor=systeem_actor, uuid=zaak.uuid).omschrijving == saved.omschrijving


def test_one_number_makes_one_zaak(body, systeem_actor):
    wanted = wire.convert(body(identificatie="Z-1"), zaken.ZaakBody)

    answers = together(*[lambda: zaken.create_zaak(actor=systeem_actor, at=AT, body=wanted)] * 4)

    refused = [a for a in answers if isinstance(a, Invalid)]
    assert [a.fields[0].code for a in refused] == ["identificatie-niet-uniek"] * 3
    assert zaken.find_zaken(actor=systeem_actor, query=zaken.ZaakQuery()).count == 1


def test_adding_while_closing_happens_before_it_or_is_refused(
    zaak, give_resultaat, set_status, actor_with, kaart, systeem_actor
):
    give_resultaat(zaak)
    jan = actor_with("zaken.lezen", "zaken.bijwerken", "zaken.statussen.toevoegen")
    rol = zaken.RolBody(
        zaak=zaak.url,
        betrokkene_type="medewerker",
        roltype=kaart.roltype("Behandelaar"),
        roltoelichting="",
        betrokkene_identificatie=zaken.BetrokkeneIdentificatie(identificatie="jan"),
    )

    closed, added = together(
        lambda: set_status(zaak, "Afgehandeld", actor=jan),
        lambda: zaken.create_rol(actor=jan, at=AT, body=rol),
    )

    found = zaken.get_zaak(actor=systeem_actor, uuid=zaak.uuid)
    assert (found.status, found.einddatum) == (closed.url, AT.date())
    assert found.rollen == ((added.url,) if isinstance(added, zaken.Rol) else ())
    assert isinstance(added, (zaken.Rol, zaken.ZaakIsGesloten))
    assert len(zaken.list_rollen(actor=systeem_actor, zaak=zaak.uuid)) == len(found.rollen)


def test_two_who_close_at_once_set_two_statussen_and_one_stands(
    zaak, give_resultaat, set_status, systeem_actor
):
    give_resultaat(zaak)

    together(*[lambda: set_status(zaak, "Afgehandeld")] * 2)

    statussen = zaken.list_statussen(actor=systeem_actor, zaak=zaak.uuid)
    last = [status.url for status in statussen if status.indicatie_laatst_gezette_status]
    assert len(statussen) == 2
    assert last == [zaken.get_zaak(actor=systeem_actor, uuid=zaak.uuid).status]
