"""What becomes of a form that was sent: exactly one zaak, whatever happens meanwhile."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.documenten import api as documenten
from raadhuis.components.formulieren import api, tasks
from raadhuis.components.formulieren.store import inzendingen, models
from raadhuis.components.formulieren.tests.conftest import (
    ADRES,
    PNG,
    SANNE,
    over,
    vandaag,
    vul_kaart,
    vul_verhuizing,
)
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel import blobs, clock
from raadhuis.kernel.identity import systeem
from raadhuis.kernel.refusal import NotFound

pytestmark = pytest.mark.django_db
WIE = systeem("test")
STAPPEN = [
    (zaken, "create_zaak"),
    (zaken, "create_rol"),
    (zaken, "create_zaakeigenschap"),
    (documenten, "create_enkelvoudiginformatieobject"),
    (zaken, "create_zaakinformatieobject"),
    (zaken, "create_status"),
    (api, "meld_geregistreerd"),
]


class Gedood(BaseException):
    """The process ends here."""


@pytest.fixture
def kaart(sanne_kaart) -> models.Inzending:
    """A parking card that was sent, with a file."""
    vul_kaart(sanne_kaart)
    sanne_kaart.vul(4, verklaring="ja", bewijsstuk=SimpleUploadedFile("brief.png", PNG))
    sanne_kaart.vul(5, email="sanne@voorbeeld.nl", telefoon="0612345678")
    sanne_kaart.verstuur()
    return models.Inzending.objects.get()


def de_zaak(referentie: str) -> zaken.Zaak:
    found = zaken.find_zaken(actor=WIE, query=zaken.ZaakQuery(identificatie=referentie)).results
    assert len(found) == 1
    return found[0]


def inventaris(referentie: str) -> dict[str, object]:
    """Everything that hangs on the zaak."""
    zaak = de_zaak(referentie)
    links = zaken.list_zaakinformatieobjecten(actor=WIE, zaak=zaak.uuid)
    files = [
        documenten.get_enkelvoudiginformatieobject(actor=WIE, uuid=UUID(link.informatieobject[-36:]))
        for link in links
    ]
    return {
        "rollen": [rol.omschrijving_generiek for rol in zaken.list_rollen(actor=WIE, zaak=zaak.uuid)],
        "eigenschappen": {e.naam: e.waarde for e in zaken.list_zaakeigenschappen(actor=WIE, zaak=zaak.uuid)},
        "documenten": sorted((file.identificatie, file.bestandsnaam, file.formaat) for file in files),
        "statussen": len(zaken.list_statussen(actor=WIE, zaak=zaak.uuid)),
    }


def verwacht(referentie: str) -> dict[str, object]:
    return {
        "rollen": ["initiator"],
        "eigenschappen": {
            "kaartsoort": "bestuurder",
            "loopafstand": "Minder dan 50 meter",
            "reden": "Ik kan niet ver lopen",
        },
        "documenten": [
            (f"{referentie}-1", f"aanvraag-{referentie}.pdf", "application/pdf"),
            (f"{referentie}-2", "brief.png", "image/png"),
        ],
        "statussen": 1,
    }


def test_a_form_becomes_a_complete_zaak(kaart):
    tasks.registreer(kaart.id)

    zaak = de_zaak(kaart.referentie)
    inrichting = catalogi.find_inrichting(actor=WIE, identificatie="GPK", op=vandaag())
    assert zaak.zaaktype == inrichting.zaaktype.url
    assert zaak.startdatum == vandaag()
    assert zaak.vertrouwelijkheidaanduiding == "vertrouwelijk"
    assert inventaris(kaart.referentie) == verwacht(kaart.referentie)
    status = zaken.list_statussen(actor=WIE, zaak=zaak.uuid)[0]
    assert status.statustype == min(inrichting.statustypen, key=lambda s: s.volgnummer).url


def test_the_applicant_is_known_with_name_and_how_to_reach_her(kaart):
    tasks.registreer(kaart.id)

    (rol,) = zaken.list_rollen(actor=WIE, zaak=de_zaak(kaart.referentie).uuid)
    assert rol.betrokkene_identificatie is not None
    assert rol.contactpersoon_rol is not None
    assert rol.betrokkene_identificatie.inp_bsn == SANNE
    assert rol.betrokkene_identificatie.geslachtsnaam == "Wolters"
    assert rol.contactpersoon_rol.naam == "Sanne Elisabeth Wolters"
    assert rol.contactpersoon_rol.emailadres == "sanne@voorbeeld.nl"
    assert rol.contactpersoon_rol.telefoonnummer == "0612345678"


def test_the_documents_may_be_shown_to_her_and_are_final(kaart):
    tasks.registreer(kaart.id)

    pdf = documenten.find_enkelvoudiginformatieobject(
        actor=WIE, bronorganisatie="123456782", identificatie=f"{kaart.referentie}-1"
    )
    assert pdf is not None
    assert (pdf.status, pdf.tonen_aan_initiator, pdf.indicatie_gebruiksrecht) == ("definitief", True, False)
    assert pdf.ontvangstdatum == vandaag()


def test_a_move_has_its_day_and_address_as_the_standard_writes_them(sanne_verhuist):
    vul_verhuizing(sanne_verhuist)
    referentie = sanne_verhuist.verstuur()

    tasks.registreer(models.Inzending.objects.get().id)

    assert inventaris(referentie)["eigenschappen"] == {
        "ingangsdatum": f"{vandaag() + timedelta(days=7):%Y%m%d}",
        "nieuw_adres": "Brinkstraat 12 B 7581 AB Losser",
        "meeverhuizers": "Jan Wolters Lies Wolters",
        "oud_adres": "Gronausestraat 112, 7581 CH Losser",
    }


def test_afterwards_the_answers_are_forgotten_and_the_receipt_comes_from_the_register(kaart, sanne_kaart):
    blob = models.Upload.objects.get().blob

    tasks.registreer(kaart.id)

    kaart.refresh_from_db()
    receipt = sanne_kaart.client.get(sanne_kaart.url(f"ontvangen/{kaart.referentie}/ontvangstbewijs.pdf"))
    assert (kaart.status, bytes(kaart.gegevens), kaart.zaak) == (
        "geregistreerd",
        b"",
        de_zaak(kaart.referentie).uuid,
    )
    assert models.Upload.objects.count() == 0
    with pytest.raises(NotFound):
        blobs.read(blob)
    assert receipt.content.startswith(b"%PDF")
    assert sanne_kaart.client.get(sanne_kaart.url(f"ontvangen/{kaart.referentie}/")).status_code == 200


def test_sending_again_after_registration_gives_the_same_confirmation(sanne_verhuist):
    vul_verhuizing(sanne_verhuist)
    button = sanne_verhuist.knop()
    referentie = sanne_verhuist.verstuur(button)
    tasks.registreer(models.Inzending.objects.get().id)

    assert sanne_verhuist.verstuur(button) == referentie


@pytest.mark.parametrize("nth", [1, 2])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("room", "function"), STAPPEN, ids=[name for _, name in STAPPEN])
def test_killed_at_any_step_and_resumed_there_is_exactly_one_of_everything(
    kaart, monkeypatch, room, function, after, nth
):
    real, calls = getattr(room, function), []

    def dies(**arguments):
        calls.append(1)
        if len(calls) != nth:
            return real(**arguments)
        if after:
            real(**arguments)
        raise Gedood

    with monkeypatch.context() as patched:
        patched.setattr(room, function, dies)
        with suppress(Gedood):
            tasks.registreer(kaart.id)
    tasks.registreer(kaart.id)
    tasks.registreer(kaart.id)

    kaart.refresh_from_db()
    assert kaart.status == "geregistreerd"
    assert inventaris(kaart.referentie) == verwacht(kaart.referentie)


def test_killed_after_the_files_are_gone_it_still_ends_well(kaart, monkeypatch):
    def dies(id: int, **_: object) -> None:
        raise Gedood

    with monkeypatch.context() as patched:
        patched.setattr(inzendingen, "registered", dies)
        with pytest.raises(Gedood):
            tasks.registreer(kaart.id)
    with pytest.raises(NotFound):
        blobs.read(models.Upload.objects.get().blob)
    tasks.registreer(kaart.id)

    assert models.Inzending.objects.get().status == "geregistreerd"
    assert inventaris(kaart.referentie) == verwacht(kaart.referentie)


def test_the_confirmation_and_receipt_do_not_wait_for_the_registers(kaart, sanne_kaart):
    page = sanne_kaart.client.get(sanne_kaart.url(f"ontvangen/{kaart.referentie}/"))
    receipt = sanne_kaart.client.get(sanne_kaart.url(f"ontvangen/{kaart.referentie}/ontvangstbewijs.pdf"))

    assert page.status_code == 200
    assert receipt.content.startswith(b"%PDF")
    assert zaken.find_zaken(actor=WIE, query=zaken.ZaakQuery(identificatie=kaart.referentie)).count == 0


def test_typed_names_are_kept_as_given_by_herself(sanne_verhuist, brp):
    brp(False)
    sanne_verhuist.stap(1)
    sanne_verhuist.vul(1, naam="Sanne zelf", geboortedatum="12-04-1988", oud_adres="Hier")
    sanne_verhuist.vul(2, ingangsdatum=over(0), **ADRES)
    sanne_verhuist.vul(3, anderen="nee")
    sanne_verhuist.vul(4, email="sanne@voorbeeld.nl")
    referentie = sanne_verhuist.verstuur()
    tasks.registreer(models.Inzending.objects.get().id)

    (rol,) = zaken.list_rollen(actor=WIE, zaak=de_zaak(referentie).uuid)
    assert rol.afwijkende_naam_betrokkene == "Sanne zelf"
    assert rol.betrokkene_identificatie is not None
    assert rol.betrokkene_identificatie.inp_bsn == SANNE


def test_what_a_killed_process_left_is_queued_again(kaart):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")  # as a killed worker leaves it
        api.bied_opnieuw_aan(at=clock.now() + timedelta(minutes=2))
        api.bied_opnieuw_aan(at=clock.now() + timedelta(minutes=2))
        lock = f"formulieren-{kaart.id}"
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND queueing_lock = %s", [lock]
        )
        assert cursor.fetchone() == (1,)


def test_trying_again_never_ends_and_never_waits_longer_than_five_minutes():
    from procrastinate.jobs import Job

    def wait(attempts: int) -> float:
        job = Job(
            id=1,
            task_name="formulieren.registreer",
            lock=None,
            queueing_lock=None,
            queue="default",
            attempts=attempts,
        )
        decision = tasks.Volhouden().get_retry_decision(exception=OSError(), job=job)
        assert decision.retry_at is not None
        return round((decision.retry_at - clock.now()).total_seconds())

    assert wait(0) <= 1
    assert wait(3) == pytest.approx(8, abs=1)
    assert wait(100_000) == pytest.approx(300, abs=1)
