"""S15: an address that somebody sends is compared, kept or refused, and never called."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from raadhuis.components.autorisaties import api as autorisaties
from raadhuis.kernel import db
from raadhuis.kernel.testing import AT
from tests.security.conftest import HOUSE, NOWHERE, RSIN, SANNE, Dossier, Wsgi, start

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


DIENSTEN = {"zrc": "zaken", "ztc": "catalogi", "drc": "documenten", "brc": "besluiten"}


def register(address: str) -> None:
    """The four registers of another provider below `address`, which every process knows by now."""
    for soort, name in DIENSTEN.items():
        body = autorisaties.DienstBody(url=f"{address}/{name}/api/v1", soort=soort, geen_auth=True)
        autorisaties.save_dienst(actor=HOUSE, at=AT, body=body)


def almost(address: str, path: str) -> list[str]:
    """Addresses that look as if they were below a dienst at `address`/ginds, and are not."""
    host = address.removeprefix("http://")
    return [
        f"{address}{path}/{NOWHERE}",
        f"{address}/ginds{path.replace('/v1', '/v12')}/{NOWHERE}",
        f"{address}/ginds{path.replace('/v1', '/v1/../v1')}/{NOWHERE}",
        f"{address}/ginds/..{path}/{NOWHERE}",
        f"{address}/ginds/%2e%2e{path}/{NOWHERE}",
        f"{address}/ginds/{path}/{NOWHERE}",
        f"{address}/ginds\\{path}/{NOWHERE}",
        f"{address}/ginds{path}/{NOWHERE}?to=http://evil.example",
        f"{address}/ginds{path}/{NOWHERE}#x",
        f"{address}/ginds{path}/{NOWHERE}/extra",
        f"{address}/ginds{path}/..",
        f"http://user@{host}/ginds{path}/{NOWHERE}",
        f"http://{host}@{host}/ginds{path}/{NOWHERE}",
        f"http://{host}.evil.example/ginds{path}/{NOWHERE}",
        f"https://{host}/ginds{path}/{NOWHERE}",
        f"http://127.0.0.1/ginds{path}/{NOWHERE}",
        f"HTTP://{host}/ginds{path}/{NOWHERE}",
        f"http://localhost:{host.split(':')[1]}/ginds{path}/{NOWHERE}",
    ]


def test_an_address_that_almost_is_of_a_dienst_is_refused_and_not_called(
    dossier: Dossier, trap: Trap, dialled: list[Any]
) -> None:
    client, (address, visited) = Wsgi(), trap
    register(f"{address}/ginds")
    for path, body, references in posts(dossier):
        for field, where in references.items():
            for url in almost(address, where):
                answer = client.post(path, body | {field: url})
                assert answer.status in (400, 403, 404), (path, field, url, answer.body)
    assert dialled == []
    assert not visited()


def test_our_own_references_and_every_filter_call_nobody_though_there_are_diensten(
    dossier: Dossier, trap: Trap, dialled: list[Any]
) -> None:
    client, (address, visited) = Wsgi(), trap
    register(f"{address}/ginds")
    for path, body, _ in posts(dossier):
        assert client.post(path, body).status in (201, 400), path  # 400: it is linked already
    for register_, collection, name in (
        ("zaken", "zaken", "zaaktype"), ("zaken", "rollen", "zaak"), ("zaken", "statussen", "statustype"),
        ("zaken", "zaakinformatieobjecten", "informatieobject"), ("besluiten", "besluiten", "besluittype"),
        ("besluiten", "besluitinformatieobjecten", "informatieobject"), ("catalogi", "statustypen", "zaaktype"),
        ("documenten", "objectinformatieobjecten", "informatieobject"),
    ):  # fmt: skip
        for target in ("zaken/api/v1/zaken", "catalogi/api/v1/zaaktypen", "catalogi/api/v1/statustypen",
                       "documenten/api/v1/enkelvoudiginformatieobjecten", "catalogi/api/v1/besluittypen"):  # fmt: skip
            url = f"{address}/ginds/{target}/{NOWHERE}"
            answer = client.get(f"/{register_}/api/v1/{collection}?{name}={url}")
            assert answer.status in (200, 400), (collection, name, url, answer.body)
    assert (
        client.get(f"{dossier.zaak.url}?expand=zaaktype,status.statustype,zaakinformatieobjecten").status
        == 200
    )
    assert dialled == []
    assert not visited()


@pytest.fixture
def elsewhere_that_redirects(trap: Trap) -> Iterator[tuple[str, list[str]]]:
    """Another provider that sends whoever asks on to the trap: its address, and the paths that were asked."""
    asked: list[str] = []

    class Redirects(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", f"{trap[0]}{self.path}")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Redirects) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


def test_a_dienst_is_called_below_its_own_root_only_and_its_redirects_are_not_followed(
    dossier: Dossier, trap: Trap, elsewhere_that_redirects: tuple[str, list[str]]
) -> None:
    address, asked = elsewhere_that_redirects
    register(address)
    _, visited = trap
    path, body, _ = posts(dossier)[0]
    before = db.value("SELECT count(*) FROM kernel_elsewhere")

    answer = Wsgi().post(path, body | {"zaaktype": f"{address}/catalogi/api/v1/zaaktypen/{NOWHERE}"})

    assert answer.status == 503, answer.body
    assert set(asked) == {f"/catalogi/api/v1/zaaktypen/{NOWHERE}"}
    assert not visited()
    assert db.value("SELECT count(*) FROM kernel_elsewhere") == before
