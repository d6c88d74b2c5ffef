"""What every part of a zaak has in common: the operations of the standard, its shapes, its rights, its history."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
import yaml

from raadhuis.components.zaken.tests.dossier import API, SANNE, local
from raadhuis.components.zaken.tests.test_http import ERA_15, conform
from raadhuis.components.zaken.web.zgw_v1 import ROUTES
from raadhuis.kernel import db
from raadhuis.kernel.identity import Actor, Grant, Rights
from raadhuis.kernel.testing import ApiClient, shared

NAMES = (
    "statussen substatussen resultaten rollen zaakinformatieobjecten zaakobjecten klantcontacten zaakcontactmomenten"
    " zaakverzoeken zaaknotities zaakeigenschappen besluiten"
).split()
# A resident who started the zaak may know of these; of the rest nothing that is not meant for her.
PAGE = ["count", "next", "previous", "results"]
SEEN = {"statussen", "resultaten", "zaakinformatieobjecten", "zaakeigenschappen", "besluiten"}


STANDARDS = ("zgw-1.7/zaken-1.7.0.yaml", "zgw-1.5/zaken-1.5.1.yaml")


def _operations(standard):
    """Method and path of every operation of the standard, with its query parameters."""
    document = yaml.safe_load(shared(f"standards/{standard}").read_text())
    found = {}
    for path, operations in document["paths"].items():
        for method, said in operations.items():
            if method == "parameters":
                continue
            given = [
                document["components"]["parameters"][p["$ref"].rpartition("/")[2]] if "$ref" in p else p
                for p in said.get("parameters", [])
            ]
            names = {p["name"] for p in given if p["in"] == "query"}
            found[method.upper(), path.replace("zaak_uuid", "zaak")] = names
    return found


@pytest.mark.parametrize("standard", STANDARDS)
def test_every_operation_and_parameter_of_the_standard_is_served(db, standard):
    routes = {route.path: route for route in ROUTES}
    missing: list[tuple[str, ...]] = []
    for (method, path), params in _operations(standard).items():
        route = routes.get(path)
        if route is None or ("GET" if method == "HEAD" else method) not in route.handlers:
            missing.append((method, path))
        elif method == "GET":
            known = route.params | ({"expand"} if route.expands else set())
            missing += [(method, path, name) for name in params - known]
    assert missing == []


def test_a_part_is_read_as_it_was_made(dossier, api):
    sent, made = dossier
    for name in NAMES:
        one, part = made[name], sent[name]

        answer = api.get(local(one["url"]))

        assert answer.status == 200
        assert {key: answer.json[key] for key in part.body if key != "betrokkeneIdentificatie"} == {
            key: value.replace("Z", "+00:00")
            if key in ("datumStatusGezet", "tijdstip", "datumtijd")
            else value
            for key, value in part.body.items()
            if key != "betrokkeneIdentificatie"
        }
        assert api.request("HEAD", local(one["url"])).headers["ETag"] == answer.headers["ETag"]
        assert api.get(local(one["url"]), if_none_match=answer.headers["ETag"]).status == 304
        if part.schema:
            # What is not there is "" as with every provider; the pattern of this one field knows no empty text.
            answered = {k: v for k, v in answer.json.items() if (k, v) != ("objectTypeOverige", "")}
            conform(answered, part.schema)
            if name != "zaaknotities":  # since 1.7
                conform(answered, part.schema, ERA_15)


def test_a_part_stands_in_its_list(dossier, api, zaak):
    sent, made = dossier
    for name in NAMES:
        path = sent[name].path
        if f"/zaken/{zaak.uuid}/" not in path:
            path += f"?{'gerelateerdAan' if name == 'zaaknotities' else 'zaak'}={zaak.url}"

        found = api.get(path).json

        if sent[name].paged:
            assert (list(found), found["count"], found["next"]) == (PAGE, 1, None)
            found = found["results"]
        assert found == [api.get(local(made[name]["url"])).json]


def test_a_part_of_another_zaak_is_not_in_the_list(dossier, api, new_zaak):
    sent, _ = dossier
    other = new_zaak()
    for name in NAMES:
        path = sent[name].path
        path = (
            f"{API}/zaken/{other.uuid}/{name}"
            if "/zaken/" in path.removeprefix(API)
            else f"{path}?{'gerelateerdAan' if name == 'zaaknotities' else 'zaak'}={other.url}"
        )

        found = api.get(path).json

        assert (found["results"] if isinstance(found, dict) else found) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_part_changes_as_far_as_the_standard_says(dossier, api, name):
    sent, made = dossier
    part, path = sent[name], local(made[name]["url"])
    before = api.get(path).json

    patched = api.patch(path, part.changes)
    put = api.put(path, part.body)

    assert patched.status == (200 if part.changes else 405)
    if part.changes:
        assert {k: v for k, v in patched.json.items() if k != "wijzigingsdatum"} == {
            k: v for k, v in (before | part.changes).items() if k != "wijzigingsdatum"
        }
    assert put.status == (200 if part.put else 405)
    if part.put:
        assert {k: v for k, v in put.json.items() if k != "wijzigingsdatum"} == {
            k: v for k, v in before.items() if k != "wijzigingsdatum"
        }


@pytest.mark.parametrize("name", NAMES)
def test_a_part_that_is_taken_away_is_gone_from_the_zaak_too(dossier, api, zaak, name):
    sent, made = dossier
    url = made[name]["url"]
    answer = api.delete(local(url))
    if not sent[name].removable:
        assert answer.status == 405
        return

    assert answer.status == 204
    assert api.get(local(url)).status == 404
    assert api.delete(local(url)).status == 404
    assert url not in str(api.get(local(zaak.url)).json)


@pytest.mark.parametrize("name", NAMES)
def test_a_change_is_told_and_kept_in_the_history(dossier, api, zaak, name):
    sent, made = dossier
    url = made[name]["url"]
    expected = ["create"]
    if sent[name].changes:
        api.patch(local(url), sent[name].changes, x_audit_toelichting="Typefout")
        expected.append("partial_update")
    if sent[name].put:
        api.put(local(url), sent[name].body)
        expected.append("update")
    if sent[name].removable:
        api.delete(local(url))
        expected.append("destroy")

    trail = [r for r in api.get(f"{local(zaak.url)}/audittrail").json if r["resourceUrl"] == url]
    events = db.rows(
        "SELECT actie FROM kernel_event WHERE kanaal = 'zaken' AND object = %(uuid)s ORDER BY seq",
        {"uuid": url.rpartition("/")[2]},
    )

    assert [record["actie"] for record in trail] == expected
    assert [actie for (actie,) in events] == expected
    assert [set(record["wijzigingen"]) for record in trail] == [
        {"create": {"nieuw"}, "destroy": {"oud"}}.get(actie, {"oud", "nieuw"}) for actie in expected
    ]
    for record in trail:
        conform(record, "AuditTrail")


def test_every_change_of_a_part_moves_the_etag_of_its_zaak(dossier, api, zaak):
    sent, made = dossier
    before = api.get(local(zaak.url)).headers["ETag"]
    for name in NAMES:
        if not sent[name].removable:
            continue

        api.delete(local(made[name]["url"]))

        after = api.get(local(zaak.url)).headers["ETag"]
        assert after != before, name
        before = after


def test_a_zaak_that_does_not_exist_has_no_parts(dossier, api):
    sent, _ = dossier
    for name in NAMES:
        body, nowhere = dict(sent[name].body), uuid4()
        if "/zaken/" in sent[name].path.removeprefix(API):
            answer = api.post(f"{API}/zaken/{nowhere}/{name}", body)
            assert answer.status == 404
            continue
        field = "gerelateerdAan" if name == "zaaknotities" else "zaak"
        body[field] = f"http://testserver{API}/zaken/{nowhere}"

        answer = api.post(sent[name].path, body)

        assert (answer.status, answer.fouten) == (400, {field: "does_not_exist"})


def _actor(kaart, *scopes: str) -> Actor:
    rights = Rights(grants=(Grant(scopes=frozenset(scopes), types=frozenset({kaart.uuid}), max_va=8),))
    return Actor(kind="applicatie", id="app", name="App", rights=rights)


def test_zrc_006_who_may_not_see_the_zaak_sees_none_of_its_parts(dossier, types, zaak):
    sent, made = dossier
    other = ApiClient(_actor(types["KLACHT"], "zaken.lezen", "zaken.bijwerken"))
    for name in NAMES:
        url = local(made[name]["url"])
        nested = "/zaken/" in sent[name].path.removeprefix(API)

        assert other.get(url).status == 404
        assert other.patch(url, sent[name].changes).status == (404 if sent[name].changes else 405)
        assert other.delete(url).status == (404 if sent[name].removable else 405)
        listed = other.get(sent[name].path)
        assert listed.status == (404 if nested else 200)
        if not nested:
            assert (listed.json["results"] if sent[name].paged else listed.json) == []
        unknown = sent[name].body | {"zaak": f"http://testserver{API}/zaken/{uuid4()}"}
        refused = other.post(sent[name].path, sent[name].body)
        if nested:
            assert refused.status == 404
        elif name != "zaaknotities":
            assert refused.json["invalidParams"] == other.post(sent[name].path, unknown).json["invalidParams"]


def test_zrc_006_who_may_only_read_changes_nothing(dossier, kaart):
    sent, made = dossier
    for name in NAMES:
        reader, url = ApiClient(_actor(kaart, "zaken.lezen")), local(made[name]["url"])

        assert reader.get(url).status == 200
        assert reader.post(sent[name].path, sent[name].body).status == 403
        assert reader.patch(url, sent[name].changes).status == (403 if sent[name].changes else 405)
        assert reader.put(url, sent[name].body).status == (403 if sent[name].put else 405)
        assert reader.delete(url).status == (403 if sent[name].removable else 405)


def test_a_list_without_any_right_is_refused(dossier):
    sent, _ = dossier
    for name in NAMES:
        stranger = ApiClient(Actor(kind="applicatie", id="x", name="X", rights=Rights()))

        assert stranger.get(sent[name].path).status in (403, 404)


def test_a_resident_sees_of_her_zaak_what_is_meant_for_her(dossier, give_rol, zaak, sanne):
    sent, made = dossier
    give_rol(zaak, "Aanvrager", bsn=SANNE)
    resident = ApiClient(sanne)

    for name in NAMES:
        assert resident.get(local(made[name]["url"])).status == (200 if name in SEEN else 404)
        found = resident.get(sent[name].path).json
        found = found["results"] if isinstance(found, dict) else found
        assert (made[name]["url"] in [one["url"] for one in found if "url" in one]) == (name in SEEN)


@pytest.mark.parametrize("name", NAMES)
def test_zrc_007_nothing_of_a_closed_zaak_changes_without_force(dossier, kaart, zaak, set_status, name):
    sent, made = dossier
    set_status(zaak, "Afgehandeld")
    normal = ApiClient(
        _actor(kaart, "zaken.lezen", "zaken.bijwerken", "zaken.aanmaken", "zaken.statussen.toevoegen")
    )
    forced = ApiClient(_actor(kaart, "zaken.lezen", "zaken.geforceerd-bijwerken"))
    part, url = sent[name], local(made[name]["url"])

    assert _code(normal.post(part.path, part.body)) == "zaak-closed"
    if part.changes:
        assert _code(normal.patch(url, part.changes)) == "zaak-closed"
        assert forced.patch(url, part.changes).status == 200
    if part.put:
        assert _code(normal.put(url, part.body)) == "zaak-closed"
        assert forced.put(url, part.body).status == 200
    if part.removable:
        assert _code(normal.delete(url)) == "zaak-closed"
        assert forced.delete(url).status == 204


def _code(answer):
    assert answer.status == 403
    return answer.json["code"]


def test_reading_a_part_or_a_list_asks_the_database_once(dossier, api, queries):
    sent, made = dossier
    for name in NAMES:
        for path in (made[name]["url"], sent[name].path):
            with queries() as seen:
                assert api.get(local(path)).status == 200
            assert len(seen) == 1, seen


def test_making_a_part_holds_the_zaak_and_writes_once(zaak, kaart, api, queries, new_document):
    from raadhuis.components.zaken.tests.dossier import parts

    counts = {}
    for name, part in parts(zaak, kaart, document=new_document()).items():
        with queries() as seen:
            assert api.post(part.path, part.body).status == 201
        counts[name] = len([sql for sql in seen if "SAVEPOINT" not in sql])

    # Another part or register is looked at for these: whether it is there already, and the mirror of a document.
    more = {"zaakcontactmomenten": 3, "zaakverzoeken": 3, "besluiten": 3, "zaakinformatieobjecten": 5}
    assert counts == {name: more.get(name, 2) for name in NAMES}


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("zaakeigenschappen", "besluiten")])
def test_a_list_is_paged(dossier, api, name):
    sent, _ = dossier
    found = api.get(f"{sent[name].path}?pageSize=1")

    assert found.status == (200 if sent[name].paged else 400)
    if sent[name].paged:
        assert found.json["count"] == 1
        assert api.get(f"{sent[name].path}?page=2").status == 404


def test_pages_follow_each_other(zaak, give_rol, api):
    made = [give_rol(zaak, "Behandelaar", medewerker=f"m{n}").url for n in range(3)]

    first = api.get(f"{API}/rollen?pageSize=2").json
    second = api.get(local(first["next"])).json

    assert (first["count"], second["count"], second["next"]) == (3, 3, None)
    assert [rol["url"] for rol in first["results"] + second["results"]] == made
    assert api.get(local(second["previous"])).json == first


def test_every_wrong_filter_of_a_list_is_named(api):
    answer = api.get(f"{API}/statussen?zaak=x&statustype=y&indicatieLaatstGezetteStatus=misschien")

    assert answer.fouten == {
        "zaak": "invalid",
        "statustype": "invalid",
        "indicatieLaatstGezetteStatus": "invalid",
    }


def test_what_is_asked_along_is_given_along(dossier, api, zaak):
    _, made = dossier
    found = api.get(f"{API}/rollen?expand=zaak,roltype").json["results"]
    status = api.get(f"{local(made['statussen']['url'])}?expand=statustype").json

    assert found[0]["_expand"]["zaak"]["url"] == zaak.url
    assert found[0]["_expand"]["roltype"]["omschrijving"] == "Belanghebbende"
    assert status["_expand"]["statustype"]["omschrijving"] == "Ontvangen"


def test_refusals_have_the_shape_of_the_standard(dossier, api):
    sent, _ = dossier
    for name in NAMES:
        conform(api.post(sent[name].path, {}).json, "ValidatieFout")
        conform(api.get(f"{sent[name].path}/{uuid4()}").json, "Fout")


ODD: tuple[Any, ...] = (
    None,
    1,
    [[]],
    {"a": {}},
    "x" * 5000,
    "\ud800",
    "http://[::1",
    "9999-12-31T23:59:59-12:00",
)


@pytest.mark.parametrize("name", NAMES)
def test_whatever_stands_in_a_field_is_kept_or_refused(dossier, api, name):
    sent, made = dossier
    part, url = sent[name], local(made[name]["url"])
    keys = sorted({*made[name], *part.body} - {"url", "uuid"})
    bodies = [b"", b"{", b"null", b"[]", b'"x"', b"\xff", b"[" * 5000 + b"]" * 5000]
    for body in [*bodies, *({key: odd} for key in keys for odd in ODD)]:
        # What is wrong in one field is said of one that is whole otherwise.
        full = part.body | body if isinstance(body, dict) else body
        for method, path, content in (
            ("POST", part.path, full),
            *((("PATCH", url, body),) if part.changes else ()),
            *((("PUT", url, full),) if part.put else ()),
        ):
            answer = api.request(method, path, content)
            assert answer.status in (200, 201, 400, 404), (method, body, answer.json)
            assert isinstance(body, dict) or answer.status == 400, (method, body)
    assert api.get(part.path).status == 200


def test_two_who_change_one_part_take_turns(dossier, api):
    _, made = dossier
    path = local(made["resultaten"]["url"])
    etag = api.get(path).headers["ETag"]

    assert api.patch(path, {"toelichting": "Eerst"}, if_match=etag).status == 200
    assert api.patch(path, {"toelichting": "Te laat"}, if_match=etag).status == 412
