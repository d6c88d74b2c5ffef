"""What the neighbours get through the door of Catalogi."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest

from raadhuis.components.catalogi import api as door
from raadhuis.kernel.refusal import NotFound


def test_an_inrichting_is_everything_that_hangs_on_the_zaaktype(losser, systeem_actor):
    gpk = door.find_inrichting(actor=systeem_actor, identificatie="GPK", op=date(2026, 11, 22))

    assert gpk.zaaktype.omschrijving == "Gehandicaptenparkeerkaart aanvragen"
    assert [s.omschrijving for s in gpk.statustypen] == [
        "Ontvangen",
        "In behandeling",
        "Besluit genomen",
        "Afgehandeld",
    ]
    assert [s.is_eindstatus for s in gpk.statustypen] == [False, False, False, True]
    assert {r.omschrijving for r in gpk.resultaattypen} == {"Verleend", "Geweigerd", "Ingetrokken"}
    assert gpk.roltype("initiator").omschrijving == "Aanvrager"
    assert {e.naam for e in gpk.eigenschappen} == {"kaartsoort", "reden", "loopafstand"}
    assert "Besluitbrief" in {i.omschrijving for i in gpk.informatieobjecttypen}
    assert [b.omschrijving for b in gpk.besluittypen] == ["Besluit gehandicaptenparkeerkaart"]
    assert gpk.besluittypen[0].zaaktypen == (gpk.zaaktype.url,)
    assert set(gpk.zaaktype.informatieobjecttypen) == {i.url for i in gpk.informatieobjecttypen}
    assert gpk.zaaktype.statustypen == tuple(s.url for s in gpk.statustypen)


def test_an_inrichting_costs_one_query_and_then_none_for_a_minute(losser, systeem_actor, queries):
    uuid = door.find_inrichting(actor=systeem_actor, identificatie="GPK", op=date(2026, 11, 22)).uuid

    with queries() as first:
        one = door.get_inrichting(actor=systeem_actor, uuid=uuid)
    with queries() as second:
        two = door.get_inrichting(actor=systeem_actor, uuid=uuid)

    assert (len(first), len(second)) == (1, 0)
    assert one == two


def test_a_version_counts_from_its_first_day(losser, systeem_actor):
    with pytest.raises(NotFound):
        door.find_inrichting(actor=systeem_actor, identificatie="GPK", op=date(2024, 12, 31))

    assert door.find_inrichting(actor=systeem_actor, identificatie="GPK", op=date(2025, 1, 1)) is not None


def test_zaaktypen_come_by_omschrijving(losser, systeem_actor):
    assert [z.identificatie for z in door.list_zaaktypen(actor=systeem_actor)] == [
        "GPK",
        "UITTREKSEL-BRP",
        "VERHUIZING",
    ]


def test_a_document_or_decision_type_can_be_asked_by_its_uuid(losser, systeem_actor, queries):
    gpk = door.find_inrichting(actor=systeem_actor, identificatie="GPK", op=date(2026, 11, 22))
    uuid, besluittype = UUID(gpk.informatieobjecttypen[0].url[-36:]), UUID(gpk.besluittypen[0].url[-36:])

    with queries() as seen:
        assert door.get_informatieobjecttype(actor=systeem_actor, uuid=uuid) == gpk.informatieobjecttypen[0]
        assert door.get_besluittype(actor=systeem_actor, uuid=besluittype) == gpk.besluittypen[0]
        door.get_informatieobjecttype(actor=systeem_actor, uuid=uuid)
    assert len(seen) == 2


@pytest.mark.parametrize("ask", [door.get_inrichting, door.get_informatieobjecttype, door.get_besluittype])
def test_what_does_not_exist_is_not_found(db, systeem_actor, ask):
    with pytest.raises(NotFound):
        ask(actor=systeem_actor, uuid=uuid4())
