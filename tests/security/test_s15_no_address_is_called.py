"""S15: an address that somebody sends is compared, kept or refused, and never called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from raadhuis.kernel import db
from tests.security.conftest import NOWHERE, RSIN, SANNE, Dossier, Wsgi, start

Trap = tuple[str, Callable[[], bool]]


@pytest.fixture
def dossier(losser: None) -> Dossier:
    return start(bsn=SANNE).status().document().besluit()


def posts(d: Dossier) -> list[tuple[str, dict[str, Any], dict[str, str]]]:
    """Path, good body, and its references: field to the path that such a reference has."""
    of, zaak, document = d.inrichting, d.zaak.url, d.documenten[0].url
    z, c = "/zaken/api/v1", "/catalogi/api/v1"
    of_zaak = {"zaak": f"{z}/zaken"}
    organisation = {"bronorganisatie": RSIN, "verantwoordelijkeOrganisatie": RSIN}
    return [
        (f"{z}/zaken", {"zaaktype": of.zaaktype.url, "startdatum": "2026-11-20", **organisation},
         {"zaaktype": f"{c}/zaaktypen", "hoofdzaak": f"{z}/zaken"}),
        (f"{z}/statussen", {"zaak": zaak, "statustype": of.statustypen[1].url, "datumStatusGezet": "2026-11-22T10:00:00Z"},
         {**of_zaak, "statustype": f"{c}/statustypen"}),
        (f"{z}/resultaten", {"zaak": zaak, "resultaattype": of.resultaattypen[0].url},
         {**of_zaak, "resultaattype": f"{c}/resultaattypen"}),
        (f"{z}/rollen", {"zaak": zaak, "roltype": of.roltypen[0].url, "betrokkeneType": "natuurlijk_persoon",
                         "roltoelichting": "x", "betrokkeneIdentificatie": {"inpBsn": SANNE}},
         {**of_zaak, "roltype": f"{c}/roltypen"}),
        (f"{z}/zaakinformatieobjecten", {"zaak": zaak, "informatieobject": document},
         {**of_zaak, "informatieobject": "/documenten/api/v1/enkelvoudiginformatieobjecten", "status": f"{z}/statussen"}),
        (f"{z}/zaken/{d.uuid}/zaakeigenschappen", {"zaak": zaak, "eigenschap": of.eigenschappen[0].url, "waarde": "x"},
         {**of_zaak, "eigenschap": f"{c}/eigenschappen"}),
        (f"{z}/zaken/{d.uuid}/besluiten", {"besluit": d.besluiten[0].url}, {"besluit": "/besluiten/api/v1/besluiten"}),
        ("/documenten/api/v1/enkelvoudiginformatieobjecten",
         {"titel": "x", "auteur": "x", "taal": "nld", "creatiedatum": "2026-11-20", "bronorganisatie": RSIN,
          "informatieobjecttype": of.informatieobjecttypen[0].url, "inhoud": "dGVrc3Q="},
         {"informatieobjecttype": f"{c}/informatieobjecttypen"}),
        ("/documenten/api/v1/objectinformatieobjecten", {"informatieobject": document, "object": zaak, "objectType": "zaak"},
         {"informatieobject": "/documenten/api/v1/enkelvoudiginformatieobjecten", "object": f"{z}/zaken"}),
        ("/besluiten/api/v1/besluiten",
         {"besluittype": of.besluittypen[0].url, "verantwoordelijkeOrganisatie": RSIN, "datum": "2026-11-20",
          "ingangsdatum": "2026-11-20", "zaak": zaak},
         {**of_zaak, "besluittype": f"{c}/besluittypen"}),
        ("/besluiten/api/v1/besluitinformatieobjecten", {"informatieobject": document, "besluit": d.besluiten[0].url},
         {"informatieobject": "/documenten/api/v1/enkelvoudiginformatieobjecten", "besluit": "/besluiten/api/v1/besluiten"}),
    ]  # fmt: skip


def elsewhere(trap: str, path: str, good: str) -> list[str]:
    """Addresses that look like ours and are not, and addresses inside our own network."""
    identifier = good.rsplit("/", 1)[-1] if good else NOWHERE
    host = trap.removeprefix("http://")
    return [
        f"{trap}{path}/{identifier}",
        f"http://testserver@{host}{path}/{identifier}",
        f"http://testserver.{host}{path}/{identifier}",
        f"https://testserver{path}/{identifier}",
        f"HTTP://EVIL.EXAMPLE{path}/{identifier}",
        f"http://169.254.169.254/latest/{identifier}",
        f"http://[::1]:5432/{identifier}",
        f"file:///etc/passwd/{identifier}",
        f"gopher://{host}/{identifier}",
        f"//{host}{path}/{identifier}",
        f"http://testserver#@{host}{path}/{identifier}",
        f"{path}/{identifier}",
        identifier,
        "",
        "http://[",
    ]


def test_a_reference_to_another_place_is_refused_and_not_called(
    dossier: Dossier, trap: Trap, dialled: list[Any]
) -> None:
    client, (address, visited) = Wsgi(), trap
    count = "SELECT count(*) FROM kernel_event"
    for path, body, references in posts(dossier):
        for field, where in references.items():
            for url in elsewhere(address, where, str(body.get(field, ""))):
                if url == "" and (field == "hoofdzaak" or path.endswith("/besluiten")):
                    continue  # not given at all
                before = db.value(count)
                answer = client.post(path, body | {field: url})
                assert answer.status in (400, 403, 404), (path, field, url, answer.body)
                assert db.value(count) == before, (path, field, url)
    assert dialled == []
    assert not visited()


def test_an_address_that_is_only_kept_is_not_called_either(
    dossier: Dossier, trap: Trap, dialled: list[Any]
) -> None:
    client, (address, visited) = Wsgi(), trap
    kept = {
        "/zaken/api/v1/zaken": ["communicatiekanaal", "selectielijstklasse"],
        "/zaken/api/v1/rollen": ["betrokkene"],
        "/documenten/api/v1/enkelvoudiginformatieobjecten": ["link"],
    }
    for path, body, _ in posts(dossier):
        for field in kept.get(path, ()):
            answer = client.post(path, body | {field: f"{address}/x"})
            assert answer.status in (201, 400), (path, field, answer.body)
    assert client.post(
        "/notificaties/api/v1/kanaal", {"naam": "x", "documentatieLink": f"{address}/x"}
    ).status in (201, 400)
    assert dialled == []
    assert not visited()


def test_a_filter_with_another_place_finds_nothing_and_calls_nobody(
    dossier: Dossier, trap: Trap, dialled: list[Any]
) -> None:
    client, (address, visited) = Wsgi(), trap
    for url in elsewhere(address, "/zaken/api/v1/zaken", dossier.zaak.url)[:11]:
        for path in ("/zaken/api/v1/rollen?zaak=", "/zaken/api/v1/zaken?zaaktype=", "/besluiten/api/v1/besluiten?zaak=",
                     "/documenten/api/v1/objectinformatieobjecten?object="):  # fmt: skip
            answer = client.get(path + url.replace("#", "%23"))
            assert answer.status in (200, 400), (path, url)
            if answer.status == 200:
                found = answer.json if isinstance(answer.json, list) else answer.json["results"]
                assert found == [], (path, url)
    assert dialled == []
    assert not visited()


CALLBACKS = (
    "{trap}/", "http://localhost:{port}/", "http://127.1:{port}/", "http://2130706433:{port}/", "http://0x7f.1:{port}/",
     "http://[::ffff:127.0.0.1]:{port}/", "http://0.0.0.0:{port}/", "http://user:pw@127.0.0.1:{port}/", "ftp://127.0.0.1/",
     "http://169.254.169.254/latest/meta-data", "http://10.0.0.1/", "http://[::1]:{port}/", "//127.0.0.1:{port}/",
     "http://[fd00::1]/", "http://[::ffff:10.0.0.1]/", "http://[64:ff9b::7f00:1]/", "javascript:alert(1)", "http://\r\nHost: x/",
)  # fmt: skip


def test_a_callback_inside_our_own_network_is_not_called(
    losser: None, trap: Trap, dialled: list[Any]
) -> None:
    address, visited = trap
    for callback in CALLBACKS:
        url = callback.format(trap=address, port=address.rsplit(":", 1)[1])
        body = {"callbackUrl": url, "auth": "Bearer x", "kanalen": [{"naam": "zaken"}]}
        answer = Wsgi().post("/notificaties/api/v1/abonnement", body)
        assert answer.status == 400, (url, answer.body)
        assert "callbackUrl" in answer.fouten
        assert not visited(), url
        # Looking a name up may ask a name server (port 53); nothing else may be called.
        assert [a for a in dialled if not (isinstance(a, str) or a[1] == 53)] == [], url
