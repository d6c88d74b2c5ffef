"""Whatever somebody sends, the answer is a refusal (4xx) within a bounded time, never a failure (5xx)."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from raadhuis.kernel import db, loader
from raadhuis.kernel.endpoint import MAX_JSON
from tests.security.conftest import (
    DRC,
    HOUSE,
    NOWHERE,
    RSIN,
    SANNE,
    ZRC,
    Dossier,
    Wsgi,
    browser,
    employee,
    resident,
    start,
)

INJECTIONS = (
    "'", "' OR '1'='1", "'; DROP TABLE zaken_zaak; --", '"', "\\", "%", "%s", "%(uuid)s", "{0}", "1)) UNION SELECT 1",
    "pg_sleep(9)", "\0", "x\0y", "²", "١", "-1", "0", "9" * 30, "1e9", "NaN", "9999-12-31", "0001-01-01", "true;",
    "http://testserver/zaken/api/v1/zaken/' OR 1=1", "http://[::1", "a" * 5000, "\udcff", "${jndi:ldap://x}",
    "../../etc/passwd", "-startdatum; --", "startdatum DESC, (SELECT 1)", f"{ZRC}/zaken/{NOWHERE}\0",
)  # fmt: skip


ODD = ("\0", "²", "\udcff")


def _collections() -> Iterator[tuple[str, str]]:
    for prefix, module in loader.apis():
        for route in module.ROUTES:
            if "GET" in route.handlers:
                path = prefix + route.path
                for name in ("uuid", "zaak", "record"):
                    path = path.replace(f"{{{name}}}", NOWHERE)
                for param in sorted(route.params):
                    yield path, param


def test_no_query_parameter_reaches_the_sql(losser: None) -> None:
    client, slowest = Wsgi(), 0.0
    for path, param in _collections():
        for value in INJECTIONS:
            began = time.perf_counter()
            answer = client.get(f"{path}?{param}={quote(value, errors='surrogateescape')}")
            slowest = max(slowest, time.perf_counter() - began)
            assert answer.status in (200, 400, 403, 404), (param, value, answer.body)
    assert slowest < 5
    assert db.value("SELECT count(*) FROM zaken_zaak") == 0


SEARCHES = {
    "/werkplek/": "tekst tab team zaaktype status sorteer pagina merk",
    "/werkplek/zoeken/": "q sorteer pagina",
    "/mijn/": "lopend klaar",
    "/zoeken/": "q",
}


def test_no_query_parameter_of_a_page_reaches_the_sql(losser: None) -> None:
    client = browser(employee(role="coordinator"), resident(SANNE))
    asked = [(path, param) for path, params in SEARCHES.items() for param in params.split()]
    for (path, param), value in itertools.product(asked, INJECTIONS[::3] + ODD):
        response = client.get(f"{path}?{param}={quote(value, errors='surrogateescape')}")
        assert response.status_code in (200, 302, 400, 404), (path, param, value)


def deep(levels: int) -> bytes:
    return b"[" * levels + b"]" * levels


def bodies() -> dict[str, bytes]:
    return {
        "nothing": b"",
        "no json": b"{",
        "null": b"null",
        "number": b"1e999",
        "text": b'"x"',
        "array": b"[]",
        "not utf-8": b'{"zaaktype": "\xff"}',
        "lone surrogate": b'{"zaaktype": "\\ud800"}',
        "deep array": deep(100_000),
        "deep object": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        "deep known field": b'{"zaakgeometrie":' + b'{"a":' * 900 + b"1" + b"}" * 900 + b"}",
        "many keys": json.dumps({f"k{n}": n for n in range(100_000)}).encode(),
        "long text": json.dumps({"zaaktype": "x" * 2_000_000}).encode(),
        "deep and NUL": b'{"zaakgeometrie":' + b'{"a":' * 900 + b'"\\u0000"' + b"}" * 901,
        "huge number": b'{"zaaktype": ' + b"9" * 5000 + b"}",
        "same key twice": b'{"zaaktype": "a", "zaaktype": "b"}',
    }


POSTS = [
    prefix + route.path
    for prefix, module in loader.apis()
    for route in module.ROUTES
    if "POST" in route.handlers
]


def test_no_body_makes_an_api_fail(losser: None) -> None:
    client, sent = Wsgi(), bodies()
    for path, (name, body) in itertools.product(POSTS, sent.items()):
        filled = path.replace("{zaak}", NOWHERE).replace("{uuid}", NOWHERE)
        began = time.perf_counter()
        answer = client.post(filled, body)
        assert 400 <= answer.status < 500, (path, name, answer.status, answer.body[:300])
        assert time.perf_counter() - began < 10, name
        assert len(answer.body) < 100_000, name


def test_ten_thousand_wrong_elements_make_a_bounded_answer(losser: None) -> None:
    client = Wsgi()
    for path, field in (
        (f"{ZRC}/zaken", "productenOfDiensten"),
        (f"{ZRC}/zaken", "kenmerken"),
        (f"{DRC}/enkelvoudiginformatieobjecten", "trefwoorden"),
        ("/autorisaties/api/v1/applicaties", "autorisaties"),
        ("/autorisaties/api/v1/applicaties", "clientIds"),
        ("/notificaties/api/v1/abonnement", "kanalen"),
    ):
        for element in (1, {}, "x" * 100):
            began = time.perf_counter()
            answer = client.post(path, {field: [element] * 10_000})
            assert 400 <= answer.status < 500, (path, field, answer.body[:300])
            assert len(answer.body) < 300_000, (path, field, len(answer.body))
            assert time.perf_counter() - began < 10


def test_a_body_that_says_to_be_too_large_is_not_read(db: None) -> None:
    class Never:
        def read(self, size: int = -1) -> bytes:
            raise AssertionError("read")

    environ: dict[str, Any] = {"CONTENT_LENGTH": str(MAX_JSON + 1), "wsgi.input": Never()}
    assert Wsgi().post(f"{ZRC}/zaken", {}, **environ).status == 413
    for length in ("x", "-1", "1e3", "²", " "):
        assert Wsgi().post(f"{ZRC}/zaken", {}, CONTENT_LENGTH=length).status == 400, length


@pytest.fixture
def dossier(losser: None) -> Dossier:
    return start(bsn=SANNE).document()


TEXTS = ("\0", "a\0b", "\ufeff", "\u202e", "\x1b[31m", "\r\nSet-Cookie: a=b", "😀" * 20)


def test_no_text_in_a_zaak_makes_it_fail(dossier: Dossier) -> None:
    client = Wsgi()
    good = {
        "zaaktype": dossier.zaak.zaaktype,
        "bronorganisatie": RSIN,
        "verantwoordelijkeOrganisatie": RSIN,
        "startdatum": "2026-11-20",
    }
    for text in TEXTS:
        for change in (
            {"omschrijving": text},
            {"toelichting": text},
            {"identificatie": text},
            {"kenmerken": [{"kenmerk": text, "bron": "x"}]},
            {"opschorting": {"indicatie": True, "reden": text}},
            {"zaakgeometrie": {"type": "Point", "coordinates": [1, 2], "x": text}},
            {"communicatiekanaal": f"https://x.example/{text}"},
            {"verlenging": {"reden": text, "duur": "P1D"}},
        ):
            answer = client.post(f"{ZRC}/zaken", good | change)
            assert answer.status in (201, 400), (change, answer.status, answer.body)
            answer = client("PATCH", dossier.zaak.url, change)
            assert answer.status in (200, 400), (change, answer.body)


def test_no_text_in_a_part_makes_it_fail(dossier: Dossier) -> None:
    client, of = Wsgi(), dossier.inrichting
    zaak = dossier.zaak.url
    for text in TEXTS:
        for path, body in (
            ("statussen", {"statustype": of.statustypen[0].url, "datumStatusGezet": "2026-11-22T10:00:00Z",
                           "statustoelichting": text}),
            ("resultaten", {"resultaattype": of.resultaattypen[0].url, "toelichting": text}),
            ("rollen", {"roltype": of.roltypen[0].url, "betrokkeneType": "natuurlijk_persoon", "roltoelichting": text,
                        "afwijkendeNaamBetrokkene": text, "betrokkeneIdentificatie": {
                            "geslachtsnaam": text, "verblijfsadres": {"x": text}}}),
            (f"zaken/{dossier.uuid}/zaakeigenschappen", {"eigenschap": of.eigenschappen[0].url, "waarde": text}),
            ("zaakinformatieobjecten", {"informatieobject": dossier.documenten[0].url, "titel": text,
                                        "beschrijving": text}),
        ):  # fmt: skip
            answer = client.post(f"{ZRC}/{path}", {"zaak": zaak, **body})
            assert answer.status in (201, 400), (path, text, answer.status, answer.body)


def test_no_text_in_a_document_or_decision_makes_it_fail(dossier: Dossier) -> None:
    client, of = Wsgi(), dossier.inrichting
    names = "titel auteur identificatie beschrijving bestandsnaam formaat link status verschijningsvorm taal".split()
    document = {
        "bronorganisatie": RSIN,
        "creatiedatum": "2026-11-20",
        "titel": "t",
        "auteur": "a",
        "taal": "nld",
        "informatieobjecttype": of.informatieobjecttypen[0].url,
        "inhoud": "dGVrc3Q=",
    }
    for text in TEXTS:
        for name in names:
            answer = client.post(f"{DRC}/enkelvoudiginformatieobjecten", document | {name: text})
            assert answer.status in (201, 400), (name, text, answer.body)
            if answer.status == 201:
                assert client.get(answer.json["inhoud"]).status == 200
        for change in (
            {"trefwoorden": [text]},
            {"ondertekening": {"soort": "digitaal", "datum": "9999-12-31"}},
            {"integriteit": {"algoritme": "md5", "waarde": text, "datum": "0001-01-01"}},
        ):
            answer = client.post(f"{DRC}/enkelvoudiginformatieobjecten", document | change)
            assert answer.status in (201, 400), (change, answer.body)
        for name in ("toelichting", "bestuursorgaan", "identificatie"):
            body = {
                "verantwoordelijkeOrganisatie": RSIN,
                "besluittype": of.besluittypen[0].url,
                "datum": "2026-11-20",
                "ingangsdatum": "2026-11-20",
                name: text,
            }
            answer = client.post("/besluiten/api/v1/besluiten", body)
            assert answer.status in (201, 400), (name, text, answer.body)


MOMENTS = ("0001-01-01", "9999-12-31", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "2026-02-30")


def test_no_moment_makes_a_zaak_fail_or_unreadable(dossier: Dossier) -> None:
    client, of = Wsgi(), dossier.inrichting
    good = {
        "zaaktype": dossier.zaak.zaaktype,
        "bronorganisatie": RSIN,
        "verantwoordelijkeOrganisatie": RSIN,
        "startdatum": "2026-11-20",
    }
    names = (
        "startdatum registratiedatum einddatumGepland uiterlijkeEinddatumAfdoening publicatiedatum laatsteBetaaldatum"
    ).split()
    for moment in MOMENTS:
        for name in names:
            answer = client.post(f"{ZRC}/zaken", good | {name: moment})
            assert answer.status in (201, 400), (name, moment, answer.body)
        body = {"zaak": dossier.zaak.url, "statustype": of.statustypen[-1].url, "datumStatusGezet": moment}
        assert client.post(f"{ZRC}/statussen", body).status in (201, 400), moment
        assert client.post(f"{ZRC}/statussen", body | {"statustype": of.statustypen[0].url}).status in (
            201,
            400,
        )
    # The house must be able to read all of what was taken.
    from raadhuis.components.werkplek import api as werkplek
    from raadhuis.kernel import clock

    assert werkplek.rebuild(at=clock.now()) >= 1


def test_a_method_in_a_header_or_field_is_no_method(dossier: Dossier) -> None:
    client = Wsgi()
    for header in ("HTTP_X_HTTP_METHOD_OVERRIDE", "HTTP_X_METHOD_OVERRIDE", "HTTP_X_HTTP_METHOD"):
        assert client.post(dossier.zaak.url, {}, **{header: "PATCH"}).status == 405
        assert client.get(f"{ZRC}/rollen", **{header: "DELETE"}).status == 200
    assert client.post(f"{dossier.zaak.url}?_method=DELETE", {"_method": "DELETE"}).status == 405
    for method in ("TRACE", "CONNECT", "OPTIONS", "PROPFIND", "GETX"):
        assert client(method, dossier.zaak.url).status == 405, method


def test_searching_is_no_regular_expression(losser: None) -> None:
    client = browser(employee(role="coordinator"))
    for q in ("(a+)+$" + "a" * 60, "%" * 90, "_" * 90, "\\" * 90, "a " * 50):
        began = time.perf_counter()
        assert client.get("/werkplek/zoeken/", {"q": q}).status_code == 200
        assert client.get("/zoeken/", {"q": q}).status_code in (200, 404)
        assert time.perf_counter() - began < 5


def test_nothing_was_done_as_somebody_else(dossier: Dossier) -> None:
    """A client cannot name the actor itself."""
    client = Wsgi(HOUSE)
    client.post(f"{ZRC}/rollen", {}, HTTP_X_USER="root", HTTP_X_AUDIT_TOELICHTING="x" * 5000)
    body = {"omschrijving": "anders"}
    client("PATCH", dossier.zaak.url, body, HTTP_X_AUDIT_TOELICHTING="x" * 5000)
    assert len(db.value("SELECT toelichting FROM kernel_audit ORDER BY id DESC LIMIT 1")) == 1000
