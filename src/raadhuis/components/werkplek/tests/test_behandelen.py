"""The journey of a case handler: from the worklist to a closed zaak."""

from __future__ import annotations

from io import BytesIO

from raadhuis.components.besluiten import api as besluiten
from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.documenten import api as documenten
from raadhuis.components.processen import api as processen
from raadhuis.components.werkplek.tests.conftest import HUIS, MEREL, etag_of, uuid_of
from raadhuis.components.zaken import api as zaken

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def answers(taak: processen.Taak) -> dict[str, str]:
    """Good answers as a browser sends them."""
    found = {}
    for veld in taak.velden:
        match veld.soort:
            case "keuze" | "ja_nee":
                found[veld.naam] = veld.opties[0].waarde
            case "datum":
                found[veld.naam] = "20-11-2026"
            case "getal":
                found[veld.naam] = "100"
            case _:
                found[veld.naam] = "Gezien"
    return found


def finish_tasks(client, zaak, work, *, until: str = "") -> None:
    """Do open tasks one by one, through the page."""
    while open_ := [
        t for t in processen.list_taken(actor=HUIS, zaak=zaak.uuid) if t.status == "open" and t.naam != until
    ]:
        response = client.post(
            f"/werkplek/zaken/{zaak.uuid}/taken/{open_[0].uuid}/", {"doe": "afronden", **answers(open_[0])}
        )
        assert response.status_code == 302, response.content.decode()
        work()


def decide(client, zaak, **anders):
    """Fill in a besluit and confirm it."""
    url = f"/werkplek/zaken/{zaak.uuid}/besluiten/nieuw/"
    types = besluittype(zaak)
    form = {
        **etag_of(client, url),
        "besluittype": types,
        "uitkomst": "Verleend",
        "ingangsdatum": "22-11-2026",
        "vervaldatum": "22-11-2031",
        "overwegingen": "U kunt minder dan 100 meter lopen.\nDat blijkt uit het advies van de arts.",
        "stap": "bevestigen",
        **anders,
    }
    return client.post(url, form)


def besluittype(zaak) -> str:
    inrichting = catalogi.get_inrichting(actor=HUIS, uuid=uuid_of(zaak.zaaktype))
    return str(uuid_of(inrichting.besluittypen[0].url))


def upload(client, home, name, content):
    """Add a document through its page."""
    bestand = BytesIO(content)
    bestand.name = name
    shown = client.get(f"{home}documenten/").content.decode()
    soort = shown[shown.index("Kies een soort") :].split('value="')[1].split('"')[0]
    kenmerk = shown[shown.index('name="kenmerk"') :].split('value="')[1].split('"')[0]
    given = {"kenmerk": kenmerk, "soort": soort, "titel": "Advies", "bestand": bestand}
    return client.post(f"{home}documenten/", given)


def test_a_file_that_is_not_what_its_name_says_is_not_added(zaak, browser):
    merel, home = browser(MEREL), f"/werkplek/zaken/{zaak.uuid}/"
    merel.post(f"{home}neem/")

    refused = upload(merel, home, "advies.pdf", b"Gewone tekst")

    assert refused.status_code == 422
    assert "past niet bij het soort bestand" in refused.content.decode()


def test_a_handler_brings_a_request_from_the_worklist_to_the_archive(zaak, work, browser):
    merel, home = browser(MEREL), f"/werkplek/zaken/{zaak.uuid}/"
    assert zaak.identificatie in merel.get("/werkplek/").content.decode()

    assert merel.post(f"{home}neem/").status_code == 302
    assert "Merel Jansen" in merel.get(home).content.decode()
    finish_tasks(merel, zaak, work, until="Besluit nemen")
    added = upload(merel, home, "advies van de arts.pdf", PDF)
    assert added.status_code == 302, added.content.decode()
    assert decide(merel, zaak).status_code == 302
    finish_tasks(merel, zaak, work)
    afronden = f"{home}afronden/"
    page = merel.get(afronden).content.decode()
    assert "Nog niet alles is klaar" not in page
    assert "22 november 2036" in page or "Volgt bij het afronden" in page
    verleend = page[: page.index("Verleend</label>")].rsplit('value="', 1)[1].split('"')[0]
    closed = merel.post(afronden, {**etag_of(merel, afronden), "resultaattype": verleend, "toelichting": ""})
    work()

    assert closed.status_code == 302, closed.content.decode()
    now = zaken.get_zaak(actor=HUIS, uuid=zaak.uuid)
    assert now.einddatum
    assert now.archiefnominatie == "vernietigen"
    assert zaak.identificatie in merel.get("/werkplek/?tab=afgerond").content.decode()
    assert "maar niet meer wijzigen" in merel.get(home).content.decode()


def test_a_besluit_comes_with_a_letter_that_says_until_when_one_may_object(zaak, browser):
    decide(browser(MEREL), zaak)

    (besluit,) = besluiten.list_besluiten(actor=HUIS, zaak=zaak.uuid)
    assert besluit.identificatie == f"{zaak.identificatie}-besluit-1"
    assert str(besluit.uiterlijke_reactiedatum) == "2027-01-03"
    (link,) = zaken.list_zaakinformatieobjecten(actor=HUIS, zaak=zaak.uuid)
    brief = documenten.get_enkelvoudiginformatieobject(actor=HUIS, uuid=uuid_of(link.informatieobject))
    assert brief.tonen_aan_initiator
    assert brief.formaat == "application/pdf"
    (recorded,) = besluiten.list_besluitinformatieobjecten(actor=HUIS, besluit=uuid_of(besluit.url))
    assert recorded.informatieobject == link.informatieobject


def test_who_begins_another_besluit_sees_the_one_that_is_there(zaak, browser):
    merel, nieuw = browser(MEREL), f"/werkplek/zaken/{zaak.uuid}/besluiten/nieuw/"
    assert "Er ligt al een besluit vast" not in merel.get(nieuw).content.decode()

    decide(merel, zaak)

    page = merel.get(nieuw).content.decode()
    assert "Er ligt al een besluit vast" in page
    assert f"{zaak.identificatie}-besluit-1" in page


def test_the_letter_can_be_read_before_anything_is_recorded(zaak, browser):
    text = decide(browser(MEREL), zaak, stap="voorbeeld").content.decode()

    assert "Beste Sanne Wolters," in text
    assert "uiterlijk op 3 januari 2027" in text
    assert not besluiten.list_besluiten(actor=HUIS, zaak=zaak.uuid)
