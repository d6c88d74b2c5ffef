"""A document changes: every change is a new version, and what is not named stays."""

from __future__ import annotations

import base64
from uuid import uuid4

import pytest

from raadhuis.components.documenten.tests.conftest import EIO, PDF
from raadhuis.kernel import db
from raadhuis.kernel.authz import rank
from raadhuis.kernel.identity import Grant, Rights
from raadhuis.kernel.testing import uuid_of

OTHER = b"%PDF-1.7\nde tweede versie\n%%EOF"


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_a_change_is_a_new_version_and_the_old_one_stays(api, locked):
    document, lock = locked

    changed = api.patch(document["url"], {"lock": lock, "titel": "Anders"})

    assert changed.status == 200
    assert (changed.json["versie"], changed.json["titel"]) == (2, "Anders")
    assert {k: v for k, v in changed.json.items() if v != document[k]}.keys() == {
        "titel", "versie", "locked", "inhoud", "beginRegistratie",
    }  # fmt: skip
    assert api.get(document["url"]).json == changed.json
    assert changed.headers["ETag"] == api.get(document["url"]).headers["ETag"]
    first = api.get(f"{document['url']}?versie=1").json
    assert (first["titel"], first["versie"]) == (document["titel"], 1)
    assert api.get(changed.json["inhoud"]).body == PDF


def test_what_is_not_named_stays_whatever_it_is(api, body):
    document = api.post(
        EIO,
        body(
            status="definitief",
            trefwoorden=["bouw", "een, twee"],
            ondertekening={"soort": "pki", "datum": "2026-11-20"},
            integriteit={"algoritme": "md5", "waarde": "00", "datum": "2026-11-20"},
        ),
    ).json
    lock = api.post(f"{document['url']}/lock", {}).json["lock"]

    changed = api.patch(document["url"], {"lock": lock, "titel": "Anders"}).json

    for name in ("trefwoorden", "ondertekening", "integriteit", "formaat", "bestandsnaam"):
        assert changed[name] == document[name]


def test_new_content_is_a_new_version_and_the_old_content_stays(api, locked):
    document, lock = locked

    changed = api.patch(document["url"], {"lock": lock, "inhoud": b64(OTHER)})

    assert changed.json["bestandsomvang"] == len(OTHER)
    assert api.get(f"{document['url']}/download").body == OTHER
    assert api.get(document["inhoud"]).body == PDF


def test_a_whole_change_empties_what_is_left_out_but_not_the_content(api, body, locked):
    document, lock = locked
    sent = body(titel="Helemaal nieuw", trefwoorden=["a"]) | {"lock": lock}
    del sent["inhoud"], sent["bestandsnaam"]

    changed = api.put(document["url"], sent)

    assert changed.status == 200
    assert (changed.json["titel"], changed.json["trefwoorden"]) == ("Helemaal nieuw", ["a"])
    assert changed.json["identificatie"] == document["identificatie"]
    assert changed.json["bestandsnaam"] == document["bestandsnaam"]
    assert api.get(changed.json["inhoud"]).body == PDF
    again = api.put(document["url"], {k: v for k, v in sent.items() if k != "trefwoorden"})
    assert again.json["trefwoorden"] == []


def test_base64_may_come_in_lines(api, body, locked):
    document, lock = locked
    long = PDF * 3
    made = api.post(EIO, body() | {"inhoud": base64.encodebytes(long).decode(), "titel": "Regel\n2"})
    changed = api.patch(document["url"], {"lock": lock, "inhoud": base64.encodebytes(long).decode()})

    assert (made.status, made.json["titel"], changed.status) == (201, "Regel\n2", 200)
    for answer in (made, changed):
        assert api.get(answer.json["inhoud"]).body == long
    assert api.post(EIO, body() | {"inhoud": "geen\nbase64!"}).fouten == {"inhoud": "invalid"}


def test_content_goes_only_when_it_is_said_to(api, locked):
    document, lock = locked
    kept = api.patch(document["url"], {"lock": lock, "inhoud": None})
    same = api.patch(document["url"], {"lock": lock, "bestandsomvang": len(PDF)})
    gone = api.patch(document["url"], {"lock": lock, "inhoud": None, "bestandsomvang": None})

    assert kept.json["bestandsomvang"] == same.json["bestandsomvang"] == len(PDF)
    assert (gone.json["inhoud"], gone.json["bestandsomvang"]) == (None, None)
    assert api.get(f"{document['url']}/download").status == 404
    assert api.get(same.json["inhoud"]).body == PDF


def test_new_content_is_looked_at_as_the_first_was(api, locked):
    document, lock = locked
    for change, fouten in (
        ({"inhoud": b64(b"<html></html>")}, {"inhoud": "bestandsformaat"}),
        ({"inhoud": b64(PDF), "bestandsomvang": 3}, {"inhoud": "file-size"}),
        ({"inhoud": ""}, {"inhoud": "file-size"}),
        ({"bestandsnaam": "brief.exe"}, {"inhoud": "bestandsformaat"}),
    ):
        assert api.patch(document["url"], {"lock": lock, **change}).fouten == fouten, change


def test_every_error_of_a_change_is_said_at_once(api, locked):
    document, _ = locked
    change = {"bronorganisatie": "111111111", "informatieobjecttype": "x", "inhoud": "", "lock": "y"}

    assert api.patch(document["url"], change).fouten == {
        "bronorganisatie": "invalid",
        "informatieobjecttype": "bad-url",
        "inhoud": "file-size",
        "nonFieldErrors": "incorrect-lock-id",
    }


def test_an_identification_of_another_document_is_refused(api, body, locked):
    document, lock = locked
    api.post(EIO, body(identificatie="D-1"))

    refused = api.patch(document["url"], {"lock": lock, "identificatie": "D-1"})

    assert refused.fouten == {"identificatie": "identificatie-niet-uniek"}
    assert api.patch(document["url"], {"lock": lock, "identificatie": "D-2"}).json["identificatie"] == "D-2"


def test_a_number_of_ours_that_a_client_used_is_skipped(api, body):
    year, number = api.post(EIO, body()).json["identificatie"].rsplit("-", 1)
    for ahead in (1, 2):
        taken = f"{year}-{int(number) + ahead:010}"
        assert api.post(EIO, body(identificatie=taken)).status == 201

    made = api.post(EIO, body())

    assert (made.status, made.json["identificatie"]) == (201, f"{year}-{int(number) + 3:010}")


def test_the_version_of_a_moment_is_found(api, locked):
    document, lock = locked
    uuid = uuid_of(document)
    api.patch(document["url"], {"lock": lock, "titel": "Anders"})
    db.run(
        "UPDATE documenten_versie SET begin_registratie = make_timestamptz(2020 + versie, 1, 1, 0, 0, 0, 'UTC')"
        " WHERE document_id = (SELECT id FROM documenten_document WHERE uuid = %(uuid)s)",
        {"uuid": uuid},
    )

    def at(moment: str, path: str = ""):
        return api.get(f"{document['url']}{path}?registratieOp={moment}")

    assert at("2021-06-01T00:00:00Z").json["titel"] == document["titel"]
    assert at("2022-01-01T01:00:00+01:00").json["titel"] == "Anders"
    assert at("2022-01-01").json["versie"] == 2
    assert at("2020-12-31T23:59:59Z").status == 404
    assert at("2021-06-01T00:00:00Z", "/download").body == PDF
    assert at("2020-12-31T23:59:59Z", "/download").status == 404
    assert at("gisteren").fouten == {"registratieOp": "invalid"}


def test_groups_that_clients_of_1_5_send_empty_are_no_groups(api, body, locked):
    document, lock = locked
    empty = {
        "ondertekening": {"soort": "", "datum": None},
        "integriteit": {"algoritme": "", "waarde": "", "datum": None},
    }
    made = api.post(EIO, body(**empty, status="in_bewerking"))
    changed = api.patch(document["url"], {"lock": lock, **empty})

    for answer in (made, changed):
        assert (answer.json["ondertekening"], answer.json["integriteit"]) == (None, None)
    half = api.post(EIO, body(ondertekening={"soort": "pki"}, integriteit={"algoritme": "md5"}))
    assert half.fouten == {
        "ondertekening.datum": "required",
        "integriteit.waarde": "required",
        "integriteit.datum": "required",
    }


def test_what_is_not_finished_is_not_signed(api, body):
    signed = {"ondertekening": {"soort": "digitaal", "datum": "2026-11-20"}}

    assert api.post(EIO, body(**signed, status="in_bewerking")).fouten == {
        "ondertekening": "invalid_for_status"
    }
    assert api.post(EIO, body(**signed, status="definitief")).json["ondertekening"] == signed["ondertekening"]


def test_a_link_that_a_browser_would_run_is_refused(api, body):
    assert api.post(EIO, body(link="javascript:alert(1)")).fouten == {"link": "invalid"}
    assert api.post(EIO, body(link="https://www.losser.nl/brief")).status == 201


def test_every_field_comes_back_as_it_was_sent(api, body):
    sent = body(
        identificatie="D-9", titel="Titel", vertrouwelijkheidaanduiding="openbaar", isGereedVoorPublicatie=True,
        tonenAanInitiator=True, status="gearchiveerd", inhoudIsVervallen=False, link="https://x.example/1",
        beschrijving="Wat het is", ontvangstdatum="2026-11-19", verzenddatum="2026-11-18", indicatieGebruiksrecht=False,
        verschijningsvorm="Brief op papier", trefwoorden=["a", "b"],
        ondertekening={"soort": "analoog", "datum": "2026-11-20"},
        integriteit={"algoritme": "sha_256", "waarde": "00", "datum": "2026-11-20"},
    )  # fmt: skip

    made = api.post(EIO, sent)

    assert made.status == 201
    assert made.json["lock"] == ""
    assert {k: made.json[k] for k in sent if k != "inhoud"} == {
        k: v for k, v in sent.items() if k != "inhoud"
    }


def test_a_document_may_be_an_empty_file(api, body):
    made = api.post(EIO, body(inhoud=None, bestandsomvang=0, formaat="", bestandsnaam=""))

    assert (made.status, made.json["bestandsomvang"], made.json["bestandsdelen"]) == (201, 0, [])
    assert api.get(made.json["inhoud"]).body == b""


def test_changing_needs_the_scope_on_what_it_was_and_what_it_becomes(locked, body, api_as):
    document, lock = locked
    scopes = frozenset({"documenten.lezen", "documenten.bijwerken"})

    def patched(scopes=scopes, change=None, **grant):
        rights = Rights(grants=(Grant(scopes=frozenset(scopes), **grant),))
        return api_as(rights).patch(document["url"], {"lock": lock, **(change or {})}).status

    secret = {"vertrouwelijkheidaanduiding": "geheim"}
    assert patched({"documenten.lezen"}) == 403
    assert patched({"documenten.aanmaken"}) == 404
    assert patched(max_va=rank("intern")) == 404
    assert patched(max_va=rank("zaakvertrouwelijk"), change=secret) == 404
    assert patched(max_va=rank("zaakvertrouwelijk")) == 200
    assert patched(max_va=rank("geheim"), change=secret) == 200


def test_what_became_secret_is_not_seen_in_its_past(api, locked, api_as):
    document, lock = locked
    scopes = frozenset({"documenten.lezen"})
    reader = api_as(Rights(grants=(Grant(scopes=scopes, max_va=rank("zaakvertrouwelijk")),)))
    assert reader.get(f"{document['url']}?versie=1").status == 200

    api.patch(document["url"], {"lock": lock, "vertrouwelijkheidaanduiding": "geheim"})

    for path in ("", "?versie=1", "?registratieOp=2026-11-22T23:00:00Z", "/download", "/download?versie=1"):
        assert reader.get(f"{document['url']}{path}").status == 404, path


def test_who_may_only_see_what_is_ready_sees_only_that(api, body, api_as):
    ready = api.post(EIO, body(isGereedVoorPublicatie=True)).json
    for unknown in (None, False):
        hidden = api.post(EIO, body(isGereedVoorPublicatie=unknown)).json
        client = api_as(Rights(everything=True, only_ready=True))
        assert client.get(hidden["url"]).status == 404
        assert client.get(hidden["inhoud"]).status == 404
        assert client.post(f"{hidden['url']}/lock", {}).status == 404

    assert client.get(ready["url"]).status == 200
    assert client.get(EIO).json["count"] == 1


def test_a_change_tells_the_audit_trail_what_was_and_the_subscribers_that_it_was(api, locked):
    document, lock = locked
    api.patch(document["url"], {"lock": lock, "titel": "Anders"}, x_audit_toelichting="Tikfout")

    record = next(r for r in api.get(f"{document['url']}/audittrail").json if r["actie"] == "partial_update")
    events = db.rows(
        "SELECT actie FROM kernel_event WHERE hoofd = %(hoofd)s ORDER BY seq", {"hoofd": uuid_of(document)}
    )

    assert record["wijzigingen"]["oud"]["titel"] == document["titel"]
    assert record["wijzigingen"]["nieuw"]["titel"] == "Anders"
    assert record["toelichting"] == "Tikfout"
    assert lock not in str(record)
    assert events == [("create",), ("partial_update",)]


def test_a_change_that_was_made_meanwhile_is_not_overwritten(api, locked):
    document, lock = locked
    read = api.get(document["url"]).headers["ETag"]
    api.patch(document["url"], {"lock": lock, "titel": "Eerst"})

    refused = api.patch(document["url"], {"lock": lock, "titel": "Later"}, if_match=read)

    assert refused.status == 412
    assert api.get(document["url"]).json["titel"] == "Eerst"


def test_a_change_asks_the_database_little(api, locked, queries):
    document, lock = locked
    with queries() as seen:
        api.patch(document["url"], {"lock": lock, "titel": "Anders"})

    assert len([q for q in seen if "SAVEPOINT" not in q]) == 3


@pytest.mark.parametrize("method", ["post", "put", "patch"])
def test_what_is_wrong_of_form_and_by_the_rules_is_told_at_once(api, body, locked, method):
    document, lock = locked
    wrong = body(
        bronorganisatie="123456789",
        titel="x" * 300,
        taal=3,
        ontvangstdatum="2026-11-20",
        status="in_bewerking",
        bestandsomvang=3,
        lock=lock,
    )

    answer = getattr(api, method)(EIO if method == "post" else document["url"], wrong)

    assert answer.status == 400
    assert [(p["name"], p["code"]) for p in answer.json["invalidParams"]] == [
        ("bronorganisatie", "invalid"),
        ("titel", "max_length"),
        ("status", "invalid_for_received"),
        ("taal", "invalid"),
        ("inhoud", "file-size"),
    ]
    assert api.get(document["url"]).json["versie"] == 1


def test_who_may_not_see_a_document_hears_nothing_of_its_rules(api_as, body, locked):
    document, _ = locked
    stranger = api_as(Rights(grants=(Grant(scopes=frozenset({"documenten.aanmaken"})),)))

    answer = stranger.patch(document["url"], {"titel": "x" * 300, "lock": "een ander slot"})

    assert answer.status == 404


def test_who_may_make_no_such_document_hears_that_before_what_is_wrong(api_as, body):
    def answer(*scopes, **grant):
        client = api_as(Rights(grants=(Grant(scopes=frozenset(scopes), **grant),)))
        return client.post(EIO, body(titel="x" * 300, vertrouwelijkheidaanduiding="geheim")).status

    assert answer("documenten.lezen") == 403
    assert answer("documenten.aanmaken", types=frozenset({uuid4()})) == 403
    assert answer("documenten.aanmaken", max_va=rank("intern")) == 403
    assert answer("documenten.aanmaken") == 400
