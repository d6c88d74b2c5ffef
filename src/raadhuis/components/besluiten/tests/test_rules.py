"""The rules of the standard (Besluiten 1.1.0, "Run-time gedrag"), each under its code."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from raadhuis.components.besluiten import api as besluiten
from raadhuis.components.besluiten.tests.conftest import BESLUITEN, BIO
from raadhuis.components.catalogi.tests.contract import errors
from raadhuis.components.documenten import api as documenten
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel import db
from raadhuis.kernel.testing import uuid_of

NOWHERE = "6c1bd2a5-9c9a-4b5f-8a6e-3f9f0f6d1b11"


@pytest.mark.parametrize(
    "url",
    [
        f"http://testserver/catalogi/api/v1/besluittypen/{NOWHERE}",
        f"https://elders.example/catalogi/api/v1/besluittypen/{NOWHERE}",
        f"http://testserver/catalogi/api/v1/zaaktypen/{NOWHERE}",
        "besluittype",
        "",
    ],
)
def test_brc_001_the_kind_of_decision_exists(api, body, url):
    assert api.post(BESLUITEN, body(besluittype=url, zaak="")).fouten == {"besluittype": "bad-url"}


def test_brc_001_the_kind_of_decision_is_published(api, body):
    assert api.post(BESLUITEN, body(kind="Concept", zaak="")).fouten == {"besluittype": "not-published"}


@pytest.mark.parametrize("method", ["put", "patch"])
def test_brc_001_the_kind_of_decision_does_not_change(api, besluit, types, method):
    answer = getattr(api, method)(besluit["url"], besluit | {"besluittype": types["Ander besluit"]})

    assert (answer.status, answer.fouten) == (400, {"besluittype": "wijzigen-niet-toegelaten"})
    assert api.get(besluit["url"]).json == besluit


def test_brc_002_an_identification_is_unique_within_the_organisation(api, body):
    first = api.post(BESLUITEN, body(identificatie="B-1"))
    second = api.post(BESLUITEN, body(identificatie="B-1"))
    elsewhere = api.post(BESLUITEN, body(identificatie="B-1", verantwoordelijkeOrganisatie="123443210"))

    assert (first.status, elsewhere.status) == (201, 201)
    assert second.fouten == {"identificatie": "identificatie-niet-uniek"}


def test_brc_002_an_identification_is_generated(api, body):
    made = [api.post(BESLUITEN, body(**given)).json["identificatie"] for given in ({}, {"identificatie": ""})]

    assert len(set(made)) == 2
    assert all(re.fullmatch(r"BESLUIT-20\d\d-\d{10}", one) for one in made)


def test_brc_002_a_generated_identification_gives_way_to_what_a_client_chose(api, body):
    year, number = api.post(BESLUITEN, body()).json["identificatie"].rsplit("-", 1)
    for ahead in (1, 2):
        api.post(BESLUITEN, body(identificatie=f"{year}-{int(number) + ahead:010}"))

    answer = api.post(BESLUITEN, body())

    assert (answer.status, answer.json["identificatie"]) == (201, f"{year}-{int(number) + 3:010}")


@pytest.mark.parametrize("method", ["put", "patch"])
@pytest.mark.parametrize(
    ("field", "value"), [("identificatie", "B-9"), ("verantwoordelijkeOrganisatie", "123443210")]
)
def test_brc_002_organisation_and_identification_do_not_change(api, besluit, method, field, value):
    answer = getattr(api, method)(besluit["url"], besluit | {field: value})

    assert answer.fouten == {field: "wijzigen-niet-toegelaten"}


@pytest.mark.parametrize(
    "url",
    [
        f"http://testserver/documenten/api/v1/enkelvoudiginformatieobjecten/{NOWHERE}",
        f"https://elders.example/documenten/api/v1/enkelvoudiginformatieobjecten/{NOWHERE}",
        "brief",
        "",
    ],
)
def test_brc_003_the_document_exists(api, besluit, url):
    answer = api.post(BIO, {"besluit": besluit["url"], "informatieobject": url})

    assert answer.fouten == {"informatieobject": "bad-url"}


def test_brc_004_the_nature_of_the_link_is_not_the_clients_to_say(api, besluit, letter):
    sent = {"besluit": besluit["url"], "informatieobject": letter().url, "aardRelatie": "hoort_bij"}

    made = api.post(BIO, sent).json

    # A document always legt_vast a decision; the standard answers no field for what cannot be otherwise.
    assert set(made) == {"url", "informatieobject", "besluit"}
    assert errors("besluiten-1.1.0.yaml", "BesluitInformatieObject", made) == []


def test_brc_005_a_link_is_in_both_registers(api, besluit, letter, systeem_actor):
    brief = letter()

    made = api.post(BIO, {"besluit": besluit["url"], "informatieobject": brief.url})

    assert made.status == 201
    assert api.get(made.json["url"]).json == made.json
    for query in (f"besluit={besluit['url']}", f"informatieobject={brief.url}"):
        assert api.get(f"{BIO}?{query}").json == [made.json]
    mirrored = documenten.list_objectinformatieobjecten(
        actor=systeem_actor, informatieobject=uuid_of(brief.url)
    )
    assert [(m.object, m.object_type) for m in mirrored] == [(besluit["url"], "besluit")]


def test_brc_005_a_link_that_ends_ends_in_both_registers(api, besluit, letter, systeem_actor):
    brief, other = letter(), letter()
    gone, kept = (
        api.post(BIO, {"besluit": besluit["url"], "informatieobject": document.url}).json
        for document in (brief, other)
    )

    answer = api.delete(gone["url"])

    assert (answer.status, answer.body) == (204, b"")
    assert api.get(gone["url"]).status == api.delete(gone["url"]).status == 404
    assert api.get(f"{BIO}?besluit={besluit['url']}").json == [kept]
    of = {"actor": systeem_actor}
    assert documenten.list_objectinformatieobjecten(**of, informatieobject=uuid_of(brief.url)) == ()
    assert len(documenten.list_objectinformatieobjecten(**of, informatieobject=uuid_of(other.url))) == 1


def test_brc_005_a_letter_is_linked_once(api, besluit, letter):
    sent = {"besluit": besluit["url"], "informatieobject": letter().url}
    api.post(BIO, sent)

    assert api.post(BIO, sent).fouten == {"nonFieldErrors": "unique"}


def test_brc_006_the_zaak_shows_its_decision(api, besluit, zaak, systeem_actor):
    found = zaken.list_zaakbesluiten(actor=systeem_actor, zaak=zaak.uuid)

    assert [z.besluit for z in found] == [besluit["url"]]
    assert [b.url for b in besluiten.list_besluiten(actor=systeem_actor, zaak=zaak.uuid)] == [besluit["url"]]


@pytest.mark.parametrize("method", ["put", "patch"])
def test_brc_006_the_zaak_does_not_change(api, besluit, body, zaak, method):
    alone = api.post(BESLUITEN, body(zaak="")).json

    for of, other in ((besluit, ""), (alone, zaak.url)):
        answer = getattr(api, method)(of["url"], of | {"zaak": other})
        assert answer.fouten == {"zaak": "wijzigen-niet-toegelaten"}


def test_brc_007_the_kind_of_decision_belongs_to_the_kind_of_zaak(api, body):
    assert api.post(BESLUITEN, body(kind="Ander besluit")).fouten == {"nonFieldErrors": "zaaktype-mismatch"}
    assert api.post(BESLUITEN, body(kind="Ander besluit", zaak="")).status == 201


def test_brc_007_a_version_that_another_process_published_counts_at_once(api, body, besluit, monkeypatch):
    monkeypatch.setattr("raadhuis.components.catalogi.api.schrijven.changed", lambda: None)
    kind = api.get(besluit["besluittype"]).json
    made = api.post("/catalogi/api/v1/besluittypen", {**kind, "beginGeldigheid": "2026-11-01"})
    assert api.post(f"{made.json['url']}/publish", None).status == 200

    assert api.post(BESLUITEN, body(besluittype=made.json["url"])).status == 201


def test_brc_008_the_kind_of_document_belongs_to_the_kind_of_decision(api, besluit, letter):
    answer = api.post(BIO, {"besluit": besluit["url"], "informatieobject": letter("Bijlage").url})

    assert answer.fouten == {"nonFieldErrors": "missing-besluittype-informatieobjecttype-relation"}


def test_brc_009_a_destroyed_decision_is_gone_everywhere(api, besluit, letter, zaak, systeem_actor):
    brief = letter()
    link = api.post(BIO, {"besluit": besluit["url"], "informatieobject": brief.url}).json

    answer = api.delete(besluit["url"])

    assert (answer.status, answer.body) == (204, b"")
    for url in (besluit["url"], link["url"], f"{besluit['url']}/audittrail"):
        assert api.get(url).status == 404
    assert (api.get(BESLUITEN).json["count"], api.get(BIO).json) == (0, [])
    assert zaken.list_zaakbesluiten(actor=systeem_actor, zaak=zaak.uuid) == ()
    of = {"actor": systeem_actor, "informatieobject": uuid_of(brief.url)}
    assert documenten.list_objectinformatieobjecten(**of) == ()


def test_brc_009_nothing_of_what_it_said_stays_in_the_database(api, body):
    url = api.post(BESLUITEN, body(toelichting="Geheime afweging", identificatie="B-WEG")).json["url"]
    api.patch(url, {"toelichting": "Andere geheime afweging"})

    api.delete(url)

    assert db.value("SELECT count(*) FROM besluiten_besluit") == 0
    texts = [str(row) for row in db.rows("SELECT row_to_json(a)::text FROM kernel_audit a")]
    assert [text for text in texts if "geheime afweging" in text.lower() or "B-WEG" in text] == []


def test_brc_009_its_destruction_is_told(api, besluit):
    api.delete(besluit["url"])

    sql = "SELECT actie FROM kernel_event WHERE hoofd = %(h)s AND resource = 'besluit' ORDER BY seq"
    assert [actie for (actie,) in db.rows(sql, {"h": uuid_of(besluit)})] == ["create", "destroy"]


def test_brc_009_other_decisions_of_the_zaak_stay(api, besluit, body, zaak, systeem_actor):
    other = api.post(BESLUITEN, body()).json

    api.delete(besluit["url"])

    found = zaken.list_zaakbesluiten(actor=systeem_actor, zaak=zaak.uuid)
    assert [z.besluit for z in found] == [other["url"]]
    assert api.get(other["url"]).json == other


def test_brc_009_what_a_neighbour_refuses_destroys_nothing(api, besluit, letter, monkeypatch):
    def refuses(**_):
        raise zaken.ZaakIsGesloten

    link = api.post(BIO, {"besluit": besluit["url"], "informatieobject": letter().url}).json
    monkeypatch.setattr(zaken, "delete_zaakbesluit", refuses)

    assert api.delete(besluit["url"]).status == 403
    assert api.get(besluit["url"]).json == besluit
    assert api.get(link["url"]).json == link


def test_a_decision_that_is_not_there_cannot_change_or_go(api, besluit):
    url = f"{BESLUITEN}/{uuid4()}"

    assert api.patch(url, {}).status == api.put(url, besluit).status == api.delete(url).status == 404
    assert api.delete(f"{BIO}/{uuid4()}").status == 404
