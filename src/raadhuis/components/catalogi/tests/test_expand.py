"""`expand` on every endpoint that has it in the contract, and pages of another size."""

from __future__ import annotations

import pytest

from raadhuis.components.catalogi.tests import bodies, contract
from raadhuis.components.catalogi.tests.bodies import ROOT
from raadhuis.components.catalogi.tests.test_schrijven import SCHEMAS
from raadhuis.kernel.identity import Rights


@pytest.fixture
def full(beheer):
    """A published zaaktype with one of everything, by collection."""
    brief = beheer.informatieobjecttype(published=True)
    besluit = beheer.besluittype(informatieobjecttypen=["Brief"], published=True)
    deel = beheer.zaaktype(identificatie="DEEL", published=True)
    zaaktype = beheer.zaaktype(
        besluittypen=["Vergunning"],
        deelzaaktypen=["DEEL"],
        gerelateerdeZaaktypen=[{"zaaktype": "DEEL", "aardRelatie": "vervolg"}],
    )
    status = beheer.make("statustypen", bodies.statustype(zaaktype["url"]))
    resultaat = beheer.make(
        "resultaattypen",
        bodies.resultaattype(zaaktype["url"], besluittypen=["Vergunning"], informatieobjecttypen=["Brief"]),
    )
    made = {
        "statustypen": status,
        "resultaattypen": resultaat,
        "roltypen": beheer.make("roltypen", bodies.roltype(zaaktype["url"])),
        "eigenschappen": beheer.make(
            "eigenschappen", bodies.eigenschap(zaaktype["url"], statustype=status["url"])
        ),
        "zaakobjecttypen": beheer.make(
            "zaakobjecttypen",
            bodies.zaakobjecttype(
                zaaktype["url"],
                beheer.catalogus,
                statustypen=[status["url"]],
                resultaattypen=[resultaat["url"]],
            ),
        ),
        "zaaktype-informatieobjecttypen": beheer.make(
            "zaaktype-informatieobjecttypen", bodies.document(zaaktype["url"], statustype=status["url"])
        ),
    }
    beheer.publish(zaaktype["url"])
    urls = {name: one["url"] for name, one in made.items()}
    return urls | {
        "catalogussen": beheer.catalogus,
        "zaaktypen": zaaktype["url"],
        "informatieobjecttypen": brief["url"],
        "besluittypen": besluit["url"],
        "deel": deel["url"],
    }


@pytest.mark.parametrize("resource", SCHEMAS)
def test_everything_that_the_contract_expands_comes_along(beheer, full, resource):
    names = contract.embedded("catalogi-1.3.3.yaml", SCHEMAS[resource])

    one = beheer.get(f"{full[resource]}?expand={','.join(names)}")
    listed = beheer.get(f"{ROOT}/{resource}?expand={','.join(names)}")["results"]

    assert set(one["_expand"]) == set(names)
    for name, related in one["_expand"].items():
        assert related, name
        for found in related if isinstance(related, list) else [related]:
            assert beheer.get(found["url"]) == found
    assert contract.errors("catalogi-1.3.3.yaml", f"{SCHEMAS[resource]}Expanded", one) == []
    assert one in listed


def test_an_expansion_goes_deeper_one_query_per_level(beheer, full, queries):
    with queries() as seen:
        found = beheer.get(f"{full['roltypen']}?expand=zaaktype.statustypen.eigenschappen")

    status = found["_expand"]["zaaktype"]["_expand"]["statustypen"][0]
    assert [e["url"] for e in status["_expand"]["eigenschappen"]] == [full["eigenschappen"]]
    assert len(seen) == 4


def test_a_name_is_expanded_too(beheer, full, queries):
    with queries() as seen:
        found = beheer.get(f"{ROOT}/zaaktype-informatieobjecttypen?expand=informatieobjecttype")["results"][0]

    assert found["informatieobjecttype"] == "Brief"
    assert found["_expand"]["informatieobjecttype"]["url"] == full["informatieobjecttypen"]
    assert len(seen) == 3


def test_a_name_that_leads_to_no_published_version_expands_to_nothing(beheer):
    beheer.informatieobjecttype()
    zaaktype = beheer.zaaktype()["url"]
    made = beheer.make("zaaktype-informatieobjecttypen", bodies.document(zaaktype))

    assert beheer.get(f"{made['url']}?expand=informatieobjecttype")["_expand"] == {"informatieobjecttype": {}}


def test_what_cannot_be_expanded_says_so(beheer, full):
    assert beheer.api.get(f"{full['zaaktypen']}?expand=kleur").status == 404


def test_a_stranger_expands_nothing(beheer, full, api_as):
    assert api_as(Rights()).get(f"{full['zaaktypen']}?expand=catalogus").status == 403


def test_a_page_can_be_smaller(beheer, full):
    first = beheer.get(f"{ROOT}/zaaktypen?pageSize=1")
    second = beheer.get(first["next"].removeprefix("http://testserver"))

    assert (first["count"], len(first["results"]), len(second["results"])) == (2, 1, 1)
    assert (first["previous"], second["next"]) == (None, None)
    assert beheer.api.get(f"{ROOT}/zaaktypen?pageSize=0").fouten == {"pageSize": "invalid"}
