"""Kenmerken that are references go out as full URLs, and filters match those."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from raadhuis.components.notificaties import api
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
    kenmerken = api._message(event(at)).kenmerken
    assert kenmerken == {
        "zaaktype": f"{settings.current().url}/catalogi/api/v1/zaaktypen/1",
        "bronorganisatie": "123456782",
    }
