"""The Zaken API over HTTP, as the standard describes it."""

from __future__ import annotations

import json
from functools import cache
from unittest.mock import ANY
from uuid import UUID, uuid4

import pytest
import yaml

from raadhuis.components.zaken.tests.conftest import RSIN
from raadhuis.kernel.testing import AT, shared

API = "/zaken/api/v1"
STANDARD = "standards/zgw-1.7/zaken-1.7.0.yaml"
ERA_15 = "standards/zgw-1.5/zaken-1.5.1.yaml"  # what clients of today were made for
ZAAK_FIELDS = """url uuid identificatie bronorganisatie omschrijving toelichting zaaktype registratiedatum
    verantwoordelijkeOrganisatie startdatum einddatum einddatumGepland uiterlijkeEinddatumAfdoening publicatiedatum
    communicatiekanaal productenOfDiensten vertrouwelijkheidaanduiding betalingsindicatie betalingsindicatieWeergave
    laatsteBetaaldatum zaakgeometrie verlenging opschorting selectielijstklasse hoofdzaak deelzaken relevanteAndereZaken
    eigenschappen rollen status zaakinformatieobjecten zaakobjecten kenmerken archiefnominatie archiefstatus
    archiefactiedatum resultaat opdrachtgevendeOrganisatie processobjectaard startdatumBewaartermijn processobject
    """.split()
BEYOND = ["communicatiekanaalNaam", "laatstGemuteerd", "laatstGeopend", "gerelateerdeZaken"]


@cache
def _schemas(standard=STANDARD):
    schemas = yaml.safe_load(shared(standard).read_text())
    # OpenAPI 3.0 says `nullable`, JSON Schema 2020 has a type for it; a discriminator's oneOf may match twice.
    return _translated(schemas)


def _translated(node):
    if isinstance(node, list):
        return [_translated(item) for item in node]
    if not isinstance(node, dict):
        return node
    plain = {k: _translated(v) for k, v in node.items() if k not in ("nullable", "discriminator")}
    if "oneOf" in plain:
        plain["anyOf"] = plain.pop("oneOf")
    return {"anyOf": [plain, {"type": "null"}]} if node.get("nullable") else plain


def conform(body, schema, standard=STANDARD):
    """Check a body against the official schema."""
    from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]

    document = _schemas(standard)
    validator = Draft202012Validator(
        {**document, "$ref": f"#/components/schemas/{schema}"}, format_checker=FormatChecker()
    )
    assert [f"{error.json_path}: {error.message}"[:300] for error in validator.iter_errors(body)] == []


@pytest.fixture
def made(api, body):
    """A zaak that a client made, with everything that a client may send."""
    answer = api.post(
        f"{API}/zaken",
        body(
            kenmerken=[{"kenmerk": "A1", "bron": "Balie"}],
            zaakgeometrie={"type": "Point", "coordinates": [7.0, 52.26]},
            opschorting={"indicatie": True, "reden": "Wacht"},
            verlenging={"reden": "Druk", "duur": "P14D"},
            betalingsindicatie="geheel",
            laatsteBetaaldatum="2026-11-20T10:00:00Z",
            productenOfDiensten=["https://producten.example/kaart"],
        ),
    )
    assert answer.status == 201, answer.json
    return answer


def test_a_new_zaak_is_answered_with_its_address(made):
    assert made.headers["Location"] == made.json["url"]
    assert (made.headers["API-version"], made.headers["Content-Crs"]) == ("1.7.0", "EPSG:4326")


def test_a_zaak_has_the_fields_of_the_standard_in_its_order(made):
    assert list(made.json) == ZAAK_FIELDS + BEYOND
    conform(made.json, "Zaak")


def test_everything_that_was_sent_is_kept(made, body):
    sent = made.json
    assert sent["kenmerken"] == [{"kenmerk": "A1", "bron": "Balie"}]
    assert sent["zaakgeometrie"] == {"type": "Point", "coordinates": [7.0, 52.26]}
    assert (sent["opschorting"]["reden"], sent["verlenging"]["duur"]) == ("Wacht", "P14D")


def test_a_list_is_paged_as_the_standard_pages(api, made):
    answer = api.get(f"{API}/zaken?bronorganisatie={RSIN}&ordering=-startdatum")

    assert answer.json == {"count": 1, "next": None, "previous": None, "results": [made.json]}
    conform(answer.json, "PaginatedZaakList")


def test_what_hangs_on_a_zaak_follows_the_standard(api, made, kaart, new_document):
    zaak = made.json["url"]
    sent = {
        "rollen": {
            "zaak": zaak,
            "betrokkeneType": "natuurlijk_persoon",
            "roltype": kaart.roltype("Aanvrager"),
            "roltoelichting": "Vraagt aan",
            "contactpersoonRol": {"naam": "Sanne", "emailadres": "s@example.org"},
            "betrokkeneIdentificatie": {"inpBsn": "999990019", "geslachtsnaam": "Jansen"},
        },
        "resultaten": {"zaak": zaak, "resultaattype": kaart.resultaattype("Afgehandeld")},
        "zaakinformatieobjecten": {"zaak": zaak, "informatieobject": new_document()},
        f"zaken/{made.json['uuid']}/zaakeigenschappen": {
            "zaak": zaak,
            "eigenschap": kaart.eigenschap("kenteken"),
            "waarde": "XX-99-X",
        },
        f"zaken/{made.json['uuid']}/besluiten": {
            "besluit": f"http://testserver/besluiten/api/v1/besluiten/{uuid4()}"
        },
        "statussen": {
            "zaak": zaak,
            "statustype": kaart.statustype("Afgehandeld"),
            "datumStatusGezet": "2026-11-22T10:00:00Z",
        },
    }
    schemas = [
        "natuurlijk_persoon_Rol",
        "Resultaat",
        "ZaakInformatieObject",
        "ZaakEigenschap",
        "ZaakBesluit",
        "Status",
    ]

    urls = []
    for (path, content), schema in zip(sent.items(), schemas, strict=True):
        answer = api.post(f"{API}/{path}", content)
        assert answer.status == 201, (path, answer.json)
        urls.append(answer.json["url"])
        one = api.get(answer.json["url"].removeprefix("http://testserver"))
        assert one.json["url"] == answer.json["url"]
        conform(answer.json, schema)
        conform(one.json, schema)
        nested = path.startswith("zaken/")
        listed = api.get(f"{API}/{path}" if nested else f"{API}/{path}?zaak={zaak}").json
        assert (listed if isinstance(listed, list) else listed["results"]) == [one.json]
    closed = api.get(f"{API}/zaken/{made.json['uuid']}").json
    assert (closed["einddatum"], closed["archiefactiedatum"]) == ("2026-11-22", "2031-11-22")
    conform(closed, "Zaak")
    trail = api.get(f"{zaak}/audittrail".removeprefix("http://testserver")).json
    assert set(urls) <= {record["resourceUrl"] for record in trail}
    for record in trail:
        conform(record, "AuditTrail")


def test_a_rol_can_be_taken_away(api, zaak, give_rol):
    rol = give_rol(zaak, "Aanvrager", bsn="999990019")
    path = rol.url.removeprefix("http://testserver")

    assert api.delete(path).status == 204
    assert api.get(path).status == 404
    assert api.get(f"{API}/zaken/{zaak.uuid}").json["rollen"] == []


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("startdatum__gt=2026-11-19", 1),
        ("startdatum__gte=2026-11-21", 0),
        ("startdatum__lt=2026-11-21&startdatum__lte=2026-11-20", 1),
        ("einddatum__isnull=true", 1),
        ("einddatum__isnull=false", 0),
        ("archiefnominatie=vernietigen", 0),
        ("archiefactiedatum__lt=2040-01-01", 0),
        ("archiefstatus=nog_te_archiveren", 1),
        ("maximaleVertrouwelijkheidaanduiding=intern", 0),
        ("maximaleVertrouwelijkheidaanduiding=geheim", 1),
        ("rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn=999990019", 1),
        (
            "rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn=999990019&rol__omschrijvingGeneriek=behandelaar",
            0,
        ),
        ("rol__betrokkeneIdentificatie__medewerker__identificatie=jan", 1),
        ("zaaktype=https://elders.example/x", 0),
        ("identificatie=niets", 0),
    ],
)
def test_a_list_is_narrowed(api, zaak, give_rol, query, count):
    give_rol(zaak, "Aanvrager", bsn="999990019")
    give_rol(zaak, "Behandelaar", medewerker="jan")

    assert api.get(f"{API}/zaken?{query}").json["count"] == count


def test_a_list_of_one_zaaktype(api, zaak):
    assert api.get(f"{API}/zaken?zaaktype={zaak.zaaktype}").json["count"] == 1


def test_every_wrong_filter_is_named(api):
    answer = api.get(f"{API}/zaken?startdatum__gt=gisteren&ordering=kleur&einddatum__isnull=x&zaaktype=x")

    assert answer.status == 400
    assert answer.fouten == {
        "startdatum__gt": "invalid",
        "ordering": "invalid_choice",
        "einddatum__isnull": "invalid",
        "zaaktype": "invalid",
    }


def test_what_did_not_change_is_not_sent_again(api, zaak):
    path = f"{API}/zaken/{zaak.uuid}"
    etag = api.get(path).headers["ETag"]

    assert api.get(path, if_none_match=etag).status == 304
    assert api.request("HEAD", path).headers["ETag"] == etag
    changed = api.patch(path, {"omschrijving": "Anders"}, if_match=etag)
    assert (changed.status, changed.json["omschrijving"]) == (200, "Anders")
    assert api.get(path, if_none_match=etag).status == 200
    assert api.patch(path, {"omschrijving": "Te laat"}, if_match=etag).status == 412
    assert api.get(path).json["omschrijving"] == "Anders"


def test_a_change_leaves_the_rest_as_it_was(api, made):
    changed = api.patch(f"{API}/zaken/{made.json['uuid']}", {"toelichting": "Gebeld"})

    assert changed.json == made.json | {"toelichting": "Gebeld", "laatstGemuteerd": ANY}


def test_coordinates_are_in_one_system_only(api, zaak, body):
    path = f"{API}/zaken/{zaak.uuid}"

    assert api.get(path, accept_crs="EPSG:4326").status == 200
    assert api.get(path, accept_crs="EPSG:28992").status == 406
    assert api.post(f"{API}/zaken", body(), content_crs="EPSG:28992").status == 415


def test_who_did_what_stands_in_the_audittrail(api, made):
    path = f"{API}/zaken/{made.json['uuid']}"
    api.patch(path, {"omschrijving": "Anders"}, x_audit_toelichting="Typefout")

    trail = api.get(f"{path}/audittrail").json

    assert [(r["actie"], r["toelichting"]) for r in trail] == [("create", ""), ("partial_update", "Typefout")]
    assert trail[1]["wijzigingen"]["oud"]["omschrijving"] == "Gehandicaptenparkeerkaart"
    assert trail[1]["wijzigingen"]["nieuw"]["omschrijving"] == "Anders"
    assert set(trail[0]["wijzigingen"]) == {"nieuw"}
    assert {r["bron"] for r in trail} == {"zrc"}
    one = api.get(f"{path}/audittrail/{trail[1]['uuid']}")
    assert one.json == trail[1]


def test_a_change_tells_the_world_of_its_zaak(zaak, kaart, api, set_status):
    from raadhuis.kernel import db

    status = set_status(zaak, "Ontvangen")

    found = db.rows(
        "SELECT resource, actie, hoofd, object, kenmerken::text FROM kernel_event WHERE kanaal = 'zaken'"
    )
    assert [row[:4] for row in found] == [
        ("zaak", "create", zaak.uuid, zaak.uuid),
        ("status", "create", zaak.uuid, status.uuid),
    ]
    assert json.loads(found[1][4]) == {
        "bronorganisatie": RSIN,
        "zaaktype": f"/catalogi/api/v1/zaaktypen/{kaart.uuid}",
        "vertrouwelijkheidaanduiding": "zaakvertrouwelijk",
    }


def test_the_hot_requests_ask_the_database_little(api, body, zaak, queries):
    api.post(f"{API}/zaken", body())  # the zaaktype is remembered

    counts = {}
    for name, call in {
        "list": lambda: api.get(f"{API}/zaken"),
        "one": lambda: api.get(f"{API}/zaken/{zaak.uuid}"),
        "create": lambda: api.post(f"{API}/zaken", body()),
    }.items():
        with queries() as seen:
            assert call().status in (200, 201)
        counts[name] = len(seen)

    assert counts == {"list": 1, "one": 1, "create": 1}


def test_a_status_asks_the_database_for_the_zaak_and_writes_once(zaak, set_status, queries):
    with queries() as seen:
        set_status(zaak, "Ontvangen", at=AT)

    assert len([sql for sql in seen if "SAVEPOINT" not in sql]) == 2


def test_an_unknown_zaak_is_not_found(api, db):
    assert api.get(f"{API}/zaken/{UUID(int=1)}").status == 404
    assert api.get(f"{API}/zaken/{UUID(int=1)}/zaakeigenschappen").status == 404


def test_a_client_that_says_why_it_looks_is_recorded(api, made):
    zaak = made.json["url"].removeprefix("http://testserver")
    api.get(zaak, x_audit_toelichting="Behandeling")
    trail = api.get(f"{zaak}/audittrail").json
    assert [(r["actie"], r["toelichting"]) for r in trail][-1] == ("retrieve", "Behandeling")
