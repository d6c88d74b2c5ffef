"""A selectielijst at a service that an operator registered: a type refers to what is there, and takes over what it says."""

from __future__ import annotations

from uuid import uuid4

from raadhuis.components.catalogi.tests import bodies
from raadhuis.components.zaken.tests.test_elders import elders, registered

__all__ = ["elders"]


def test_ztc_001_002_a_list_at_a_dienst_is_asked_and_says_how_long(beheer, elders, systeem_actor):
    registered(elders, "orc", systeem_actor)
    proces, ander = elders.add("procestypen"), elders.add("procestypen")
    omschrijving = elders.add("resultaattypeomschrijvingen")
    klasse = elders.add("resultaten", procesType=proces, waardering="vernietigen", bewaartermijn="P7Y")
    wrong_klasse = elders.add("resultaten", procesType=ander, waardering="vernietigen", bewaartermijn="P7Y")

    missing = beheer.post(
        "zaaktypen",
        bodies.zaaktype(beheer.catalogus, selectielijstProcestype=f"{elders.root}/procestypen/{uuid4()}"),
    )
    zaaktype = beheer.post("zaaktypen", bodies.zaaktype(beheer.catalogus, selectielijstProcestype=proces))
    body = bodies.resultaattype(
        zaaktype.json["url"], resultaattypeomschrijving=omschrijving, selectielijstklasse=klasse
    )
    silent = {k: v for k, v in body.items() if k not in ("archiefnominatie", "archiefactietermijn")}
    made = beheer.post("resultaattypen", silent)
    mismatch = beheer.post(
        "resultaattypen", body | {"omschrijving": "B", "selectielijstklasse": wrong_klasse}
    )
    gone = beheer.post(
        "resultaattypen",
        body | {"omschrijving": "C", "selectielijstklasse": f"{elders.root}/resultaten/{uuid4()}"},
    )
    elders.away = True
    away = beheer.post("resultaattypen", body | {"omschrijving": "D"})

    assert missing.fouten == {"selectielijstProcestype": "bad-url"}
    assert made.json["selectielijstklasse"] == klasse
    assert (made.json["archiefnominatie"], made.json["archiefactietermijn"]) == ("vernietigen", "P7Y")
    assert mismatch.fouten == {"nonFieldErrors": "procestype-mismatch"}
    assert gone.fouten == {"selectielijstklasse": "bad-url"}
    assert away.status == 503
