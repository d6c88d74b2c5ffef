"""Versions of types: relations by name, concepts, publishing, and which version counts on which day."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest

from raadhuis.components.catalogi import api as door
from raadhuis.components.catalogi.tests import bodies, contract
from raadhuis.components.catalogi.tests.bodies import ROOT


def test_a_zaaktype_names_its_besluittypen_and_is_answered_with_their_urls(beheer):
    besluit = beheer.besluittype(omschrijving="BT1", published=True)

    made = beheer.zaaktype(besluittypen=["BT1"])

    assert made["besluittypen"] == [besluit["url"]]
    assert made["besluittypeOmschrijving"] == ["BT1"]
    found = beheer.get(besluit["url"])
    assert found["zaaktypeIdentificaties"] == ["ZT1"]
    assert found["zaaktypen"] == []  # it is a concept
    beheer.publish(made["url"])
    assert beheer.get(besluit["url"])["zaaktypen"] == [made["url"]]


def test_a_client_of_before_the_historiemodel_names_a_version_by_its_url(beheer):
    besluit = beheer.besluittype(published=True)
    brief = beheer.informatieobjecttype(published=True)
    other = beheer.zaaktype(identificatie="DEEL", published=True)

    made = beheer.zaaktype(
        besluittypen=[besluit["url"]],
        deelzaaktypen=[other["url"]],
        gerelateerdeZaaktypen=[{"zaaktype": other["url"], "aardRelatie": "vervolg", "toelichting": "Daarna"}],
    )
    document = beheer.make(
        "zaaktype-informatieobjecttypen", bodies.document(made["url"], informatieobjecttype=brief["url"])
    )

    found = beheer.get(made["url"])
    assert contract.errors("catalogi-1.3.3.yaml", "ZaakType", found) == []
    assert (found["besluittypen"], found["deelzaaktypen"]) == ([besluit["url"]], [other["url"]])
    assert found["deelzaaktypeIdentificaties"] == ["DEEL"]
    assert found["gerelateerdeZaaktypen"] == [
        {
            "zaaktype": other["url"],
            "zaaktypeIdentificatie": "DEEL",
            "aardRelatie": "vervolg",
            "toelichting": "Daarna",
        }
    ]
    assert (found["informatieobjecttypen"], document["informatieobjecttype"]) == ([brief["url"]], "Brief")


def test_a_relation_follows_a_new_version(beheer):
    beheer.besluittype(omschrijving="BT1", beginGeldigheid="2023-01-01", published=True)
    zaaktype = beheer.zaaktype(besluittypen=["BT1"], beginGeldigheid="2023-01-01", published=True)
    second = beheer.besluittype(omschrijving="BT1", beginGeldigheid="2024-07-01", published=True)

    assert beheer.get(zaaktype["url"])["besluittypen"] == [second["url"]]


def test_the_relations_of_a_day_are_asked_with_the_day(beheer):
    first = beheer.besluittype(omschrijving="BT1", beginGeldigheid="2023-01-01", published=True)
    beheer.besluittype(omschrijving="BT1", beginGeldigheid="2024-07-01", published=True)
    zaaktype = beheer.zaaktype(besluittypen=["BT1"], beginGeldigheid="2023-01-01", published=True)

    one = beheer.get(f"{zaaktype['url']}?datumGeldigheid=2024-06-30")
    listed = beheer.get(f"{ROOT}/zaaktypen?identificatie=ZT1&datumGeldigheid=2024-06-30")["results"]

    assert one["besluittypen"] == [first["url"]]
    assert listed == [one]


def test_every_version_is_listed_and_a_day_chooses_one(beheer):
    first = beheer.zaaktype(beginGeldigheid="2023-01-01", published=True)
    second = beheer.zaaktype(beginGeldigheid="2024-01-01", published=True)
    concept = beheer.zaaktype(beginGeldigheid="2027-01-01")

    def listed(query):
        return [z["url"] for z in beheer.get(f"{ROOT}/zaaktypen?identificatie=ZT1{query}")["results"]]

    assert listed("") == [first["url"], second["url"]]
    assert listed("&status=alles") == [first["url"], second["url"], concept["url"]]
    assert listed("&status=concept") == [concept["url"]]
    assert listed("&datumGeldigheid=2023-12-31") == [first["url"]]
    assert listed("&datumGeldigheid=2024-01-01") == [second["url"]]
    assert listed("&datumGeldigheid=2022-12-31") == []


@pytest.mark.parametrize("make", ["zaaktype", "besluittype", "informatieobjecttype"])
def test_publishing_ends_the_version_before_it(beheer, make):
    first = getattr(beheer, make)(beginGeldigheid="2023-01-01", published=True)
    second = getattr(beheer, make)(beginGeldigheid="2024-01-01")
    assert (second["concept"], beheer.get(first["url"])["eindeGeldigheid"]) == (True, None)

    published = beheer.publish(second["url"])

    assert (published["concept"], published["eindeGeldigheid"]) == (False, None)
    ended = beheer.get(first["url"])
    assert (ended["eindeGeldigheid"], ended["concept"]) == ("2023-12-31", False)
    assert (ended["beginObject"], ended["eindeObject"]) == ("2023-01-01", None)
    assert published["beginObject"] == "2023-01-01"


def test_publishing_is_heard_of(beheer):
    from raadhuis.kernel import db

    beheer.zaaktype(beginGeldigheid="2023-01-01", published=True)
    second = beheer.zaaktype(beginGeldigheid="2024-01-01", published=True)

    heard = db.rows(
        "SELECT object, actie FROM kernel_event WHERE kanaal = 'zaaktypen' ORDER BY seq DESC LIMIT 2"
    )
    assert heard[0] == (UUID(second["url"][-36:]), "update")
    assert heard[1][1] == "partial_update"


def test_publishing_twice_is_publishing_once(beheer):
    first = beheer.zaaktype(published=True)

    assert beheer.publish(first["url"]) == first


def test_what_does_not_exist_is_not_published(beheer):
    assert beheer.api.post(f"{ROOT}/zaaktypen/{uuid4()}/publish", None).status == 404


def test_a_concept_is_changed_freely_and_keeps_its_relations(beheer):
    beheer.besluittype(omschrijving="BT1")
    beheer.zaaktype(identificatie="ANDER")
    made = beheer.zaaktype(
        besluittypen=["BT1"],
        deelzaaktypen=["ANDER"],
        gerelateerdeZaaktypen=[
            {"zaaktype": "ANDER", "aardRelatie": "bijdrage"},
            {"zaaktype": "https://elders.example/api/v1/zaaktypen/1", "aardRelatie": "vervolg"},
        ],
    )
    assert made["besluittypen"] == made["deelzaaktypen"] == []  # concepts are not referred to
    elders = {
        "zaaktype": "https://elders.example/api/v1/zaaktypen/1",
        "zaaktypeIdentificatie": "",
        "aardRelatie": "vervolg",
        "toelichting": "",
    }
    assert made["gerelateerdeZaaktypen"] == [elders]

    changed = beheer.api.patch(made["url"], {"doel": "Anders", "beginGeldigheid": "2026-03-01"})

    assert changed.status == 200, changed.body
    assert changed.json["besluittypeOmschrijving"] == ["BT1"]
    assert changed.json["deelzaaktypeIdentificaties"] == ["ANDER"]
    other = beheer.get(f"{ROOT}/zaaktypen?identificatie=ANDER&status=concept")["results"][0]
    beheer.publish(other["url"])
    assert [g["zaaktypeIdentificatie"] for g in beheer.get(made["url"])["gerelateerdeZaaktypen"]] == [
        "ANDER",
        "",
    ]


def test_a_zaaktype_in_another_catalogus_can_be_related_but_is_no_deelzaaktype(beheer):
    there = beheer.make("catalogussen", {**bodies.CATALOGUS, "domein": "ANDER"})["url"]
    other = beheer.make("zaaktypen", bodies.zaaktype(there, identificatie="DAAR"), published=True)

    related = {"zaaktype": other["url"], "aardRelatie": "onderwerp", "toelichting": ""}
    made = beheer.zaaktype(gerelateerdeZaaktypen=[related])

    assert made["gerelateerdeZaaktypen"] == [{**related, "zaaktypeIdentificatie": "DAAR"}]
    body = bodies.zaaktype(beheer.catalogus, identificatie="ZT2", deelzaaktypen=[other["url"], "DAAR"])
    assert beheer.post("zaaktypen", body).fouten == {
        "deelzaaktypen.0": "relations-incorrect-catalogus",
        "deelzaaktypen.1": "no-match",
    }


def test_every_wrong_reference_is_named_at_once(beheer):
    wrong = f"http://testserver{ROOT}/besluittypen/{uuid4()}"
    body = bodies.zaaktype(
        f"http://testserver{ROOT}/catalogussen/{uuid4()}",
        besluittypen=["Weg"],
        eindeGeldigheid="2025-12-31",
        verlengingMogelijk=False,
        selectielijstProcestype="https://elders.example/iets",
    )
    assert beheer.post("zaaktypen", body).fouten == {
        "catalogus": "bad-url",
        "eindeGeldigheid": "date-mismatch",
        "verlengingstermijn": "must-be-empty",
        "selectielijstProcestype": "invalid-resource",
    }
    body = {**body, "catalogus": beheer.catalogus, "besluittypen": ["Weg", wrong], "deelzaaktypen": ["Weg"]}
    body["gerelateerdeZaaktypen"] = [{"zaaktype": "Weg", "aardRelatie": "vervolg"}]
    assert {
        "besluittypen.0": "no-match",
        "besluittypen.1": "bad-url",
        "deelzaaktypen.0": "no-match",
        "gerelateerdeZaaktypen.0.zaaktype": "no-match",
    }.items() <= beheer.post("zaaktypen", body).fouten.items()
    assert beheer.get(f"{ROOT}/zaaktypen?status=alles")["count"] == 0


def test_what_is_wrong_in_form_and_in_substance_is_named_at_once_in_the_order_of_the_schema(beheer):
    body = bodies.zaaktype(
        beheer.catalogus,
        besluittypen=["Weg"],
        doorlooptijd="acht weken",
        selectielijstProcestype="https://x.nl/y",
    )
    del body["verlengingMogelijk"], body["beginGeldigheid"]

    assert list(beheer.post("zaaktypen", body).fouten.items()) == [
        ("doorlooptijd", "invalid"),
        ("verlengingMogelijk", "required"),
        ("selectielijstProcestype", "invalid-resource"),
        ("besluittypen.0", "no-match"),
        ("beginGeldigheid", "required"),
    ]


def test_a_resultaattype_names_what_must_be_there(beheer):
    besluit = beheer.besluittype(omschrijving="BT1", published=True)
    brief = beheer.informatieobjecttype(published=True)
    zaaktype = beheer.zaaktype()

    made = beheer.make(
        "resultaattypen",
        bodies.resultaattype(zaaktype["url"], besluittypen=["BT1"], informatieobjecttypen=["Brief"]),
    )

    assert (made["besluittypen"], made["besluittypeOmschrijving"]) == ([besluit["url"]], ["BT1"])
    assert (made["informatieobjecttypen"], made["informatieobjecttypeOmschrijving"]) == (
        [brief["url"]],
        ["Brief"],
    )
    beheer.publish(zaaktype["url"])
    found = beheer.get(besluit["url"])
    assert (found["resultaattypen"], found["resultaattypenOmschrijving"]) == ([made["url"]], ["Verleend"])
    assert contract.errors("catalogi-1.3.3.yaml", "BesluitType", found) == []


def test_a_besluittype_names_its_documents(beheer):
    brief = beheer.informatieobjecttype(published=True)

    made = beheer.besluittype(informatieobjecttypen=["Brief"], published=True)

    assert made["informatieobjecttypen"] == [brief["url"]]
    assert made["informatieobjecttypeOmschrijvingen"] == made["vastgelegdIn"] == ["Brief"]
    found = beheer.get(brief["url"])
    assert (found["besluittypen"], found["besluittypeOmschrijving"]) == ([made["url"]], ["Vergunning"])


def test_a_statustype_asks_for_eigenschappen_from_both_sides(beheer):
    zaaktype = beheer.zaaktype()["url"]
    soort = beheer.make("eigenschappen", bodies.eigenschap(zaaktype))
    status = beheer.make("statustypen", bodies.statustype(zaaktype, eigenschappen=[soort["url"]]))
    hoogte = beheer.make(
        "eigenschappen", bodies.eigenschap(zaaktype, naam="hoogte", statustype=status["url"])
    )
    brief = beheer.informatieobjecttype()
    document = beheer.make(
        "zaaktype-informatieobjecttypen",
        bodies.document(zaaktype, informatieobjecttype=brief["omschrijving"], statustype=status["url"]),
    )
    bomen = beheer.make(
        "zaakobjecttypen", bodies.zaakobjecttype(zaaktype, beheer.catalogus, statustypen=[status["url"]])
    )

    assert beheer.get(status["url"])["eigenschappen"] == [soort["url"], hoogte["url"]]
    assert (hoogte["statustype"], document["statustype"]) == (status["url"], status["url"])
    assert bomen["statustypen"] == [status["url"]]
    assert beheer.api.patch(status["url"], {"informeren": False}).json["eigenschappen"] == [
        soort["url"],
        hoogte["url"],
    ]
    beheer.api.delete(status["url"])
    assert beheer.get(hoogte["url"])["statustype"] is None
    assert beheer.get(bomen["url"])["statustypen"] == []


def test_what_hangs_on_another_zaaktype_is_refused(beheer):
    here, there = beheer.zaaktype()["url"], beheer.zaaktype(identificatie="ANDER")["url"]
    status = beheer.make("statustypen", bodies.statustype(there))["url"]

    assert beheer.post("eigenschappen", bodies.eigenschap(here, statustype=status)).fouten == {
        "statustype": "relations-incorrect-zaaktype"
    }
    body = bodies.zaakobjecttype(here, beheer.catalogus, statustypen=[f"{status}1"], resultaattypen=["x"])
    assert beheer.post("zaakobjecttypen", body).fouten == {
        "statustypen.0": "bad-url",
        "resultaattypen.0": "bad-url",
    }


def test_a_child_is_valid_as_long_as_its_zaaktype(beheer):
    zaaktype = beheer.zaaktype(beginGeldigheid="2026-02-01", eindeGeldigheid="2026-12-31")["url"]
    made = beheer.make("roltypen", bodies.roltype(zaaktype, beginGeldigheid="2026-02-01"))

    assert (made["beginGeldigheid"], made["eindeGeldigheid"]) == ("2026-02-01", "2026-12-31")
    wrong = bodies.roltype(zaaktype, omschrijving="X", beginGeldigheid="2026-01-01")
    assert beheer.post("roltypen", wrong).fouten == {"beginGeldigheid": "date-mismatch"}


def test_a_child_may_repeat_the_catalogus_of_its_zaaktype_and_no_other(beheer):
    zaaktype = beheer.zaaktype()["url"]
    there = beheer.make("catalogussen", {**bodies.CATALOGUS, "domein": "ANDER"})["url"]

    beheer.make("roltypen", bodies.roltype(zaaktype, catalogus=beheer.catalogus))
    wrong = bodies.roltype(zaaktype, omschrijving="X", catalogus=there)
    assert beheer.post("roltypen", wrong).fouten == {"catalogus": "relations-incorrect-catalogus"}
    assert beheer.post("roltypen", bodies.roltype(there)).fouten == {"zaaktype": "bad-url"}


def test_begin_and_end_of_the_object_are_as_given_or_follow_from_its_versions(beheer):
    given = beheer.zaaktype(identificatie="A", beginObject="2020-01-01", eindeObject="2030-01-01")
    assert (given["beginObject"], given["eindeObject"]) == ("2020-01-01", "2030-01-01")

    beheer.zaaktype(beginGeldigheid="2023-01-01", eindeGeldigheid="2023-12-31", published=True)
    second = beheer.zaaktype(beginGeldigheid="2024-01-01", eindeGeldigheid="2024-12-31", published=True)
    assert (second["beginObject"], second["eindeObject"]) == ("2023-01-01", "2024-12-31")
    status = beheer.api.get(f"{ROOT}/zaaktypen?status=alles&identificatie=A")
    assert status.json["results"][0]["beginObject"] == "2020-01-01"


def test_the_rooms_see_the_version_of_the_day_up_to_its_last_day(beheer, systeem_actor):
    first = beheer.zaaktype(beginGeldigheid="2023-01-01", published=True)
    second = beheer.zaaktype(beginGeldigheid="2024-01-01", published=True)

    def on(day):
        return door.find_inrichting(actor=systeem_actor, identificatie="ZT1", op=day).zaaktype.url

    assert on(date(2023, 12, 31)) == first["url"]
    assert on(date(2024, 1, 1)) == second["url"]
