"""Zaken and Besluiten in one installation, Documenten in another, by setting: each asks the other back before it believes it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.apart.installations import CLIENT, SECRET, Models
from tests.apart.test_elsewhere import DAY, RSIN, Provider, eventually

pytestmark = pytest.mark.slow
HERE = ("catalogi", "zaken", "besluiten")


@pytest.fixture(scope="module")
def both(models: Models) -> Iterator[tuple[Provider, Provider]]:
    with ExitStack() as stack:
        zaken = models.copy(stack, (*HERE, "autorisaties", "notificaties", "referentielijsten"))
        documenten = models.copy(stack, ("documenten", "autorisaties", "notificaties", "referentielijsten"))
        zaken.environment["RAADHUIS_DOCUMENTEN_URL"] = f"{documenten.base}/documenten/api/v1"
        for name in HERE:
            documenten.environment[f"RAADHUIS_{name.upper()}_URL"] = f"{zaken.base}/{name}/api/v1"
        for one in (zaken, documenten):
            one.environment |= {
                "RAADHUIS_REGISTERS_CLIENT_ID": CLIENT,
                "RAADHUIS_REGISTERS_CLIENT_SECRET": SECRET,
            }
            one.run(
                "raadhuis",
                "applicatie",
                "add",
                "--client-id",
                CLIENT,
                "--secret",
                SECRET,
                "--alle-autorisaties",
            )
        zaken.run("raadhuis", "load", "losser")
        for one in (zaken, documenten):
            one.serve()
        yield Provider(zaken), Provider(documenten)


def test_zrc_005_brc_005_links_are_mirrored_after_the_commit_and_ended(
    both: tuple[Provider, Provider],
) -> None:
    zaken, documenten = both
    zaaktype = zaken.first("zaaktypen", identificatie="GPK")
    besluittype = zaken.get(zaaktype["besluittypen"][0])
    document = documenten.document(besluittype["informatieobjecttypen"][0])
    zaak = zaken.zaak(zaaktype["url"])
    links = "/documenten/api/v1/objectinformatieobjecten"

    zio = zaken.post(
        "/zaken/api/v1/zaakinformatieobjecten", {"zaak": zaak["url"], "informatieobject": document["url"]}
    )
    besluit = zaken.post("/besluiten/api/v1/besluiten",
                         {"verantwoordelijkeOrganisatie": RSIN, "datum": DAY, "ingangsdatum": DAY,
                          "besluittype": besluittype["url"], "zaak": zaak["url"]})  # fmt: skip
    bio = zaken.post("/besluiten/api/v1/besluitinformatieobjecten",
                     {"besluit": besluit["url"], "informatieobject": document["url"]})  # fmt: skip
    of_zaak = eventually(lambda: documenten.get(links, params={"object": zaak["url"]}))
    of_besluit = eventually(lambda: documenten.get(links, params={"object": besluit["url"]}))

    assert [m["informatieobject"] for m in (*of_zaak, *of_besluit)] == [document["url"]] * 2
    assert documenten("DELETE", of_zaak[0]["url"]).status_code == 400, (
        "it stands in the register of the zaak still"
    )
    assert zaken("DELETE", zio["url"]).status_code == 204
    assert zaken("DELETE", bio["url"]).status_code == 204
    eventually(lambda: not documenten.get(links, params={"informatieobject": document["url"]}))


def test_what_documenten_missed_while_it_was_away_it_hears_when_it_is_back(
    both: tuple[Provider, Provider],
) -> None:
    zaken, documenten = both
    zaaktype = zaken.first("zaaktypen", identificatie="GPK")
    document = documenten.document(zaaktype["informatieobjecttypen"][0])
    zaak = zaken.zaak(zaaktype["url"])
    zio = zaken.post(
        "/zaken/api/v1/zaakinformatieobjecten", {"zaak": zaak["url"], "informatieobject": document["url"]}
    )
    links = "/documenten/api/v1/objectinformatieobjecten"
    eventually(lambda: documenten.get(links, params={"object": zaak["url"]}))
    documenten.installation.stop()

    assert zaken("DELETE", zio["url"]).status_code == 204
    assert zaken("DELETE", zaken.zaak(zaaktype["url"])["url"]).status_code == 204
    time.sleep(3)
    documenten.installation.serve()

    eventually(lambda: not documenten.get(links, params={"object": zaak["url"]}), seconds=90)


def test_a_document_and_its_zaak_in_one_call(both: tuple[Provider, Provider]) -> None:
    zaken, documenten = both
    zaaktype = zaken.first("zaaktypen", identificatie="GPK")
    zaak = zaken.zaak(zaaktype["url"])
    made = documenten.post(
        "/documenten/api/v1/document_registreren",
        {
            "enkelvoudiginformatieobject": {
                "bronorganisatie": RSIN, "creatiedatum": DAY, "titel": "Brief", "auteur": "Gemeente", "taal": "nld",
                "informatieobjecttype": zaaktype["informatieobjecttypen"][0], "inhoud": "R29lZGVtb3JnZW4=",
                "formaat": "text/plain", "bestandsnaam": "brief.txt", "indicatieGebruiksrecht": False,
            },
            "zaakinformatieobject": {"zaak": zaak["url"]},
        },
    )  # fmt: skip
    eventually(
        lambda: documenten.get("/documenten/api/v1/objectinformatieobjecten", params={"object": zaak["url"]})
    )
    assert made["zaakinformatieobject"]["zaak"] == zaak["url"]
