"""S3, S16: a scope opens only its own component, and a token is only what our own secret signed."""

from __future__ import annotations

import base64
import itertools
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from raadhuis.components.autorisaties import api as autorisaties
from raadhuis.components.autorisaties.domain import rechten
from raadhuis.kernel import clock, db, loader
from raadhuis.kernel.identity import Actor
from tests.security.conftest import (
    AC,
    BRC,
    DRC,
    HOUSE,
    NRC,
    SANNE,
    ZRC,
    ZTC,
    Dossier,
    Wsgi,
    browser,
    employee,
    start,
    uuid_of,
)

SECRET = "een geheim dat lang genoeg is voor HS256"
ALL_SCOPES = (
    "zaken.lezen zaken.aanmaken zaken.bijwerken zaken.statussen.toevoegen zaken.heropenen zaken.geforceerd-bijwerken"
    " documenten.lezen documenten.aanmaken besluiten.lezen besluiten.aanmaken catalogi.lezen audittrails.lezen"
    " autorisaties.lezen autorisaties.bijwerken notificaties.consumeren notificaties.publiceren beheer werk.verdelen"
    " taken.lezen taken.afronden"
).split()


@pytest.fixture
def dossier(losser: None) -> Dossier:
    return start(bsn=SANNE, vertrouwelijkheidaanduiding="openbaar").status().document().besluit()


def reads(dossier: Dossier) -> dict[str, list[str]]:
    document, besluit = dossier.documenten[0].url, dossier.besluiten[0].url
    return {
        "zrc": [dossier.zaak.url, f"{ZRC}/zaken", f"{ZRC}/rollen", f"{dossier.zaak.url}/audittrail"],
        "drc": [
            document,
            f"{DRC}/enkelvoudiginformatieobjecten",
            f"{document}/download",
            f"{document}/audittrail",
        ],
        "brc": [besluit, f"{BRC}/besluiten", f"{besluit}/audittrail"],
        "ac": [f"{AC}/applicaties"],
        "nrc": [f"{NRC}/abonnement", f"{NRC}/kanaal"],
        "ztc": [f"{ZTC}/zaaktypen"],
    }


def test_every_scope_in_one_component_opens_nothing_of_another(dossier: Dossier) -> None:
    for component in rechten.PREFIXES:
        _opens_only_its_own(dossier, component)


LISTS = ("zaken", "rollen", "enkelvoudiginformatieobjecten", "besluiten", "applicaties", "abonnement", "kanaal",
         "zaaktypen")  # fmt: skip


def _opens_only_its_own(dossier: Dossier, component: str) -> None:
    typen = [
        dossier.zaak.zaaktype,
        dossier.documenten[0].informatieobjecttype,
        dossier.besluiten[0].besluittype,
    ]
    stored = [
        rechten.Stored(
            component=component,
            scopes=tuple(ALL_SCOPES),
            type=uuid_of(url) if component in rechten.TYPE_FIELDS else None,
            max_vertrouwelijkheidaanduiding="zeer_geheim" if component in rechten.WITH_LEVEL else "",
        )
        for url in typen
    ]
    own = {"zrc": 0, "drc": 1, "brc": 2}.get(component)
    stored = stored if own is None else [stored[own]]
    client = Wsgi(Actor(kind="applicatie", id="c", name="c", rights=rechten.rights(stored)))
    for register, urls in reads(dossier).items():
        for url in urls:
            implied = register == "ztc" and component in ("zrc", "drc")  # ztc-014
            refused = 403 if url.split("/")[-1] in LISTS else 404
            allowed = register == component or implied
            assert client.get(url).status == (200 if allowed else refused), (component, url)


def test_a_scope_of_the_house_cannot_be_given_to_a_client() -> None:
    for component in rechten.PREFIXES:
        stored = rechten.Stored(component=component, scopes=("beheer", "werk.verdelen", "taken.afronden", ""), type=None,
                                max_vertrouwelijkheidaanduiding="openbaar")  # fmt: skip
        assert rechten.rights([stored]).grants == ()


def test_writing_needs_the_scope_of_writing(dossier: Dossier) -> None:
    """With every reading scope on everything nothing can be made or changed, and no refusal leaves a trace."""
    reader = employee(role="raadpleger")
    client = Wsgi(Actor(kind="applicatie", id="lezer", name="Lezer", rights=reader.rights))
    count = "SELECT (SELECT count(*) FROM kernel_audit), (SELECT count(*) FROM kernel_event)"
    before = db.row(count)

    for prefix, module in loader.apis():
        for route in module.ROUTES:
            for method in set(route.handlers) - {"GET"}:
                path = (
                    (prefix + route.path)
                    .replace("{zaak}", str(dossier.uuid))
                    .replace("{uuid}", str(dossier.uuid))
                )
                for body in _bodies(dossier):
                    answer = client(method, path, body)
                    # 415: a bestandsdeel that is no multipart/form-data is not even looked up.
                    expected = (400, 403, 404, 415) if route.streams else (400, 403, 404)
                    assert answer.status in expected, (method, path, answer.body)
    assert db.row(count) == before


def _bodies(dossier: Dossier) -> Iterator[dict[str, Any]]:
    of, zaak = dossier.inrichting, dossier.zaak.url
    organisation = {"bronorganisatie": "123456782", "verantwoordelijkeOrganisatie": "123456782"}
    yield {"zaaktype": of.zaaktype.url, "startdatum": "2026-11-20", **organisation}
    yield {"zaak": zaak, "statustype": of.statustypen[1].url, "datumStatusGezet": "2026-11-22T10:00:00Z"}
    yield {"zaak": zaak, "resultaattype": of.resultaattypen[0].url}
    yield {"zaak": zaak, "roltype": of.roltypen[0].url, "betrokkeneType": "natuurlijk_persoon", "roltoelichting": "x",
           "betrokkeneIdentificatie": {"inpBsn": SANNE}}  # fmt: skip
    yield {"zaak": zaak, "eigenschap": of.eigenschappen[0].url, "waarde": "x"}
    yield {"zaak": zaak, "informatieobject": dossier.documenten[0].url, "besluit": dossier.besluiten[0].url}
    yield {
        "besluittype": of.besluittypen[0].url,
        "datum": "2026-11-20",
        "ingangsdatum": "2026-11-20",
        **organisation,
    }
    yield {"titel": "x", "auteur": "x", "taal": "nld", "creatiedatum": "2026-11-20", **organisation,
           "informatieobjecttype": of.informatieobjecttypen[0].url, "inhoud": ""}  # fmt: skip
    yield {"clientIds": ["x"], "label": "x", "heeftAlleAutorisaties": True}
    yield {"callbackUrl": "https://x.example", "auth": "x", "kanalen": [{"naam": "zaken"}]}
    yield {"naam": "x", "omschrijving": "anders"}


@pytest.fixture
def client(losser: None) -> Iterator[Wsgi]:
    autorisaties.forget()
    autorisaties.add_applicatie(
        client_id="kanarie", secret=SECRET, alle_autorisaties=True, actor=HOUSE, at=clock.now()
    )
    yield Wsgi(judge=autorisaties.authenticate)
    autorisaties.forget()


def b64(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def claims() -> dict[str, Any]:
    return {"iat": int(clock.now().timestamp()), "client_id": "kanarie"}


def signed(header: dict[str, Any], secret: str = SECRET) -> str:
    import hashlib
    import hmac

    text = f"{b64(header)}.{b64(claims())}"
    return f"{text}.{b64(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest())}"


HEADERS: list[dict[str, Any]] = [
    {"alg": "none"}, {"alg": "None"}, {"alg": "NONE"}, {"alg": "hs256"}, {"alg": "RS256"}, {"alg": "ES256"}, {"alg": ""},
    {"alg": ["HS256"]}, {"alg": None}, {}, {"alg": "HS512"}, {"alg": "HS256", "crit": ["exp"], "exp": 1},
    {"alg": "dir", "enc": "A256GCM"},
]  # fmt: skip


def test_a_token_says_nothing_about_how_it_is_checked(client: Wsgi) -> None:
    for header, secret in itertools.product(HEADERS, (SECRET, "", "public key")):
        for token in (signed(header, secret), f"{b64(header)}.{b64(claims())}."):
            assert client.get(f"{ZRC}/zaken", HTTP_AUTHORIZATION=f"Bearer {token}").status == 403


@pytest.mark.parametrize(
    "extra",
    [{"kid": "../../../../dev/null"}, {"kid": "' UNION SELECT 'x' --"}, {"jku": "http://127.0.0.1:9/jwks"},
     {"x5u": "http://127.0.0.1:9/x"}, {"jwk": {"kty": "oct", "k": b64(b"van de aanvaller")}}],
    ids=lambda e: next(iter(e)),
)  # fmt: skip
def test_a_key_that_the_token_brings_is_not_used(
    client: Wsgi, dialled: list[Any], extra: dict[str, Any]
) -> None:
    for secret in ("", "van de aanvaller", "\0"):
        token = signed({"alg": "HS256", **extra}, secret)
        assert client.get(f"{ZRC}/zaken", HTTP_AUTHORIZATION=f"Bearer {token}").status == 403
    assert dialled == []


def test_a_good_token_counts_in_its_header_only(client: Wsgi) -> None:
    good = jwt.encode({"alg": "HS256"}, claims(), OctKey.import_key(SECRET))
    assert client.get(f"{ZRC}/zaken", HTTP_AUTHORIZATION=f"Bearer {good}").status == 200
    assert client.get(f"{ZRC}/zaken?access_token={good}").status in (400, 403)
    assert client.get(f"{ZRC}/zaken?token={good}").status in (400, 403)
    for header in ("HTTP_X_AUTHORIZATION", "HTTP_COOKIE", "HTTP_X_API_KEY"):
        assert client.get(f"{ZRC}/zaken", **{header: f"Bearer {good}"}).status == 403
    assert client.get(f"{ZRC}/zaken", HTTP_AUTHORIZATION=f"Basic {good}").status == 403
    # A browser's session opens no API, and a token no page.
    session = browser(employee(role="beheerder")).cookies["raadhuis_sessie"].value
    assert client.get(f"{ZRC}/zaken", HTTP_COOKIE=f"raadhuis_sessie={session}").status == 403
    assert browser().get("/werkplek/", HTTP_AUTHORIZATION=f"Bearer {good}").status_code == 302


def test_no_token_takes_long_or_fails(client: Wsgi) -> None:
    huge: list[Callable[[], str]] = [
        lambda: "a" * 1_000_000,
        lambda: "." * 100_000,
        lambda: f"{b64({'alg': 'HS256'})}.{b64(b'[' * 3000)}.x",
        lambda: f"{b64(b'{' * 3000)}.{b64(claims())}.x",
        lambda: f"{b64({'alg': 'HS256'})}.{b64({'client_id': 'x' * 5000, 'iat': 1})}.x",
        lambda: f"{b64({'alg': 'HS256'})}.{b64({'client_id': 'a' + chr(0), 'iat': 1})}.x",
        lambda: f"{b64({'alg': 'HS256'})}.{b64(b'1e999')}.x",
        lambda: "é.é.é",
    ]
    for make in huge:
        began = time.perf_counter()
        assert client.get(f"{ZRC}/zaken", HTTP_AUTHORIZATION=f"Bearer {make()}").status == 403
        assert time.perf_counter() - began < 2
