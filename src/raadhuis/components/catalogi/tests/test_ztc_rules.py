"""The behaviour rules of the standard (specification of Catalogi 1.3.3 and 1.4.0), each by its code."""

from __future__ import annotations

import json
from typing import Any

import pytest

from raadhuis.components.catalogi.tests import bodies
from raadhuis.components.catalogi.tests.bodies import LIJST, ROOT
from raadhuis.components.referentielijsten import api as referentielijsten
from raadhuis.kernel.identity import Grant, Rights

PROCES = f"{LIJST}/procestypen/00000000-0000-4000-8000-000000000001"
ANDER_PROCES = f"{LIJST}/procestypen/00000000-0000-4000-8000-000000000002"
NIHIL = f"{LIJST}/resultaten/00000000-0000-4000-8000-000000000011"
INGESCHAT = f"{LIJST}/resultaten/00000000-0000-4000-8000-000000000012"
VRIJ = f"{LIJST}/resultaten/00000000-0000-4000-8000-000000000013"
BEWAREN = f"{LIJST}/resultaten/00000000-0000-4000-8000-000000000014"
ELDERS = f"{LIJST}/resultaten/00000000-0000-4000-8000-000000000015"
VERLEEND = f"{LIJST}/resultaattypeomschrijvingen/00000000-0000-4000-8000-000000000021"


def _klasse(url, *, proces=PROCES, termijn="", waardering="vernietigen", bewaren="P7Y"):
    return {
        "url": url, "procesType": proces, "nummer": 1, "volledigNummer": "1.1", "generiek": True,
        "specifiek": False, "naam": "Klasse", "omschrijving": "", "herkomst": "", "waardering": waardering,
        "procestermijn": termijn, "bewaartermijn": bewaren, "toelichting": "",
    }  # fmt: skip


@pytest.fixture
def lijst(db):
    """A selectielijst with a class for every rule."""
    proces = {
        "nummer": 1,
        "naam": "P",
        "omschrijving": "",
        "toelichting": "",
        "procesobject": "",
        "jaar": 2020,
    }
    lists = {
        "procestypen": [{**proces, "url": PROCES}, {**proces, "url": ANDER_PROCES, "nummer": 2}],
        "resultaten": [
            _klasse(NIHIL, termijn="nihil"),
            _klasse(INGESCHAT, termijn="ingeschatte_bestaansduur_procesobject"),
            _klasse(VRIJ),
            _klasse(BEWAREN, waardering="blijvend_bewaren", bewaren=None),
            _klasse(ELDERS, proces=ANDER_PROCES),
        ],
        "resultaattypeomschrijvingen": [
            {"url": VERLEEND, "omschrijving": "Verleend", "definitie": "", "opmerking": ""}
        ],
    }
    referentielijsten.import_lijsten(sources={"lijst.json": json.dumps(lists).encode()})


@pytest.fixture
def resultaat(lijst, beheer):
    """Make a resultaattype of a zaaktype with the procestype PROCES."""
    zaaktype = beheer.zaaktype(selectielijstProcestype=PROCES)["url"]

    def make(klasse=VRIJ, wijze="afgehandeld", **changes):
        brondatum = {"afleidingswijze": wijze, **changes.pop("brondatum", {})}
        body = bodies.resultaattype(
            zaaktype,
            selectielijstklasse=klasse,
            resultaattypeomschrijving=VERLEEND,
            brondatumArchiefprocedure=brondatum,
        )
        for name in changes.pop("zonder", ()):
            del body[name]
        return beheer.post("resultaattypen", {**body, **changes})

    return make


@pytest.fixture
def only(api_as):
    """A client with these scopes only."""
    return lambda *scopes: api_as(Rights(grants=(Grant(scopes=frozenset(scopes)),)))


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("", 201),
        (PROCES, 201),
        (f"{LIJST}/procestypen/e1b73b12-b2f6-4c4e-8929-94f84dd2a57d", 201),
        (NIHIL, 400),
        (f"{LIJST}/procestypen/1", 400),
        ("https://elders.example/", 400),
    ],
)
def test_ztc_001_the_procestype_is_one_of_the_selectielijst(lijst, beheer, url, status):
    answer = beheer.post("zaaktypen", bodies.zaaktype(beheer.catalogus, selectielijstProcestype=url))

    assert answer.status == status
    if status == 400:
        assert answer.fouten == {"selectielijstProcestype": "invalid-resource"}


def test_ztc_002_the_generic_name_comes_from_the_list(resultaat):
    assert resultaat().json["omschrijvingGeneriek"] == "Verleend"
    assert (
        resultaat(omschrijving="Anders", omschrijvingGeneriek="Zelf").json["omschrijvingGeneriek"]
        == "Verleend"
    )


def test_ztc_002_the_references_are_of_the_right_lists(resultaat):
    assert resultaat(resultaattypeomschrijving=PROCES, selectielijstklasse=PROCES).fouten == {
        "resultaattypeomschrijving": "invalid-resource",
        "selectielijstklasse": "invalid-resource",
    }


def test_ztc_002_the_klasse_belongs_to_the_procestype_of_the_zaaktype(resultaat):
    assert resultaat(ELDERS).fouten == {"nonFieldErrors": "procestype-mismatch"}


def test_ztc_002_what_is_not_said_of_keeping_follows_from_the_klasse(resultaat):
    silent = ("archiefnominatie", "archiefactietermijn")

    found = resultaat(zonder=silent).json
    assert (found["archiefnominatie"], found["archiefactietermijn"]) == ("vernietigen", "P7Y")
    found = resultaat(BEWAREN, omschrijving="Bewaren", zonder=silent).json
    assert (found["archiefnominatie"], found["archiefactietermijn"]) == ("blijvend_bewaren", None)
    found = resultaat(omschrijving="Zelf", archiefnominatie="vernietigen", archiefactietermijn="P1Y").json
    assert (found["archiefnominatie"], found["archiefactietermijn"]) == ("vernietigen", "P1Y")


@pytest.mark.parametrize(
    ("klasse", "wijze", "brondatum", "right"),
    [
        (NIHIL, "afgehandeld", {}, True),
        (NIHIL, "hoofdzaak", {}, False),
        (INGESCHAT, "termijn", {"procestermijn": "P5Y"}, True),
        (INGESCHAT, "afgehandeld", {}, False),
        (VRIJ, "hoofdzaak", {}, True),
        (VRIJ, "termijn", {"procestermijn": "P5Y"}, True),
    ],
)
def test_ztc_003_the_afleidingswijze_fits_the_procestermijn(resultaat, klasse, wijze, brondatum, right):
    answer = resultaat(klasse, wijze, brondatum=brondatum)

    if right:
        assert answer.status == 201, answer.body
    else:
        assert answer.fouten == {"nonFieldErrors": "invalid-afleidingswijze-for-procestermijn"}


NEEDS = {
    "ztc_004": ("datumkenmerk", "eigenschap zaakobject ander_datumkenmerk", "kenmerk"),
    "ztc_006": ("objecttype", "zaakobject ander_datumkenmerk", "pand"),
    "ztc_007": ("registratie", "ander_datumkenmerk", "BAG"),
    "ztc_008": ("procestermijn", "termijn", "P5Y"),
}
WIJZEN = (
    "afgehandeld ander_datumkenmerk eigenschap gerelateerde_zaak hoofdzaak ingangsdatum_besluit termijn"
    " vervaldatum_besluit zaakobject"
).split()


def _brondatum(wijze):
    return {field: value for field, wijzen, value in NEEDS.values() if wijze in wijzen.split()}


def _asked_exactly_when_needed(resultaat, rule, wijze):
    field, wijzen, value = NEEDS[rule]
    right = _brondatum(wijze)
    assert resultaat(wijze=wijze, brondatum=right).status == 201
    name = f"brondatumArchiefprocedure.{field}"
    if wijze in wijzen.split():
        del right[field]
        assert resultaat(wijze=wijze, omschrijving="X", brondatum=right).fouten == {name: "required"}
    else:
        assert resultaat(wijze=wijze, omschrijving="X", brondatum={**right, field: value}).fouten == {
            name: "must-be-empty"
        }


@pytest.mark.parametrize("wijze", WIJZEN)
def test_ztc_004_the_datumkenmerk_is_there_exactly_when_needed(resultaat, wijze):
    _asked_exactly_when_needed(resultaat, "ztc_004", wijze)


@pytest.mark.parametrize("wijze", WIJZEN)
def test_ztc_005_the_end_is_not_said_when_it_is_known_anyway(resultaat, wijze):
    answer = resultaat(wijze=wijze, brondatum={**_brondatum(wijze), "einddatumBekend": True})

    if wijze in ("afgehandeld", "termijn"):
        assert answer.fouten == {"brondatumArchiefprocedure.einddatumBekend": "must-be-empty"}
    else:
        assert answer.json["brondatumArchiefprocedure"]["einddatumBekend"] is True


@pytest.mark.parametrize("wijze", WIJZEN)
def test_ztc_006_the_objecttype_is_there_exactly_when_needed(resultaat, wijze):
    _asked_exactly_when_needed(resultaat, "ztc_006", wijze)


@pytest.mark.parametrize("wijze", WIJZEN)
def test_ztc_007_the_registratie_is_there_exactly_when_needed(resultaat, wijze):
    _asked_exactly_when_needed(resultaat, "ztc_007", wijze)


@pytest.mark.parametrize("wijze", WIJZEN)
def test_ztc_008_the_procestermijn_is_there_exactly_when_needed(resultaat, wijze):
    _asked_exactly_when_needed(resultaat, "ztc_008", wijze)


def test_a_resultaattype_may_say_nothing_of_its_brondatum(resultaat):
    assert resultaat(brondatumArchiefprocedure=None).json["brondatumArchiefprocedure"] is None


def test_every_error_of_a_resultaattype_is_told_at_once(resultaat):
    answer = resultaat(
        ELDERS,
        "ander_datumkenmerk",
        brondatum={"procestermijn": "P1Y"},
        besluittypen=["Weg"],
        catalogus="https://elders.example/",
    )

    assert [(f["name"], f["code"]) for f in answer.json["invalidParams"]] == [
        ("brondatumArchiefprocedure.datumkenmerk", "required"),
        ("brondatumArchiefprocedure.objecttype", "required"),
        ("brondatumArchiefprocedure.registratie", "required"),
        ("brondatumArchiefprocedure.procestermijn", "must-be-empty"),
        ("catalogus", "relations-incorrect-catalogus"),
        ("besluittypen.0", "no-match"),
        ("nonFieldErrors", "procestype-mismatch"),
    ]


MAIN = ["zaaktype", "besluittype", "informatieobjecttype"]
WRITE, FORCE, FORCE_AWAY = (
    "catalogi.schrijven",
    "catalogi.geforceerd-schrijven",
    "catalogi.geforceerd-verwijderen",
)


@pytest.mark.parametrize("make", MAIN)
def test_ztc_009_what_is_published_does_not_change(beheer, only, make):
    made = getattr(beheer, make)(published=True)
    client = only(WRITE, "catalogi.lezen")

    for answer in (
        client.put(made["url"], made),
        client.patch(made["url"], {"vertrouwelijkheidaanduiding": "geheim"}),
        client.patch(made["url"], {"eindeGeldigheid": "2026-12-31", "toelichting": "x", "omschrijving": "Y"}),
        client.delete(made["url"]),
    ):
        assert (answer.status, answer.fouten) == (400, {"nonFieldErrors": "non-concept-object"})
    assert beheer.get(made["url"]) == made


@pytest.mark.parametrize("make", MAIN)
def test_ztc_009_what_is_published_can_be_ended(beheer, only, make):
    made = getattr(beheer, make)(published=True)
    client = only(WRITE)

    assert client.patch(made["url"], {"eindeGeldigheid": "2025-12-31"}).fouten == {
        "eindeGeldigheid": "date-mismatch"
    }
    answer = client.patch(made["url"], {"eindeGeldigheid": "2026-12-31"})
    assert (answer.status, answer.json["eindeGeldigheid"]) == (200, "2026-12-31")


@pytest.mark.parametrize("make", MAIN)
def test_ztc_009_what_is_published_can_be_removed_with_force(beheer, only, make):
    made = getattr(beheer, make)(published=True)

    assert only(FORCE).delete(made["url"]).status == 403
    assert only(FORCE_AWAY).delete(made["url"]).status == 200
    assert beheer.api.get(made["url"]).status == 404


def test_a_correctie_adds_and_takes_nothing_away(beheer, only):
    beheer.besluittype(omschrijving="BT1", published=True)
    beheer.besluittype(omschrijving="BT2", published=True)
    made = beheer.zaaktype(besluittypen=["BT1"], trefwoorden=["boom"], published=True)
    client = only(FORCE)

    added = client.patch(made["url"], {"besluittypen": ["BT1", "BT2"], "trefwoorden": ["boom", "haag"]})
    assert (added.status, added.json["besluittypeOmschrijving"]) == (200, ["BT1", "BT2"])
    assert added.json["trefwoorden"] == ["boom", "haag"]
    assert client.patch(made["url"], {"besluittypen": ["BT2"]}).fouten == {
        "besluittypen": "non-concept-object"
    }
    assert client.patch(made["url"], {"identificatie": "ANDERS"}).fouten == {
        "identificatie": "non-concept-object"
    }


def test_creating_types_needs_the_ordinary_scope(beheer, only):
    body = bodies.zaaktype(beheer.catalogus)

    assert only(FORCE).post(f"{ROOT}/zaaktypen", body).status == 403
    made = only(WRITE).post(f"{ROOT}/zaaktypen", body)
    assert made.status == 201
    assert only(FORCE).post(f"{made.json['url']}/publish", None).status == 403
    assert only(FORCE).patch(made.json["url"], {"doel": "Anders"}).status == 200


CHILDREN: dict[str, tuple[Any, dict[str, Any]]] = {
    "statustypen": (bodies.statustype, {"volgnummer": 2}),
    "resultaattypen": (bodies.resultaattype, {"omschrijving": "Geweigerd"}),
    "roltypen": (bodies.roltype, {"omschrijving": "Gemachtigde"}),
    "eigenschappen": (bodies.eigenschap, {"naam": "hoogte"}),
    "zaakobjecttypen": (bodies.zaakobjecttype, {"relatieOmschrijving": "De haag"}),
    "zaaktype-informatieobjecttypen": (bodies.document, {"volgnummer": 2, "richting": "intern"}),
}


def _child(beheer, resource, zaaktype, **changes):
    arguments = (zaaktype, beheer.catalogus) if resource == "zaakobjecttypen" else (zaaktype,)
    return CHILDREN[resource][0](*arguments, **changes)


@pytest.mark.parametrize("resource", CHILDREN)
def test_ztc_010_what_hangs_on_a_published_zaaktype_does_not_change(beheer, only, resource):
    beheer.informatieobjecttype(published=True)
    zaaktype = beheer.zaaktype()["url"]
    made = beheer.make(resource, _child(beheer, resource, zaaktype))
    beheer.publish(zaaktype)
    second = _child(beheer, resource, zaaktype, **CHILDREN[resource][1])
    made, client = beheer.get(made["url"]), only(WRITE)

    for answer in (
        client.post(f"{ROOT}/{resource}", second),
        client.put(made["url"], made),
        client.patch(made["url"], CHILDREN[resource][1]),
        client.delete(made["url"]),
    ):
        assert (answer.status, answer.fouten) == (400, {"nonFieldErrors": "non-concept-zaaktype"})
    assert beheer.get(made["url"]) == made


@pytest.mark.parametrize("resource", CHILDREN)
def test_ztc_010_a_correctie_is_made_with_force(beheer, only, resource):
    beheer.informatieobjecttype(published=True)
    zaaktype = beheer.zaaktype(published=True)["url"]
    client = only(FORCE)

    made = client.post(f"{ROOT}/{resource}", _child(beheer, resource, zaaktype))
    assert made.status == 201, made.body
    assert client.patch(made.json["url"], CHILDREN[resource][1]).status == 200
    assert client.put(made.json["url"], made.json).status == 200
    assert client.delete(made.json["url"]).status == 403
    assert only(FORCE_AWAY).delete(made.json["url"]).status == 204


def test_ztc_010_a_child_does_not_move_to_a_published_zaaktype(beheer, only):
    published = beheer.zaaktype(identificatie="A", published=True)["url"]
    concept = beheer.zaaktype(identificatie="B")["url"]
    made = beheer.make("roltypen", bodies.roltype(concept))

    answer = only(WRITE).patch(made["url"], {"zaaktype": published})

    assert answer.fouten == {"nonFieldErrors": "non-concept-zaaktype"}
    other = beheer.zaaktype(identificatie="C")["url"]
    assert only(WRITE).patch(made["url"], {"zaaktype": other}).json["zaaktype"] == other


def test_ztc_011_is_gone_a_concept_may_refer_to_what_is_published_and_to_a_concept(beheer):
    beheer.besluittype(omschrijving="Definitief", published=True)
    beheer.besluittype(omschrijving="Concept")

    made = beheer.zaaktype(besluittypen=["Definitief", "Concept"])

    assert made["besluittypeOmschrijving"] == ["Definitief", "Concept"]


def test_ztc_012_is_gone_a_zaaktype_is_published_before_its_besluittype(beheer):
    beheer.besluittype(omschrijving="Later")
    made = beheer.zaaktype(besluittypen=["Later"], published=True)

    assert (made["concept"], made["besluittypen"]) == (False, [])


def test_ztc_013_is_gone_but_names_are_of_one_catalogus(beheer):
    there = beheer.make("catalogussen", {**bodies.CATALOGUS, "domein": "ANDER"})["url"]
    beheer.make("besluittypen", bodies.besluittype(there, omschrijving="Daar"))

    answer = beheer.post("zaaktypen", bodies.zaaktype(beheer.catalogus, besluittypen=["Daar"]))

    assert answer.fouten == {"besluittypen.0": "no-match"}


@pytest.mark.parametrize("scope", ["catalogi.lezen", "zaken.lezen", "documenten.lezen"])
def test_ztc_014_who_reads_zaken_or_documents_reads_types(beheer, only, scope):
    made = beheer.zaaktype(published=True)

    assert only(scope).get(f"{ROOT}/zaaktypen").json["count"] == 1
    assert (
        only(scope).get(f"{made['url']}?expand=catalogus").json["_expand"]["catalogus"]["domein"] == "PROEF"
    )


@pytest.mark.parametrize("scope", ["besluiten.lezen", "zaken.aanmaken", WRITE])
def test_ztc_014_others_do_not(beheer, only, scope):
    assert only(scope).get(f"{ROOT}/zaaktypen").status == 403


@pytest.mark.parametrize(
    ("formaat", "lengte", "right"),
    [
        ("datum", "8", True), ("datum", "10", False), ("datum_tijd", "14", True), ("datum_tijd", "8", False),
        ("tekst", "10", True), ("getal", "3", True),
    ],
)  # fmt: skip
def test_ztc_015_a_date_has_eight_characters_and_a_moment_fourteen(beheer, formaat, lengte, right):
    body = bodies.eigenschap(
        beheer.zaaktype()["url"],
        specificatie={"formaat": formaat, "lengte": lengte, "kardinaliteit": "1"},
    )

    answer = beheer.post("eigenschappen", body)

    assert (answer.status == 201) if right else (answer.fouten == {"specificatie.lengte": "invalid"})


@pytest.mark.parametrize(
    ("begin", "einde", "right"),
    [
        ("2023-01-01", "2023-12-31", True),  # ends the day before
        ("2023-01-01", "2024-01-01", False),  # shares its last day
        ("2024-12-31", None, False),  # shares its first day
        ("2025-01-01", None, True),  # begins the day after
        ("2024-03-01", "2024-04-01", False),  # lies within
        ("2023-01-01", None, False),  # would have to end by itself
    ],
)
@pytest.mark.parametrize("make", MAIN)
def test_ztc_016_published_versions_share_no_day(beheer, make, begin, einde, right):
    getattr(beheer, make)(beginGeldigheid="2024-01-01", eindeGeldigheid="2024-12-31", published=True)
    other = getattr(beheer, make)(beginGeldigheid=begin, eindeGeldigheid=einde)

    answer = beheer.api.post(f"{other['url']}/publish", None)

    if right:
        assert (answer.status, answer.json["concept"]) == (200, False)
    else:
        assert (answer.status, answer.fouten) == (400, {"beginGeldigheid": "overlap"})
        assert beheer.get(other["url"])["concept"] is True


def test_ztc_016_a_last_day_is_not_moved_over_the_next_version(beheer):
    first = beheer.zaaktype(beginGeldigheid="2023-01-01", published=True)
    beheer.zaaktype(beginGeldigheid="2024-01-01", published=True)

    assert beheer.api.patch(first["url"], {"eindeGeldigheid": "2024-01-01"}).fouten == {
        "beginGeldigheid": "overlap"
    }
    assert beheer.api.patch(first["url"], {"eindeGeldigheid": None}).fouten == {"beginGeldigheid": "overlap"}
    assert beheer.api.patch(first["url"], {"eindeGeldigheid": "2023-06-30"}).status == 200


def test_ztc_016_another_identificatie_or_catalogus_does_not_count(beheer):
    beheer.zaaktype(published=True)
    there = beheer.make("catalogussen", {**bodies.CATALOGUS, "domein": "ANDER"})["url"]

    assert beheer.zaaktype(identificatie="ANDERS", published=True)["concept"] is False
    assert beheer.make("zaaktypen", bodies.zaaktype(there), published=True)["concept"] is False


@pytest.mark.parametrize("make", MAIN)
def test_ztc_017_a_catalogus_with_types_stays(beheer, make):
    made = getattr(beheer, make)()

    answer = beheer.api.delete(beheer.catalogus)

    assert (answer.status, answer.json["code"]) == (409, "CATALOG_NOT_EMPTY")
    assert answer.json["detail"] == "De catalogus kan niet worden verwijderd omdat deze nog items bevat."
    beheer.api.delete(made["url"])
    assert beheer.api.delete(beheer.catalogus).status == 204
    assert beheer.api.get(beheer.catalogus).status == 404
