"""The rules of the standard by their code (docs/standaard/documenten/index.md of VNG's gemma-zaken)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from raadhuis.components.documenten import api as documenten
from raadhuis.components.documenten.api import changing
from raadhuis.components.documenten.tests.conftest import EIO, OIO
from raadhuis.kernel import db
from raadhuis.kernel.authz import rank
from raadhuis.kernel.identity import Grant, Rights
from raadhuis.kernel.testing import uuid_of

ROOT = "/documenten/api/v1"


def recht(document, **changes):
    return {
        "informatieobject": document["url"],
        "startdatum": "2026-11-01T00:00:00+00:00",
        "omschrijvingVoorwaarden": "Niet voor commercieel gebruik",
        **changes,
    }


def test_drc_001_the_type_is_ours_exists_and_is_published(api, body, locked):
    document, lock = locked
    root = "http://testserver/catalogi/api/v1/informatieobjecttypen"
    for wrong in (
        "geen adres",
        f"https://elders.example/informatieobjecttypen/{uuid4()}",
        f"{root}/{uuid4()}",
    ):
        change = {"lock": lock, "informatieobjecttype": wrong}
        assert api.post(EIO, body(informatieobjecttype=wrong)).fouten == {"informatieobjecttype": "bad-url"}
        assert api.patch(document["url"], change).fouten == {"informatieobjecttype": "bad-url"}
    concept = body(kind="Concept")["informatieobjecttype"]
    change = {"lock": lock, "informatieobjecttype": concept}

    assert api.post(EIO, body(kind="Concept")).fouten == {"informatieobjecttype": "not-published"}
    assert api.patch(document["url"], change).fouten == {"informatieobjecttype": "not-published"}


def test_drc_002_the_object_of_a_link_exists_in_a_register_of_ours(api, document):
    for kind, wrong in (
        ("zaak", "https://elders.example/zaken/1"),
        ("zaak", f"http://testserver/besluiten/api/v1/besluiten/{uuid4()}"),
        ("verzoek", f"http://testserver/verzoeken/api/v1/verzoeken/{uuid4()}"),
    ):
        sent = {"informatieobject": document["url"], "object": wrong, "objectType": kind}
        assert api.post(OIO, sent).fouten == {"object": "bad-url"}


def test_of_a_link_all_that_is_wrong_is_said_at_once_to_who_may_make_it(api, api_as, document):
    zaak = f"http://testserver/zaken/api/v1/zaken/{uuid4()}"
    sent = {"informatieobject": f"http://testserver{EIO}/{uuid4()}", "object": zaak, "objectType": "huis"}

    assert list(api.post(OIO, sent).fouten.items()) == [
        ("informatieobject", "bad-url"),
        ("objectType", "invalid_choice"),
    ]
    reader = api_as(Rights(grants=(Grant(scopes=frozenset({"documenten.lezen"})),)))
    assert reader.post(OIO, sent).status == 403


def test_drc_003_a_document_belongs_to_an_object_once(api, document, link):
    made = link(document)
    sent = {"informatieobject": document["url"], "object": made.object, "objectType": "zaak"}

    assert api.post(OIO, sent).fouten == {"nonFieldErrors": "unique"}


def test_drc_004_a_link_must_be_in_the_register_of_its_object(api, document, link):
    zaak = f"http://testserver/zaken/api/v1/zaken/{uuid4()}"
    made = link(document)

    refused = api.post(OIO, {"informatieobject": document["url"], "object": zaak, "objectType": "zaak"})
    kept = api.delete(made.url)

    assert refused.fouten == kept.fouten == {"nonFieldErrors": "inconsistent-relation"}
    assert api.get(made.url).status == 200


@pytest.mark.parametrize("status", ["in_bewerking", "ter_vaststelling"])
def test_drc_005_what_was_received_is_finished(api, body, locked, status):
    document, lock = locked
    received = {"ontvangstdatum": "2026-11-19", "status": status}

    assert api.post(EIO, body(**received)).fouten == {"status": "invalid_for_received"}
    assert api.patch(document["url"], {"lock": lock, **received}).fouten == {"status": "invalid_for_received"}
    assert api.post(EIO, body(**received | {"status": "definitief"})).status == 201


def test_drc_006_gebruiksrechten_and_their_indicatie_go_together(api, document):
    def indicatie():
        return api.get(document["url"]).json["indicatieGebruiksrecht"]

    first = api.post(f"{ROOT}/gebruiksrechten", recht(document)).json["url"]
    second = api.post(f"{ROOT}/gebruiksrechten", recht(document)).json["url"]
    assert indicatie() is True

    assert api.delete(first).status == 204
    assert indicatie() is True
    assert api.delete(second).status == 204
    assert indicatie() is None


def test_drc_006_the_indicatie_cannot_say_otherwise(api, body, locked):
    document, lock = locked
    missing = {"indicatieGebruiksrecht": "missing-gebruiksrechten"}
    existing = {"indicatieGebruiksrecht": "existing-gebruiksrechten"}
    assert api.post(EIO, body(indicatieGebruiksrecht=True)).fouten == missing
    assert api.patch(document["url"], {"lock": lock, "indicatieGebruiksrecht": True}).fouten == missing
    api.post(f"{ROOT}/gebruiksrechten", recht(document))

    for value in (False, None):
        assert api.patch(document["url"], {"lock": lock, "indicatieGebruiksrecht": value}).fouten == existing
    whole = body() | {"lock": lock}
    assert api.put(document["url"], whole).json["indicatieGebruiksrecht"] is True


def test_drc_007_confidentiality_follows_from_the_type_unless_given(api, body, locked):
    document, lock = locked
    assert api.post(EIO, body()).json["vertrouwelijkheidaanduiding"] == "zaakvertrouwelijk"
    given = api.post(EIO, body(vertrouwelijkheidaanduiding="openbaar"))
    assert given.json["vertrouwelijkheidaanduiding"] == "openbaar"

    secret = api.put(document["url"], body(kind="Advies") | {"lock": lock})
    patched = api.patch(document["url"], {"lock": lock, "titel": "Advies"})
    chosen = api.patch(document["url"], {"lock": lock, "vertrouwelijkheidaanduiding": "intern"})
    derived = api.patch(document["url"], {"lock": lock, "vertrouwelijkheidaanduiding": ""})

    levels = [a.json["vertrouwelijkheidaanduiding"] for a in (secret, patched, chosen, derived)]
    assert levels == ["geheim", "geheim", "intern", "geheim"]


def test_drc_008_a_document_that_belongs_to_something_is_not_destroyed(
    api, document, link, systeem_actor, at
):
    made = link(document)
    assert api.delete(document["url"]).fouten == {"nonFieldErrors": "pending-relations"}

    documenten.delete_objectinformatieobject(
        actor=systeem_actor, at=at, informatieobject=document["url"], object_url=made.object
    )

    assert api.get(made.url).status == 404
    assert api.delete(document["url"]).status == 204


def test_drc_008_destroying_leaves_nothing(api, body, locked, on_disk, django_capture_on_commit_callbacks):
    before = on_disk()
    document, lock = api.post(EIO, body()).json, ""
    lock = api.post(f"{document['url']}/lock", {}).json["lock"]
    api.patch(document["url"], {"lock": lock, "inhoud": body(inhoud=b"%PDF-1.7\nanders")["inhoud"]})
    api.post(f"{document['url']}/unlock", {"lock": lock})
    parts = [api.post(f"{ROOT}/gebruiksrechten", recht(document)).json["url"]]
    parts += [api.post(f"{ROOT}/verzendingen", verzending(document)).json["url"]]
    assert len(on_disk() - before) == 2

    with django_capture_on_commit_callbacks(execute=True):
        answer = api.delete(document["url"])

    assert answer.status == 204
    assert on_disk() <= before
    for url in (document["url"], f"{document['url']}?versie=1", f"{document['url']}/audittrail", *parts):
        assert api.get(url).status == 404
    left = db.rows(
        "SELECT resource, oud::text, nieuw::text, weergave FROM kernel_audit WHERE hoofd = %(hoofd)s",
        {"hoofd": uuid_of(document)},
    )
    # What stays says that somebody destroyed so many records, and nothing of what was in them.
    assert [row[0] for row in left] == ["audittrail"]
    assert document["titel"] not in str(left)


def verzending(document, **changes):
    return {
        "betrokkene": "https://klanten.example/betrokkenen/1",
        "informatieobject": document["url"],
        "aardRelatie": "geadresseerde",
        "contactPersoon": "https://klanten.example/personen/1",
        **changes,
    }


def test_drc_008_a_locked_document_is_not_destroyed(api, locked):
    document, _ = locked

    assert api.delete(document["url"]).fouten == {"nonFieldErrors": "destroy-locked"}


def test_drc_009_writing_needs_the_lock(api, body, document):
    for send in (api.patch, api.put):
        assert send(document["url"], body()).fouten == {"nonFieldErrors": "unlocked"}
    lock = api.post(f"{document['url']}/lock", {}).json["lock"]
    for send in (api.patch, api.put):
        without = send(document["url"], body())
        other = send(document["url"], body() | {"lock": "x" * 32})
        assert without.fouten == {"nonFieldErrors": "missing-lock-id"}
        assert other.fouten == {"nonFieldErrors": "incorrect-lock-id"}
    assert api.get(document["url"]).json["versie"] == 1
    assert api.patch(document["url"], {"lock": lock}).status == 200


def test_drc_009_a_lock_is_given_once_and_cannot_be_guessed(api, body, document):
    other = api.post(EIO, body()).json
    first = api.post(f"{document['url']}/lock", {}).json["lock"]

    again = api.post(f"{document['url']}/lock", {})
    second = api.post(f"{other['url']}/lock", {}).json["lock"]

    assert again.fouten == {"nonFieldErrors": "existing-lock"}
    assert first != second
    assert len(first) == 32
    assert api.get(document["url"]).json["locked"] is True
    assert first not in api.get(document["url"]).body.decode()


def test_drc_009_unlocking_needs_the_lock_or_a_scope_of_its_own(locked, api, api_as):
    document, lock = locked
    scopes = {"documenten.lezen", "documenten.lock"}
    client = api_as(Rights(grants=(Grant(scopes=frozenset(scopes)),)))
    chief = api_as(Rights(grants=(Grant(scopes=frozenset({*scopes, "documenten.geforceerd-unlock"})),)))
    reader = api_as(Rights(grants=(Grant(scopes=frozenset({"documenten.lezen"})),)))
    unlock = f"{document['url']}/unlock"

    assert reader.post(unlock, {"lock": lock}).status == 403
    assert client.post(unlock, {}).fouten == {"nonFieldErrors": "missing-lock-id"}
    assert client.post(unlock, {"lock": "x"}).fouten == {"nonFieldErrors": "incorrect-lock-id"}
    assert chief.post(unlock, {"lock": "x"}).fouten == {"nonFieldErrors": "incorrect-lock-id"}
    assert api.get(document["url"]).json["locked"] is True
    assert client.post(unlock, {"lock": lock}).status == 204
    assert api.get(document["url"]).json["locked"] is False
    client.post(f"{document['url']}/lock", {})
    assert chief.request("POST", unlock, x_audit_toelichting="Collega is ziek").status == 204
    assert api.get(document["url"]).json["locked"] is False
    (record,) = [r for r in api.get(f"{document['url']}/audittrail").json if r["actie"] == "partial_update"]
    assert record["toelichting"] == "Collega is ziek"
    assert [record["wijzigingen"][when]["locked"] for when in ("oud", "nieuw")] == [True, False]


def test_drc_010_a_definitive_document_and_its_type_may_change_under_the_lock(api, body):
    document = api.post(EIO, body(status="definitief")).json
    lock = api.post(f"{document['url']}/lock", {}).json["lock"]
    kind = body(kind="Advies")["informatieobjecttype"]

    changed = api.patch(
        document["url"], {"lock": lock, "informatieobjecttype": kind, "status": "gearchiveerd"}
    )

    assert changed.status == 200
    assert (changed.json["informatieobjecttype"], changed.json["status"]) == (kind, "gearchiveerd")


def test_drc_010_forced_changing_is_changing_too(locked, api_as):
    document, lock = locked
    scopes = frozenset({"documenten.lezen", "documenten.geforceerd-bijwerken"})

    changed = api_as(Rights(grants=(Grant(scopes=scopes),))).patch(document["url"], {"lock": lock})

    assert changed.status == 200


def test_drc_011_expand_gives_what_is_in_documenten_and_catalogi_only(api, document, link):
    made = link(document)

    inside = api.get(f"{document['url']}?expand=informatieobjecttype")
    outside = api.get(f"{made.url}?expand=object")

    assert inside.json["_expand"]["informatieobjecttype"]["url"] == document["informatieobjecttype"]
    assert outside.status == 404


def test_drc_011_expand_gives_nothing_that_may_not_be_seen(api, body, document, link, api_as):
    made = link(document)
    scopes = frozenset({"documenten.lezen"})
    blind = api_as(Rights(grants=(Grant(scopes=scopes, max_va=rank("openbaar")),)))

    assert blind.get(f"{made.url}?expand=informatieobject").status == 404
    assert blind.get(f"{OIO}?object={made.object}&expand=informatieobject").json == []


def test_drc_012_expand_goes_at_least_three_levels_deep(api, document, link):
    made = link(document)

    answer = api.get(f"{OIO}?object={made.object}&expand=informatieobject.informatieobjecttype")

    (found,) = answer.json
    inner = found["_expand"]["informatieobject"]
    assert inner["url"] == document["url"]
    assert inner["_expand"]["informatieobjecttype"]["url"] == document["informatieobjecttype"]


def test_drc_013_expand_of_what_is_no_attribute_is_refused(api, document):
    for path in (document["url"], EIO, OIO, f"{ROOT}/gebruiksrechten", f"{ROOT}/verzendingen"):
        assert api.get(f"{path}?expand=onzin").status == 404


def test_drc_014_an_answer_that_cannot_be_expanded_is_an_error(api, document):
    assert api.get(f"{EIO}/{uuid4()}?expand=informatieobjecttype").status == 404
    assert api.get(f"{document['url']}?expand=informatieobjecttype.onzin").status == 404


def test_a_failed_registration_takes_its_document_back(api, document, systeem_actor, at):
    changing.undo(actor=systeem_actor, at=at + timedelta(minutes=1), uuid=uuid_of(document["url"]))

    assert api.get(document["url"]).status == 404
