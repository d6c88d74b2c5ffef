"""Who a bearer token belongs to: a ZGW token that the client signed, or an access token that we signed (OAuth)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OctKey

from raadhuis.components.autorisaties.api import clients
from raadhuis.components.autorisaties.api.clients import Client
from raadhuis.components.autorisaties.api.sleutels import verification_key
from raadhuis.components.autorisaties.domain.token import Claims, claims_of
from raadhuis.components.autorisaties.store import secrets
from raadhuis.kernel import roles, settings
from raadhuis.kernel.identity import Actor, Grant, Rights
from raadhuis.kernel.refusal import TokenInvalid

MAX_TOKEN = 8192  # characters; a real one has some 300


def authenticate(token: str, *, at: datetime, address: str = "") -> Actor:
    """The actor behind a ZGW JWT (HS256; `client_id`, `iat`, optional `aud`, `user_id`, `user_representation`, `roles`), or
    behind an access token of `POST /oauth/token`.

    With a `user_id` the actor is that person, with the application's rights; `roles` limit those to what such an employee
    may do. A token seen before costs no query. `address` is where it comes from, to count who guesses.
    Raises TokenInvalid when it is missing, forged, older than the set age, from the future, for another installation or of
    an unknown client; TooManyRequests.
    """
    if not token:
        raise TokenInvalid("Het token ontbreekt. Stuur het mee als 'Authorization: Bearer <token>'.")
    if len(token) > MAX_TOKEN:
        raise TokenInvalid("Het token is te lang.")
    known = clients.tokens.get(token)
    claims = known[0] if known else _unverified(token)[0]
    client = clients.get_client(claims.client_id)
    if client is None:
        clients.may_try("", address, at=at)
        raise clients.count_failure("", address, TokenInvalid("De client is onbekend."), at=at)
    proof = (client.sealed, client.since)
    if known is None or known[1] != proof:
        _verify(token, claims, client, at=at, address=address)
        clients.tokens.put(token, (claims, proof))
    claims.check(at=at, max_age=settings.current().jwt_max_age)
    clients.count_request(claims.client_id, at=at)
    rights = clients.rights_of(claims.client_id, client)
    made = clients.actors.get(token)
    if made is None or made[0] is not client or made[1] is not rights:
        made = client, rights, _actor(claims, client, rights)
        clients.actors.put(token, made)
    return made[2]


def _actor(claims: Claims, client: Client, rights: Rights) -> Actor:
    if claims.roles is not None:
        rights = rights.within(roles.rights_of(claims.roles))
    if claims.scopes is not None:
        rights = rights.within(Rights(grants=(Grant(scopes=claims.scopes),)))
    if claims.user_id:
        name = claims.user_representation or claims.user_id
        return Actor(
            kind="medewerker",
            id=claims.user_id,
            name=name,
            rights=rights,
            applicatie=claims.client_id,
            applicatie_name=client.label,
        )
    return Actor(kind="applicatie", id=claims.client_id, name=client.label, rights=rights)


def _unverified(token: str) -> tuple[Claims, dict[str, Any]]:
    """What the token says before its signature is checked: only good for finding the key to check it with."""
    try:
        parts = jws.extract_compact(token.encode())
        payload = msgspec.json.decode(parts.payload)
    except (JoseError, ValueError, RecursionError) as error:
        raise TokenInvalid("Het token is geen JWT.") from error
    header = parts.headers()
    if header.get("alg") not in ("HS256", "ES256"):
        raise TokenInvalid("Het token moet met HS256 zijn ondertekend.")
    if not isinstance(payload, dict):
        raise TokenInvalid("Het token is geen JWT.")
    return claims_of(payload, kind="zgw" if header["alg"] == "HS256" else "oauth"), header


def _verify(token: str, claims: Claims, client: Client, *, at: datetime, address: str) -> None:
    """The kind of token decides the key and the one algorithm: never the token alone."""
    clients.may_try(claims.client_id, address, at=at)
    try:
        if claims.kind == "zgw":
            _verify_own(token, client)
        else:
            _verify_ours(token, claims, client, at=at)
        claims.check_audience(settings.current().url.rstrip("/"))
    except TokenInvalid as refusal:
        raise clients.count_failure(claims.client_id, address, refusal, at=at) from refusal


def _verify_own(token: str, client: Client) -> None:
    secret = secrets.unseal(client.sealed)
    if not secret:
        raise TokenInvalid(
            "De client heeft geen geheim. De beheerder geeft het met 'raadhuis applicatie add'."
        )
    _check_signature(token, OctKey.import_key(secret), "HS256")


def _verify_ours(token: str, claims: Claims, client: Client, *, at: datetime) -> None:
    header = _unverified(token)[1]
    key = verification_key(str(header.get("kid", "")), at=at)
    if key is None or header.get("typ") != "at+jwt" or claims.issuer != settings.current().url.rstrip("/"):
        raise TokenInvalid("Dit access token is niet van ons.")
    _check_signature(token, key, "ES256")
    if claims.exp is None or not claims.audience:
        raise TokenInvalid("Dit access token is niet van ons.")
    # A token says whole seconds, so what was given in the second of the change still counts.
    if client.since and claims.iat < int(client.since.timestamp()):
        raise TokenInvalid("De client heeft intussen een nieuw geheim of een nieuwe sleutel.")


def _check_signature(token: str, key: OctKey | ECKey, algorithm: str) -> None:
    try:
        # Only this algorithm, whatever the token says; joserfc compares in constant time.
        jwt.decode(token, key, algorithms=[algorithm])
    except (JoseError, ValueError) as error:
        raise TokenInvalid("De handtekening van het token klopt niet.") from error
