"""The door of Autorisaties: which application may do what (Autorisaties 1.1.0), and who a token belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import structlog
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from raadhuis.components.autorisaties.domain import rechten
from raadhuis.components.autorisaties.domain.token import Claims, claims_of
from raadhuis.components.autorisaties.store import queries, secrets
from raadhuis.components.autorisaties.types import Applicatie, ApplicatieBody, ApplicatiePatch, Autorisatie
from raadhuis.components.catalogi import api as catalogi
from raadhuis.kernel import authz, db, settings, wire
from raadhuis.kernel.identity import Actor, Rights
from raadhuis.kernel.mutation import Mutation
from raadhuis.kernel.recent import Recent
from raadhuis.kernel.refusal import FieldError, Invalid, NotFound, TokenInvalid

__all__ = [
    "Applicatie",
    "ApplicatieBody",
    "ApplicatiePatch",
    "Autorisatie",
    "add_applicatie",
    "applicatie_json",
    "applicatie_of_client_json",
    "applicaties_json",
    "authenticate",
    "create_applicatie",
    "delete_applicatie",
    "forget",
    "patch_applicatie",
    "update_applicatie",
]

log = structlog.get_logger(__name__)
MAX_TOKEN = 8192  # characters; a real one has some 300
SHORT_SECRET = 16
READ, WRITE = "autorisaties.lezen", "autorisaties.bijwerken"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Client:
    """An application as it is known to this process: its sealed secret and its rights."""

    sealed: str
    label: str
    rights: Rights


# What another process changes is seen here after at most ten seconds; what this process changes, at once.
_clients: Recent[str, _Client] = Recent(seconds=10, size=1000)
# Tokens whose signature was right, with the sealed secret that it was checked with: a new secret ends them.
_tokens: Recent[str, tuple[Claims, str]] = Recent(seconds=60, size=5000)


def authenticate(token: str, *, at: datetime) -> Actor:
    """The actor behind a ZGW JWT (HS256; `client_id`, `iat`, optional `user_id` and `user_representation`).

    With a `user_id` the actor is that person, with the application's rights. A token seen before costs no query.
    Raises TokenInvalid when it is missing, forged, older than the set age, from the future or of an unknown client.
    """
    if not token:
        raise TokenInvalid("Het token ontbreekt. Stuur het mee als 'Authorization: Bearer <token>'.")
    if len(token) > MAX_TOKEN:
        raise TokenInvalid("Het token is te lang.")
    known = _tokens.get(token)
    claims = known[0] if known else _unverified(token)
    client = _client(claims.client_id)
    if known is None or known[1] != client.sealed:
        _verify(token, client)
        _tokens.put(token, (claims, client.sealed))
    claims.check(at=at, max_age=settings.current().jwt_max_age)
    if claims.user_id:
        name = claims.user_representation or claims.user_id
        return Actor(kind="medewerker", id=claims.user_id, name=name, rights=client.rights)
    return Actor(kind="applicatie", id=claims.client_id, name=client.label, rights=client.rights)


def _unverified(token: str) -> Claims:
    """What the token says before its signature is checked: only good for finding the key to check it with."""
    try:
        parts = jws.extract_compact(token.encode())
        payload = msgspec.json.decode(parts.payload)
    except (JoseError, ValueError, RecursionError) as error:
        raise TokenInvalid("Het token is geen JWT.") from error
    if parts.headers().get("alg") != "HS256":
        raise TokenInvalid("Het token moet met HS256 zijn ondertekend.")
    if not isinstance(payload, dict):
        raise TokenInvalid("Het token is geen JWT.")
    return claims_of(payload)


def _client(client_id: str) -> _Client:
    if known := _clients.get(client_id):
        return known
    found = queries.client(client_id)
    if found is None:
        raise TokenInvalid("De client is onbekend.")
    sealed, label, alle, raw = found
    stored = wire.decode(raw, tuple[rechten.Stored, ...])
    client = _Client(
        sealed=sealed, label=label, rights=Rights(everything=True) if alle else rechten.rights(stored)
    )
    _clients.put(client_id, client)
    return client


def _verify(token: str, client: _Client) -> None:
    secret = secrets.unseal(client.sealed)
    if not secret:
        raise TokenInvalid(
            "De client heeft geen geheim. De beheerder geeft het met 'raadhuis applicatie add'."
        )
    try:
        # Only HS256, whatever the token says; joserfc compares in constant time.
        jwt.decode(token, OctKey.import_key(secret), algorithms=["HS256"])
    except (JoseError, ValueError) as error:
        raise TokenInvalid("De handtekening van het token klopt niet.") from error


def applicatie_json(*, actor: Actor, uuid: UUID) -> bytes | None:
    """One application as JSON bytes. Raises NotAllowed."""
    authz.require(actor, READ)
    return queries.one(uuid)


def applicatie_of_client_json(*, actor: Actor, client_id: str) -> bytes | None:
    """The application of a client id as JSON bytes. Raises NotAllowed."""
    authz.require(actor, READ)
    return queries.of_client(client_id)


def applicaties_json(*, actor: Actor, clients: Sequence[str] | None, page: int) -> tuple[bytes, int]:
    """One page of applications (of these client ids) as a JSON array, and the exact count. Raises NotAllowed."""
    authz.require(actor, READ)
    return queries.page(page, clients=clients)


def create_applicatie(*, actor: Actor, at: datetime, body: ApplicatieBody, reden: str = "") -> bytes:
    """Register an application; JSON bytes. Raises NotAllowed, Invalid with every error (ac-001 .. ac-003).

    Its clients cannot sign in until the operator gives them a secret (`add_applicatie`).
    """
    authz.require(actor, WRITE)
    found = _save(queries.CREATE, None, body, actor=actor, at=at, reden=reden)
    if found is None:
        raise NotFound
    return found


def update_applicatie(
    *, actor: Actor, at: datetime, uuid: UUID, body: ApplicatieBody, reden: str = ""
) -> bytes:
    """Replace an application; JSON bytes. Raises NotAllowed, NotFound, Invalid with every error."""
    authz.require(actor, WRITE)
    if queries.one(uuid) is None:
        raise NotFound
    found = _save(queries.UPDATE, uuid, body, actor=actor, at=at, reden=reden)
    if found is None:
        raise NotFound
    return found


def patch_applicatie(
    *, actor: Actor, at: datetime, uuid: UUID, body: ApplicatiePatch, reden: str = ""
) -> bytes:
    """Change part of an application; JSON bytes. Raises NotAllowed, NotFound, Invalid with every error."""
    authz.require(actor, WRITE)
    with db.atomic():
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
        found = _save(queries.PATCH, uuid, merged, actor=actor, at=at, reden=reden)
    if found is None:
        raise NotFound
    return found


def delete_applicatie(*, actor: Actor, at: datetime, uuid: UUID, reden: str = "") -> None:
    """Take an application away; its client ids are never given out again (ac-001). Raises NotAllowed, NotFound."""
    authz.require(actor, WRITE)
    with db.atomic():
        if not queries.destroy(uuid, actor=actor, at=at, reden=reden):
            raise NotFound
    forget()


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

    Without `alle_autorisaties` an application keeps the autorisaties that it was given through the API. Raises Invalid
    (`secret` empty, client id too long or once of another application).
    """
    if wrong := tuple(_wrong_credentials(client_id, secret)):
        raise Invalid(fields=wrong)
    if len(secret) < SHORT_SECRET:
        log.warning("autorisaties.short_secret", client_id=client_id, at_least=SHORT_SECRET)
    with db.atomic():
        raw = queries.of_client(client_id)
        current = wire.decode(raw, Applicatie) if raw else None
        uuid = wire.uuid_of(current.url) if current else None
        if wrong := tuple(_taken((client_id,), uuid=uuid)):
            raise Invalid(fields=wrong)
        body = ApplicatieBody(
            client_ids=current.client_ids if current else (client_id,),
            label=label or (current.label if current else client_id),
            heeft_alle_autorisaties=alle_autorisaties,
            autorisaties=current.autorisaties if current and not alle_autorisaties else (),
        )
        if current is None or body != _without_url(current):
            _write(queries.UPDATE if current else queries.CREATE, uuid, body, actor=actor, at=at, reden="")
        queries.seal(client_id, secrets.seal(secret))
    forget()


def forget() -> None:
    """Forget the clients and tokens that this process remembers."""
    _clients.clear()
    _tokens.clear()


def _wrong_credentials(client_id: str, secret: str) -> Iterator[FieldError]:
    if not 0 < len(client_id) <= 50:
        yield FieldError("client_id", "invalid", "Een client-id heeft 1 tot 50 tekens.")
    if not secret:
        yield FieldError("secret", "blank", "Een client heeft een geheim nodig.")


def _without_url(current: Applicatie) -> ApplicatieBody:
    return ApplicatieBody(**{name: getattr(current, name) for name in ApplicatieBody.__struct_fields__})


def _save(
    mutation: Mutation,
    uuid: UUID | None,
    body: ApplicatieBody,
    *,
    actor: Actor,
    at: datetime,
    reden: str,
) -> bytes | None:
    wrong = [*rechten.errors(body), *_unknown_types(body, actor=actor)]
    with db.atomic():
        wrong += _taken(body.client_ids, uuid=uuid)
        if wrong:
            raise Invalid(fields=tuple(wrong))
        found = _write(mutation, uuid, body, actor=actor, at=at, reden=reden)
    forget()
    return found


def _taken(client_ids: Sequence[str], *, uuid: UUID | None) -> Iterator[FieldError]:
    """Ids of another application, of now or of before (ac-001)."""
    if taken := wire.decode(queries.taken(client_ids, uuid=uuid), tuple[str, ...]):
        yield FieldError("clientIds", "clientId-exists", f"Al (eens) in gebruik: {', '.join(taken)}.")


def _write(
    mutation: Mutation,
    uuid: UUID | None,
    body: ApplicatieBody,
    *,
    actor: Actor,
    at: datetime,
    reden: str,
) -> bytes | None:
    found = queries.save(
        mutation,
        uuid=uuid,
        label=body.label,
        client_ids=body.client_ids,
        alle=body.heeft_alle_autorisaties,
        autorisaties=[_stored(a) for a in body.autorisaties],
        actor=actor,
        at=at,
        reden=reden,
    )
    if found is not None:
        made = wire.uuid_of(wire.decode(found, Applicatie).url)
        assert made is not None  # noqa: S101  # our own URL ends in a uuid
        queries.give_clients(made)
    return found


def _stored(given: Autorisatie) -> dict[str, Any]:
    kept: dict[str, Any] = {"component": given.component, "scopes": list(given.scopes)}
    if given.type_url:
        kept["type"] = str(wire.uuid_of(given.type_url))
    if given.component in rechten.WITH_LEVEL:
        kept["maxVertrouwelijkheidaanduiding"] = given.max_vertrouwelijkheidaanduiding
    return kept


_TYPES: dict[str, tuple[str, Any]] = {
    "zrc": ("zaaktypen", catalogi.get_inrichting),
    "drc": ("informatieobjecttypen", catalogi.get_informatieobjecttype),
    "brc": ("besluittypen", catalogi.get_besluittype),
}


def _unknown_types(body: ApplicatieBody, *, actor: Actor) -> Iterator[FieldError]:
    """Types that are not in the catalogi that we use; a URL elsewhere is refused, never fetched."""
    ours = settings.current()
    root = ours.register_url("catalogi") or f"{ours.url}/catalogi/api/v1"
    for number, given in enumerate(body.autorisaties):
        if not given.type_url:
            continue
        resource, get = _TYPES[given.component]
        uuid = wire.uuid_of(given.type_url)
        field = f"autorisaties.{number}.{rechten.TYPE_FIELDS[given.component]}"
        if uuid is None or given.type_url.rstrip("/") != f"{root}/{resource}/{uuid}":
            yield FieldError(field, "bad-url", "Dit is geen adres van een type in onze catalogi.")
            continue
        try:
            get(actor=actor, uuid=uuid)
        except NotFound:
            yield FieldError(field, "bad-url", "Dit type bestaat niet.")
