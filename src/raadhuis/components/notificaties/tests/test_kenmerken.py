"""Kenmerken that are references go out as full URLs, and filters match those."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.notificaties.api.versturen import message
from raadhuis.kernel import settings
from raadhuis.kernel.events import Event


def event(at: datetime) -> Event:
    return Event(
        seq=1,
        uuid=uuid4(),
        kanaal="zaken",
        resource="zaak",
        actie="create",
        hoofd_path="/zaken/api/v1/zaken/",
        hoofd=uuid4(),
        path="/zaken/api/v1/zaken/",
        object=uuid4(),
        kenmerken={"zaaktype": "/catalogi/api/v1/zaaktypen/1", "bronorganisatie": "123456782"},
        actor_id="test",
        at=at,
    )


def test_a_reference_of_ours_goes_out_as_a_full_url(at: datetime) -> None:
    kenmerken = message(event(at)).kenmerken
    assert kenmerken == {
        "zaaktype": f"{settings.current().url}/catalogi/api/v1/zaaktypen/1",
        "bronorganisatie": "123456782",
    }


def test_the_catalogus_of_the_type_is_a_kenmerk_too(at: datetime, monkeypatch) -> None:
    typ, catalogus = uuid4(), uuid4()
    version = catalogi.Typeversie(
        soort="zaaktypen", uuid=typ, catalogus=catalogus, domein="TEST", naam="X", omschrijving="X",
        begin_geldigheid=at.date(),
    )  # fmt: skip
    monkeypatch.setattr(catalogi, "list_typeversies", lambda *, actor: (version,))
    said = replace(event(at), kenmerken={"zaaktype": f"/catalogi/api/v1/zaaktypen/{typ}"})
    base = settings.current().url
    assert message(said).kenmerken["zaaktype.catalogus"] == f"{base}/catalogi/api/v1/catalogussen/{catalogus}"
    unknown = replace(event(at), kenmerken={"zaaktype": f"/catalogi/api/v1/zaaktypen/{uuid4()}"})
    assert "zaaktype.catalogus" not in message(unknown).kenmerken
