"""Calls every function of the registers' doors, in the order of a zaak, and prints what each answered as JSON.

Run in an installation: `python -m tests.apart.doors write` makes everything and reads it back; `read <zaak> <document>
<besluit>` only reads. The same code runs where the registers are and where they are elsewhere.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "raadhuis.house.settings")

import django

django.setup()

import msgspec  # noqa: E402  # Django first

from raadhuis.components.besluiten import api as besluiten  # noqa: E402
from raadhuis.components.catalogi import api as catalogi  # noqa: E402
from raadhuis.components.documenten import api as documenten  # noqa: E402
from raadhuis.components.zaken import api as zaken  # noqa: E402
from raadhuis.kernel import clock  # noqa: E402
from raadhuis.kernel.identity import Actor, inwoner, systeem  # noqa: E402
from raadhuis.kernel.refusal import Refusal  # noqa: E402
from raadhuis.kernel.wire import uuid_of  # noqa: E402

ACTOR = systeem("proef")
SANNE, FATIMA = "999990019", "999993653"
NOBODY = UUID("00000000-0000-4000-8000-000000000000")
TEXT = b"Beste gemeente, hierbij mijn aanvraag.\n"
said: dict[str, list[Any]] = {}


def ask(door: Callable[..., Any], **arguments: Any) -> Any:
    """Call a door and keep what it answered: a value, or the refusal with its fields."""
    name = f"{door.__module__.split('.')[2]}.{door.__name__}"
    answer: Any = None
    try:
        answer = door(**arguments)
        kept = _plain(answer)
    except Refusal as refusal:
        fields = sorted([field.name, field.code] for field in refusal.fields)
        kept = {"refused": refusal.status, "fields": fields}
    said.setdefault(name, []).append(kept)
    return answer


def _plain(answer: Any) -> Any:
    if isinstance(answer, documenten.Inhoud):
        content = b"".join(answer.chunks).decode()
        return [answer.bestandsnaam, answer.formaat, answer.omvang, content]
    if isinstance(answer, tuple) and answer and isinstance(answer[0], zaken.AuditTrail):
        # Who acts is told apart on purpose: here a room, there the client on behalf of it.
        return [[record.resource, record.actie, record.toelichting] for record in answer]
    return msgspec.to_builtins(answer)


def uuid(thing: Any) -> UUID:
    found = uuid_of(thing if isinstance(thing, str) else thing.url)
    assert found is not None
    return found


def url(things: Any, naam: str) -> str:
    return next(
        str(t.url) for t in things if naam in (getattr(t, "omschrijving", ""), getattr(t, "naam", ""))
    )


def types(op: datetime) -> catalogi.Inrichting:
    found: catalogi.Inrichting = ask(
        catalogi.find_inrichting, actor=ACTOR, identificatie="GPK", op=clock.local_date(op)
    )
    ask(catalogi.find_inrichting, actor=ACTOR, identificatie="BESTAAT-NIET", op=clock.local_date(op))
    ask(catalogi.get_inrichting, actor=ACTOR, uuid=found.uuid)
    ask(catalogi.get_inrichting, actor=ACTOR, uuid=NOBODY)
    ask(catalogi.list_zaaktypen, actor=ACTOR)
    ask(catalogi.list_typeversies, actor=ACTOR)
    ask(catalogi.get_informatieobjecttype, actor=ACTOR, uuid=uuid(found.informatieobjecttypen[0]))
    ask(catalogi.get_informatieobjecttype, actor=ACTOR, uuid=NOBODY)
    ask(catalogi.get_besluittype, actor=ACTOR, uuid=uuid(found.besluittypen[0]))
    ask(catalogi.get_besluittype, actor=ACTOR, uuid=NOBODY)
    ask(catalogi.type_exists, actor=ACTOR, resource="besluittypen", uuid=uuid(found.besluittypen[0]))
    ask(catalogi.type_exists, actor=ACTOR, resource="besluittypen", uuid=NOBODY)
    return found


def zaak_body(of: catalogi.Inrichting, **changes: Any) -> zaken.ZaakBody:
    values = {
        "zaaktype": of.zaaktype.url,
        "bronorganisatie": "123456782",
        "verantwoordelijke_organisatie": "123456782",
        "startdatum": clock.local_date(clock.now()),
        "omschrijving": "Parkeerkaart",
    }
    return zaken.ZaakBody(**{**values, **changes})


def write() -> None:
    at = clock.now()
    of = types(at)
    who: dict[str, Any] = {"actor": ACTOR, "at": at}
    zaak = ask(zaken.create_zaak, **who, body=zaak_body(of), reden="Aanvraag ontvangen")
    ask(zaken.create_zaak, **who, body=zaak_body(of, bronorganisatie="123456789", zaaktype=f"{zaak.url}x"))
    changed = ask(
        zaken.update_zaak,
        **who,
        uuid=zaak.uuid,
        body=zaken.ZaakPatch(toelichting="Spoed"),
        etag=zaak.etag,
        reden="Spoed",
    )
    ask(zaken.update_zaak, **who, uuid=zaak.uuid, body=zaken.ZaakPatch(toelichting="X"), etag=zaak.etag)
    ask(zaken.update_zaak, **who, uuid=NOBODY, body=zaken.ZaakPatch(toelichting="X"))
    assert changed is not None
    people(zaak, of, who)
    status = zaken.StatusBody(
        zaak=zaak.url, statustype=url(of.statustypen, "Ontvangen"), datum_status_gezet=at
    )
    ask(zaken.create_status, **who, body=status)
    ask(zaken.create_status, **who, body=msgspec.structs.replace(status, statustype=of.zaaktype.url))
    waarde = zaken.ZaakeigenschapBody(
        zaak=zaak.url, eigenschap=url(of.eigenschappen, "reden"), waarde="Slecht ter been"
    )
    ask(zaken.create_zaakeigenschap, **who, body=waarde)
    ask(zaken.create_zaakeigenschap, **who, body=msgspec.structs.replace(waarde, eigenschap=of.zaaktype.url))
    document = papers(zaak, of, who)
    besluit = decide(zaak, document, of, who)
    close(zaak, of, who)
    read(zaak.uuid, uuid(document), uuid(besluit))


def people(zaak: zaken.Zaak, of: catalogi.Inrichting, who: dict[str, Any]) -> None:
    rol = zaken.RolBody(
        zaak=zaak.url,
        betrokkene_type="natuurlijk_persoon",
        roltype=of.roltype("initiator").url,
        roltoelichting="Aanvrager",
        betrokkene_identificatie=zaken.BetrokkeneIdentificatie(inp_bsn=SANNE),
        contactpersoon_rol=zaken.ContactpersoonRol(naam="Sanne", emailadres="sanne@example.org"),
    )
    ask(zaken.create_rol, **who, body=rol)
    wrong = zaken.BetrokkeneIdentificatie(inp_bsn="123456789")
    ask(zaken.create_rol, **who, body=msgspec.structs.replace(rol, betrokkene_identificatie=wrong))
    employee = msgspec.structs.replace(
        rol,
        betrokkene_type="medewerker",
        roltype=of.roltype("behandelaar").url,
        betrokkene_identificatie=zaken.BetrokkeneIdentificatie(identificatie="mjansen", achternaam="Jansen"),
        contactpersoon_rol=None,
    )
    first = ask(zaken.create_rol, **who, body=employee)
    ask(zaken.create_rol, **who, body=employee)
    ask(zaken.delete_rol, **who, uuid=first.uuid, reden="Overgedragen")
    ask(zaken.delete_rol, **who, uuid=NOBODY)


def papers(zaak: zaken.Zaak, of: catalogi.Inrichting, who: dict[str, Any]) -> Any:
    body = documenten.EnkelvoudigInformatieObjectBody(
        bronorganisatie="123456782",
        creatiedatum=clock.local_date(who["at"]),
        titel="Aanvraag",
        auteur="Sanne",
        taal="nld",
        identificatie=f"DOOR-{zaak.uuid.hex[:12]}",
        informatieobjecttype=url(of.informatieobjecttypen, "Aanvraagformulier"),
        inhoud=TEXT,
        formaat="text/plain",
        bestandsnaam="aanvraag.txt",
        indicatie_gebruiksrecht=False,
    )
    document = ask(documenten.create_enkelvoudiginformatieobject, **who, body=body)
    ask(documenten.create_enkelvoudiginformatieobject, **who, body=body)
    empty = msgspec.structs.replace(body, identificatie="LEEG", inhoud=b"")
    ask(documenten.create_enkelvoudiginformatieobject, **who, body=empty)
    link = zaken.ZaakinformatieobjectBody(zaak=zaak.url, informatieobject=document.url, titel="Aanvraag")
    ask(zaken.create_zaakinformatieobject, **who, body=link)
    ask(zaken.create_zaakinformatieobject, **who, body=link)
    mirror = documenten.ObjectInformatieObjectBody(
        informatieobject=document.url, object=zaak.url, object_type="zaak"
    )
    ask(documenten.create_objectinformatieobject, **who, body=mirror)
    ask(
        documenten.create_objectinformatieobject,
        **who,
        body=msgspec.structs.replace(mirror, object="https://x.example/1"),
    )
    ask(
        documenten.delete_objectinformatieobject,
        **who,
        informatieobject=document.url,
        object_url="https://x.example/1",
    )
    return document


def decide(zaak: zaken.Zaak, document: Any, of: catalogi.Inrichting, who: dict[str, Any]) -> Any:
    day = clock.local_date(who["at"])
    body = besluiten.BesluitBody(
        verantwoordelijke_organisatie="123456782",
        besluittype=of.besluittypen[0].url,
        zaak=zaak.url,
        datum=day,
        ingangsdatum=day,
        vervaldatum=day.replace(year=day.year + 5),
    )
    besluit = ask(besluiten.create_besluit, **who, body=body, reden="Verleend")
    ask(besluiten.create_besluit, **who, body=msgspec.structs.replace(body, besluittype=of.zaaktype.url))
    mirror = zaken.ZaakbesluitBody(besluit=besluit.url)
    ask(zaken.create_zaakbesluit, **who, zaak=zaak.uuid, body=mirror)
    ask(
        zaken.create_zaakbesluit,
        **who,
        zaak=zaak.uuid,
        body=zaken.ZaakbesluitBody(besluit="https://x.example/1"),
    )
    passing = f"{besluit.url[:-36]}{NOBODY}"
    ask(zaken.create_zaakbesluit, **who, zaak=zaak.uuid, body=zaken.ZaakbesluitBody(besluit=passing))
    for of_zaak, gone in ((zaak.uuid, passing), (zaak.uuid, passing), (NOBODY, besluit.url)):
        ask(zaken.delete_zaakbesluit, **who, zaak=of_zaak, besluit=gone)
    letter = documenten.EnkelvoudigInformatieObjectBody(
        bronorganisatie="123456782", creatiedatum=day, titel="Besluit", auteur="Losser", taal="nld",
        informatieobjecttype=url(of.informatieobjecttypen, "Besluitbrief"), inhoud=TEXT, formaat="text/plain",
        bestandsnaam="besluit.txt", indicatie_gebruiksrecht=False,
    )  # fmt: skip
    made = ask(documenten.create_enkelvoudiginformatieobject, **who, body=letter)
    link = besluiten.BesluitInformatieObjectBody(besluit=besluit.url, informatieobject=made.url)
    ask(besluiten.create_besluitinformatieobject, **who, body=link)
    ask(
        besluiten.create_besluitinformatieobject,
        **who,
        body=msgspec.structs.replace(link, informatieobject=zaak.url),
    )
    return besluit


def close(zaak: zaken.Zaak, of: catalogi.Inrichting, who: dict[str, Any]) -> None:
    resultaat = zaken.ResultaatBody(zaak=zaak.url, resultaattype=url(of.resultaattypen, "Verleend"))
    ask(zaken.create_resultaat, **who, body=msgspec.structs.replace(resultaat, resultaattype=of.zaaktype.url))
    ask(zaken.create_resultaat, **who, body=resultaat)
    ask(zaken.create_resultaat, **who, body=resultaat)
    last = zaken.StatusBody(
        zaak=zaak.url, statustype=url(of.statustypen, "Afgehandeld"), datum_status_gezet=clock.now()
    )
    ask(zaken.create_status, **who, body=last, reden="Klaar")


def read(zaak: UUID, document: UUID, besluit: UUID) -> None:
    types(clock.now())
    for reader in readers():
        for z in (zaak, NOBODY):
            found = ask(zaken.get_zaak, actor=reader, uuid=z)
            for door in (
                zaken.list_statussen, zaken.get_resultaat, zaken.list_rollen, zaken.list_zaakeigenschappen,
                zaken.list_zaakinformatieobjecten, zaken.list_zaakbesluiten, zaken.list_audittrail,
            ):  # fmt: skip
                ask(door, actor=reader, zaak=z)
            ask(zaken.record_view, actor=reader, at=clock.now(), zaak=z, reden="Behandeling")
            if found is not None:
                query = zaken.ZaakQuery(identificatie=found.identificatie)
                ask(zaken.find_zaken, actor=reader, query=query)
    ask(zaken.find_zaken, actor=ACTOR, query=zaken.ZaakQuery(identificatie="BESTAAT-NIET"))
    for d in (document, NOBODY):
        found = ask(documenten.get_enkelvoudiginformatieobject, actor=ACTOR, uuid=d)
        ask(documenten.open_inhoud, actor=ACTOR, uuid=d)
        ask(documenten.list_objectinformatieobjecten, actor=ACTOR, informatieobject=d)
        ask(documenten.record_view, actor=ACTOR, at=clock.now(), uuid=d, reden="Behandeling")
        ask(documenten.list_audittrail, actor=ACTOR, uuid=d)
        number = found.identificatie if found else "BESTAAT-NIET"
        ask(
            documenten.find_enkelvoudiginformatieobject,
            actor=ACTOR, bronorganisatie="123456782", identificatie=number,
        )  # fmt: skip
    for b in (besluit, NOBODY):
        ask(besluiten.get_besluit, actor=ACTOR, uuid=b)
        ask(besluiten.list_besluitinformatieobjecten, actor=ACTOR, besluit=b)
        ask(besluiten.list_audittrail, actor=ACTOR, uuid=b)
    for z in (zaak, NOBODY):
        ask(besluiten.list_besluiten, actor=ACTOR, zaak=z)


def readers() -> Iterator[Actor]:
    yield ACTOR
    for bsn in (SANNE, FATIMA):
        yield inwoner(bsn, loa="midden", secret_key="k")


def main() -> None:
    command, *ids = sys.argv[1:]
    if command == "write":
        write()
    else:
        read(*(UUID(i) for i in ids))
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()
