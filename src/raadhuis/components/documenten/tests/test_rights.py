"""Every way to read a document obeys the same rights."""

from __future__ import annotations

from uuid import uuid4

import pytest

from raadhuis.components.documenten import api as documenten
from raadhuis.components.documenten.store.rights import visible
from raadhuis.components.documenten.tests.conftest import EIO, OIO
from raadhuis.kernel.authz import rank
from raadhuis.kernel.identity import Actor, Grant, Rights
from raadhuis.kernel.refusal import NotFound
from raadhuis.kernel.testing import ApiClient, uuid_of

LEZEN = frozenset({"documenten.lezen"})


@pytest.fixture
def linked(api, document, systeem_actor, at):
    """A letter that belongs to a zaak, with the link."""
    body = documenten.ObjectInformatieObjectBody(
        informatieobject=document["url"],
        object=f"http://testserver/zaken/api/v1/zaken/{uuid4()}",
        object_type="zaak",
    )
    link = documenten.create_objectinformatieobject(actor=systeem_actor, at=at, body=body)
    return document, link


def _reads(client: ApiClient, document, link) -> dict[str, bool]:
    """By route: whether this client gets to see the document there."""
    listed = client.get(EIO)
    links = [
        client.get(f"{OIO}?object={link.object}"),
        client.get(f"{OIO}?informatieobject={document['url']}"),
    ]
    return {
        "list": listed.status == 200 and listed.json["count"] == len(listed.json["results"]) == 1,
        "filter": client.get(f"{EIO}?identificatie={document['identificatie']}").status == 200
        and client.get(f"{EIO}?identificatie={document['identificatie']}").json["count"] == 1,
        "detail": client.get(document["url"]).status == 200,
        "download": client.get(document["inhoud"]).status == 200,
        "links": any(answer.status == 200 and answer.json for answer in links),
        "link": client.get(link.url).status == 200,
    }


def _matrix(document):
    kind = frozenset({uuid_of(document["informatieobjecttype"])})
    other, own = frozenset({uuid4()}), frozenset({uuid_of(document)})
    yes = Rights(grants=(Grant(scopes=LEZEN),))
    return {
        "everything": (Rights(everything=True), True),
        "every type": (yes, True),
        "this type": (Rights(grants=(Grant(scopes=LEZEN, types=kind),)), True),
        "this confidentiality": (
            Rights(grants=(Grant(scopes=LEZEN, max_va=rank("zaakvertrouwelijk")),)),
            True,
        ),
        "less confidential": (Rights(grants=(Grant(scopes=LEZEN, max_va=rank("intern")),)), False),
        "another type": (Rights(grants=(Grant(scopes=LEZEN, types=other),)), False),
        "another scope": (Rights(grants=(Grant(scopes=frozenset({"zaken.lezen"})),)), False),
        "two grants": (
            Rights(grants=(Grant(scopes=LEZEN, types=other), Grant(scopes=LEZEN, types=kind))),
            True,
        ),
        "nothing": (Rights(), False),
        "a resident": (Rights(bsn="999990019"), False),
        "this document": (Rights(objects=own), True),
        "another document": (Rights(objects=other), False),
        "narrowed though granted": (Rights(objects=other, grants=yes.grants), False),
    }


def test_every_read_obeys_the_rights(linked, api_as):
    document, link = linked
    for name, (allowed, may) in _matrix(document).items():
        assert set(_reads(api_as(allowed), document, link).values()) == {may}, name


def test_who_did_and_saw_what_has_a_scope_of_its_own(linked, api_as):
    document, _ = linked
    both = LEZEN | {"audittrails.lezen"}
    for allowed, status in (
        (Rights(grants=(Grant(scopes=LEZEN),)), 403),
        (Rights(grants=(Grant(scopes=LEZEN), Grant(scopes=both, types=frozenset({uuid4()})))), 403),
        (Rights(objects=frozenset({uuid_of(document)})), 403),
        (Rights(grants=(Grant(scopes=frozenset({"audittrails.lezen"})),)), 404),
        (Rights(grants=(Grant(scopes=both),)), 200),
    ):
        assert api_as(allowed).get(f"{document['url']}/audittrail").status == status


def test_the_door_answers_not_found_for_what_may_not_be_seen(linked, sanne):
    document, _ = linked
    for read in (documenten.get_enkelvoudiginformatieobject, documenten.open_inhoud):
        with pytest.raises(NotFound):
            read(actor=sanne, uuid=uuid_of(document))
    assert documenten.list_objectinformatieobjecten(actor=sanne, informatieobject=uuid_of(document)) == ()
    found = documenten.find_enkelvoudiginformatieobject(
        actor=sanne, bronorganisatie=document["bronorganisatie"], identificatie=document["identificatie"]
    )
    assert found is None


def test_making_needs_the_scope_on_the_type_and_its_confidentiality(api_as, body):
    def made(**grant):
        rights = Rights(grants=(Grant(scopes=frozenset({"documenten.aanmaken"}), **grant),))
        return api_as(rights).post(EIO, body()).status

    assert api_as(Rights(grants=(Grant(scopes=LEZEN),))).post(EIO, body()).status == 403
    assert made(types=frozenset({uuid4()})) == 403
    assert made(max_va=rank("intern")) == 403
    assert made() == 201


def test_a_client_without_rights_learns_nothing_of_a_link(linked, api):
    document, link = linked
    blind = Actor(
        kind="applicatie",
        id="c",
        name="c",
        rights=Rights(grants=(Grant(scopes=frozenset({"documenten.aanmaken"})),)),
    )
    sent = {"informatieobject": document["url"], "object": link.object, "objectType": "zaak"}

    assert ApiClient(blind).post(OIO, sent).fouten == {"informatieobject": "bad-url"}


def test_who_is_narrowed_to_a_document_sees_its_older_versions_and_no_others(
    api, body, locked, systeem_actor
):
    document, lock = locked
    other = api.post(EIO, body()).json
    api.patch(document["url"], {"lock": lock, "titel": "Anders"})

    seen = ApiClient(systeem_actor.only(uuid_of(document)))
    unseen = ApiClient(systeem_actor.only(uuid_of(other)))

    assert seen.get(f"{document['url']}?versie=1").json["versie"] == 1
    assert unseen.get(f"{document['url']}?versie=1").status == 404
    for row in ("r", "n"):
        condition = visible(seen.actor, {}, row=row)
        assert condition.startswith(f"{row}."), "the condition is about the row that was named"
