"""Applications from a file, so that an installation can be made again: what the file says is what there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from raadhuis.components.autorisaties.api import applicaties, geheimen
from raadhuis.components.autorisaties.store import queries
from raadhuis.components.autorisaties.types import (
    SOORTEN,
    Applicatie,
    ApplicatieBody,
    ApplicatieSpec,
    Autorisatie,
    Bestand,
)
from raadhuis.components.catalogi import api as catalogi
from raadhuis.kernel import authz, db, elsewhere, wire
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.references import roots
from raadhuis.kernel.refusal import FieldError, Invalid

ReadSecret = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gedaan:
    """What became of one application of the file; `kort` are its clients whose secret is short."""

    label: str
    wat: str
    kort: tuple[str, ...] = ()


def apply(raw: bytes, *, read_secret: ReadSecret, actor: Actor, at: datetime) -> tuple[Gedaan, ...]:
    """Make the applications as the file says, all of them or none: repeating it changes nothing.

    An application is recognised by its client ids; what the file does not name stays. `read_secret` reads the file that a
    `geheimBestand` names. Raises NotAllowed, Invalid with every error of the first application that is wrong.
    """
    authz.require(actor, applicaties.WRITE)
    raw, urls = elsewhere.inward(raw, at=at)
    with db.atomic():
        elsewhere.remember(urls)
        queries.lock()
        return tuple(
            _apply(spec, number, read_secret=read_secret, actor=actor, at=at)
            for number, spec in enumerate(read_file(raw, Bestand, name="applicaties").applicaties)
        )


def export(*, actor: Actor) -> bytes:
    """The applications as a file for `apply`, as JSON bytes: types by name and domein, nothing secret. Raises NotAllowed."""
    versies = {v.uuid: v for v in catalogi.list_typeversies(actor=actor)}
    domeinen = {v.catalogus: v.domein for v in versies.values()}

    def portable(given: Autorisatie) -> Autorisatie:
        catalogus = wire.uuid_of(given.catalogus) if given.catalogus else None
        if catalogus in domeinen and list(domeinen.values()).count(domeinen[catalogus]) == 1:
            return msgspec.structs.replace(given, catalogus=domeinen[catalogus])
        return given

    found = []
    for one in applicaties.list_applicaties(actor=actor):
        body = applicaties.body_of(one)
        spec = {**msgspec.to_builtins(body), "autorisaties": [_lean(portable(a)) for a in body.autorisaties]}
        found.append(spec)
    return elsewhere.outward(msgspec.json.format(msgspec.json.encode({"applicaties": found}), indent=2))


def read_file(raw: bytes, kind: type[wire.T], *, name: str) -> wire.T:
    """A file as `kind`. Raises Invalid, under `name` for a field that it cannot have."""
    try:
        return wire.decode(raw, kind)
    except Invalid as refusal:
        try:
            msgspec.json.decode(raw, type=kind)
        except msgspec.MsgspecError as error:
            if "unknown field" in str(error):
                # A field that a file cannot have: msgspec's own words say which and where.
                raise Invalid.field(name, "invalid", str(error)) from error
        raise refusal


def _lean(given: Autorisatie) -> dict[str, object]:
    return {name: value for name, value in msgspec.to_builtins(given).items() if value != ""}


def _apply(
    spec: ApplicatieSpec, number: int, *, read_secret: ReadSecret, actor: Actor, at: datetime
) -> Gedaan:
    uuid, current = _current(spec, number)
    body = ApplicatieBody(
        client_ids=spec.client_ids,
        label=spec.label,
        heeft_alle_autorisaties=spec.heeft_alle_autorisaties,
        alleen_is_gereed_voor_publicatie=spec.alleen_is_gereed_voor_publicatie,
        autorisaties=tuple(_with_catalogus(a, actor=actor) for a in spec.autorisaties),
    )
    wat, kort = "ongewijzigd", tuple[str, ...]()
    try:
        if uuid is None:
            applicaties.create_applicatie(actor=actor, at=at, body=body)
            wat = "toegevoegd"
        elif body != current:
            applicaties.update_applicatie(actor=actor, at=at, uuid=uuid, body=body)
            wat = "gewijzigd"
        for client_id, given in spec.clients.items():
            if client_id not in spec.client_ids:
                raise Invalid.field(
                    f"clients.{client_id}", "invalid", "Dit client-id staat niet in clientIds."
                )
            secret = read_secret(given.geheim_bestand) if given.geheim_bestand else given.geheim or None
            proof: dict[str, Any] = {"secret": secret, "jwks": given.jwks, "brought": True}
            if geheimen.prove(actor=actor, at=at, client_id=client_id, **proof):
                wat = "gewijzigd" if wat == "ongewijzigd" else wat
            if secret and geheimen.is_short(secret):
                kort += (client_id,)
    except Invalid as refusal:
        raise Invalid(
            fields=tuple(
                FieldError(f"applicaties.{number}.{f.name}", f.code, f.reason) for f in refusal.fields
            )
        ) from refusal
    return Gedaan(label=spec.label, wat=wat, kort=kort)


def _current(spec: ApplicatieSpec, number: int) -> tuple[UUID | None, ApplicatieBody | None]:
    """The application that has these client ids now. Raises Invalid when they belong to more than one."""
    found: dict[str, Applicatie] = {}
    for client_id in spec.client_ids:
        if raw := queries.of_client(client_id):
            one = wire.decode(raw, Applicatie)
            found[one.url] = one
    if len(found) > 1:
        raise Invalid.field(
            f"applicaties.{number}.clientIds",
            "clientId-exists",
            "Deze client-ids zijn van meer dan één applicatie.",
        )
    for one in found.values():
        return wire.uuid_of(one.url), applicaties.body_of(one)
    return None, None


def _with_catalogus(given: Autorisatie, *, actor: Actor) -> Autorisatie:
    """A domein becomes the address of the one catalogus that has it; what is no domein stays, and is judged as an address."""
    if given.component not in SOORTEN or not given.catalogus or "/" in given.catalogus:
        return given
    named = {v.catalogus for v in catalogi.list_typeversies(actor=actor) if v.domein == given.catalogus}
    if len(named) != 1:
        return given
    return msgspec.structs.replace(given, catalogus=f"{roots()['catalogi']}/catalogussen/{named.pop()}")
