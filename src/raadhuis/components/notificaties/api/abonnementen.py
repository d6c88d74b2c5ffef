"""Kanalen, and who subscribes to which of them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

import msgspec
from msgspec import UNSET

from raadhuis.components.notificaties import remote
from raadhuis.components.notificaties.api.versturen import CONSUME, PUBLISH, SENDER, compose
from raadhuis.components.notificaties.domain import regels
from raadhuis.components.notificaties.store import register
from raadhuis.components.notificaties.types import (
    HIDDEN,
    Abonnement,
    AbonnementBody,
    AbonnementPatch,
    Kanaal,
    KanaalBody,
    Notificatie,
)
from raadhuis.kernel import authz, sending, wire
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import FieldError, Invalid, NotAllowed, NotFound

_TEST = "http://voorbeeld.example/test"  # the standard's test message names nothing that exists


def kanalen_json(*, actor: Actor, naam: str = "") -> bytes:
    """All kanalen, or the one with this name, as a JSON array. Raises NotAllowed."""
    _may_read(actor)
    return register.kanalen(naam=naam)


def kanaal_json(*, actor: Actor, uuid: UUID) -> bytes | None:
    """One kanaal as JSON. Raises NotAllowed."""
    _may_read(actor)
    return register.kanaal(uuid)


def create_kanaal(
    *, actor: Actor, at: datetime, body: KanaalBody, wrong: tuple[FieldError, ...] = ()
) -> Kanaal:
    """Add a kanaal; of a body that is `wrong` in form it is only said what else is. Raises NotAllowed, Invalid (`unique`,
    `invalid`)."""
    authz.require(actor, PUBLISH)
    errors = regels.link_errors(body.documentatie_link)
    if body.naam in register.kanaal_filters():
        errors = (FieldError("naam", "unique", "Er is al een kanaal met deze naam."), *errors)
    if wrong or errors:
        raise Invalid(fields=wire.together(KanaalBody, wrong, errors))
    return register.add_kanaal(body, actor=actor, at=at)


def abonnementen_json(*, actor: Actor) -> bytes:
    """All subscriptions as a JSON array, without their secrets. Raises NotAllowed."""
    _may_read(actor)
    return register.abonnementen()


def abonnement_json(*, actor: Actor, uuid: UUID) -> bytes | None:
    """One subscription as JSON, without its secrets. Raises NotAllowed."""
    _may_read(actor)
    return register.abonnement(uuid)


def create_abonnement(
    *, actor: Actor, at: datetime, body: AbonnementBody, wrong: tuple[FieldError, ...] = ()
) -> Abonnement:
    """Subscribe, after the callback took a test message and refused one without the secret. A body that is `wrong` in form is
    judged only.

    Raises NotAllowed and Invalid (`bad-url`, `invalid-callback-url`, `no-auth-on-callback-url`, `kanaal_naam`,
    `inconsistent-abonnement-filters`).
    """
    authz.require(actor, CONSUME)
    body = _whole(body, before=None)
    _check(body, wrong, before=None, at=at)
    return register.save("create", uuid4(), body, actor=actor, at=at)


def update_abonnement(
    *,
    actor: Actor,
    at: datetime,
    uuid: UUID,
    body: AbonnementBody,
    wrong: tuple[FieldError, ...] = (),
    actie: str = "update",
) -> Abonnement:
    """Replace a subscription; a callback that changes is tried first. Raises NotFound and what creating raises.

    A subscriber that rested is called again at once: it just said that it is there.
    """
    authz.require(actor, CONSUME)
    found = register.subscription(uuid)
    if found is None:
        raise NotFound
    body = _whole(body, before=found.body)
    _check(body, wrong, before=found.body, at=at)
    saved = register.save(actie, uuid, body, actor=actor, at=at)
    sending.wake([f"{SENDER}{uuid}"])
    return saved


def patch_abonnement(
    *, actor: Actor, at: datetime, uuid: UUID, body: AbonnementPatch, wrong: tuple[FieldError, ...] = ()
) -> Abonnement:
    """Change what is set in `body`. Raises what update_abonnement raises."""
    authz.require(actor, CONSUME)
    found = register.subscription(uuid)
    if found is None:
        raise NotFound
    changes = {name: value for name in body.__struct_fields__ if (value := getattr(body, name)) is not UNSET}
    whole = msgspec.structs.replace(found.body, **changes)
    return update_abonnement(actor=actor, at=at, uuid=uuid, body=whole, wrong=wrong, actie="partial_update")


def delete_abonnement(*, actor: Actor, at: datetime, uuid: UUID) -> None:
    """End a subscription; what was still to be sent to it is dropped. Raises NotAllowed, NotFound."""
    authz.require(actor, CONSUME)
    register.save("destroy", uuid, None, actor=actor, at=at)
    sending.forget(f"{SENDER}{uuid}")


def ensure_abonnement(*, actor: Actor, at: datetime, body: AbonnementBody) -> tuple[Abonnement, bool]:
    """Have exactly this subscription on its callbackUrl: made, changed or left as it is; and whether anything changed.

    Raises what create_abonnement raises.
    """
    authz.require(actor, CONSUME)
    known = register.on_callback(body.callback_url)
    if not known:
        return create_abonnement(actor=actor, at=at, body=body), True
    uuid, *doubles = known
    for double in doubles:
        delete_abonnement(actor=actor, at=at, uuid=double)
    found = register.subscription(uuid)
    if found is not None and found.body == _whole(body, before=found.body) and not doubles:
        return register.saved(uuid), False
    return update_abonnement(actor=actor, at=at, uuid=uuid, body=body), True


def _whole(body: AbonnementBody, *, before: AbonnementBody | None) -> AbonnementBody:
    """The body with everything filled in: hidden secrets are what they were, and so is what is left out."""
    auth, sleutel, formaat = body.auth, body.ondertekeningssleutel, body.berichtformaat
    if before is not None:
        auth = before.auth if auth == HIDDEN else auth
        sleutel = before.ondertekeningssleutel if sleutel in (HIDDEN, UNSET) else sleutel
        formaat = before.berichtformaat if formaat is UNSET else formaat
    return msgspec.structs.replace(
        body, auth=auth, ondertekeningssleutel=sleutel or "", berichtformaat=formaat or "zgw"
    )


def _check(
    body: AbonnementBody,
    wrong: tuple[FieldError, ...],
    *,
    before: AbonnementBody | None,
    at: datetime,
) -> None:
    errors = regels.callback_errors(body.callback_url, body.auth, body.ondertekeningssleutel or "")
    errors += regels.kanaal_errors(body.kanalen, register.kanaal_filters())
    moved = before is None or (before.callback_url, before.auth) != (body.callback_url, body.auth)
    # Nobody is called for a subscription that is wrong anyway.
    if not (wrong or errors) and moved:
        errors = _knock(body, at=at)
    if wrong or errors:
        raise Invalid(fields=wire.together(AbonnementBody, wrong, errors))


def _knock(body: AbonnementBody, *, at: datetime) -> tuple[FieldError, ...]:
    test = Notificatie(
        kanaal="test",
        hoofd_object=_TEST,
        resource="test",
        resource_url=_TEST,
        actie="create",
        aanmaakdatum=at,
    )
    content, headers = compose(
        test,
        id=str(uuid4()),
        seq=0,
        at=at,
        formaat=body.berichtformaat or "zgw",
        sleutel=body.ondertekeningssleutel or "",
    )
    known = {**headers, "Authorization": body.auth}
    try:
        if 200 <= remote.post(body.callback_url, content, headers=headers) < 300:
            reason = "Dit adres neemt ook berichten aan zonder Authorization-header. Beveilig het eerst."
            return (FieldError("callbackUrl", "no-auth-on-callback-url", reason),)
        if 200 <= remote.post(body.callback_url, content, headers=known) < 300:
            return ()
    except remote.NoAnswer:
        pass
    reason = "Een testbericht naar dit adres is niet aangenomen (verwacht: 204)."
    return (FieldError("callbackUrl", "invalid-callback-url", reason),)


def _may_read(actor: Actor) -> None:
    if not (authz.has(actor, CONSUME) or authz.has(actor, PUBLISH)):
        raise NotAllowed
