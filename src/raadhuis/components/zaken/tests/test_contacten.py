"""The contacts about a zaak."""

from __future__ import annotations

import pytest

from raadhuis.components.zaken.tests.dossier import API, local
from raadhuis.kernel import outgoing


def test_a_klantcontact_gets_a_number_of_its_own(zaak, api):
    sent = {"zaak": zaak.url, "datumtijd": "2026-11-21T11:00:00Z"}

    numbers = [api.post(f"{API}/klantcontacten", sent).json["identificatie"] for _ in range(3)]
    own = api.post(f"{API}/klantcontacten", sent | {"identificatie": "BALIE-1"}).json

    assert len(set(numbers)) == 3
    assert {len(number) for number in numbers} == {14}
    assert own["identificatie"] == "BALIE-1"


def test_a_klantcontact_fits_the_standard(zaak, api):
    answer = api.post(
        f"{API}/klantcontacten",
        {"zaak": zaak.url, "identificatie": "x" * 15, "datumtijd": "gisteren", "kanaal": "x" * 21},
    )

    assert answer.fouten == {"identificatie": "max_length", "datumtijd": "invalid", "kanaal": "max_length"}


def test_a_moment_without_a_zone_is_one_in_the_netherlands(zaak, api):
    made = api.post(f"{API}/klantcontacten", {"zaak": zaak.url, "datumtijd": "2026-11-21T11:00:00"}).json

    assert made["datumtijd"] == "2026-11-21T10:00:00+00:00"


@pytest.mark.parametrize(
    ("collection", "name"), [("zaakcontactmomenten", "contactmoment"), ("zaakverzoeken", "verzoek")]
)
class TestElsewhere:
    """Relations with what stands in another register."""

    def test_zrc_024_025_the_relation_is_kept_and_no_address_is_called(
        self, zaak, api, monkeypatch, collection, name
    ):
        def refuse(*_, **__):
            raise AssertionError("an address was called")

        monkeypatch.setattr(outgoing, "call", refuse)
        url = "http://127.0.0.1:1/api/v1/dingen/1"

        made = api.post(f"{API}/{collection}", {"zaak": zaak.url, name: url})

        assert (made.status, made.json[name]) == (201, url)
        assert api.get(local(made.json["url"])).json == made.json

    def test_a_relation_is_made_once(self, zaak, api, collection, name):
        sent = {"zaak": zaak.url, name: "https://klant.example/1"}

        assert api.post(f"{API}/{collection}", sent).status == 201
        assert api.post(f"{API}/{collection}", sent).fouten == {"nonFieldErrors": "unique"}

    def test_what_is_no_address_is_refused(self, zaak, api, collection, name):
        assert api.post(f"{API}/{collection}", {"zaak": zaak.url, name: "1"}).fouten == {name: "bad-url"}

    def test_a_relation_is_found_by_its_address(self, zaak, api, collection, name):
        api.post(f"{API}/{collection}", {"zaak": zaak.url, name: "https://klant.example/1"})

        assert len(api.get(f"{API}/{collection}?{name}=https://klant.example/1").json) == 1
        assert api.get(f"{API}/{collection}?{name}=https://klant.example/2").json == []
        assert api.get(f"{API}/{collection}?{name}=x").fouten == {name: "invalid"}
