"""The register of applications: reading and changing what each may do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from raadhuis.components.autorisaties.api import clients, geheimen
from raadhuis.components.autorisaties.domain import rechten
from raadhuis.components.autorisaties.store import queries
from raadhuis.components.autorisaties.types import (
    SOORTEN,
    Applicatie,
    ApplicatieBody,
    ApplicatiePatch,
    Autorisatie,
)
from raadhuis.components.catalogi import api as catalogi
from raadhuis.kernel import authz, db, wire
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.mutation import Mutation
from raadhuis.kernel.paging import PAGE_SIZE
from raadhuis.kernel.references import roots, uuid_at
from raadhuis.kernel.refusal import FieldError, Invalid, NotFound

READ, WRITE = "autorisaties.lezen", "autorisaties.bijwerken"
_FIELDS = ("clientIds", "label", "heeftAlleAutorisaties", "alleenIsGereedVoorPublicatie", "autorisaties")


def applicatie_json(*, actor: Actor, uuid: UUID) -> bytes | None:
    """One application as JSON bytes. Raises NotAllowed."""
    authz.require(actor, READ)
    return queries.one(uuid)


def get_applicatie(*, actor: Actor, uuid: UUID) -> Applicatie:
    """One application. Raises NotAllowed, NotFound."""
    raw = applicatie_json(actor=actor, uuid=uuid)
    if raw is None:
        raise NotFound
    return wire.decode(raw, Applicatie)


def list_applicaties(*, actor: Actor) -> tuple[Applicatie, ...]:
    """Every application, by label: there are tens of them. Raises NotAllowed."""
    authz.require(actor, READ)
    found = wire.decode(queries.every(), tuple[Applicatie, ...])
    return tuple(sorted(found, key=lambda a: (a.label.casefold(), a.url)))


def applicatie_of_client_json(*, actor: Actor, client_id: str) -> bytes | None:
    """The application of a client id as JSON bytes. Raises NotAllowed."""
    authz.require(actor, READ)
    return queries.of_client(client_id)


def applicaties_json(
    *, actor: Actor, clients: Sequence[str] | None, page: int, size: int = PAGE_SIZE
) -> tuple[bytes, int]:
    """One page of applications (of these client ids) as a JSON array, and the exact count. Raises NotAllowed."""
    authz.require(actor, READ)
    return queries.page(page, clients=clients, size=size)


def create_applicatie(
    *,
    actor: Actor,
    at: datetime,
    body: ApplicatieBody,
    wrong: tuple[FieldError, ...] = (),
    reden: str = "",
    uuid: UUID | None = None,
) -> bytes:
    """Register an application, under `uuid` when it had that elsewhere; JSON bytes. A body that is `wrong` in form is judged
    only. Raises NotAllowed, Invalid with every error (ac-001 .. ac-003).

    Its clients cannot sign in until they have a secret or a public key (`renew_secret`, `prove`).
    """
    authz.require(actor, WRITE)
    with db.atomic():
        queries.lock()
        return _save(queries.CREATE, uuid, body, wrong, actor=actor, at=at, reden=reden)


def update_applicatie(
    *,
    actor: Actor,
    at: datetime,
    uuid: UUID,
    body: ApplicatieBody,
    wrong: tuple[FieldError, ...] = (),
    reden: str = "",
) -> bytes:
    """Replace an application; JSON bytes. Raises NotFound and what create_applicatie raises."""
    authz.require(actor, WRITE)
    with db.atomic():
        queries.lock()
        if queries.one(uuid) is None:
            raise NotFound
        return _save(queries.UPDATE, uuid, body, wrong, actor=actor, at=at, reden=reden)


def patch_applicatie(
    *,
    actor: Actor,
    at: datetime,
    uuid: UUID,
    body: ApplicatiePatch,
    wrong: tuple[FieldError, ...] = (),
    reden: str = "",
) -> bytes:
    """Change part of an application; JSON bytes. Raises what update_applicatie raises."""
    authz.require(actor, WRITE)
    with db.atomic():
        queries.lock()
        raw = queries.one(uuid)
        if raw is None:
            raise NotFound
        current = wire.decode(raw, Applicatie)
        merged = ApplicatieBody(
            **{
                name: getattr(current if getattr(body, name) is msgspec.UNSET else body, name)
                for name in ApplicatieBody.__struct_fields__
            }
        )
        return _save(queries.PATCH, uuid, merged, wrong, actor=actor, at=at, reden=reden)


def delete_applicatie(*, actor: Actor, at: datetime, uuid: UUID, reden: str = "") -> None:
    """Take an application away; its client ids are never given out again (ac-001). Raises NotAllowed, NotFound."""
    authz.require(actor, WRITE)
    with db.atomic():
        queries.lock()
        if not queries.destroy(uuid, actor=actor, at=at, reden=reden):
            raise NotFound
        clients.changed()


def add_applicatie(
    *,
    client_id: str,
    secret: str,
    label: str = "",
    alle_autorisaties: bool = False,
    actor: Actor,
    at: datetime,
) -> None:
    """Give an API client its secret and rights; repeating it with other values replaces them.

    Without `alle_autorisaties` an application keeps the autorisaties that it was given before. Raises Invalid
    (`secret` empty or too long, client id too long or once of another application). A short secret is taken: it may be the
    one that a client comes with from elsewhere.
    """
    if wrong := tuple(_wrong_credentials(client_id, secret)):
        raise Invalid(fields=wrong)
    with db.atomic():
        queries.lock()
        raw = queries.of_client(client_id)
        current = wire.decode(raw, Applicatie) if raw else None
        uuid = wire.uuid_of(current.url) if current else None
        if wrong := tuple(_taken((client_id,), uuid=uuid)):
            raise Invalid(fields=wrong)
        body = ApplicatieBody(
            client_ids=current.client_ids if current else (client_id,),
            label=label or (current.label if current else client_id),
            heeft_alle_autorisaties=alle_autorisaties,
            alleen_is_gereed_voor_publicatie=bool(current and current.alleen_is_gereed_voor_publicatie),
            autorisaties=current.autorisaties if current and not alle_autorisaties else (),
        )
        changed = current is None or body != body_of(current)
        if changed:
            _write(queries.UPDATE if current else queries.CREATE, uuid, body, actor=actor, at=at, reden="")
        geheimen.keep(
            client_id, secret=secret, keys=None, actor=actor, at=at, record=not changed, brought=True
        )


def body_of(current: Applicatie) -> ApplicatieBody:
    """What can be changed of an application, as it is now."""
    return ApplicatieBody(**{name: getattr(current, name) for name in ApplicatieBody.__struct_fields__})


def types_root() -> str:
    """Where the addresses of types and catalogi begin."""
    return roots()["catalogi"]


def _wrong_credentials(client_id: str, secret: str) -> Iterator[FieldError]:
    if not 0 < len(client_id) <= 50:
        yield FieldError("client_id", "invalid", "Een client-id heeft 1 tot 50 tekens.")
    if not secret:
        yield FieldError("secret", "blank", "Een client heeft een geheim nodig.")


def _save(
    mutation: Mutation,
    uuid: UUID | None,
    body: ApplicatieBody,
    wrong: tuple[FieldError, ...],
    *,
    actor: Actor,
    at: datetime,
    reden: str,
) -> bytes:
    errors = [
        *_taken(body.client_ids, uuid=uuid),
        *rechten.errors(body),
        *_unknown_types(body, actor=actor),
    ]
    if wrong or errors:
        raise Invalid(fields=tuple(sorted(wire.together(ApplicatieBody, wrong, errors), key=_in_order)))
    return _write(mutation, uuid, body, actor=actor, at=at, reden=reden)


def _in_order(error: FieldError) -> tuple[int, int]:
    """The order of the schema; what is about the whole comes last."""
    head, _, rest = error.name.partition(".")
    number = rest.split(".")[0]
    place = _FIELDS.index(head) if head in _FIELDS else len(_FIELDS)
    return place, int(number) if number.isdigit() else 0


def _taken(client_ids: Sequence[str], *, uuid: UUID | None) -> Iterator[FieldError]:
    """Ids of another application, of now or of before (ac-001)."""
    if taken := wire.decode(queries.taken(client_ids, uuid=uuid), tuple[str, ...]):
        yield FieldError("clientIds", "clientId-exists", f"Al (eens) in gebruik: {', '.join(taken)}.")


def _write(
    mutation: Mutation, uuid: UUID | None, body: ApplicatieBody, *, actor: Actor, at: datetime, reden: str
) -> bytes:
    found = queries.save(
        mutation,
        uuid=uuid,
        label=body.label,
        client_ids=body.client_ids,
        alle=body.heeft_alle_autorisaties,
        gereed=body.alleen_is_gereed_voor_publicatie,
        autorisaties=[_stored(a) for a in body.autorisaties],
        actor=actor,
        at=at,
        reden=reden,
    )
    made = wire.uuid_of(wire.decode(found, Applicatie).url) if found else None
    if found is None or made is None:
        raise NotFound
    queries.give_clients(made)
    clients.changed()
    return found


def _stored(given: Autorisatie) -> dict[str, Any]:
    kept: dict[str, Any] = {"component": given.component, "scopes": list(given.scopes)}
    if given.component in SOORTEN:
        if given.type_url:
            kept["type"] = str(wire.uuid_of(given.type_url))
        if given.catalogus:
            kept["catalogus"] = str(wire.uuid_of(given.catalogus))
        if given.naam:
            kept["naam"] = given.naam
    if given.component in rechten.WITH_LEVEL and given.max_vertrouwelijkheidaanduiding:
        kept["maxVertrouwelijkheidaanduiding"] = given.max_vertrouwelijkheidaanduiding
    return kept


_GET: dict[str, Any] = {
    "zrc": catalogi.get_inrichting,
    "drc": catalogi.get_informatieobjecttype,
    "brc": catalogi.get_besluittype,
}


def _unknown_types(body: ApplicatieBody, *, actor: Actor) -> Iterator[FieldError]:
    """Types that are not in the catalogi that we use; a URL elsewhere is refused, never fetched."""
    for number, given in enumerate(body.autorisaties):
        if given.component in SOORTEN:
            yield from unknown_type(given, f"autorisaties.{number}.", actor=actor)


def unknown_type(given: Autorisatie, path: str, *, actor: Actor) -> Iterator[FieldError]:
    """What an autorisatie names and does not exist; `path` is put before the names of its fields."""
    soort = SOORTEN[given.component]
    if given.type_url:
        field = f"{path}{rechten.TYPE_FIELDS[given.component]}"
        uuid = uuid_at(given.type_url, "catalogi", soort)
        if uuid is None or given.type_url.rstrip("/") != f"{roots()['catalogi']}/{soort}/{uuid}":
            yield FieldError(field, "bad-url", "Dit is geen adres van een type in onze catalogi.")
            return
        try:
            _GET[given.component](actor=actor, uuid=uuid)
        except NotFound:
            yield FieldError(field, "bad-url", "Dit type bestaat niet.")
    if not (given.catalogus or given.naam):
        return
    versies = catalogi.list_typeversies(actor=actor)
    catalogus = uuid_at(given.catalogus, "catalogi", "catalogussen") if given.catalogus else None
    if given.catalogus and catalogus not in {v.catalogus for v in versies}:
        yield FieldError(
            f"{path}catalogus", "bad-url", "Deze catalogus bestaat niet, of heeft nog geen typen."
        )
    elif given.naam and not any(
        v.soort == soort and v.naam == given.naam and catalogus in (None, v.catalogus) for v in versies
    ):
        yield FieldError(
            f"{path}{rechten.NAME_FIELDS[given.component]}",
            "does_not_exist",
            "Geen enkel type heeft deze naam.",
        )
