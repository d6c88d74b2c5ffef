"""Loading a municipality's types from its file."""

from __future__ import annotations

import json
from uuid import UUID

import pytest

from raadhuis.components.catalogi import api as door
from raadhuis.components.catalogi import tasks
from raadhuis.components.catalogi.domain import rules
from raadhuis.components.catalogi.domain.spec import BrondatumSpec
from raadhuis.house.testing import LOSSER
from raadhuis.kernel import db

EVENTS = "SELECT count(*) FROM kernel_event"
AUDIT = "SELECT count(*) FROM kernel_audit"


def _changed(tmp_path, change):
    data = json.loads((LOSSER / "catalogi.json").read_text())
    change(data)
    (tmp_path / "catalogi.json").write_text(json.dumps(data))
    return tmp_path


def test_loading_again_changes_nothing(losser, systeem_actor, at):
    before = door.list_zaaktypen(actor=systeem_actor), db.value(EVENTS), db.value(AUDIT)

    tasks.load(LOSSER, at=at)

    assert (door.list_zaaktypen(actor=systeem_actor), db.value(EVENTS), db.value(AUDIT)) == before


def test_a_changed_value_arrives_under_the_same_uuid_with_its_audit_and_event(
    losser, systeem_actor, at, tmp_path
):
    before = {z.identificatie: z for z in door.list_zaaktypen(actor=systeem_actor)}
    uuid = before["GPK"].url[-36:]
    door.get_inrichting(actor=systeem_actor, uuid=UUID(uuid))
    events = db.value(EVENTS)

    tasks.load(_changed(tmp_path, lambda d: d["zaaktypen"][1].update(doel="Anders")), at=at)

    after = door.get_inrichting(actor=systeem_actor, uuid=UUID(uuid)).zaaktype
    assert (after.url, after.doel) == (before["GPK"].url, "Anders")
    assert db.value(EVENTS) == events + 1
    assert db.rows("SELECT DISTINCT bron FROM kernel_audit") == [("ztc",)]
    kept = db.row("SELECT actie, oud->>'doel', nieuw->>'doel' FROM kernel_audit ORDER BY id DESC LIMIT 1")
    assert kept == ("update", before["GPK"].doel, "Anders")


def test_a_municipality_without_the_file_has_no_types(db, at, systeem_actor, tmp_path):
    tasks.load(tmp_path, at=at)

    assert door.list_zaaktypen(actor=systeem_actor) == ()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda d: d.pop("domein"), "domein"),
        (lambda d: d.update(domain="X"), "catalogi.json"),
        (lambda d: d["zaaktypen"][0].update(doorlooptijd="vijf dagen"), "zaaktypen.0.doorlooptijd"),
        (lambda d: d["zaaktypen"][0].update(besluittypen=["Weg"]), "zaaktypen.0.besluittypen"),
        (lambda d: d["zaaktypen"][0].update(statustypen=[]), "zaaktypen.0.statustypen"),
        (lambda d: d["zaaktypen"][0].update(verlengingMogelijk=True), "zaaktypen.0.verlengingstermijn"),
        (
            lambda d: d["zaaktypen"].append({**d["zaaktypen"][0], "beginGeldigheid": "2026-01-01"}),
            "zaaktypen.3.beginGeldigheid",
        ),
        (
            lambda d: d["besluittypen"][0].update(informatieobjecttypen=["Weg"]),
            "besluittypen.0.informatieobjecttypen",
        ),
        (
            lambda d: d["zaaktypen"][0]["informatieobjecttypen"][0].update(informatieobjecttype="Weg"),
            "zaaktypen.0.informatieobjecttypen.0.informatieobjecttype",
        ),
        (
            lambda d: d["zaaktypen"][0]["resultaattypen"][0].pop("archiefactietermijn"),
            "zaaktypen.0.resultaattypen.0.archiefactietermijn",
        ),
        (
            lambda d: d["zaaktypen"][0]["eigenschappen"][0]["specificatie"].update(lengte="10"),
            "zaaktypen.0.eigenschappen.0.specificatie.lengte",
        ),
    ],
)
def test_a_wrong_file_is_refused_naming_the_field_and_nothing_is_kept(
    db, at, systeem_actor, tmp_path, change, field
):
    with pytest.raises(tasks.CatalogusFout, match=field):
        tasks.load(_changed(tmp_path, change), at=at)

    assert door.list_zaaktypen(actor=systeem_actor) == ()


def test_a_file_that_is_not_json_is_refused(db, at, tmp_path):
    (tmp_path / "catalogi.json").write_text("{")

    with pytest.raises(tasks.CatalogusFout, match=r"geen geldige JSON"):
        tasks.load(tmp_path, at=at)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        (BrondatumSpec(afleidingswijze="afgehandeld"), set()),
        (BrondatumSpec(afleidingswijze="afgehandeld", datumkenmerk="x"), {"datumkenmerk"}),
        (BrondatumSpec(afleidingswijze="afgehandeld", einddatum_bekend=True), {"einddatumBekend"}),
        (BrondatumSpec(afleidingswijze="eigenschap"), {"datumkenmerk"}),
        (BrondatumSpec(afleidingswijze="termijn"), {"procestermijn"}),
        (
            BrondatumSpec(afleidingswijze="zaakobject", registratie="x"),
            {"datumkenmerk", "objecttype", "registratie"},
        ),
        (BrondatumSpec(afleidingswijze="ander_datumkenmerk"), {"datumkenmerk", "objecttype", "registratie"}),
    ],
)
def test_the_start_of_the_retention_has_exactly_the_fields_that_it_needs(given, wrong):
    assert {e.name.removeprefix("b.") for e in rules.brondatum_errors(given, "b")} == wrong
