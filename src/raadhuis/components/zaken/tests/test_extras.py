"""What clients know of today's providers, beside the standard: related zaken, mandates, payments, events of other registers."""

from __future__ import annotations

from uuid import uuid4

import pytest

from raadhuis.components.zaken.tests.conftest import RSIN
from raadhuis.components.zaken.tests.dossier import API, local
from raadhuis.kernel import db as database
from raadhuis.kernel.testing import AT

NU = AT.isoformat()
KOPPEL, ONTKOPPEL = "nl.overheid.zaken.zaak-gekoppeld", "nl.overheid.zaken.zaak-ontkoppeld"
LINK = "https://klant.example/klantinteracties/api/v1/onderwerpobjecten/5fee9673-216c-41e7-91d2-69a8d1526b9f"


def happened():
    """What was told on the kanaal of events in the words of today's providers, in order."""
    return database.rows(
        "SELECT resource, actie, object, kenmerken ->> 'bronorganisatie' FROM kernel_event"
        " WHERE kanaal = 'zaken-gebeurtenissen' ORDER BY seq"
    )


def related(api, zaak):
    return [item["url"] for item in api.get(local(zaak.url)).json["gerelateerdeZaken"]]


def test_a_zaak_that_is_related_to_another_is_so_both_ways(api, new_zaak, body):
    other = new_zaak()
    etag = api.get(local(other.url)).headers["ETag"]

    made = api.post(f"{API}/zaken", body(gerelateerdeZaken=[{"url": other.url}, {"url": other.url}]))

    assert made.json["gerelateerdeZaken"] == [{"url": other.url}]
    assert related(api, other) == [made.json["url"]]
    assert api.get(local(other.url)).headers["ETag"] != etag


def test_the_other_zaak_tells_who_related_it(api, new_zaak, body):
    other = new_zaak()

    api.post(f"{API}/zaken", body(gerelateerdeZaken=[{"url": other.url}]))

    record = api.get(f"{local(other.url)}/audittrail").json[-1]
    assert (record["actie"], len(record["wijzigingen"]["nieuw"]["gerelateerdeZaken"])) == (
        "partial_update",
        1,
    )
    assert record["wijzigingen"]["oud"]["gerelateerdeZaken"] == []
    told = database.rows("SELECT object::text, actie FROM kernel_event WHERE kanaal = 'zaken' ORDER BY seq")
    assert told[-1] == (other.url.rsplit("/", 1)[-1], "partial_update")


def test_a_relation_that_ends_ends_both_ways(api, new_zaak):
    one, other, third = new_zaak(), new_zaak(), new_zaak()
    api.patch(local(one.url), {"gerelateerdeZaken": [{"url": other.url}]})
    api.patch(local(one.url), {"toelichting": "Iets anders"})
    assert related(api, other) == [one.url]

    api.patch(local(other.url), {"gerelateerdeZaken": [{"url": third.url}]})

    assert (related(api, one), related(api, third)) == ([], [other.url])


def test_a_related_zaak_that_is_destroyed_is_related_no_more(api, new_zaak, body):
    other = new_zaak()
    made = api.post(f"{API}/zaken", body(gerelateerdeZaken=[{"url": other.url}])).json

    assert api.delete(local(made["url"])).status == 204
    assert related(api, other) == []


def test_a_zaak_that_is_not_there_or_is_itself_is_refused_by_its_place(api, new_zaak, zaak):
    nowhere = f"http://testserver{API}/zaken/{uuid4()}"

    answer = api.patch(local(zaak.url), {"gerelateerdeZaken": [{"url": nowhere}, {"url": zaak.url}]})

    assert answer.fouten == {
        "gerelateerdeZaken.0.url": "bad-url",
        "gerelateerdeZaken.1.url": "self-forbidden",
    }


def test_a_related_zaak_that_she_may_not_see_is_as_one_that_is_not_there(
    new_zaak, types, zaak, api_as, actor_with
):
    hidden = new_zaak(zaaktype=types["KLACHT"].zaaktype)
    client = api_as(actor_with("zaken.lezen", "zaken.bijwerken").rights)

    answer = client.patch(local(zaak.url), {"gerelateerdeZaken": [{"url": hidden.url}]})

    assert answer.fouten == {"gerelateerdeZaken.0.url": "bad-url"}


def test_related_zaken_can_be_expanded(api, new_zaak, body):
    other = new_zaak()
    made = api.post(f"{API}/zaken", body(gerelateerdeZaken=[{"url": other.url}])).json

    found = api.get(f"{local(made['url'])}?expand=gerelateerdeZaken").json

    assert [z["url"] for z in found["_expand"]["gerelateerdeZaken"]] == [other.url]


@pytest.mark.parametrize("waarde", ["gefactureerd", "gecrediteerd", "betaald"])
def test_a_payment_is_named_as_todays_providers_do(api, body, waarde):
    made = api.post(f"{API}/zaken", body(betalingsindicatie=waarde)).json

    assert made["betalingsindicatie"] == waarde
    assert made["betalingsindicatieWeergave"]


def test_a_resident_who_opens_her_zaak_changes_nothing_of_it(api, closed):
    zaak = closed()
    before = api.get(local(zaak.url))

    answer = api.patch(local(zaak.url), {"laatstGeopend": "2026-11-22T10:00:00Z"})

    assert answer.json == before.json | {"laatstGeopend": "2026-11-22T10:00:00+00:00"}
    assert answer.headers["ETag"] == before.headers["ETag"]
    assert happened() == [("zaak", "geopend", zaak.uuid, RSIN)]


def test_opening_needs_the_right_to_change_and_other_changes_leave_it(api, zaak, api_as, actor_with):
    reader = api_as(actor_with("zaken.lezen").rights)
    stranger = api_as(actor_with("zaken.aanmaken").rights)
    moment = {"laatstGeopend": NU}

    assert reader.patch(local(zaak.url), moment).status == 403
    assert stranger.patch(local(zaak.url), moment).status == 404
    assert api.patch(local(zaak.url), moment | {"toelichting": "x"}).json["laatstGeopend"] is None
    assert happened() == []


def test_a_zaak_says_when_its_status_changed_last(api, zaak, set_status):
    api.patch(local(zaak.url), {"toelichting": "Dit telt niet"})
    assert api.get(local(zaak.url)).json["laatstGemuteerd"] is None

    set_status(zaak, "Ontvangen")

    assert api.get(local(zaak.url)).json["laatstGemuteerd"] is not None


def test_a_kenmerk_is_found_with_its_bron_before_it(api, new_zaak):
    new_zaak(identificatie="A", kenmerken=[{"kenmerk": "K1", "bron": "Balie"}])
    new_zaak(identificatie="B", kenmerken=[{"kenmerk": "K1", "bron": "Post"}])
    new_zaak(identificatie="C", kenmerken=[{"kenmerk": "Balie:K1", "bron": "Web"}])

    def found(query):
        return {z["identificatie"] for z in api.get(f"{API}/zaken?{query}").json["results"]}

    assert found("kenmerk=Balie:K1") == {"A", "C"}
    assert found("kenmerk=K1") == {"A", "B"}
    assert found("kenmerk=Balie:K1&kenmerk__bron=Web") == {"C"}


@pytest.fixture
def mandaten(api, new_zaak, kaart):
    """Zaken EIGEN, GEM (somebody acts for another, with two factors) and LAAG (the same with a password)."""
    saml = "urn:oasis:names:tc:SAML:2.0:ac:classes:"
    for naam, machtiging, niveau in (
        ("EIGEN", "", "MobileTwoFactorContract"),
        ("GEM", "gemachtigde", "MobileTwoFactorContract"),
        ("LAAG", "gemachtigde", "PasswordProtectedTransport"),
    ):
        answer = api.post(
            f"{API}/rollen",
            {
                "zaak": new_zaak(identificatie=naam).url,
                "betrokkeneType": "niet_natuurlijk_persoon",
                "roltype": kaart.roltype("Aanvrager"),
                "indicatieMachtiging": machtiging,
                "betrokkeneIdentificatie": {"kvkNummer": "12345678", "vestigingsNummer": "000012345678"},
                "authenticatieContext": {"source": "digid", "levelOfAssurance": saml + niveau},
            },
        )
        assert answer.status == 201, answer.json  # without roltoelichting, which providers do not ask


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("machtiging=eigen", {"EIGEN"}),
        ("machtiging=gemachtigde", {"GEM", "LAAG"}),
        ("machtiging=machtiginggever", set()),
        ("machtiging__loa=urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract", {"EIGEN", "GEM"}),
        ("machtiging__loa=urn:etoegang:core:assurance-class:loa2", set()),
        ("betrokkeneIdentificatie__nietNatuurlijkPersoon__kvkNummer=12345678", {"EIGEN", "GEM", "LAAG"}),
        (
            "betrokkeneIdentificatie__nietNatuurlijkPersoon__vestigingsNummer=000012345678",
            {"EIGEN", "GEM", "LAAG"},
        ),
        ("betrokkeneIdentificatie__vestiging__kvkNummer=12345678", set()),
        ("betrokkeneIdentificatie__vestiging__vestigingsNummer=000012345678", set()),
    ],
)
def test_zaken_and_rollen_are_found_by_their_mandate(api, mandaten, query, found):
    zaken = api.get(f"{API}/zaken?rol__{query}").json["results"]
    rollen = api.get(f"{API}/rollen?{query}").json["results"]

    assert {zaak["identificatie"] for zaak in zaken} == found
    assert len(rollen) == len(found)


def test_a_mandate_that_does_not_exist_is_refused(api):
    for path, name in (("zaken", "rol__machtiging"), ("rollen", "machtiging")):
        answer = api.get(f"{API}/{path}?{name}=zelf&{name}__loa=hoog")
        assert answer.fouten == {name: "invalid_choice", f"{name}__loa": "invalid_choice"}


def test_numbers_are_reserved_by_the_name_that_providers_used_too(api):
    answer = api.post(f"{API}/zaaknummer_reserveren", {"bronorganisatie": RSIN, "amount": 3})

    assert len({item["zaaknummer"] for item in answer.json}) == 3


def test_each_combined_request_tells_what_it_was_for(api, zaak, kaart):
    status = {"statustype": kaart.statustype("In behandeling"), "datumStatusGezet": NU}
    eind = {"statustype": kaart.statustype("Afgehandeld"), "datumStatusGezet": NU}
    for name, sent in (
        ("opschorten", {"zaak": {"opschorting": {"indicatie": True, "reden": "Foto"}}, "status": status}),
        ("verlengen", {"zaak": {"verlenging": {"reden": "Druk", "duur": "P5D"}}}),
        ("bijwerken", {"zaak": {"toelichting": "Gebeld"}}),
        ("afsluiten", {"resultaat": {"resultaattype": kaart.resultaattype("Afgehandeld")}, "status": eind}),
    ):
        assert api.post(f"{API}/zaak_{name}/{zaak.uuid}", sent).status == 200

    assert [actie for _, actie, _, _ in happened()] == ["opgeschort", "verlengd", "bijgewerkt", "afgesloten"]


def test_a_zaak_is_not_closed_with_another_status_than_the_last(api, zaak, kaart):
    status = {"statustype": kaart.statustype("Ontvangen"), "datumStatusGezet": NU}

    answer = api.post(f"{API}/zaak_afsluiten/{zaak.uuid}", {"status": status})

    assert answer.fouten == {"status.statustype": "geen-eindstatus"}
    assert api.get(local(zaak.url)).json["status"] is None
    assert happened() == []


def test_a_zaak_is_kept_up_to_date_without_a_word_on_the_zaak_itself(api, zaak, kaart):
    status = {"statustype": kaart.statustype("Ontvangen"), "datumStatusGezet": NU}

    assert api.post(f"{API}/zaak_bijwerken/{zaak.uuid}", {"status": status}).json["status"]["url"]


def event(of, kind=KOPPEL, **data):
    said = {
        "zaak": f"urn:uuid:{of.uuid}",
        "linkTo": LINK,
        "label": "Telefoongesprek",
        "linkObjectType": "Onderwerpobject",
    }
    return {
        "specversion": "1.0",
        "type": kind,
        "source": "urn:nld:oin:01823288444:klant",
        "subject": str(of.uuid),
        "id": str(uuid4()),
        "time": "2026-11-22T10:00:00Z",
        "data": said | data,
    }


def test_another_register_says_that_something_belongs_to_a_zaak(api, zaak):
    sent = event(zaak)

    answers = [api.post(f"{API}/events", said) for said in (sent, sent, event(zaak, zaak=zaak.url))]

    assert [a.json["accepted"] for a in answers] == [True, True, True]
    assert answers[0].json["event_id"] == sent["id"]
    (found,) = api.get(f"{API}/zaakobjecten?zaak={zaak.url}").json["results"]
    assert found["object"] == LINK
    assert (found["objectType"], found["objectTypeOverige"]) == ("overige", "onderwerpobject")
    assert found["relatieomschrijving"] == "Telefoongesprek"


def test_another_register_says_that_it_belongs_there_no_more(api, zaak):
    api.post(f"{API}/events", event(zaak))
    api.post(f"{API}/events", event(zaak, linkTo=f"{LINK}0", linkObjectType="pand"))

    assert api.post(f"{API}/events", event(zaak, ONTKOPPEL)).status == 200
    assert api.post(f"{API}/events", event(zaak, ONTKOPPEL)).status == 200

    (left,) = api.get(f"{API}/zaakobjecten?zaak={zaak.url}").json["results"]
    assert (left["object"], left["objectType"]) == (f"{LINK}0", "pand")


def test_an_event_that_is_wrong_says_where(api, zaak, api_as, actor_with):
    reader = api_as(actor_with("zaken.lezen").rights)

    assert api.post(f"{API}/events", event(zaak, zaak=f"urn:uuid:{uuid4()}")).fouten == {
        "data.zaak": "does_not_exist"
    }
    assert api.post(f"{API}/events", event(zaak, linkTo="nergens")).fouten == {"data.linkTo": "invalid"}
    assert api.post(f"{API}/events", {**event(zaak), "data": {}}).fouten == {
        "data.zaak": "required",
        "data.linkTo": "required",
    }
    assert set(api.post(f"{API}/events", {}).fouten) == {"id", "source", "type", "specversion"}
    assert reader.post(f"{API}/events", event(zaak)).status == 403
    assert api.post(f"{API}/events", event(zaak, "nl.overheid.iets.anders")).status == 200


def test_the_objecttype_of_an_object_belongs_to_the_zaaktype(api, zaak, types):
    def add(types, objecttype):
        body = {
            "anderObjecttype": False,
            "objecttype": f"https://objecttypen.example/{objecttype}",
            "catalogus": types.inrichting.zaaktype.catalogus,
            "relatieOmschrijving": "gaat over",
            "zaaktype": types.zaaktype,
        }
        answer = api.post("/catalogi/api/v1/zaakobjecttypen", body)
        assert answer.status == 201, answer.json
        return answer.json["url"]

    ours, theirs = add(types["KAART"], "pand"), add(types["KLACHT"], "pand")
    sent = {"zaak": zaak.url, "objectType": "pand", "objectIdentificatie": {"identificatie": "1"}}

    assert api.post(f"{API}/zaakobjecten", sent | {"zaakobjecttype": ours}).json["zaakobjecttype"] == ours
    for url, code in ((theirs, "zaaktype-mismatch"), (f"{ours[:-36]}x", "bad-url")):
        assert api.post(f"{API}/zaakobjecten", sent | {"zaakobjecttype": url}).fouten == {
            "zaakobjecttype": code
        }
