"""A reference to what lives at another provider: checked there, kept here, answered with its own URL, and told there.

Two installations with registers of their own, over real HTTP. `hier` has the diensten of `ginds` registered, and the other way
round for the registers that ask back.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from tests.apart.installations import CLIENT, SECRET, Installation, Models, neighbours

pytestmark = pytest.mark.slow
RSIN = "123456782"
DAY = "2026-11-20"
Json = dict[str, Any]


@dataclass
class Provider:
    """One installation as a client of it sees it."""

    installation: Installation
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=30))

    @property
    def base(self) -> str:
        return self.installation.base

    def api(self, register: str) -> str:
        return f"{self.base}/{register}/api/v1"

    def __call__(
        self, method: str, url: str, body: Any = None, *, client: str = CLIENT, **more: Any
    ) -> httpx.Response:
        claims = {"iss": client, "client_id": client, "iat": int(time.time())}
        token = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET))
        headers = {"Authorization": f"Bearer {token}", "Accept-Crs": "EPSG:4326", "Content-Crs": "EPSG:4326"}
        url = url if url.startswith("http") else self.base + url
        return self.http.request(method, url, json=body, headers=headers, **more)

    def get(self, url: str, **more: Any) -> Any:
        answer = self("GET", url, **more)
        assert answer.status_code == 200, (url, answer.status_code, answer.text)
        return answer.json()

    def post(self, url: str, body: Any, **more: Any) -> Json:
        answer = self("POST", url, body, **more)
        assert answer.status_code == 201, (url, answer.status_code, answer.text, self.installation.said)
        made: Json = answer.json()
        return made

    def first(self, collection: str, **filters: str) -> Json:
        """The first type of a collection of its catalogi."""
        found = self.get(f"{self.api('catalogi')}/{collection}", params=filters)["results"]
        assert found, (collection, filters)
        one: Json = found[0]
        return one

    def zaak(self, zaaktype: str, **changes: Any) -> Json:
        return self.post("/zaken/api/v1/zaken", zaak_body(zaaktype) | changes)

    def document(self, informatieobjecttype: str) -> Json:
        return self.post(
            "/documenten/api/v1/enkelvoudiginformatieobjecten",
            {"bronorganisatie": RSIN, "creatiedatum": DAY, "titel": "Brief", "auteur": "Gemeente", "taal": "nld",
             "formaat": "text/plain", "bestandsnaam": "brief.txt", "informatieobjecttype": informatieobjecttype,
             "inhoud": "R29lZGVtb3JnZW4=", "indicatieGebruiksrecht": False},
        )  # fmt: skip

    def sql(self, query: str) -> list[Any]:
        with psycopg.connect(self.installation.environment["RAADHUIS_DATABASE_URL"]) as connection:
            return connection.execute(query).fetchall()


def zaak_body(zaaktype: str) -> Json:
    return {
        "zaaktype": zaaktype,
        "bronorganisatie": RSIN,
        "verantwoordelijkeOrganisatie": RSIN,
        "startdatum": DAY,
        "omschrijving": "Elders",
    }


def eventually(what: Callable[[], Any], *, seconds: float = 30) -> Any:
    """What `what` answers as soon as that is something."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
    return found


def register(at: Installation, of: Provider, *soorten: str) -> None:
    names = {"zrc": "zaken", "ztc": "catalogi", "drc": "documenten", "brc": "besluiten"}
    diensten = [
        {"url": of.api(names[soort]), "soort": soort, "clientId": CLIENT, "geheim": SECRET}
        for soort in soorten
    ]
    file = at.folder / "diensten.json"
    file.write_text(json.dumps({"diensten": diensten}))
    at.run("raadhuis", "dienst", "apply", str(file))


@pytest.fixture(scope="module")
def two(models: Models) -> Iterator[tuple[Provider, Provider]]:
    with neighbours(models) as (one, other):
        hier, ginds = Provider(one), Provider(other)
        for at, of in ((one, ginds), (other, hier)):
            register(at, of, "zrc", "ztc", "drc", "brc")
        one.serve()
        other.serve()
        yield hier, ginds


@pytest.fixture(scope="module")
def hier(two: tuple[Provider, Provider]) -> Provider:
    return two[0]


@pytest.fixture(scope="module")
def ginds(two: tuple[Provider, Provider]) -> Provider:
    return two[1]


@pytest.fixture(scope="module")
def type_ginds(ginds: Provider) -> Json:
    """The zaaktype GPK of the other provider, with its parts by name."""
    return ginds.first("zaaktypen", identificatie="GPK")


@pytest.fixture(scope="module")
def zaak(hier: Provider, type_ginds: Json) -> Json:
    """A zaak here of a zaaktype there."""
    return hier.zaak(type_ginds["url"])


def test_zrc_001_a_zaaktype_elsewhere_is_checked_there_and_answered_with_its_own_url(
    hier: Provider, type_ginds: Json, zaak: Json
) -> None:
    url = zaak["url"]
    read, listed = hier.get(url), hier.get("/zaken/api/v1/zaken")["results"]
    found = hier.get("/zaken/api/v1/zaken", params={"zaaktype": type_ginds["url"]})
    searched = hier("POST", "/zaken/api/v1/zaken/_zoek", {"zaaktype__in": [type_ginds["url"]]}).json()
    trail = hier.get(f"{url}/audittrail")
    nothing = hier("POST", "/zaken/api/v1/zaken", zaak_body(f"{type_ginds['url'][:-36]}{uuid4()}"))
    other_kind = hier("POST", "/zaken/api/v1/zaken", zaak_body(ginds_url(type_ginds, "statustypen")))

    assert zaak["zaaktype"] == read["zaaktype"] == type_ginds["url"]
    assert type_ginds["url"] in [z["zaaktype"] for z in listed]
    assert url in [z["url"] for z in found["results"]]
    assert found["count"] == searched["count"] == len(found["results"])
    assert trail[0]["wijzigingen"]["nieuw"]["zaaktype"] == type_ginds["url"]
    assert code_of(nothing, "zaaktype") == code_of(other_kind, "zaaktype") == "bad-url"
    assert zaak["vertrouwelijkheidaanduiding"] == type_ginds["vertrouwelijkheidaanduiding"]


def ginds_url(zaaktype: Json, collection: str) -> str:
    """The URL of the first part of a zaaktype: of another kind than a zaaktype."""
    return str(zaaktype[collection][0])


def code_of(answer: httpx.Response, name: str) -> str:
    assert answer.status_code == 400, (answer.status_code, answer.text)
    return next(str(f["code"]) for f in answer.json()["invalidParams"] if f["name"] == name)


def test_the_parts_of_a_zaak_are_of_its_type_elsewhere(
    hier: Provider, ginds: Provider, type_ginds: Json, zaak: Json
) -> None:
    z = {"zaak": zaak["url"]}
    statustype = sorted(
        ginds.get(f"{ginds.api('catalogi')}/statustypen", params={"zaaktype": type_ginds["url"]})["results"],
        key=lambda s: s["volgnummer"],
    )[0]
    roltype = ginds.first("roltypen", zaaktype=type_ginds["url"], omschrijvingGeneriek="initiator")
    other = (
        ginds.first("zaaktypen", identificatie="MOR")
        if "MOR" in str(ginds.get(f"{ginds.api('catalogi')}/zaaktypen"))
        else None
    )

    status = hier.post(
        "/zaken/api/v1/statussen",
        z | {"statustype": statustype["url"], "datumStatusGezet": f"{DAY}T10:00:00Z"},
    )
    rol = hier.post("/zaken/api/v1/rollen", z | {"roltype": roltype["url"], "roltoelichting": "x", "betrokkeneType": "natuurlijk_persoon",
                                                "betrokkeneIdentificatie": {"inpBsn": "999990019"}})  # fmt: skip
    resultaat = hier.post("/zaken/api/v1/resultaten", z | {"resultaattype": type_ginds["resultaattypen"][0]})
    eigenschap = hier.post(
        f"{zaak['url']}/zaakeigenschappen", z | {"eigenschap": type_ginds["eigenschappen"][0], "waarde": "x"}
    )
    expanded = hier.get(zaak["url"], params={"expand": "zaaktype.catalogus,status.statustype"})
    of_type = hier.get("/zaken/api/v1/rollen", params={"roltype": roltype["url"]})

    assert status["statustype"] == statustype["url"]
    assert rol["roltype"] == roltype["url"]
    assert resultaat["resultaattype"] == type_ginds["resultaattypen"][0]
    assert eigenschap["eigenschap"] == type_ginds["eigenschappen"][0]
    assert [r["url"] for r in of_type["results"]] == [rol["url"]]
    assert expanded["_expand"]["zaaktype"]["url"] == type_ginds["url"]
    assert expanded["_expand"]["zaaktype"]["_expand"]["catalogus"]["url"] == type_ginds["catalogus"]
    assert (
        expanded["_expand"]["status"]["_expand"]["statustype"]["omschrijving"] == statustype["omschrijving"]
    )
    if other:
        wrong = hier("POST", "/zaken/api/v1/resultaten", z | {"resultaattype": other["resultaattypen"][0]})
        assert wrong.status_code == 400


def test_rights_on_a_type_elsewhere_are_rights_on_its_zaken_here(
    hier: Provider, ginds: Provider, type_ginds: Json, zaak: Json
) -> None:
    theirs = hier.zaak(hier.first("zaaktypen", identificatie="GPK")["url"])
    spec = {
        "label": "Kijker",
        "clientIds": ["kijker"],
        "autorisaties": [
            {"component": "zrc", "scopes": ["zaken.lezen", "zaken.aanmaken"], "zaaktype": type_ginds["url"],
             "maxVertrouwelijkheidaanduiding": "zeer_geheim"},
        ],
    }  # fmt: skip
    made = hier.post("/autorisaties/api/v1/applicaties", spec)
    file = hier.installation.folder / "applicaties.json"
    file.write_text(json.dumps({"applicaties": [spec | {"clients": {"kijker": {"geheim": SECRET}}}]}))
    hier.installation.run("raadhuis", "applicatie", "apply", str(file))

    listed = hier.get("/zaken/api/v1/zaken", client="kijker")
    again = hier.installation.run("raadhuis", "applicatie", "apply", str(file))
    exported = hier.installation.run("raadhuis", "applicatie", "list", "--json")

    assert made["autorisaties"][0]["zaaktype"] == type_ginds["url"]
    assert zaak["url"] in [z["url"] for z in listed["results"]]
    assert {z["zaaktype"] for z in listed["results"]} == {type_ginds["url"]}
    assert hier("GET", theirs["url"], client="kijker").status_code == 404
    assert (
        hier("POST", "/zaken/api/v1/zaken", zaak_body(theirs["zaaktype"]), client="kijker").status_code == 403
    )
    assert (
        hier("POST", "/zaken/api/v1/zaken", zaak_body(type_ginds["url"]), client="kijker").status_code == 201
    )
    assert "ongewijzigd" in again
    assert type_ginds["url"] in exported


def test_a_document_elsewhere_is_linked_here_and_its_register_is_told_after_the_commit(
    hier: Provider, ginds: Provider, type_ginds: Json, zaak: Json
) -> None:
    document = ginds.document(type_ginds["informatieobjecttypen"][0])
    links = f"{ginds.api('documenten')}/objectinformatieobjecten"
    wrong = hier("POST", "/zaken/api/v1/zaakinformatieobjecten",
                 {"zaak": zaak["url"], "informatieobject": f"{document['url'][:-36]}{uuid4()}"})  # fmt: skip

    zio = hier.post(
        "/zaken/api/v1/zaakinformatieobjecten", {"zaak": zaak["url"], "informatieobject": document["url"]}
    )
    again = hier("POST", "/zaken/api/v1/zaakinformatieobjecten",
                 {"zaak": zaak["url"], "informatieobject": document["url"]})  # fmt: skip
    mirrored = eventually(lambda: ginds.get(links, params={"object": zaak["url"]}))
    expanded = hier.get(zio["url"], params={"expand": "informatieobject"})
    found = hier.get("/zaken/api/v1/zaakinformatieobjecten", params={"informatieobject": document["url"]})

    assert code_of(wrong, "informatieobject") == "bad-url"
    assert zio["informatieobject"] == document["url"]
    assert code_of(again, "nonFieldErrors") == "unique"
    assert [(m["informatieobject"], m["object"]) for m in mirrored] == [(document["url"], zaak["url"])]
    assert expanded["_expand"]["informatieobject"]["titel"] == "Brief"
    assert [f["url"] for f in found] == [zio["url"]]

    assert hier("DELETE", zio["url"]).status_code == 204
    eventually(lambda: not ginds.get(links, params={"object": zaak["url"]}))


def test_a_besluit_here_about_a_zaak_and_a_document_elsewhere(
    hier: Provider, ginds: Provider, type_ginds: Json
) -> None:
    theirs = ginds.zaak(type_ginds["url"])
    besluittype = ginds.get(type_ginds["besluittypen"][0])
    letter = ginds.document(besluittype["informatieobjecttypen"][0])
    body = {"verantwoordelijkeOrganisatie": RSIN, "datum": DAY, "ingangsdatum": DAY, "besluittype": besluittype["url"],
            "zaak": theirs["url"]}  # fmt: skip
    wrong = hier("POST", "/besluiten/api/v1/besluiten", body | {"zaak": f"{theirs['url'][:-36]}{uuid4()}"})

    besluit = hier.post("/besluiten/api/v1/besluiten", body)
    bio = hier.post("/besluiten/api/v1/besluitinformatieobjecten",
                    {"besluit": besluit["url"], "informatieobject": letter["url"]})  # fmt: skip
    zaakbesluiten = eventually(lambda: ginds.get(f"{theirs['url']}/besluiten"))
    links = eventually(
        lambda: ginds.get(
            f"{ginds.api('documenten')}/objectinformatieobjecten", params={"object": besluit["url"]}
        )
    )
    listed = hier.get("/besluiten/api/v1/besluiten", params={"zaak": theirs["url"]})

    assert code_of(wrong, "zaak") == "bad-url"
    assert (besluit["besluittype"], besluit["zaak"]) == (besluittype["url"], theirs["url"])
    assert bio["informatieobject"] == letter["url"]
    assert [z["besluit"] for z in zaakbesluiten] == [besluit["url"]]
    assert [(m["informatieobject"], m["objectType"]) for m in links] == [(letter["url"], "besluit")]
    assert [b["url"] for b in listed["results"]] == [besluit["url"]]

    assert hier("DELETE", besluit["url"]).status_code == 204
    eventually(lambda: not ginds.get(f"{theirs['url']}/besluiten"))
    eventually(
        lambda: (
            not ginds.get(
                f"{ginds.api('documenten')}/objectinformatieobjecten", params={"object": besluit["url"]}
            )
        )
    )


def test_what_a_client_may_not_see_or_change_elsewhere_it_may_not_through_us(
    hier: Provider, ginds: Provider, type_ginds: Json, zaak: Json
) -> None:
    theirs = ginds.zaak(type_ginds["url"])
    besluittype = type_ginds["besluittypen"][0]
    document = ginds.document(type_ginds["informatieobjecttypen"][0])
    zio = hier.post("/zaken/api/v1/zaakinformatieobjecten",
                    {"zaak": zaak["url"], "informatieobject": document["url"]})  # fmt: skip
    lezen = {"component": "zrc", "scopes": ["zaken.lezen"], "zaaktype": type_ginds["url"],
             "maxVertrouwelijkheidaanduiding": "zeer_geheim"}  # fmt: skip
    besluiten = {
        "component": "brc",
        "scopes": ["besluiten.lezen", "besluiten.aanmaken"],
        "besluittype": besluittype,
    }
    spec = {"label": "Beslisser", "clientIds": ["beslisser"], "autorisaties": [lezen, besluiten]}
    file = hier.installation.folder / "beslisser.json"
    file.write_text(json.dumps({"applicaties": [spec | {"clients": {"beslisser": {"geheim": SECRET}}}]}))
    hier.installation.run("raadhuis", "applicatie", "apply", str(file))
    body = {
        "verantwoordelijkeOrganisatie": RSIN,
        "datum": DAY,
        "ingangsdatum": DAY,
        "besluittype": besluittype,
    }

    in_zaak = hier("POST", "/besluiten/api/v1/besluiten", body | {"zaak": theirs["url"]}, client="beslisser")
    without = hier.post("/besluiten/api/v1/besluiten", body, client="beslisser")
    linked = hier("POST", "/besluiten/api/v1/besluitinformatieobjecten",
                  {"besluit": without["url"], "informatieobject": document["url"]}, client="beslisser")  # fmt: skip
    expanded = hier.get(zio["url"], params={"expand": "informatieobject"}, client="beslisser")
    of_type = hier.get(zaak["url"], params={"expand": "zaaktype"}, client="beslisser")

    assert in_zaak.status_code == 403
    assert code_of(linked, "informatieobject") == "bad-url"
    assert expanded["_expand"]["informatieobject"] == {}
    assert of_type["_expand"]["zaaktype"]["url"] == type_ginds["url"]
    assert ginds.get(f"{theirs['url']}/besluiten") == []


def test_a_document_here_of_a_type_elsewhere(hier: Provider, ginds: Provider, type_ginds: Json) -> None:
    kind = type_ginds["informatieobjecttypen"][0]
    document = hier.document(kind)
    wrong = hier("POST", "/documenten/api/v1/enkelvoudiginformatieobjecten", {"titel": "x", "auteur": "x", "taal": "nld",
                 "creatiedatum": DAY, "bronorganisatie": RSIN, "informatieobjecttype": f"{kind[:-36]}{uuid4()}"})  # fmt: skip

    assert document["informatieobjecttype"] == kind
    assert hier.get(document["url"])["informatieobjecttype"] == kind
    assert code_of(wrong, "informatieobjecttype") == "bad-url"


def test_messages_carry_the_own_url_of_what_lives_elsewhere(
    hier: Provider, type_ginds: Json, zaak: Json
) -> None:
    events = hier.get("/notificaties/api/v1/events", params={"kanaal": "zaken"})
    assert type_ginds["url"] in json.dumps(events)
    assert "/catalogi/api/v1/zaaktypen/" not in json.dumps(events).replace(type_ginds["url"], "").replace(
        hier.first("zaaktypen", identificatie="GPK")["url"], ""
    )


def test_a_zaak_elsewhere_is_related_and_an_object_elsewhere_is_checked(
    hier: Provider, ginds: Provider, type_ginds: Json
) -> None:
    theirs = ginds.zaak(type_ginds["url"])
    nothing = f"{theirs['url'][:-36]}{uuid4()}"
    relation = [{"url": theirs["url"], "aardRelatie": "vervolg"}]
    mine = hier.zaak(type_ginds["url"], relevanteAndereZaken=relation, hoofdzaak=theirs["url"])
    wrong = hier(
        "POST",
        "/zaken/api/v1/zaken",
        zaak_body(type_ginds["url"])
        | {"relevanteAndereZaken": [{"url": nothing, "aardRelatie": "vervolg"}], "hoofdzaak": nothing},
    )
    object_ = {
        "zaak": mine["url"],
        "objectType": "overige",
        "objectTypeOverige": "zaak",
        "object": theirs["url"],
    }
    kept = hier.post("/zaken/api/v1/zaakobjecten", object_)
    refused = hier("POST", "/zaken/api/v1/zaakobjecten", object_ | {"object": nothing})
    found = hier.get("/zaken/api/v1/zaakobjecten", params={"object": theirs["url"]})

    assert mine["relevanteAndereZaken"][0]["url"] == theirs["url"]
    assert mine["hoofdzaak"] == theirs["url"]
    assert code_of(wrong, "relevanteAndereZaken.0") == "bad-url"
    assert code_of(wrong, "hoofdzaak") in ("bad-url", "does_not_exist", "no_match")
    assert kept["object"] == theirs["url"]
    assert code_of(refused, "object") == "bad-url"
    assert [f["url"] for f in found["results"]] == [kept["url"]]


def test_a_provider_that_is_away_is_said_and_what_it_must_hear_waits(
    hier: Provider, ginds: Provider, type_ginds: Json, zaak: Json
) -> None:
    document = ginds.document(type_ginds["informatieobjecttypen"][1])
    hier.get(zaak["url"], params={"expand": "zaaktype"})
    zio = hier.post(
        "/zaken/api/v1/zaakinformatieobjecten", {"zaak": zaak["url"], "informatieobject": document["url"]}
    )
    links = f"{ginds.api('documenten')}/objectinformatieobjecten"
    eventually(lambda: ginds.get(links, params={"informatieobject": document["url"]}))
    before = hier.sql("SELECT count(*) FROM zaken_zaak")
    ginds.installation.stop()

    unknown = hier("POST", "/besluiten/api/v1/besluiten",
                   {"verantwoordelijkeOrganisatie": RSIN, "datum": DAY, "ingangsdatum": DAY,
                    "besluittype": f"{ginds.api('catalogi')}/besluittypen/{uuid4()}"})  # fmt: skip
    read = hier.get(zaak["url"])
    expanded = hier("GET", zio["url"], params={"expand": "informatieobject"})
    gone = hier("DELETE", zio["url"])
    waiting = hier.sql("SELECT count(*) FROM kernel_delivery WHERE subscriber LIKE 'zaken/tasks:spiegel%'")
    ginds.installation.serve()

    assert unknown.status_code == 503, unknown.text
    assert read["zaaktype"] == type_ginds["url"]
    assert (expanded.status_code, expanded.json()["_expand"]["informatieobject"]) == (200, {})
    assert gone.status_code == 204
    assert waiting == [(1,)]
    assert hier.sql("SELECT count(*) FROM zaken_zaak") == before
    eventually(lambda: not ginds.get(links, params={"informatieobject": document["url"]}), seconds=90)
    said = hier.installation.run("raadhuis", "dienst", "list")
    assert ginds.api("documenten") in said
    assert SECRET not in said


def test_a_dienst_that_is_referred_to_is_not_taken_away_unasked(
    hier: Provider, ginds: Provider, zaak: Json
) -> None:
    with pytest.raises(AssertionError, match="verwezen"):
        hier.installation.run("raadhuis", "dienst", "remove", "--url", ginds.api("catalogi"))
    assert hier.get(zaak["url"])["zaaktype"] == zaak["zaaktype"]
