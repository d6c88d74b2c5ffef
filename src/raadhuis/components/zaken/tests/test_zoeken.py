"""Zaken are found: the filters of the list and of `_zoek`, places on the map, orderings, pages, fields and expand."""

from __future__ import annotations

from datetime import timedelta

import pytest
import yaml

from raadhuis.components.zaken import api as zaken
from raadhuis.components.zaken.domain.zoeken import PARAMETERS, parameters, search_body
from raadhuis.components.zaken.store import zoeken
from raadhuis.components.zaken.tests.conftest import RSIN, ZRC
from raadhuis.components.zaken.tests.test_geometrie import ring
from raadhuis.components.zaken.tests.test_http import API, STANDARD, conform
from raadhuis.kernel.identity import Rights
from raadhuis.kernel.testing import AT, shared

OTHER_RSIN = "111222333"
BEYOND = {
    "uuid__in", "zaaktype__in", "zaaktype__not_in", "kenmerk", "kenmerk__bron", "status__statustype",
    "resultaat__resultaattype", "rol__machtiging", "rol__machtiging__loa",
    "rol__betrokkeneIdentificatie__nietNatuurlijkPersoon__kvkNummer",
    "rol__betrokkeneIdentificatie__nietNatuurlijkPersoon__vestigingsNummer",
    "rol__betrokkeneIdentificatie__vestiging__kvkNummer",
}  # fmt: skip


def test_every_filter_of_the_standard_is_served():
    document = yaml.safe_load(shared(STANDARD).read_text())
    listed = document["paths"]["/zaken"]["get"]["parameters"]
    query = {p["name"] for p in listed if p.get("in") == "query"} - {"page"}
    body = set(document["components"]["schemas"]["ZaakZoek"]["properties"]) - {
        "zaakgeometrie",
        "fields",
        "expand",
    }

    assert query | body <= PARAMETERS
    assert PARAMETERS - query - body == BEYOND - body


@pytest.fixture
def found(api, new_zaak, closed, give_rol, set_status, kaart, types):
    """`found(...)`: the names of the zaken that a list with these filters gives."""
    new_zaak(
        identificatie="A",
        registratiedatum="2026-11-01",
        kenmerken=[{"kenmerk": "K1", "bron": "Balie"}, {"kenmerk": "K2", "bron": "Post"}],
    )
    b = new_zaak(identificatie="B", bronorganisatie=OTHER_RSIN, startdatum="2026-10-01")
    c = closed(identificatie="C", publicatiedatum="2026-11-30")
    new_zaak(identificatie="D", zaaktype=types["KLACHT"].zaaktype, archiefnominatie="blijvend_bewaren")
    give_rol(b, "Behandelaar", medewerker="jan")
    give_rol(b, "Aanvrager", bsn="999990019")
    set_status(b, "Ontvangen")
    assert c.einddatum

    def made(**filters):
        query = "&".join(f"{name}={value}" for name, value in filters.items())
        answer = api.get(f"{API}/zaken?{query}")
        assert answer.status == 200, answer.json
        assert answer.json["count"] == len(answer.json["results"])
        by_body = api.post(f"{API}/zaken/_zoek", filters)
        assert by_body.json == answer.json
        return "".join(zaak["identificatie"] for zaak in answer.json["results"])

    return made


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({}, "DCBA"),
        ({"identificatie": "A"}, "A"),
        ({"bronorganisatie": OTHER_RSIN}, "B"),
        ({"bronorganisatie__in": f"{OTHER_RSIN},{RSIN}"}, "DCBA"),
        ({"archiefnominatie": "vernietigen"}, "C"),
        ({"archiefnominatie__in": "vernietigen,blijvend_bewaren"}, "DC"),
        ({"archiefactiedatum": "2031-11-22"}, "C"),
        ({"archiefactiedatum__isnull": "true"}, "DBA"),
        ({"archiefactiedatum__isnull": "false"}, "C"),
        ({"archiefstatus__in": "gearchiveerd,overgedragen"}, ""),
        ({"startdatum__lt": "2026-11-01"}, "B"),
        ({"registratiedatum": "2026-11-01"}, "A"),
        ({"registratiedatum__gt": "2026-11-01"}, "DCB"),
        ({"registratiedatum__lt": "2026-11-02"}, "A"),
        ({"einddatum": "2026-11-22"}, "C"),
        ({"einddatum__gt": "2026-11-21"}, "C"),
        ({"einddatum__lt": "2026-11-22"}, ""),
        ({"einddatum__isnull": "false"}, "C"),
        ({"einddatumGepland": "2026-11-01"}, "B"),
        ({"einddatumGepland__lt": "2026-12-20"}, "B"),
        ({"einddatumGepland__gt": "2026-12-01"}, "DCA"),
        ({"uiterlijkeEinddatumAfdoening": "2026-11-26"}, "B"),
        ({"uiterlijkeEinddatumAfdoening__gt": "2026-11-26"}, "DCA"),
        ({"uiterlijkeEinddatumAfdoening__lt": "2026-11-27"}, "B"),
        ({"kenmerk": "K1"}, "A"),
        ({"kenmerk__bron": "Post"}, "A"),
        ({"kenmerk": "K1", "kenmerk__bron": "Post"}, ""),
        ({"rol__betrokkeneType": "medewerker"}, "B"),
        ({"rol__betrokkeneType": "medewerker", "rol__omschrijvingGeneriek": "initiator"}, ""),
        ({"rol__betrokkene": "https://elders.example/x"}, ""),
        ({"rol__betrokkeneIdentificatie__natuurlijkPersoon__anpIdentificatie": "1"}, ""),
        ({"rol__betrokkeneIdentificatie__natuurlijkPersoon__inpA_nummer": "1"}, ""),
        ({"rol__betrokkeneIdentificatie__nietNatuurlijkPersoon__innNnpId": "1"}, ""),
        ({"rol__betrokkeneIdentificatie__nietNatuurlijkPersoon__annIdentificatie": "1"}, ""),
        ({"rol__betrokkeneIdentificatie__vestiging__vestigingsNummer": "1"}, ""),
        ({"rol__betrokkeneIdentificatie__organisatorischeEenheid__identificatie": "1"}, ""),
        ({"ordering": "startdatum,-identificatie"}, "BDCA"),
        ({"ordering": "-startdatum"}, "DCAB"),
        ({"ordering": "publicatiedatum,identificatie"}, "CABD"),
        ({"ordering": "-einddatum"}, "DBAC"),
        ({"ordering": "einddatum"}, "CABD"),
        ({"ordering": "identificatie"}, "ABCD"),
        ({"ordering": "uiterlijkeEinddatumAfdoening,identificatie"}, "BACD"),
    ],
)
def test_zaken_are_narrowed_and_ordered(found, filters, names):
    assert found(**filters) == names


def test_zaken_of_a_type_a_status_or_a_resultaat(found, kaart, types):
    assert found(zaaktype__in=f"{types['KLACHT'].zaaktype},{kaart.zaaktype}") == "DCBA"
    assert found(zaaktype__not_in=kaart.zaaktype) == "D"
    assert found(status__statustype=kaart.statustype("Ontvangen")) == "B"
    assert found(resultaat__resultaattype=kaart.resultaattype("Afgehandeld")) == "C"


def test_a_list_in_the_body_of_a_search(api, zaak, new_zaak):
    new_zaak()

    answer = api.post(f"{API}/zaken/_zoek", {"uuid__in": [str(zaak.uuid)], "zaaktype__in": [zaak.zaaktype]})

    assert [found["url"] for found in answer.json["results"]] == [zaak.url]
    assert api.post(f"{API}/zaken/_zoek", {"uuid__in": []}).json["count"] == 0
    conform(answer.json, "PaginatedZaakList")


def test_a_search_names_everything_that_is_wrong(api):
    wrong = {
        "startdatum": "gisteren",
        "ordering": "kleur",
        "uuid__in": ["x"],
        "identificatie": 3,
        "zaakgeometrie": {"within": {"type": "Point", "coordinates": [5, 52]}},
        "kleur": "rood",
    }

    assert api.post(f"{API}/zaken/_zoek", wrong).fouten == {
        "startdatum": "invalid",
        "ordering": "invalid_choice",
        "uuid__in": "invalid",
        "identificatie": "invalid",
        "zaakgeometrie.within": "invalid",
        "kleur": "unknown-parameters",
    }


def test_zaken_within_an_area(api, new_zaak):
    places = {
        "in": {"type": "Point", "coordinates": [5.1, 52.1]},
        "hole": {"type": "Point", "coordinates": [5.5, 52.5]},
        "far": {"type": "Point", "coordinates": [7, 52]},
        "road": {"type": "LineString", "coordinates": [[5.1, 52.1], [5.2, 52.1]]},
        "through": {"type": "LineString", "coordinates": [[5.1, 52.5], [5.9, 52.5]]},
    }
    for name, place in places.items():
        new_zaak(identificatie=name, zaakgeometrie=place)
    new_zaak(identificatie="nowhere")
    new_zaak(identificatie="closed", zaakgeometrie=places["in"], startdatum="2020-01-01")
    area = {"type": "Polygon", "coordinates": [ring(5, 52, 6, 53), ring(5.4, 52.4, 5.6, 52.6)]}

    answer = api.post(
        f"{API}/zaken/_zoek?pageSize=1",
        {"zaakgeometrie": {"within": area}, "startdatum__gt": "2021-01-01", "ordering": "identificatie"},
    )

    assert (answer.json["count"], [z["identificatie"] for z in answer.json["results"]]) == (2, ["in"])
    assert answer.json["next"] == f"{ZRC}zaken/_zoek?pageSize=1&page=2"


def test_a_search_that_takes_too_much_work_is_refused(api, new_zaak, monkeypatch):
    new_zaak(zaakgeometrie={"type": "LineString", "coordinates": [[5.1, 52.1], [5.2, 52.1]]})
    area = {"type": "Polygon", "coordinates": [ring(5, 52, 6, 53)]}
    monkeypatch.setattr(zoeken, "_EFFORT", 10)

    answer = api.post(f"{API}/zaken/_zoek", {"zaakgeometrie": {"within": area}})

    assert answer.fouten == {"zaakgeometrie.within": "max_length"}


def test_zrc_006_a_search_gives_what_the_client_may_see_only(new_zaak, types, api_as, actor_with):
    area = {"type": "Polygon", "coordinates": [ring(5, 52, 6, 53)]}
    place = {"type": "Point", "coordinates": [5.1, 52.1]}
    seen = new_zaak(zaakgeometrie=place)
    hidden = new_zaak(zaakgeometrie=place, zaaktype=types["KLACHT"].zaaktype)
    client = api_as(actor_with("zaken.lezen").rights)

    for body in ({"zaakgeometrie": {"within": area}}, {"uuid__in": [str(seen.uuid), str(hidden.uuid)]}, {}):
        answer = client.post(f"{API}/zaken/_zoek", body).json
        assert (answer["count"], [zaak["url"] for zaak in answer["results"]]) == (1, [seen.url])
    assert api_as(Rights()).post(f"{API}/zaken/_zoek", {}).status == 403


def test_pages_are_as_large_as_asked(api, new_zaak):
    names = [new_zaak().identificatie for _ in range(5)][::-1]

    first = api.get(f"{API}/zaken?pageSize=2").json
    pages = [first]
    while pages[-1]["next"]:
        pages.append(api.get(pages[-1]["next"].removeprefix("http://testserver")).json)

    assert [[z["identificatie"] for z in page["results"]] for page in pages] == [
        names[:2],
        names[2:4],
        names[4:],
    ]
    assert api.get(f"{API}/zaken?pageSize=2&page=4").status == 404
    assert api.get(f"{API}/zaken?pageSize=0").fouten == {"pageSize": "invalid"}


@pytest.mark.parametrize("ordering", ["", "-einddatum", "einddatum,-identificatie", "identificatie"])
def test_pages_far_from_the_first_are_counted_from_the_end_and_are_the_same(
    api, new_zaak, closed, ordering, monkeypatch, queries
):
    for make in (new_zaak, closed, new_zaak, closed, new_zaak):
        make()
    path = f"{API}/zaken?ordering={ordering}&pageSize="
    whole = api.get(f"{path}5").json["results"]
    monkeypatch.setattr(zoeken, "_DEEP", 1)

    for size in (1, 2, 3):
        for page in range(1, 1 + -(-5 // size)):
            with queries() as seen:
                answer = api.get(f"{path}{size}&page={page}").json
            assert (answer["count"], answer["results"]) == (5, whole[(page - 1) * size : page * size])
            assert len(seen) <= 2
    assert api.get(f"{path}2&page=4").status == 404


@pytest.fixture
def met_status(zaak, set_status, give_rol):
    """A zaak with a status and a rol."""
    give_rol(zaak, "Aanvrager", bsn="999990019")
    return set_status(zaak, "Ontvangen")


def test_related_resources_come_along(api, zaak, met_status, new_zaak):
    hoofd = new_zaak()
    api.patch(
        f"{API}/zaken/{zaak.uuid}",
        {"hoofdzaak": hoofd.url, "relevanteAndereZaken": [{"url": hoofd.url, "aardRelatie": "vervolg"}]},
    )

    answer = api.get(
        f"{API}/zaken/{zaak.uuid}?expand=status.zaak,rollen,resultaat,hoofdzaak.deelzaken,relevanteAndereZaken"
    )

    assert answer.status == 200, answer.json
    expanded = answer.json["_expand"]
    assert (expanded["status"]["url"], expanded["resultaat"]) == (met_status.url, {})
    assert expanded["status"]["_expand"]["zaak"]["url"] == zaak.url
    assert [rol["omschrijvingGeneriek"] for rol in expanded["rollen"]] == ["initiator"]
    assert [deel["url"] for deel in expanded["hoofdzaak"]["_expand"]["deelzaken"]] == [zaak.url]
    assert [other["url"] for other in expanded["relevanteAndereZaken"]] == [hoofd.url]


def test_zrc_025_what_the_client_may_not_see_does_not_come_along(new_zaak, types, api_as, actor_with):
    hoofd = new_zaak(zaaktype=types["KLACHT"].zaaktype)
    deel = new_zaak(hoofdzaak=hoofd.url)

    answer = api_as(actor_with("zaken.lezen").rights).get(f"{API}/zaken/{deel.uuid}?expand=hoofdzaak")

    assert (answer.json["hoofdzaak"], answer.json["_expand"]) == (hoofd.url, {"hoofdzaak": {}})


def test_zrc_026_expanding_goes_as_deep_as_asked(api, zaak, met_status):
    path = "status.zaak.status.zaak.status"

    found = api.get(f"{API}/zaken/{zaak.uuid}?expand={path}").json
    for name in path.split("."):
        found = found["_expand"][name]

    assert found["url"] == met_status.url


@pytest.mark.parametrize("path", ["kleur", "status.kleur", "omschrijving"])
def test_zrc_027_028_what_cannot_be_expanded_is_not_found(api, zaak, met_status, path):
    assert api.get(f"{API}/zaken?expand={path}").status == 404
    assert api.get(f"{API}/zaken/{zaak.uuid}?expand={path}").status == 404
    assert api.post(f"{API}/zaken/_zoek", {"expand": path}).status == 404


def test_a_search_expands_by_its_body_or_its_address(api, zaak, met_status):
    by_body = api.post(f"{API}/zaken/_zoek", {"expand": "status, rollen"}).json
    by_address = api.post(f"{API}/zaken/_zoek?expand=status,rollen", {}).json

    assert by_body == by_address
    assert by_body["results"][0]["_expand"]["status"]["url"] == met_status.url


def test_zrc_029_a_search_gives_the_fields_that_are_asked(api, zaak, met_status):
    fields = [
        "identificatie",
        {"status": ["statustype"], "rollen": ["*"], "processobject": ["identificatie"]},
    ]

    answer = api.post(f"{API}/zaken/_zoek", {"fields": fields})

    (found,) = answer.json["results"]
    assert found["identificatie"] == zaak.identificatie
    assert found["processobject"] == {"identificatie": ""}
    assert found["_expand"]["status"] == {"statustype": met_status.statustype}
    assert found["_expand"]["rollen"][0]["omschrijvingGeneriek"] == "initiator"
    assert set(found) == {"identificatie", "processobject", "_expand"}


def test_zrc_027_fields_of_what_a_zaak_does_not_have_are_not_found(api, zaak):
    assert api.post(f"{API}/zaken/_zoek", {"fields": [{"bestaatNiet": ["url"]}]}).status == 404


@pytest.mark.parametrize(("query", "more"), [("", {"expand": "status"}), ("?expand=status", {})])
def test_zrc_029_fields_and_expand_exclude_each_other(api, zaak, query, more):
    answer = api.post(f"{API}/zaken/_zoek{query}", {"fields": ["url"], **more})

    assert answer.fouten == {"fields": "fields-and-expand"}


def test_finding_asks_the_database_little(api, zaak, met_status, queries):
    area = {"type": "Polygon", "coordinates": [ring(5, 52, 6, 53)]}
    counts = {}
    for name, call in {
        "list": lambda: api.get(f"{API}/zaken?rol__omschrijvingGeneriek=initiator&ordering=-startdatum"),
        "search": lambda: api.post(f"{API}/zaken/_zoek", {"uuid__in": [str(zaak.uuid)]}),
        "within": lambda: api.post(f"{API}/zaken/_zoek", {"zaakgeometrie": {"within": area}}),
        "expand": lambda: api.get(f"{API}/zaken/{zaak.uuid}?expand=status"),
        "two levels": lambda: api.get(f"{API}/zaken?expand=status.zaak"),
    }.items():
        with queries() as seen:
            assert call().status == 200
        counts[name] = len(seen)

    assert counts == {"list": 1, "search": 1, "within": 2, "expand": 2, "two levels": 3}


@pytest.mark.parametrize("number", [1, 4])
def test_what_comes_along_is_one_statement_for_each_step_however_many_zaken(
    number, api, closed, give_rol, queries
):
    for _ in range(number):
        give_rol(closed(), "Aanvrager", bsn="999990019")

    with queries() as seen:
        answer = api.get(f"{API}/zaken?expand=zaaktype,status.statustype,rollen,resultaat").json

    assert all(
        set(zaak["_expand"]) == {"zaaktype", "status", "rollen", "resultaat"}
        and all(zaak["_expand"].values())
        for zaak in answer["results"]
    )
    assert len(answer["results"]) == number
    assert len(seen) == 1 + 5, seen


@pytest.mark.parametrize(
    "filters",
    [
        "zaaktype={zaaktype}",
        "rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn=999990019",
        "archiefactiedatum__lt=2999-01-01",
        "archiefactiedatum__gt=2000-01-01&archiefactiedatum__lt=2999-01-01&zaaktype={zaaktype}",
        "status__statustype={statustype}",
        "resultaat__resultaattype={resultaattype}",
        "einddatum__isnull=false",
        "pageSize=1&page=3",
    ],
)
def test_a_filter_asks_the_database_once(filters, api, kaart, closed, give_rol, queries):
    for _ in range(3):
        give_rol(closed(), "Aanvrager", bsn="999990019")
    filters = filters.format(
        zaaktype=kaart.zaaktype,
        statustype=kaart.statustype("Afgehandeld"),
        resultaattype=kaart.resultaattype("Afgehandeld"),
    )

    with queries() as seen:
        answer = api.get(f"{API}/zaken?{filters}").json

    assert (answer["count"], len(seen)) == (3, 1)


def test_the_type_of_a_status_and_a_resultaat_is_found_as_it_is_now(
    api, closed, set_status, new_zaak, give_resultaat, kaart
):
    zaak = new_zaak()
    resultaat = give_resultaat(zaak, "Afgehandeld")
    set_status(zaak, "In behandeling", at=AT)
    set_status(zaak, "Ontvangen", at=AT - timedelta(days=1))  # an older one, written down later

    def found(name: str, url: str) -> int:
        count: int = api.get(f"{API}/zaken?{name}={url}").json["count"]
        return count

    assert found("status__statustype", kaart.statustype("Ontvangen")) == 0
    assert found("status__statustype", kaart.statustype("In behandeling")) == 1
    assert found("resultaat__resultaattype", kaart.resultaattype("Afgehandeld")) == 1
    api.delete(resultaat.url)
    assert found("resultaat__resultaattype", kaart.resultaattype("Afgehandeld")) == 0


def test_a_register_elsewhere_is_asked_the_same(types, kaart):
    area = {"type": "Polygon", "coordinates": [ring(5, 52, 6, 53)]}
    query = zaken.ZaakQuery(
        zaaktype=kaart.uuid,
        zaaktype_not_in=(types["KLACHT"].uuid,),
        uuid_in=(),
        einddatum_isnull=False,
        startdatum_gt=AT.date(),
        vertrouwelijkheid_lte=3,
        ordering="-startdatum",
        within=area,
    )

    body = search_body(query, catalogi="http://testserver/catalogi/api/v1")

    assert body is not None
    assert zaken.zaak_search(body) == query
    listed = zaken.ZaakQuery(zaaktype=kaart.uuid, kenmerk="K1", archiefstatus_in=("gearchiveerd",))
    assert search_body(listed, catalogi="") is None
    spelled = parameters(listed, catalogi="http://testserver/catalogi/api/v1")
    assert zaken.zaak_query(spelled) == listed


def test_the_door_finds_by_the_same_filters(new_zaak, systeem_actor):
    zaak = new_zaak(kenmerken=[{"kenmerk": "K1", "bron": "Balie"}])
    new_zaak()

    page = zaken.find_zaken(
        actor=systeem_actor,
        query=zaken.ZaakQuery(kenmerk="K1", uuid_in=(zaak.uuid,), startdatum_lte=AT.date()),
    )

    assert [found.url for found in page.results] == [zaak.url]
