"""Notes with a zaak (Zaken 1.7): who reads them, when they change, and finding them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from raadhuis.components.zaken.tests.dossier import API, SANNE, local
from raadhuis.components.zaken.tests.test_http import conform
from raadhuis.kernel import clock
from raadhuis.kernel.testing import ApiClient


@pytest.fixture
def note(api, zaak):
    """`note(tekst=...)`: the answer to making a note."""

    def made(**changes):
        sent = {"gerelateerdAan": zaak.url, "onderwerp": "Gebeld", "tekst": "Komt morgen langs"}
        return api.post(f"{API}/zaaknotities", sent | changes)

    return made


def test_a_note_is_for_employees_and_not_finished_unless_its_writer_says_so(note):
    made = note()

    assert (made.json["notitieType"], made.json["status"]) == ("intern", "concept")
    assert made.json["aangemaaktDoor"] == "Raadhuis (test)"
    conform(made.json, "ZaakNotitie")


def test_a_note_is_kept_as_it_was_sent(note, api):
    made = note(aangemaaktDoor="Jan", notitieType="extern", status="definitief").json

    assert (made["aangemaaktDoor"], made["notitieType"], made["status"]) == ("Jan", "extern", "definitief")
    assert api.get(local(made["url"])).json == made


def test_what_a_note_must_have_is_said(note):
    answer = note(onderwerp="", tekst="", notitieType="geheim", status="af")

    assert list(answer.fouten.items()) == [
        ("onderwerp", "blank"),
        ("tekst", "blank"),
        ("notitieType", "invalid_choice"),
        ("status", "invalid_choice"),
    ]


def test_a_note_changes_until_it_is_finished(note, api):
    made = note().json
    path = local(made["url"])

    finished = api.patch(path, {"tekst": "Was er", "status": "definitief"})

    assert (finished.json["tekst"], finished.json["status"]) == ("Was er", "definitief")
    assert finished.json["aanmaakdatum"] == made["aanmaakdatum"]
    assert finished.json["wijzigingsdatum"] > made["wijzigingsdatum"]
    for answer in (
        api.patch(path, {"status": "concept"}),
        api.put(path, {"gerelateerdAan": made["gerelateerdAan"], "onderwerp": "x", "tekst": "y"}),
    ):
        assert answer.fouten == {"status": "notitie-definitief"}
    assert api.get(path).json == finished.json
    assert api.delete(path).status == 204


def test_a_note_stays_with_its_zaak(note, api, new_zaak):
    answer = api.patch(local(note().json["url"]), {"gerelateerdAan": new_zaak().url})

    assert answer.fouten == {"gerelateerdAan": "wijzigen-niet-toegelaten"}


@pytest.mark.parametrize(
    ("kind", "status", "seen"),
    [
        ("extern", "definitief", True),
        ("extern", "concept", False),
        ("intern", "definitief", False),
        ("intern", "concept", False),
    ],
)
def test_a_resident_reads_finished_notes_that_are_meant_for_her(
    note, zaak, give_rol, sanne, kind, status, seen
):
    give_rol(zaak, "Aanvrager", bsn=SANNE)
    made = note(notitieType=kind, status=status).json
    resident = ApiClient(sanne)

    assert resident.get(local(made["url"])).status == (200 if seen else 404)
    assert resident.get(f"{API}/zaaknotities?tekst__icontains=morgen").json["count"] == int(seen)


def test_notes_are_found_by_every_parameter_of_the_standard(note, api, zaak):
    before = (clock.now() - timedelta(minutes=1)).isoformat().replace("+", "%2B")
    made = note(aangemaaktDoor="Jan Bos").json
    after = (clock.now() + timedelta(minutes=1)).isoformat().replace("+", "%2B")
    exact = {key: made[key].replace("+", "%2B") for key in ("aanmaakdatum", "wijzigingsdatum")}

    found = [
        *(f"{key}={value}" for key, value in exact.items()),
        f"gerelateerdAan={zaak.url}",
        "aangemaaktDoor=Jan Bos",
        "aangemaaktDoor__icontains=JAN",
        "onderwerp=Gebeld",
        "onderwerp__icontains=bel",
        "tekst=Komt morgen langs",
        "tekst__icontains=MORGEN",
        "notitieType=intern",
        "status=concept",
    ]
    missed = [
        "aangemaaktDoor=Jan",
        "onderwerp__icontains=b_l",
        "tekst__icontains=%25",
        "notitieType=extern",
        "status=definitief",
        f"aanmaakdatum={before}",
    ]
    for key in exact:
        found += [f"{key}__{end}={before}" for end in ("gt", "gte")]
        found += [f"{key}__{end}={after}" for end in ("lt", "lte")]
        missed += [f"{key}__{end}={after}" for end in ("gt", "gte")]
        missed += [f"{key}__{end}={before}" for end in ("lt", "lte")]
    for query, count in [(query, 1) for query in found] + [(query, 0) for query in missed]:
        assert api.get(f"{API}/zaaknotities?{query}".replace(" ", "%20")).json["count"] == count, query


def test_every_wrong_parameter_is_named(api):
    answer = api.get(f"{API}/zaaknotities?aanmaakdatum__gt=gisteren&status=af&notitieType=x&gerelateerdAan=3")

    assert answer.fouten == {
        "aanmaakdatum__gt": "invalid",
        "status": "invalid_choice",
        "notitieType": "invalid_choice",
        "gerelateerdAan": "invalid",
    }
