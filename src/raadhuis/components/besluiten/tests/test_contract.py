"""What the API answers is what the official schema of Besluiten 1.1.0 says."""

from __future__ import annotations

from uuid import uuid4

from raadhuis.components.besluiten.tests.conftest import BESLUITEN, BIO
from raadhuis.components.catalogi.tests.contract import errors

FILE = "besluiten-1.1.0.yaml"


def test_decisions_are_as_the_standard_says(api, body):
    made = api.post(BESLUITEN, body(vervalreden="tijdelijk", verzenddatum="2026-11-20")).json

    assert errors(FILE, "Besluit", made) == []
    assert errors(FILE, "Besluit", api.get(made["url"]).json) == []


def test_only_an_empty_reason_is_said_as_the_field_does(api, besluit):
    # The schema knows no empty vervalreden; every provider answers "", and so do we.
    assert [e.partition(":")[0] for e in errors(FILE, "Besluit", besluit)] == [
        "['vervalreden']",
        "['vervalredenWeergave']",
    ]


def test_links_audit_records_and_refusals_are_as_the_standard_says(api, besluit, letter, body):
    link = api.post(BIO, {"besluit": besluit["url"], "informatieobject": letter().url}).json
    assert errors(FILE, "BesluitInformatieObject", link) == []
    for record in api.get(f"{besluit['url']}/audittrail").json:
        # At a creation there is nothing old, and the schema knows no null.
        assert set(record["wijzigingen"]) == {"nieuw"}
        assert errors(FILE, "AuditTrail", record) == []
    assert errors(FILE, "ValidatieFout", api.post(BESLUITEN, body(datum="2030-01-01")).json) == []
    assert errors(FILE, "Fout", api.get(f"{BESLUITEN}/{uuid4()}").json) == []
